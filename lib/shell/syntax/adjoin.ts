import type { SyntaxNode } from 'unbash';

/* eslint-disable @typescript-eslint/no-explicit-any -- nodes as the parser made them, which are put right in place */
const isWord = (node: any): boolean => node?.type === 'Word';

/** Two words with nothing between them as one. */
const joined = (a: any, b: any) => ({
  type: 'Word',
  text: a.text + b.text,
  pos: a.pos,
  end: b.end,
  value: (a.value ?? '') + (b.value ?? ''),
});

/** An assignment with some fields replaced: the parser's own reads them by getters, which no copy has. */
const changed = ({ type, pos, end, text, name, append, index, value }: any, fields: Readonly<Record<string, unknown>>): any => ({
  ...{ type, pos, end, text, name, append, index, value },
  ...fields,
});

function adjoin(words: readonly any[]): any[] {
  const out: any[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (isWord(last) && isWord(word) && last.end === word.pos) out[out.length - 1] = joined(last, word);
    else out.push(word);
  }
  return out;
}

/**
 * The parser begins a new word at a process substitution, and another after it (`--file=<(cat)`, `a<(b)c`). In bash these are one; they
 * are told by standing together. An assignment takes its own (`x=<(cat)`).
 */
export function adjoinSubstitutions(node: SyntaxNode): void {
  const target = node as any;
  if ((node.type === 'For' || node.type === 'Select') && target.wordlist) target.wordlist = adjoin(target.wordlist);
  if (node.type !== 'Command') return;
  const prefix: any[] = target.prefix ?? [];
  prefix.forEach((assignment, i) => {
    if (assignment.value?.type !== 'ArrayValue') return;
    const { type, pos, end, elements } = assignment.value;
    prefix[i] = changed(assignment, { value: { type, pos, end, elements: adjoin(elements) } });
  });
  let [name, ...suffix] = adjoin([...(target.name ? [target.name] : []), ...(target.suffix ?? [])]);
  const last = prefix.at(-1);
  if (isWord(name) && isWord(last?.value) && last.end === name.pos && /^[<>]\(/.test(name.text)) {
    prefix[prefix.length - 1] = changed(last, { value: joined(last.value, name), text: last.text + name.text, end: name.end });
    [name, ...suffix] = suffix;
  }
  if (!target.name) return;
  // What is left of a command may be redirections only.
  if (isWord(name)) target.name = name;
  else {
    delete target.name;
    if (name !== undefined) suffix.unshift(name);
  }
  target.suffix = suffix;
}
