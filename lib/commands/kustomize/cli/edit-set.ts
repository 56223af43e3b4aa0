import { isDns1123Label } from '@/lib/api/names';
import { KustomizeError } from '../fault';
import type { Image, Kustomization, Label, Replica } from '../kustomization/kustomization';
import { metadataOptions } from './edit-add';
import { KustomizationFile } from './kustomization-file';
import { pairsOf } from './pairs';
import type { Call, Verb } from './verb';

/** Changes the kustomization of the working directory. */
export function change(call: Call, how: (kustomization: Kustomization) => Kustomization): void {
  const file = KustomizationFile.find(call.sys);
  file.write(how(file.read()));
}

function setOne(call: Call, field: 'namePrefix' | 'nameSuffix' | 'namespace', what: string): void {
  if (call.args.length !== 1) throw new KustomizeError(`must specify exactly one ${what} value`);
  const value = call.args[0]!;
  if (field === 'namespace') {
    const faults = isDns1123Label(value);
    if (faults.length > 0) throw new KustomizeError(`${JSON.stringify(value)} is not a valid namespace name: [${faults.join(' ')}]`);
  }
  change(call, (k) => ({ ...k, [field]: value }));
}

const IMAGE_FORMS = `invalid format of image, use one of the following options:
- <image>=<newimage>:<newtag>
- <image>=<newimage>@<digest>
- <image>=<newimage>
- <image>:<newtag>
- <image>@<digest>`;

function imageOf(arg: string): Image {
  const parts = arg.split('=');
  const overwrite = (text: string, renames: boolean): { name: string; tag?: string; digest?: string } => {
    const digest = text.split('@');
    if (digest.length > 1) return { name: digest[0]!, digest: digest[1]! };
    const tag = /^(.*):([a-zA-Z0-9._-]*|\*)$/.exec(text);
    if (tag) return { name: tag[1]!, tag: tag[2]! };
    if (text !== '' && renames) return { name: text };
    throw new KustomizeError(IMAGE_FORMS);
  };
  const renamed = parts.length === 2;
  const { name, tag, digest } = overwrite(renamed ? parts[1]! : arg, renamed);
  return {
    name: renamed ? parts[0]! : name,
    ...(renamed && { newName: name }),
    ...(tag && { newTag: tag }),
    ...(digest && { digest }),
  };
}

/** `*` in a new name, tag or digest keeps what was there. */
function kept(image: Image, before: Image | undefined): Image {
  const out: Image = { ...image };
  for (const field of ['newName', 'newTag', 'digest'] as const) {
    if (out[field] !== '*') continue;
    delete out[field];
    if (before?.[field]) out[field] = before[field];
  }
  return out;
}

const byName = (a: { name?: string }, b: { name?: string }) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1);

/** Those given, and the others that were there, by name. */
function merged<T extends { name?: string }>(there: readonly T[] | undefined, given: readonly T[]): T[] {
  const last = new Map([...(there ?? []), ...given].map((each) => [each.name ?? '', each]));
  return [...last.values()].sort(byName);
}

function setImage(call: Call): void {
  if (call.args.length === 0) throw new KustomizeError('no image specified');
  const given = call.args.map(imageOf);
  change(call, (k) => ({
    ...k,
    images: merged(k.images, given.map((image) => kept(image, k.images?.find((each) => each.name === image.name)))), // prettier-ignore
  }));
}

function setReplicas(call: Call): void {
  if (call.args.length === 0) throw new KustomizeError('no replicas specified');
  const given = call.args.map((arg): Replica => {
    const [name, count, ...more] = arg.split('=');
    if (count === undefined || more.length > 0 || !/^[+-]?\d+$/.test(count))
      throw new KustomizeError('invalid format of replica, use the following format: <name>=<count>');
    return { name: name!, count: Number(count) };
  });
  change(call, (k) => ({ ...k, replicas: merged(k.replicas, given) }));
}

function setAnnotation(call: Call): void {
  if (call.args.length < 1) throw new KustomizeError('must specify annotation');
  const pairs = pairsOf(call.args, 'annotation');
  change(call, (k) => ({ ...k, commonAnnotations: { ...k.commonAnnotations, ...pairs } }));
}

function setLabel(call: Call): void {
  if (call.args.length < 1) throw new KustomizeError('must specify label');
  const pairs = pairsOf(call.args, 'label');
  const [bare, templates] = [call.flags.bool('without-selector'), call.flags.bool('include-templates')];
  if (templates && !bare) throw new KustomizeError('--without-selector flag must be specified for --include-templates to work');
  change(call, (k) => {
    if (!bare) return { ...k, commonLabels: { ...k.commonLabels, ...pairs } };
    const labels = k.labels ?? [];
    const at = labels.findIndex((each) => !each.includeSelectors && (each.includeTemplates ?? false) === templates && !each.fields);
    const label: Label = { ...labels[at], ...(templates && { includeTemplates: true }), pairs: { ...labels[at]?.pairs, ...pairs } };
    return { ...k, labels: at < 0 ? [...labels, label] : labels.map((each, i) => (i === at ? label : each)) };
  });
}

