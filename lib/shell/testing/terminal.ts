import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine } from '@/lib/hosts/testing';
import { addShell } from '../index';

/** A person at a terminal of a test machine. */
export function terminal(columns = 80, argv: readonly string[] = ['bash', '--norc'], rows = 24, files: Record<string, string> = {}) {
  const programs = new ProgramTable();
  addShell(programs);
  programs.add('nap', function* (sys) {
    const until = sys.now() + 10_000;
    while (sys.now() < until) yield { channels: [], until };
    return 0;
  });
  const machine = testMachine(programs, { hostname: 'controlplane' });
  for (const [path, text] of Object.entries(files)) machine.writeFile(path, text);
  const { kernel, sim } = machine;
  const { tty, file } = kernel.openTty(columns, rows);
  const process = kernel.launch({
    argv,
    who: { uid: 0, gid: 0, groups: [0] },
    cwd: '/root',
    background: true,
    env: { PATH: '/usr/bin:/bin', HOME: '/root', PS1: '\\u@\\h:\\w\\$ ', TERM: 'xterm' },
    files: { 0: file, 1: file, 2: file },
  } as never);
  sim.run();
  let offset = 0;
  return {
    machine,
    process,
    /** Types and returns what the terminal shows since, without escape sequences. */
    type(text: string, ms = 0): string {
      kernel.type(tty.name, text);
      sim.run();
      // A slice of a busy process takes a millisecond.
      sim.runUntil(sim.now() + 20 + ms);
      const read = kernel.readTty(tty.name, offset);
      offset = read.offset;
      return read.text;
    },
    resize: (wide: number) => kernel.resizeTty(tty.name, wide, rows),
  };
}

/** What a screen shows, roughly: without escape sequences and carriage returns. */
export const plain = (text: string): string => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '');
