import type { Sys } from '@/lib/hosts/process/sys';
import type { Call } from './verb';

const MOST_MATCHES = 10_000;

/** A test by filepath.Match: `*` and `?` stop at slashes. */
export function matcher(pattern: string): (path: string) => boolean {
  const regex = new RegExp(
    `^${pattern.replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*/g, '[^/]*').replace(/\?/g, '[^/]')}$`, // prettier-ignore
  );
  return (path) => regex.test(path);
}

/** Paths that a pattern matches, sorted. */
export function glob(sys: Sys, pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return sys.exists(pattern) ? [pattern] : [];
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((each) => each !== '')) {
    const matches = matcher(part);
    const next: string[] = [];
    for (const directory of found) {
      const under = (name: string) => (directory === '' ? name : directory === '/' ? `/${name}` : `${directory}/${name}`);
      if (part === '.' || part === '..') next.push(under(part));
      else if (!/[*?[]/.test(part)) next.push(...(sys.exists(under(part)) ? [under(part)] : []));
      else if (directory === '' || (sys.exists(directory) && sys.stat(directory).type === 'dir'))
        next.push(...sys.readdir(directory === '' ? '.' : directory).filter(matches).map(under)); // prettier-ignore
    }
    found = next.slice(0, MOST_MATCHES);
  }
  return found;
}

/** Paths that patterns match; those that match nothing are told in the log. Addresses and repositories are taken as they are. */
export function globbed(call: Call, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    if (/^(https?:\/\/|git@|ssh:\/\/|github\.com\/)/.test(pattern)) return [pattern];
    const found = glob(call.sys, pattern);
    if (found.length === 0) call.log(`${pattern} has no match`);
    return found;
  });
}
