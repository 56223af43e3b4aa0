import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';

/** dir/name, without a second slash. */
export function join(dir: string, name: string): string {
  return dir.endsWith('/') ? dir + name : `${dir}/${name}`;
}

/** The last component, trailing slashes aside (`/` for the root). */
export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? (path ? '/' : '') : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function dirName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return path ? '/' : '.';
  const at = trimmed.lastIndexOf('/');
  return at < 0 ? '.' : trimmed.slice(0, at).replace(/\/+$/, '') || '/';
}

export function statOrUndefined(sys: Sys, path: string): Stat | undefined {
  try {
    return sys.stat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

export function lstatOrUndefined(sys: Sys, path: string): Stat | undefined {
  try {
    return sys.lstat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

export function isDirectory(sys: Sys, path: string): boolean {
  return statOrUndefined(sys, path)?.type === 'dir';
}

const TYPE_LETTERS = { file: '-', dir: 'd', link: 'l', fifo: 'p', char: 'c', block: 'b', socket: 's' } as const;

/** `drwxr-xr-x`. */
export function modeText(stat: Pick<Stat, 'type' | 'mode'>): string {
  const bit = (mask: number, letter: string) => (stat.mode & mask ? letter : '-');
  const special = (exec: number, mask: number, letter: string) =>
    stat.mode & mask ? (stat.mode & exec ? letter : letter.toUpperCase()) : bit(exec, 'x');
  return (
    TYPE_LETTERS[stat.type] +
    bit(0o400, 'r') +
    bit(0o200, 'w') +
    special(0o100, 0o4000, 's') +
    bit(0o040, 'r') +
    bit(0o020, 'w') +
    special(0o010, 0o2000, 's') +
    bit(0o004, 'r') +
    bit(0o002, 'w') +
    special(0o001, 0o1000, 't')
  );
}
