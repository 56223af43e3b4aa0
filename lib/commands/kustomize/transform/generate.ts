import { isUtf8 } from '@/lib/commands/kubectl/create/config-data';
import { toBytes } from '@/lib/hosts/text';
import { during, KustomizeError } from '../fault';
import type { GeneratorArgs, GeneratorOptions } from '../kustomization/kustomization';
import type { Loader } from '../load/loader';
import { put, type JsonMap } from '../resource/json';
import { Resource } from '../resource/resource';

const LINE = 70;

/** The options of one generator, with what `generatorOptions` says for all. */
export function mergedOptions(own: GeneratorOptions | undefined, all: GeneratorOptions | undefined): GeneratorOptions | undefined {
  if (!all) return own;
  return {
    ...own,
    ...((own?.labels ?? all.labels) && { labels: { ...all.labels, ...own?.labels } }),
    ...((own?.annotations ?? all.annotations) && { annotations: { ...all.annotations, ...own?.annotations } }),
    ...((own?.disableNameSuffixHash || all.disableNameSuffixHash) && { disableNameSuffixHash: true }),
    ...((own?.immutable || all.immutable) && { immutable: true }),
  };
}

/** A ConfigMap or Secret from literals, files and env files. Models api/internal/generators; throws KustomizeError. */
export function generate(loader: Loader, kind: 'ConfigMap' | 'Secret', args: GeneratorArgs): Resource {
  const what = kind.toLowerCase();
  if (!args.name) throw new KustomizeError(`a ${what} must have a name`);
  const object: JsonMap = { apiVersion: 'v1', kind, metadata: { name: args.name, ...(args.namespace && { namespace: args.namespace }) } };
  if (kind === 'Secret') object.type = args.type || 'Opaque';
  const pairs = new Map<string, string>();
  for (const [key, value] of during('loading KV pairs', () => keyValues(loader, args))) {
    if (pairs.has(key)) throw new KustomizeError(`configmap ${args.name} illegally repeats the key \`${key}\``);
    pairs.set(key, value);
  }
  const data: JsonMap = {};
  const binary: JsonMap = {};
  for (const key of [...pairs.keys()].sort()) {
    const value = pairs.get(key)!;
    if (kind === 'Secret') put(data, key, lines(value));
    else if (isUtf8(value)) put(data, key, value);
    else put(binary, key, lines(value));
  }
  if (kind === 'Secret' || Object.keys(data).length > 0) object.data = data;
  if (Object.keys(binary).length > 0) object.binaryData = binary;
  if (args.options?.immutable) object.immutable = true;
  const resource = new Resource(object);
  if (args.options?.labels) resource.labels = args.options.labels;
  if (args.options?.annotations) resource.annotations = args.options.annotations;
  if (!args.options?.disableNameSuffixHash) resource.allow('hash');
  const { behavior } = args;
  resource.behavior = behavior === 'merge' || behavior === 'replace' || behavior === 'create' ? behavior : 'unspecified';
  return resource;
}

/** Base64 in lines of 70, where it needs more than one. */
function lines(value: string): string {
  const text = Buffer.from(toBytes(value)).toString('base64');
  return text.length < LINE ? text : text.replace(/.{1,70}/g, '$&\n');
}

function keyValues(loader: Loader, { envs = [], literals = [], files = [] }: GeneratorArgs): [string, string][] {
  return [
    ...during(`env source files: [${envs.join(' ')}]`, () => envs.flatMap((file) => envPairs(loader, loader.load(file)))),
    ...during(`literal sources [${literals.join(' ')}]`, () => literals.map(literalPair)),
    ...during(`file sources: [${files.join(' ')}]`, () =>
      files.map((source): [string, string] => {
        const [key, path] = fileSource(source);
        return [key, loader.load(path)];
      }),
    ),
  ];
}

function envPairs(loader: Loader, text: string): [string, string][] {
  const pairs: [string, string][] = [];
  text
    .replace(/\n$/, '')
    .split('\n')
    .forEach((raw, index) => {
      if (!isUtf8(raw)) throw new KustomizeError(`line ${index} has invalid utf8 bytes : ${raw}`);
      const line = (index === 0 ? raw.replace(/^\ufeff/, '') : raw).replace(/\r$/, '').replace(/^\s+/, '');
      if (line === '' || line.startsWith('#')) return;
      const at = line.indexOf('=');
      const key = at < 0 ? line : line.slice(0, at);
      pairs.push([key, at < 0 ? (loader.files.env()[key] ?? '') : line.slice(at + 1)]);
    });
  return pairs;
}

function literalPair(source: string): [string, string] {
  const at = source.indexOf('=');
  if (at <= 0) throw new KustomizeError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(at + 1);
  return [source.slice(0, at), value.length > 1 && /^(".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value];
}

function fileSource(source: string): [key: string, path: string] {
  const parts = source.split('=');
  if (parts.length === 1) return [source.slice(source.lastIndexOf('/') + 1), source];
  if (parts.length > 2) throw new KustomizeError(`source ${JSON.stringify(source)} key name or file path contains '='`);
  const [key, path] = parts as [string, string];
  if (key === '') throw new KustomizeError(`missing key name for file path ${JSON.stringify(path)} in source ${JSON.stringify(source)}`);
  if (path === '') throw new KustomizeError(`missing file path for key name ${JSON.stringify(key)} in source ${JSON.stringify(source)}`);
  return [key, path];
}