/** Changes values of literals that are there, or the namespace. */
function setGenerator(call: Call, field: 'configMapGenerator' | 'secretGenerator'): void {
  const what = field === 'configMapGenerator' ? 'configmap' : 'secret';
  if (call.args.length !== 1) throw new KustomizeError('name must be specified once');
  const name = call.args[0]!;
  const [namespace, renamed] = [call.flags.text('namespace'), call.flags.text('new-namespace')];
  const literals = call.flags.list('from-literal');
  if (literals.length === 0 && renamed === '')
    throw new KustomizeError('at least one of [--from-literal, --new-namespace] must be specified');
  change(call, (k) => {
    const list = k[field] ?? [];
    const at = list.findIndex((each) => each.name === name && (each.namespace ?? '') === namespace);
    if (at < 0)
      throw new KustomizeError(
        `unable to find ${field === 'configMapGenerator' ? 'ConfigMap' : 'Secret'} with name ${JSON.stringify(name)}`,
      );
    const args = { ...list[at]! };
    const there = [...(args.literals ?? [])];
    for (const literal of literals) {
      const key = literal.slice(0, literal.indexOf('=') + 1);
      const place = key === '' ? -1 : there.findIndex((each) => each.startsWith(key));
      if (place < 0) throw new KustomizeError(`key ${JSON.stringify(key.replace(/=$/, ''))} not found in ${what} ${JSON.stringify(name)}`);
      there[place] = literal;
    }
    if (there.length > 0) args.literals = there;
    if (renamed !== '') args.namespace = renamed;
    return { ...k, [field]: list.map((each, i) => (i === at ? args : each)) };
  });
}

const GENERATOR_FLAGS = `      --from-literal stringArray   value of a key that is there (mykey=newvalue)
      --namespace string           namespace in which it is
      --new-namespace string       namespace into which it goes`;
const LABEL_FLAGS = `      --include-templates   include labels in templates (requires --without-selector)
      --without-selector    using set labels without selector option`;

export const SET: readonly Verb[] = [
  { path: 'edit set', short: 'Sets the value of different fields in kustomization file.' },
  {
    path: 'edit set annotation',
    operands: '[flags]',
    short: 'Sets one or more commonAnnotations in kustomization.yaml',
    example: 'set annotation {annotationKey1:annotationValue1} {annotationKey2:annotationValue2}',
    run: setAnnotation,
  },
  {
    path: 'edit set buildmetadata',
    operands: '[flags]',
    short: 'Sets one or more buildMetadata options to the kustomization.yaml in the current directory',
    example: 'set buildmetadata {option1},{option2}',
    run: (call) => {
      const options = metadataOptions(call);
      change(call, (k) => ({ ...k, buildMetadata: options }));
    },
  },
  {
    path: 'edit set configmap',
    operands: 'NAME [--from-literal=key1=value1] [--namespace=namespace-name] [--new-namespace=new-namespace-name] [flags]',
    short: 'Edits the value for an existing key for a configmap in the kustomization file',
    flags: GENERATOR_FLAGS,
    run: (call) => setGenerator(call, 'configMapGenerator'),
  },
  {
    path: 'edit set image',
    operands: '[flags]',
    short: 'Sets images and their new names, new tags or digests in the kustomization file',
    example: 'set image postgres=eu.gcr.io/my-project/postgres:latest node:8.15.0 mysql=mariadb',
    run: setImage,
  },
  {
    path: 'edit set label',
    operands: '[flags]',
    short: 'Sets one or more commonLabels in kustomization.yaml',
    example: 'set label {labelKey1:labelValue1} {labelKey2:labelValue2}',
    flags: LABEL_FLAGS,
    run: setLabel,
  },
  {
    path: 'edit set nameprefix',
    operands: '[flags]',
    short: 'Sets the value of the namePrefix field in the kustomization file.',
    example: 'set nameprefix acme-',
    run: (call) => setOne(call, 'namePrefix', 'prefix'),
  },
  {
    path: 'edit set namespace',
    operands: '[flags]',
    short: 'Sets the value of the namespace field in the kustomization file',
    example: 'set namespace staging',
    run: (call) => setOne(call, 'namespace', 'namespace'),
  },
  {
    path: 'edit set namesuffix',
    operands: '[flags]',
    short: 'Sets the value of the nameSuffix field in the kustomization file.',
    example: 'set namesuffix -- -acme',
    run: (call) => setOne(call, 'nameSuffix', 'suffix'),
  },
  {
    path: 'edit set replicas',
    operands: '[flags]',
    short: 'Sets replicas count for resources in the kustomization file',
    example: 'set replicas my-app=3 other-app=1',
    run: setReplicas,
  },
  {
    path: 'edit set secret',
    operands: 'NAME [--from-literal=key1=value1] [--namespace=namespace-name] [--new-namespace=new-namespace-name] [flags]',
    short: 'Edits the value for an existing key for a secret in the kustomization file',
    flags: GENERATOR_FLAGS,
    run: (call) => setGenerator(call, 'secretGenerator'),
  },
];
