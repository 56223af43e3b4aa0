import { parseDocument, splitDocuments, YamlError } from '@/lib/api/yaml';
import { goJson } from '@/lib/api/go-json';
import { matchesLabels, parseLabelSelector, SelectorError } from '@/lib/api/label-selector';
import { Errno } from '@/lib/hosts/process/sys';
import type { Resource } from '../client/discovery';
import { AggregateError_, CommandError, ReadError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { fetchManifest } from './manifest-url';
import { kustomizedText } from './kustomize';
import { basicFault, type Validation } from './validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- manifests are what people wrote */
/** An object read from a file, with the file it came from. */
export interface Manifest {
  readonly object: any;
  /** Path, or `STDIN`. */
  readonly source: string;
}

/** A manifest whose kind the server knows. */
export interface Loaded extends Manifest {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

export type ManifestOrError =
  { readonly manifest: Manifest; readonly error?: undefined } | { readonly error: Error; readonly manifest?: undefined };

const EXTENSIONS = ['.json', '.yaml', '.yml'];
const MOST_FILES = 2000;
const isAddress = (filename: string): boolean => /^https?:\/\//.test(filename);

export const hasFiles = (k: Invocation): boolean =>
  k.flags.list('filename').length > 0 || (k.flags.has('kustomize') && k.flags.text('kustomize') !== '');

/**
 * The objects of `-f`, `-R` and `-k`, in order; a fault ends its file (what cannot be decoded only its document), not the others.
 * With `validation` they are also checked for what kubectl itself asks of them. Throws for paths that are not there.
 */
export function* readManifests(k: Invocation, validation: Validation = 'Ignore'): Task<ManifestOrError[]> {
  const filenames = k.flags.list('filename');
  if (/^(get|describe|delete)$/.test(k.command) && k.args.length > 0)
    throw new CommandError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  const kustomize = k.flags.has('kustomize') ? k.flags.text('kustomize') : '';
  // expose has a --selector of its own, which is the service's.
  const selector = k.flags.has('selector') && k.command !== 'expose' ? k.flags.text('selector') : '';
  const requirements = selector === '' ? undefined : parsedSelector(selector);
  const labelled = (object: any) => !requirements || matchesLabels(requirements, object.metadata?.labels ?? {});
  if (kustomize !== '' && filenames.length > 0) throw new CommandError('only one of -f or -k can be specified');
  if (kustomize !== '') {
    const text = kustomizedText(k, kustomize);
    return [...decode(text, kustomize, validation)].filter(({ manifest }) => !manifest || labelled(manifest.object));
  }
  const found: ManifestOrError[] = [];
  for (const path of pathsOf(k, filenames)) {
    try {
      if (path === '-') found.push(...decode(yield* k.stdin(), 'STDIN', validation));
      else if (isAddress(path)) found.push(...decode(fetchManifest(k, path), path, validation));
      else found.push(...decode(yield* k.readFile(path), path, validation));
    } catch (error) {
      if (error instanceof ReadError) found.push({ error });
      else if (!(error instanceof Errno)) throw error;
      else found.push({ error: new ReadError(`open ${path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`) });
    }
  }
  return found.filter(({ manifest }) => !manifest || labelled(manifest.object));
}

function parsedSelector(text: string): ReturnType<typeof parseLabelSelector> {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw new CommandError(error.message);
    throw error;
  }
}

/** All files that the arguments mean; `-` is standard input. */
function pathsOf(k: Invocation, filenames: readonly string[]): string[] {
  const paths: string[] = [];
  const errors: Error[] = [];
  for (const filename of filenames) {
    try {
      if (filename === '-') paths.push(filename);
      else if (isAddress(filename)) paths.push(filename);
      else paths.push(...filesOf(k, filename));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return paths;
}

function filesOf(k: Invocation, given: string): string[] {
  const { sys } = k;
  const paths = /[*?[]/.test(given) ? globbed(k, given) : [given];
  const files: string[] = [];
  for (const path of paths) {
    let type: string;
    try {
      type = sys.stat(path).type;
    } catch (error) {
      if (error instanceof Errno && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
        throw new CommandError(`the path ${JSON.stringify(path)} does not exist`);
      if (error instanceof Errno)
        throw new CommandError(`the path ${JSON.stringify(path)} cannot be accessed: stat ${path}: ${error.message.toLowerCase()}`);
      throw error;
    }
    if (type !== 'dir') {
      files.push(path);
      continue;
    }
    const inside = walk(k, path.replace(/(.)\/+$/, '$1'), k.flags.has('recursive') && k.flags.bool('recursive'));
    if (inside.length === 0) throw new CommandError(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
    files.push(...inside);
  }
  if (files.length > MOST_FILES) throw new CommandError(`more than ${MOST_FILES} files are not read here`);
  return files;
}

function walk(k: Invocation, directory: string, recursive: boolean): string[] {
  const files: string[] = [];
  for (const name of k.sys.readdir(directory)) {
    const path = directory === '.' ? name : `${directory.replace(/^\.\//, '')}/${name}`;
    if (k.sys.stat(path).type === 'dir') {
      if (recursive) files.push(...walk(k, path, true));
    } else if (EXTENSIONS.some((extension) => name.endsWith(extension))) files.push(path);
  }
  return files;
}

function globbed(k: Invocation, pattern: string): string[] {
  const at = pattern.lastIndexOf('/');
  const directory = at < 0 ? '.' : pattern.slice(0, at) || '/';
  const regex = new RegExp(
    `^${pattern
      .slice(at + 1)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  );
  const names = k.sys.exists(directory) ? k.sys.readdir(directory).filter((name) => regex.test(name)) : [];
  if (names.length === 0) throw new CommandError(`the path ${JSON.stringify(pattern)} does not exist`);
  return names.map((name) => (at < 0 ? name : `${pattern.slice(0, at)}/${name}`));
}

/** Whether a text begins as JSON and ends in the middle of it: what else is not JSON is read as YAML. */
function isUnfinishedJson(text: string): boolean {
  if (!/^\s*\{\s*("|$)/.test(text)) return false;
  const outside = text.replace(/"(?:[^"\\]|\\.)*"/g, '');
  const count = (brackets: RegExp) => outside.match(brackets)?.length ?? 0;
  return outside.includes('"') || count(/[{[]/g) > count(/[}\]]/g);
}

/** Documents of a text as objects; lists are spread. */
export function* decode(text: string, source: string, validation: Validation = 'Ignore'): Generator<ManifestOrError> {
  for (const document of splitDocuments(text)) {
    let value: unknown;
    try {
      value = parseDocument(document);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      const why = isUnfinishedJson(document) ? 'unexpected EOF' : `error converting YAML to JSON: ${error.message}`;
      yield { error: new ReadError(`error parsing ${source}: ${why}`) };
      return;
    }
    if (value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)) continue;
    const invalid = basicFault(value, source, validation);
    if (invalid) {
      yield { error: invalid };
      return;
    }
    const complaint = complaintAbout(value);
    if (complaint !== undefined) {
      yield { error: new ReadError(`unable to decode ${JSON.stringify(source)}: ${complaint}`) };
      continue;
    }
    const object = inKeyOrder(value) as any;
    if (Array.isArray(object.items) && /List$/.test(object.kind)) {
      for (const item of object.items) yield { manifest: { object: item, source } };
    } else yield { manifest: { object, source } };
  }
}

/** As kubectl holds and sends objects: every map by its keys. */
function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inKeyOrder(each)]));
}

function complaintAbout(value: unknown): string | undefined {
  if (typeof value === 'string') return 'json: cannot unmarshal string into Go value of type unstructured.detector';
  if (typeof value === 'number' || typeof value === 'boolean') {
    return `json: cannot unmarshal ${typeof value === 'number' ? 'number' : 'bool'} into Go value of type unstructured.detector`;
  }
  if (Array.isArray(value)) return undefined;
  const object = value as any;
  const meta = object.metadata;
  for (const field of ['labels', 'annotations']) {
    const map = meta?.[field];
    if (map === undefined || map === null) continue;
    if (typeof map !== 'object' || Array.isArray(map)) {
      return `json: cannot unmarshal ${Array.isArray(map) ? 'array' : typeof map === 'boolean' ? 'bool' : typeof map} into Go struct field ObjectMeta.metadata.${field} of type map[string]string`;
    }
    for (const each of Object.values(map)) {
      if (typeof each === 'string' || each === null) continue;
      const type = Array.isArray(each) ? 'array' : typeof each === 'boolean' ? 'bool' : typeof each;
      return `json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${field} of type string`;
    }
  }
  return undefined;
}

/** Finds the manifest's resource and namespace. Throws what kubectl says when it cannot. */
export function locate(k: Invocation, { object, source }: Manifest): Loaded {
  const apiVersion: string = object.apiVersion ?? '';
  const name: string = object.metadata?.name ?? '';
  const own: string = object.metadata?.namespace ?? '';
  if (!object.kind) throw new ReadError(`unable to decode ${JSON.stringify(source)}: Object 'Kind' is missing in '${goJson(object)}'`);
  const resource = k.discovery.byKind(apiVersion, object.kind);
  if (!resource) {
    const what =
      apiVersion === ''
        ? `no matches for kind ${JSON.stringify(object.kind)} in version ""`
        : `no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(apiVersion)}`;
    throw new ReadError(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(own)} from ${JSON.stringify(source)}: ${what}\nensure CRDs are installed first`,
    );
  }
  if (!resource.namespaced) return { object, source, resource, namespace: '', name };
  if (own !== '' && k.namespaceForced && own !== k.namespace) {
    throw new CommandError(
      `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(k.namespace)}. You must pass '--namespace=${own}' to perform this operation.`,
    );
  }
  const namespace = own || k.namespace;
  return { object: own === '' ? { ...object, metadata: { ...object.metadata, namespace } } : object, source, resource, namespace, name };
}

/** An object as it is sent to be created: without the version that it had where it was read. Models resource.Helper's Create. */
export function withoutVersion(object: any): any {
  if (!object.metadata?.resourceVersion) return object;
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
