import { KustomizeError } from '../fault';
import type { Kustomization, Label } from '../kustomization/kustomization';
import { metadataOptions, patchOf, samePatch, SELECTOR_FLAGS } from './edit-add';
import { change } from './edit-set';
import { matcher } from './glob';
import { KustomizationFile } from './kustomization-file';
import type { Call, Verb } from './verb';

function removePaths(call: Call, field: 'resources' | 'transformers' | 'components' | 'generators', what: string): void {
  if (call.args.length === 0) throw new KustomizeError(`must specify a ${what} file`);
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const tests = call.args.map(matcher);
  const there = kustomization[field] ?? [];
  const left = there.filter((path) => !tests.some((test) => test(path)));
  if (left.length === there.length) {
    for (const pattern of call.args) call.log(`${pattern} doesn't exist in kustomization file`);
    return;
  }
  file.write({ ...kustomization, [field]: left });
}

function namesOf(call: Call, kind: string): string[] {
  if (call.args.length < 1) throw new KustomizeError(`must specify ${kind}`);
  if (call.args.length > 1) throw new KustomizeError(`${kind}s must be comma-separated, with no spaces`);
  return call.args[0]!.split(',').map((name) => {
    if (name === '') throw new KustomizeError(`invalid ${kind}: '' (name is empty)`);
    return name;
  });
}

function without(map: Record<string, string>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !names.includes(key)));
}

function removeAnnotation(call: Call): void {
  const names = namesOf(call, 'annotation');
  const lenient = call.flags.bool('ignore-non-existence');
  change(call, (k) => {
    if (!k.commonAnnotations && !lenient) throw new KustomizeError('commonAnnotations is not defined in kustomization file');
    const missing = names.find((name) => !Object.hasOwn(k.commonAnnotations ?? {}, name));
    if (missing !== undefined && !lenient) throw new KustomizeError(`annotation ${missing} is not defined in kustomization file`);
    return { ...k, commonAnnotations: without(k.commonAnnotations ?? {}, names) };
  });
}

function removeLabel(call: Call): void {
  const names = namesOf(call, 'label');
  const lenient = call.flags.bool('ignore-non-existence');
  change(call, (k) => {
    const labels = k.labels ?? [];
    const everywhere = [...Object.keys(k.commonLabels ?? {}), ...labels.flatMap((label) => Object.keys(label.pairs ?? {}))];
    if (!k.commonLabels && labels.length === 0 && !lenient)
      throw new KustomizeError('neither commonLabels nor labels defined in kustomization file');
    const missing = names.find((name) => !everywhere.includes(name));
    if (missing !== undefined && !lenient) throw new KustomizeError(`label ${missing} is not defined in kustomization file`);
    const left = labels.map((label): Label => ({ ...label, pairs: without(label.pairs ?? {}, names) }));
    return {
      ...k,
      ...(k.commonLabels && { commonLabels: without(k.commonLabels, names) }),
      ...(k.labels && { labels: left.filter((label) => Object.keys(label.pairs ?? {}).length > 0) }),
    };
  });
}

function removePatch(call: Call): void {
  const patch = patchOf(call);
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const left = (kustomization.patches ?? []).filter((each) => !samePatch(each, patch));
  if (left.length === (kustomization.patches ?? []).length) {
    call.log(`patch ${patch.path ?? patch.patch} doesn't exist in kustomization file`);
    return;
  }
  file.write({ ...kustomization, patches: left });
}

function removeGenerator(call: Call, field: 'configMapGenerator' | 'secretGenerator'): void {
  const what = field === 'configMapGenerator' ? 'configmap' : 'secret';
  if (call.args.length === 0) throw new KustomizeError(`at least one ${what} name must be specified`);
  if (call.args.length > 1) throw new KustomizeError(`too many arguments: [${call.args.join(' ')}]; to provide multiple ${what}s, please separate ${what} names by commas`); // prettier-ignore
  const names = call.args[0]!.split(',');
  const namespace = call.flags.text('namespace') || 'default';
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const there = kustomization[field] ?? [];
  const left = there.filter((each) => !names.includes(each.name ?? '') || (each.namespace ?? 'default') !== namespace);
  if (there.length === 0) throw new KustomizeError(`no ${what} specified in ${file.path}`);
  if (left.length === there.length) throw new KustomizeError(`no specified ${what}(s) were found in the ${file.path} file`);
  file.write({ ...kustomization, [field]: left });
}

function removeBuildMetadata(call: Call): void {
  const options = metadataOptions(call);
  change(call, (k): Kustomization => ({ ...k, buildMetadata: (k.buildMetadata ?? []).filter((each) => !options.includes(each)) }));
}

const IGNORE = "  -i, --ignore-non-existence   ignore error if the given label doesn't exist";
const IN = '      --namespace string   namespace in which it is';

export const REMOVE: readonly Verb[] = [
  { path: 'edit remove', short: 'Removes items from the kustomization file.' },
  {
    path: 'edit remove annotation',
    operands: '[flags]',
    short: 'Removes one or more commonAnnotations from kustomization.yaml',
    example: 'remove annotation {annotationKey1},{annotationKey2}',
    flags: IGNORE,
    run: removeAnnotation,
  },
  {
    path: 'edit remove buildmetadata',
    operands: '[flags]',
    short: 'Removes one or more buildMetadata options from the kustomization.yaml in the current directory',
    example: 'remove buildmetadata {option1},{option2}',
    run: removeBuildMetadata,
  },
  {
    path: 'edit remove component',
    operands: '[flags]',
    short: 'Removes one or more component directories from kustomization.yaml',
    example: 'remove component {path}',
    run: (call) => removePaths(call, 'components', 'component'),
  },
  {
    path: 'edit remove configmap',
    operands: '[flags]',
    short: 'Removes the specified configmap(s) from kustomization.yaml',
    example: 'remove configmap my-configmap',
    flags: IN,
    run: (call) => removeGenerator(call, 'configMapGenerator'),
  },
  {
    path: 'edit remove label',
    operands: '[flags]',
    short: 'Removes one or more commonLabels from kustomization.yaml',
    example: 'remove label {labelKey1},{labelKey2}',
    flags: IGNORE,
    run: removeLabel,
  },
  {
    path: 'edit remove patch',
    operands: '[flags]',
    short: 'Removes a patch from kustomization.yaml',
    example: 'remove patch --path {filepath}',
    flags: SELECTOR_FLAGS,
    run: removePatch,
  },
  {
    path: 'edit remove resource',
    operands: '[flags]',
    short: 'Removes one or more resource file paths from kustomization.yaml',
    example: 'remove resource resources/*.yml',
    run: (call) => removePaths(call, 'resources', 'resource'),
  },
  {
    path: 'edit remove secret',
    operands: '[flags]',
    short: 'Removes the specified secret(s) from kustomization.yaml',
    example: 'remove secret my-secret',
    flags: IN,
    run: (call) => removeGenerator(call, 'secretGenerator'),
  },
  {
    path: 'edit remove transformer',
    operands: '[flags]',
    short: 'Removes one or more transformers from kustomization.yaml',
    example: 'remove transformer {filepath}',
    run: (call) => removePaths(call, 'transformers', 'transformer'),
  },
];
