import { KustomizeError } from '../fault';
import type { GeneratorArgs, Kustomization, Label, Patch, Selector } from '../kustomization/kustomization';
import { Loader } from '../load/loader';
import { generate } from '../transform/generate';
import { globbed } from './glob';
import { KustomizationFile } from './kustomization-file';
import { atCommas, pairsOf } from './pairs';
import type { Call, Verb } from './verb';

const FILES = { operands: '[flags]' };

/** Adds paths to a list of the kustomization; those that are there are told in the log. */
function addPaths(call: Call, field: 'resources' | 'components' | 'transformers' | 'generators' | 'configurations', what: string): void {
  if (call.args.length === 0) throw new KustomizeError(`must specify a ${what} file`);
  const given = call.flags.has('no-verify') && call.flags.bool('no-verify') ? [...call.args] : globbed(call, call.args);
  if (given.length === 0) return;
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const paths = [...(kustomization[field] ?? [])];
  for (const path of given) {
    if (path === file.path) continue;
    if (paths.includes(path)) call.log(`${what} ${path} already in kustomization file`);
    else paths.push(path);
  }
  file.write({ ...kustomization, [field]: paths });
}

function addBase(call: Call): void {
  if (call.args.length === 0) throw new KustomizeError('must specify a base directory');
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const resources = [...(kustomization.resources ?? [])];
  for (const path of call.args.flatMap((arg) => arg.split(','))) {
    if (!call.sys.exists(path)) throw new KustomizeError(`${path} does not exist`);
    if (resources.includes(path)) throw new KustomizeError(`base ${path} already in kustomization file`);
    resources.push(path);
  }
  file.write({ ...kustomization, resources });
}

/** What --kind, --name … select; undefined when none is given. */
export function selectorOf({ flags }: Call): Selector | undefined {
  const names = { group: 'group', version: 'version', kind: 'kind', name: 'name', namespace: 'namespace', annotationSelector: 'annotation-selector', labelSelector: 'label-selector' }; // prettier-ignore
  const given = Object.entries(names).filter(([, flag]) => flags.text(flag) !== '');
  return given.length === 0 ? undefined : Object.fromEntries(given.map(([field, flag]) => [field, flags.text(flag)]));
}

/** The patch that flags describe. Throws KustomizeError unless it is one. */
export function patchOf(call: Call): Patch {
  const [path, patch, target] = [call.flags.text('path'), call.flags.text('patch'), selectorOf(call)];
  if (path !== '' && patch !== '') throw new KustomizeError("patch and path can't be set at the same time");
  if (path === '' && patch === '') throw new KustomizeError('must provide either patch or path');
  return { ...(patch !== '' && { patch }), ...(path !== '' && { path }), ...(target && { target }) };
}

export const samePatch = (a: Patch, b: Patch): boolean =>
  (a.path ?? '') === (b.path ?? '') &&
  (a.patch ?? '') === (b.patch ?? '') &&
  JSON.stringify(Object.entries(a.target ?? {}).sort()) === JSON.stringify(Object.entries(b.target ?? {}).sort());

function addPatch(call: Call): void {
  const patch = patchOf(call);
  if (patch.path !== undefined && globbed(call, [patch.path]).length === 0) return;
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const patches = kustomization.patches ?? [];
  if (patches.some((each) => samePatch(each, patch))) {
    call.log(`patch ${patch.path ?? patch.patch} already in kustomization file`);
    return;
  }
  file.write({ ...kustomization, patches: [...patches, patch] });
}

function metadataOf(call: Call, kind: 'label' | 'annotation') {
  if (call.args.length < 1) throw new KustomizeError(`must specify ${kind}`);
  if (call.args.length > 1) throw new KustomizeError(`${kind}s must be comma-separated, with no spaces`);
  return pairsOf(atCommas(call.args[0]!), kind);
}

function addAnnotation(call: Call): void {
  const added = metadataOf(call, 'annotation');
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  file.write({ ...kustomization, commonAnnotations: joined(kustomization.commonAnnotations, added, 'annotation', call) });
}

function joined(there: Record<string, string> | undefined, added: Record<string, string>, kind: string, call: Call) {
  if (!call.flags.bool('force'))
    for (const key of Object.keys(added))
      if (there && Object.hasOwn(there, key)) throw new KustomizeError(`${kind} ${key} already in kustomization file`);
  return { ...there, ...added };
}

