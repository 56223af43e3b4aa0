import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SNIPPETS } from './bash.snippets';
import { shellMachine } from './testing/machine';
import { readSnippets, runOurs, runReal, subjects, type Snippet } from './testing/snippets';

const there = existsSync('/bin/bash');
if (!there) console.error('THERE IS NO /bin/bash HERE: our bash is compared with nothing');

describe.skipIf(!there)('bash does what bash does', () => {
  const ours = shellMachine();
  const compare = (snippet: Snippet) => expect(runOurs(ours, snippet)).toEqual(runReal(snippet));

  describe('basics', () => it.each(SNIPPETS)('%s', (text) => compare({ subject: 'basics', text, how: 'command' })));
  for (const subject of subjects()) {
    describe(subject, () => it.each(readSnippets(subject).map((one) => [one.text, one] as const))('%s', (_, one) => compare(one)));
  }
});
