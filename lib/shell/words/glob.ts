import type { Sys } from '@/lib/hosts/process/sys';
import { hasPattern, matchesPattern } from './pattern';

export interface GlobOptions {
  readonly extglob: boolean;
  readonly dotglob: boolean;
  readonly globstar: boolean;
  readonly nocaseglob: boolean;
}

const MOST_PATHS = 100_000;

/** Paths that a pattern matches, sorted; none when nothing does. */
export function glob(sys: Pick<Sys, 'readdir' | 'lstat' | 'stat' | 'exists'>, pattern: string, options: GlobOptions): string[] {
  const absolute = pattern.startsWith('/');
  const segments = splitPath(pattern);
  let paths: string[] = [absolute ? /^\/+/.exec(pattern)![0] : ''];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    const last = i === segments.length - 1;
    const next: string[] = [];
    for (const base of paths) {
      if (segment === '') {
        if (base !== '' && isDirectory(sys, base)) next.push(base);
      } else if (segment === '**' && options.globstar) {
        const found: string[] = [];
        descend(sys, base, options, !last, found);
        next.push(...(last ? (base === '' ? [] : [base]) : [base]), ...found);
      } else if (hasPattern(segment, options.extglob)) {
        for (const name of names(sys, base, segment, options)) if (last || isDirectory(sys, base + name)) next.push(base + name);
      } else {
        const name = segment.replace(/\\(.)/gs, '$1');
        if (last ? existsAs(sys, base + name) : isDirectory(sys, base + name)) next.push(base + name);
      }
      if (next.length > MOST_PATHS) return [];
    }
    paths = last ? next : next.map((path) => (path === '' || path.endsWith('/') ? path : path + '/'));
    if (paths.length === 0) return [];
  }
  return [...new Set(paths)].sort(byLocale);
}

/** Order of file names: byte order, as in the C.UTF-8 locale of the simulated machines. */
export function byLocale(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function splitPath(pattern: string): string[] {
  const out: string[] = [];
  let current = '';
  let depth = 0;
  for (let i = pattern.startsWith('/') ? /^\/+/.exec(pattern)![0].length : 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') current += c + (pattern[++i] ?? '');
    else if (c === '/' && depth === 0) {
      out.push(current);
      current = '';
      while (pattern[i + 1] === '/') i++;
    } else {
      if (c === '(') depth++;
      if (c === ')') depth--;
      current += c;
    }
  }
  out.push(current);
  return out;
}

function names(sys: Pick<Sys, 'readdir'>, base: string, segment: string, options: GlobOptions): string[] {
  let all: readonly string[];
  try {
    all = sys.readdir(base === '' ? '.' : base);
  } catch {
    return [];
  }
  const dots = options.dotglob || segment.startsWith('.') || segment.startsWith('\\.');
  const how = { extglob: options.extglob, ignoreCase: options.nocaseglob };
  return all.filter((name) => (dots || !name.startsWith('.')) && matchesPattern(segment, name, how));
}

function descend(sys: Pick<Sys, 'readdir' | 'lstat'>, base: string, options: GlobOptions, onlyDirectories: boolean, out: string[]): void {
  for (const name of names(sys, base, '*', { ...options })) {
    const path = base + name;
    let directory = false;
    try {
      directory = sys.lstat(path).type === 'dir';
    } catch {
      continue;
    }
    if (!onlyDirectories) out.push(path);
    if (directory) {
      if (onlyDirectories) out.push(path);
      if (out.length < MOST_PATHS) descend(sys, path + '/', options, onlyDirectories, out);
    }
  }
}

function isDirectory(sys: Pick<Sys, 'stat'>, path: string): boolean {
  try {
    return sys.stat(path === '' ? '.' : path).type === 'dir';
  } catch {
    return false;
  }
}

function existsAs(sys: Pick<Sys, 'lstat'>, path: string): boolean {
  try {
    sys.lstat(path);
    return true;
  } catch {
    return false;
  }
}