function addLabel(call: Call): void {
  const added = metadataOf(call, 'label');
  const templates = call.flags.bool('include-templates');
  if (templates && !call.flags.bool('without-selector'))
    throw new KustomizeError('--without-selector flag must be specified for --include-templates to work');
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  if (!call.flags.bool('without-selector')) {
    file.write({ ...kustomization, commonLabels: joined(kustomization.commonLabels, added, 'label', call) });
    return;
  }
  const labels = kustomization.labels ?? [];
  const suits = (label: Label) => !label.includeSelectors && (label.includeTemplates ?? false) === templates && !label.fields;
  const at = labels.findIndex(suits);
  const known = labels[at];
  const merged: Label = { ...known, ...(templates && { includeTemplates: true }), pairs: joined(known?.pairs, added, 'label', call) };
  file.write({ ...kustomization, labels: known ? labels.map((each, i) => (i === at ? merged : each)) : [...labels, merged] });
}

function addGenerator(call: Call, kind: 'ConfigMap' | 'Secret'): void {
  const { flags } = call;
  const files = flags.list('from-file').flatMap((source) => {
    const parts = source.split('=');
    const found = globbed(call, [parts.length === 2 ? parts[1]! : parts[0]!]);
    if (parts.length !== 2) return found;
    if (found.length !== 1) throw new KustomizeError(`'pattern '${source}' catches files [${found.join(' ')}], should catch only one`);
    return [`${parts[0]}=${found[0]}`];
  });
  const [literals, env] = [flags.list('from-literal'), flags.text('from-env-file')];
  if (call.args.length !== 1) throw new KustomizeError('name must be specified once');
  if (env === '' && files.length === 0 && literals.length === 0)
    throw new KustomizeError('at least from-env-file, or from-file or from-literal must be set');
  if (env !== '' && (files.length > 0 || literals.length > 0))
    throw new KustomizeError('from-env-file cannot be combined with from-file or from-literal');
  const behavior = flags.text('behavior');
  if (!['', 'create', 'merge', 'replace'].includes(behavior)) throw new KustomizeError('invalid behavior: must be one of "create", "merge", or "replace"'); // prettier-ignore
  const [name, namespace] = [call.args[0]!, flags.text('namespace')];
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const field = kind === 'ConfigMap' ? ('configMapGenerator' as const) : ('secretGenerator' as const);
  const list = kustomization[field] ?? [];
  const at = list.findIndex((each) => each.name === name && (each.namespace ?? '') === namespace);
  const known: GeneratorArgs = list[at] ?? { name, ...(namespace !== '' && { namespace }) };
  const joinedList = (there: string[] | undefined, more: readonly string[]) => [...(there ?? []), ...more];
  const args: GeneratorArgs = {
    ...known,
    ...(literals.length > 0 && { literals: joinedList(known.literals, literals) }),
    ...(files.length > 0 && { files: joinedList(known.files, files) }),
    ...(env !== '' && { envs: joinedList(known.envs, [env]) }),
    ...(behavior !== '' && { behavior }),
    ...(flags.bool('disableNameSuffixHash') && { options: { ...known.options, disableNameSuffixHash: true } }),
    ...(kind === 'Secret' && { type: at < 0 || flags.changed('type') ? flags.text('type') : (known.type ?? 'Opaque') }),
  };
  generate(Loader.at(call.sys, '.'), kind, args);
  file.write({ ...kustomization, [field]: at < 0 ? [...list, args] : list.map((each, i) => (i === at ? args : each)) });
}

const METADATA_OPTIONS = ['originAnnotations', 'transformerAnnotations', 'managedByLabel'];

/** Options of a build, as `edit … buildmetadata` takes them: at commas. */
export function metadataOptions(call: Call): string[] {
  if (call.args.length === 0) throw new KustomizeError('must specify a buildMetadata option');
  if (call.args.length > 1) throw new KustomizeError('too many arguments: [' + call.args.join(' ') + ']; to provide multiple buildMetadata options, please separate options by comma'); // prettier-ignore
  const options = call.args[0]!.split(',');
  for (const option of options)
    if (!METADATA_OPTIONS.includes(option))
      throw new KustomizeError(`invalid buildMetadata option: ${option}; must be one of ["${METADATA_OPTIONS.join('" "')}"]`);
  return options;
}

function addBuildMetadata(call: Call): void {
  const options = metadataOptions(call);
  const file = KustomizationFile.find(call.sys);
  const kustomization = file.read();
  const there = kustomization.buildMetadata ?? [];
  for (const option of options)
    if (there.includes(option)) throw new KustomizeError(`buildMetadata option ${option} already in kustomization file`);
  file.write({ ...kustomization, buildMetadata: [...there, ...options] } satisfies Kustomization);
}

