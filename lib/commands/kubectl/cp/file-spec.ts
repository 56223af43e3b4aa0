import { CommandError } from '../errors';

/** `[[namespace/]pod:]path`; without a pod it is this machine's. */
export interface FileSpec {
  readonly namespace: string;
  readonly pod: string;
  readonly file: string;
}

/** Models cp.extractFileSpec. */
export function fileSpec(text: string): FileSpec {
  const at = text.indexOf(':');
  if (at < 0) return { namespace: '', pod: '', file: text };
  const malformed = () => new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  if (at === 0) throw malformed();
  const [file, names] = [text.slice(at + 1), text.slice(0, at).split('/')];
  if (names.length === 1) return { namespace: '', pod: names[0]!, file };
  if (names.length === 2) return { namespace: names[0]!, pod: names[1]!, file };
  throw malformed();
}

/** Models path.Clean. */
export function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return `${rooted ? '/' : ''}${parts.join('/')}` || '.';
}

/** Models path.Dir. */
export const dirOf = (path: string): string => {
  const at = path.lastIndexOf('/');
  return at < 0 ? '.' : clean(path.slice(0, at + 1));
};

/** Models path.Base. */
export const baseOf = (path: string): string => clean(path).replace(/^.*\/(?=.)/, '');

/** Removes what leads out of a path, as the names in an archive have no such thing. Models stripPathShortcuts. */
export function stripShortcuts(path: string): string {
  const short = path.replace(/^(\.\.\/)+/, '').replace(/^\.\.$/, '');
  return short.replace(/^\/(?=.)/, '') || '.';
}
