import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine, type TestMachine } from '@/lib/hosts/testing';
import { SNIPPETS } from '../bash.snippets';
import { addShell } from '../index';
import { bash } from '../machine';
import type { ShellState } from './state';

function machine(): TestMachine {
  const programs = new ProgramTable();
  addShell(programs);
  return testMachine(programs);
}

/** Scripts that end by themselves and say the same whatever their process numbers are. */
const scripts = SNIPPETS.filter((text) => !/\$\$|PPID|stdin|set -x/.test(text));
const fresh = machine();

function begin(text: string): TestMachine {
  const one = fresh.fork();
  one.kernel.launch({
    argv: ['bash', '-c', `exec > /tmp/out 2>&1\n${text}\necho end $?`],
    who: { uid: 0, gid: 0, groups: [0] },
    cwd: '/tmp',
    env: { PATH: '/usr/bin:/bin', HOME: '/root' },
    background: false,
  } as never);
  return one;
}

function finish(one: TestMachine): string {
  one.sim.settle();
  return one.readFile('/tmp/out');
}

/** Puts every shell of the machine through JSON. */
function throughJson(one: TestMachine): void {
  for (const process of one.kernel.state.processes.values()) {
    if (process.state === undefined || process.program !== 'bash') continue;
    process.state = bash.load!(JSON.parse(JSON.stringify(bash.save!(process.state as ShellState))));
  }
}

describe('a running shell', () => {
  it('goes on the same after a copy and after JSON, at any step', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scripts), fc.nat(40), (text, steps) => {
        const expected = finish(begin(text));
        const original = begin(text);
        original.sim.run({ steps });
        const copy = original.fork();
        throughJson(original);
        expect(finish(copy)).toBe(expected);
        expect(finish(original)).toBe(expected);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});
