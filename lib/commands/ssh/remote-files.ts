import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';
import type { LoggedIn } from './client';

/** A file system with the few calls that copies need: this machine's, or one at the other end of a connection. Throws Errno. */
export interface Files {
  stat(path: string, follow?: boolean): Stat;
  list(path: string): readonly { readonly name: string; readonly stat: Stat }[];
  read(path: string): string;
  readlink(path: string): string;
  write(path: string, text: string, mode?: number): void;
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(path: string, to: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  utimes(path: string, mtime: number): void;
  /** Where relative paths begin. */
  home(): string;
}

export function localFiles(sys: Sys): Files {
  return {
    stat: (path, follow = true) => (follow ? sys.stat(path) : sys.lstat(path)),
    list: (path) => sys.readdir(path).map((name) => ({ name, stat: sys.lstat(`${path}/${name}`) })),
    read: (path) => sys.readFile(path),
    readlink: (path) => sys.readlink(path),
    write: (path, text, mode) => sys.writeFile(path, text, mode === undefined ? {} : { mode: mode & ~sys.umask() }),
    mkdir: (path, mode = 0o777) => sys.mkdir(path, mode & ~sys.umask()),
    rmdir: (path) => sys.rmdir(path),
    unlink: (path) => sys.unlink(path),
    rename: (path, to) => sys.rename(path, to),
    symlink: (target, path) => sys.symlink(target, path),
    chmod: (path, mode) => sys.chmod(path, mode),
    chown: (path, uid, gid) => sys.chown(path, uid, gid, { follow: false }),
    utimes: (path, mtime) => sys.utimes(path, mtime),
    home: () => sys.cwd(),
  };
}

export function remoteFiles(sys: Sys, { call }: LoggedIn): Files {
  const ask = (op: string, fields: object) => sys.host({ call: 'sftp', ...call, op, ...fields });
  return {
    stat: (path, follow = true) => ask('stat', { path, follow }) as Stat,
    list: (path) => ask('list', { path }) as { name: string; stat: Stat }[],
    read: (path) => ask('read', { path }) as string,
    readlink: (path) => ask('readlink', { path }) as string,
    write: (path, text, mode) => void ask('write', { path, text, mode }),
    mkdir: (path, mode) => void ask('mkdir', { path, mode }),
    rmdir: (path) => void ask('rmdir', { path }),
    unlink: (path) => void ask('unlink', { path }),
    rename: (path, to) => void ask('rename', { path, to }),
    symlink: (target, path) => void ask('symlink', { path, to: target }),
    chmod: (path, mode) => void ask('chmod', { path, mode }),
    chown: (path, uid, gid) => void ask('chown', { path, uid, gid }),
    utimes: (path, mtime) => void ask('utimes', { path, mtime }),
    home: () => ask('home', {}) as string,
  };
}

/** What stands at a path, undefined where nothing does. Other faults are thrown. */
export function statOr(files: Files, path: string, follow = true): Stat | undefined {
  try {
    return files.stat(path, follow);
  } catch (error) {
    if (error instanceof Errno && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** sftp's words for what went wrong on the other side. */
export const sftpFault = (error: Errno): string =>
  error.code === 'ENOENT'
    ? 'No such file or directory'
    : error.code === 'EACCES' || error.code === 'EPERM'
      ? 'Permission denied'
      : 'Failure';

/** `[user@]host:path`, or `scp://…`; undefined: a path of this machine. */
export function parseRemote(text: string): { readonly target: string; readonly path: string; readonly port?: string } | undefined {
  const url = /^(?:scp|sftp):\/\/([^/:]+)(?::(\d+))?(?:\/(.*))?$/.exec(text);
  if (url) return { target: url[1]!, path: url[3] ?? '', ...(url[2] && { port: url[2] }) };
  const colon = text.indexOf(':');
  const slash = text.indexOf('/');
  if (colon <= 0 || (slash >= 0 && slash < colon)) return undefined;
  return { target: text.slice(0, colon), path: text.slice(colon + 1) };
}

export const baseName = (path: string): string => path.replace(/\/+$/, '').split('/').pop() || path;
export const joinPath = (directory: string, name: string): string =>
  directory.endsWith('/') ? `${directory}${name}` : `${directory}/${name}`;
