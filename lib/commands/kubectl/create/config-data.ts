import { createHash } from 'node:crypto';
import { isConfigMapKey, isEnvVarName } from '@/lib/api/names';
import { goJson } from '@/lib/api/go-json';
import { Errno } from '@/lib/hosts/process/sys';
import { toBytes } from '@/lib/hosts/text';
import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';

const piped = new WeakMap<Invocation, Map<string, string>>();

/** Reads the files of --from-file and --from-env-file that are pipes or devices, which may have to be waited for. */
export function* readPipes(k: Invocation): Task<void> {
  const texts = new Map<string, string>();
  for (const flag of ['from-file', 'from-env-file'])
    for (const source of k.flags.has(flag) ? k.flags.list(flag) : []) {
      const path = source.slice(flag === 'from-file' ? source.indexOf('=') + 1 : 0);
      if (!k.sys.exists(path) || ['file', 'dir'].includes(k.sys.stat(path).type)) continue;
      texts.set(path, yield* k.readFile(path));
    }
  if (texts.size > 0) piped.set(k, texts);
}

const textOf = (k: Invocation, path: string): string => piped.get(k)?.get(path) ?? k.sys.readFile(path);

/** Keys and values of --from-literal, --from-file and --from-env-file, in the order given. Throws kubectl's complaints. */
export function configData(k: Invocation, kind: 'ConfigMap' | 'Secret', name: string): Map<string, string> {
  const data = new Map<string, string>();
  const add = (key: string, value: string) => {
    const complaints = isConfigMapKey(key);
    if (complaints.length > 0)
      throw new CommandError(`${JSON.stringify(key)} is not a valid key name for a ${kind}: ${complaints.join(',')}`);
    if (data.has(key))
      throw new CommandError(
        kind === 'Secret'
          ? `cannot add key ${key}, another key by that name already exists`
          : `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ${kind} ${JSON.stringify(name)}`,
      );
    data.set(key, value);
  };
  const files = k.flags.list('from-file');
  const envFiles = k.flags.list('from-env-file');
  const literals = k.flags.list('from-literal');
  if (envFiles.length > 0 && (files.length > 0 || literals.length > 0)) {
    throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  }
  for (const literal of literals) {
    const at = literal.indexOf('=');
    if (at <= 0) throw new CommandError(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, at), literal.slice(at + 1));
  }
  for (const file of files) for (const [key, value] of fromFile(k, file)) add(key, value);
  for (const file of envFiles) for (const [key, value] of fromEnvFile(k, file)) add(key, value);
  return data;
}

function fromFile(k: Invocation, source: string): [string, string][] {
  const { key, path } = parseSource(source);
  const { sys } = k;
  let type: string;
  try {
    type = sys.stat(path).type;
  } catch (error) {
    throw new CommandError(`error reading ${path}: ${why(error)}`);
  }
  if (type === 'dir') {
    if (source.includes('=')) throw new CommandError('cannot give a key name for a directory path');
    return sys
      .readdir(path)
      .filter((name) => sys.stat(`${path}/${name}`).type === 'file')
      .map((name) => [name, sys.readFile(`${path}/${name}`)]);
  }
  return [[key, textOf(k, path)]];
}

function parseSource(source: string): { key: string; path: string } {
  const parts = source.split('=');
  if (parts.length === 1) return { key: source.slice(source.lastIndexOf('/') + 1), path: source };
  if (parts.length > 2) throw new CommandError("key names or file paths cannot contain '='");
  if (parts[0] === '') throw new CommandError(`key name for file path ${parts[1]} missing`);
  if (parts[1] === '') throw new CommandError(`file path for key name ${parts[0]} missing`);
  return { key: parts[0]!, path: parts[1]! };
}

/** Pairs as they are read: what is wrong with a later line is found after what an earlier one does. */
function* fromEnvFile(k: Invocation, path: string): Generator<[string, string]> {
  const { sys } = k;
  let text: string;
  try {
    if (sys.stat(path).type === 'dir') throw new CommandError(`env config file ${path} cannot be a directory`);
    text = textOf(k, path);
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`error reading ${path}: ${why(error)}`);
  }
  for (const raw of text.replace(/^\ufeff/, '').split('\n')) {
    const line = raw.replace(/^\s+/, '').replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at);
    const complaints = isEnvVarName(key);
    if (complaints.length > 0) throw new CommandError(`${JSON.stringify(key)} is not a valid key name: ${complaints.join(';')}`);
    yield [key, at < 0 ? (sys.env()[key] ?? '') : line.slice(at + 1)];
  }
}

export const why = (error: unknown): string =>
  error instanceof Errno ? error.message[0]!.toLowerCase() + error.message.slice(1) : String(error);

export const base64 = (text: string): string => Buffer.from(toBytes(text)).toString('base64');

export const isUtf8 = (text: string): boolean => !/[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''));

/** Object of a map, keys sorted. */
export const sortedObject = (entries: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** The suffix of --append-hash (Models kubectl/pkg/util/hash). */
export function contentHash(content: object): string {
  const hex = createHash('sha256').update(goJson(content)).digest('hex').slice(0, 10);
  return hex.replace(/[013ae]/g, (c) => ({ 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' })[c]!);
}
