import type { NameRule } from './rule';

/** Whether a rule's name or pattern takes a name. Models pkg/fqdn/matchpattern: `*` is all names, else part of one label. */
export function matchesName({ matchName, matchPattern }: NameRule, name: string): boolean {
  const bare = plain(name);
  if (matchName !== undefined && plain(matchName) === bare) return true;
  if (matchPattern === undefined) return false;
  const pattern = plain(matchPattern);
  if (pattern === '*') return true;
  const labels = bare.split('.');
  // `**.` stands for any number of labels, at least one.
  const deep = pattern.startsWith('**.');
  const wanted = (deep ? pattern.slice('**.'.length) : pattern).split('.');
  const last = labels.slice(labels.length - wanted.length);
  if (deep ? labels.length <= wanted.length : labels.length !== wanted.length) return false;
  return wanted.every((label, i) => takesLabel(label, last[i]!));
}

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** Whether a label is what a pattern says, in which `*` stands for any letters: each part is taken where it comes first. */
function takesLabel(pattern: string, label: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  if (parts.length === 0) return first === label;
  const end = parts.pop()!;
  if (!label.startsWith(first) || !label.endsWith(end) || label.length < first.length + end.length) return false;
  let at = first.length;
  for (const part of parts) {
    const found = label.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= label.length - end.length;
}
