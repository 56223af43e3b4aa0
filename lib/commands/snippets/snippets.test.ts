import { describe, expect, it } from 'vitest';
import { addShell } from '@/lib/shell';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine } from '@/lib/hosts/testing';
import { addCommands } from '../index';
import { Goldens, readSnippets, runOurs, subjects, type Outcome } from './snippets';

const record = process.env.NEKALA_TOOLS;

function machine() {
  const programs = new ProgramTable();
  addShell(programs);
  addCommands(programs);
  return testMachine(programs);
}

/**
 * Scripts of tools, compared with what the real ones printed (`goldens/`). `NEKALA_TOOLS=record` asks the machine's own tools for
 * what is new, `NEKALA_TOOLS=again` for everything.
 */
describe('tools do what the real ones do', () => {
  const ours = machine();
  const played = new Map<string, Outcome[]>();
  for (const subject of subjects()) {
    const snippets = readSnippets(subject);
    const goldens = new Goldens(subject);
    if (record) goldens.record(snippets, record === 'again');
    const known = record ? new Goldens(subject) : goldens;
    const compared = snippets.filter(({ differs }) => differs === undefined);
    describe(subject, () =>
      it.each(compared.map((one) => [one.text, one] as const))('%s', (_, one) => expect(runOurs(ours, one, played)).toEqual(known.of(one))),
    );
  }
});
