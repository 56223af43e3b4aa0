import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { KustomizeError } from '../fault';

const MOST_LINKS = 255;

/** The part of a machine that a build needs. */
export type Files = Pick<Sys, 'stat' | 'lstat' | 'exists' | 'readFile' | 'readdir' | 'readlink' | 'cwd' | 'http' | 'env'>;

/** A path without `.`, `..` and doubled slashes, from the root. */
export function absolute(from: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const dirOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** Whether a path is a directory or in it. */
export const isWithin = (path: string, root: string): boolean => root === '/' || path === root || path.startsWith(`${root}/`);

/** From one directory to a path, as filepath.Rel. */
export function relative(from: string, to: string): string {
  const a = from.split('/').filter(Boolean);
  const b = to.split('/').filter(Boolean);
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}

/** The path behind symbolic links; throws `lstat /a/b: no such file or directory`. */
function withoutLinks(files: Files, path: string): string {
  let done = '';
  let rest = path.split('/').filter(Boolean);
  for (let links = 0; rest.length > 0;) {
    const [part, ...after] = rest as [string, ...string[]];
    const at = `${done}/${part}`;
    let type: string;
    try {
      type = files.lstat(at).type;
    } catch (error) {
      if (error instanceof Errno) throw new KustomizeError(`lstat ${at}: ${lower(error.message)}`);
      throw error;
    }
    rest = after;
    if (type !== 'link') {
      done = at;
      continue;
    }
    if (++links > MOST_LINKS) throw new KustomizeError('EvalSymlinks: too many links');
    const target = absolute(done, files.readlink(at));
    done = '';
    rest = [...target.split('/').filter(Boolean), ...after];
  }
  return done || '/';
}

export const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

/** Directory and file name (empty: it is a directory) of a path, links followed. */
export function cleaned(files: Files, path: string): { readonly directory: string; readonly file: string } {
  let real: string;
  try {
    real = withoutLinks(files, absolute(files.cwd(), path));
  } catch (error) {
    if (error instanceof KustomizeError) throw new KustomizeError(`evalsymlink failure on '${path}' : ${error.message}`);
    throw error;
  }
  if (files.stat(real).type === 'dir') return { directory: real, file: '' };
  return { directory: dirOf(real), file: real.slice(real.lastIndexOf('/') + 1) };
}

/** The real path of a directory. Throws when it is none. */
export function confirmDirectory(files: Files, path: string): string {
  if (path === '') throw new KustomizeError('directory path cannot be empty');
  let found;
  try {
    found = cleaned(files, path);
  } catch (error) {
    throw error instanceof KustomizeError ? error.within('not a valid directory') : error;
  }
  if (found.file !== '') throw new KustomizeError(`'${path}': file is not directory`);
  return found.directory;
}