const NO_VERIFY = '      --no-verify   skip validation for resources';
export const SELECTOR_FLAGS = `      --annotation-selector string   annotationSelector in patch target
      --group string                 API group in patch target
      --kind string                  resource kind in patch target
      --label-selector string        labelSelector in patch target
      --name string                  resource name in patch target
      --namespace string             resource namespace in patch target
      --patch string                 literal string of patch content, either in JSON or YAML
      --path string                  path to the patch file
      --version string               API version in patch target`;
const sources = (what: string) => `      --behavior string         how it meets one of the same name: create, merge or replace
      --disableNameSuffixHash   leave the hash off the name
      --from-env-file string    file of key=value lines that become the ${what}
      --from-file strings       file to take in, by its own name or as key=path
      --from-literal stringArray   key and value to take in (mykey=somevalue)
      --namespace string        namespace of the ${what}`;

export const ADD: readonly Verb[] = [
  { path: 'edit add', short: 'Adds an item to the kustomization file.' },
  {
    path: 'edit add annotation',
    ...FILES,
    short: 'Adds one or more commonAnnotations to kustomization.yaml',
    example: 'add annotation {annotationKey1:annotationValue1},{annotationKey2:annotationValue2}',
    flags: '  -f, --force   overwrite commonAnnotation if it already exists',
    run: addAnnotation,
  },
  {
    path: 'edit add base',
    ...FILES,
    short: 'Adds one or more bases to the kustomization.yaml in current directory',
    example: 'add base {filepath1},{filepath2}',
    run: addBase,
  },
  {
    path: 'edit add buildmetadata',
    ...FILES,
    short: 'Adds one or more buildMetadata options to the kustomization.yaml in the current directory',
    example: 'add buildmetadata {option1},{option2}',
    run: addBuildMetadata,
  },
  {
    path: 'edit add component',
    ...FILES,
    short: 'Add the name of a file containing a component to the kustomization file.',
    example: 'add component {filepath}',
    run: (call) => addPaths(call, 'components', 'component'),
  },
  {
    path: 'edit add configmap',
    operands:
      'NAME [--namespace=namespace-name] [--behavior={create|merge|replace}] [--from-file=[key=]source] [--from-literal=key1=value1] [flags]',
    short: 'Adds a configmap to the kustomization file',
    example: 'kustomize edit add configmap my-configmap --from-file=my-key=file/path --from-literal=my-literal=12345',
    flags: sources('configmap'),
    run: (call) => addGenerator(call, 'ConfigMap'),
  },
  {
    path: 'edit add generator',
    ...FILES,
    short: 'Adds one or more generators to the kustomization.yaml in current directory',
    example: 'add generator {filepath}',
    run: (call) => addPaths(call, 'generators', 'generator'),
  },
  {
    path: 'edit add label',
    ...FILES,
    short: 'Adds one or more commonLabels to kustomization.yaml',
    example: 'add label {labelKey1:labelValue1},{labelKey2:labelValue2}',
    flags:
      '  -f, --force               overwrite commonLabel if it already exists\n      --include-templates   include labels in templates (requires --without-selector)\n      --without-selector    using add labels without selector option',
    run: addLabel,
  },
  {
    path: 'edit add patch',
    ...FILES,
    short: 'Add an item to patches field.',
    long: 'This command will add an item to patches field in the kustomization file.\nEach item may:\n\n - be either a strategic merge patch, or a JSON patch\n - be either a file, or an inline string\n - target a single resource or multiple resources\n',
    example: 'add patch --path {filepath} --group {target group name} --version {target version}',
    flags: SELECTOR_FLAGS,
    run: addPatch,
  },
  {
    path: 'edit add resource',
    ...FILES,
    short: 'Add the name of a file containing a resource to the kustomization file.',
    example: 'add resource {filepath}',
    flags: NO_VERIFY,
    run: (call) => addPaths(call, 'resources', 'resource'),
  },
  {
    path: 'edit add secret',
    operands: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--type=Opaque|kubernetes.io/tls] [flags]',
    short: 'Adds a secret to the kustomization file',
    example: 'kustomize edit add secret my-secret --from-file=my-key=file/path --from-literal=my-literal=12345',
    flags: `${sources('secret')}\n      --type string             type of the secret (default "Opaque")`,
    run: (call) => addGenerator(call, 'Secret'),
  },
  {
    path: 'edit add transformer',
    ...FILES,
    short: 'Adds a transformer configuration to the kustomization file.',
    example: 'add transformer {filepath}',
    run: (call) => addPaths(call, 'transformers', 'transformer'),
  },
];
