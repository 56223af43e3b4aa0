import type { NameRule } from './rule';

const LETTER = '[-a-zA-Z0-9_]';

/** Whether a rule's name or pattern takes a name. Models pkg/fqdn/matchpattern: `*` is all names, else part of one label. */
export function matchesName({ matchName, matchPattern }: NameRule, name: string): boolean {
  const bare = name.toLowerCase().replace(/\.$/, '');
  if (matchName !== undefined && matchName.toLowerCase().replace(/\.$/, '') === bare) return true;
  if (matchPattern === undefined) return false;
  const pattern = matchPattern.toLowerCase().replace(/\.$/, '');
  if (pattern === '*') return true;
  // `**.` stands for any number of labels, at least one.
  const source = pattern
    .split(/(^\*\*\.|\*)/)
    .map((part) => (part === '**.' ? `(${LETTER}+\\.)+` : part === '*' ? `${LETTER}*` : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(bare);
}
