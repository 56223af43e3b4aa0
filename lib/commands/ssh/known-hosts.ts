import { createHmac } from 'node:crypto';
import { parsePublicKey, type PublicKey } from './public-key';

/** A line of a known_hosts file. */
export interface KnownHost {
  /** From 1. */
  readonly line: number;
  readonly marker?: string;
  /** Patterns with commas, or a hash. */
  readonly hosts: string;
  readonly key: PublicKey;
}

/** Reads known_hosts; lines that are none are left out. */
export function parseKnownHosts(text: string): KnownHost[] {
  const entries: KnownHost[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const match = /^\s*(?:(@\S+)\s+)?([^\s#]\S*)\s+(.*)$/.exec(line);
    const key = match && parsePublicKey(match[3]!);
    if (match && key) entries.push({ line: i + 1, ...(match[1] && { marker: match[1] }), hosts: match[2]!, key });
  }
  return entries;
}

/** How a host on a port stands in known_hosts: `host`, or `[host]:2222`. */
export const hostToken = (host: string, port: number): string => (port === 22 ? host : `[${host}]:${port}`);

/** `|1|salt|hash` of a host. `salt`: 20 bytes. */
export const hashHost = (host: string, salt: Buffer): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(host).digest('base64')}`;

const wild = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

/** Whether a list of patterns (`*.example.com,!bad`) names a host. */
export function matchesPatterns(patterns: readonly string[], host: string): boolean {
  let found = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!wild(negated ? pattern.slice(1) : pattern).test(host)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** Whether an entry speaks of a host (as `hostToken` writes it). */
export function namesHost({ hosts }: Pick<KnownHost, 'hosts'>, host: string): boolean {
  if (!hosts.startsWith('|1|')) return matchesPatterns(hosts.split(','), host);
  const salt = Buffer.from(hosts.split('|')[2] ?? '', 'base64');
  return hashHost(host.toLowerCase(), salt) === hosts;
}
