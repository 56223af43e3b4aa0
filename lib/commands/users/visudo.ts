import { waitFor } from '../command/child';
import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { readSudoers } from './sudoers';

/** Checks sudoers (-c), or edits it with an editor and takes nothing that is wrong. */
export const visudo: Command = {
  name: 'visudo',
  options: 'c,check f,file: q,quiet s,strict O,owner P,perms h',
  version: 'visudo version 1.9.15p5\nvisudo grammar version 50',
  usage:
    'visudo - safely edit the sudoers file\n\nusage: visudo [-chOPqsV] [[-f] sudoers ]\n\nOptions:\n  -c, --check              check-only mode\n  -f, --file=sudoers       specify sudoers file location\n  -h, --help               display help message and exit\n  -q, --quiet              less verbose (quiet) syntax error messages\n  -s, --strict             strict syntax checking\n  -V, --version            display version information and exit\n',
  *run(io, options, sys) {
    const path = options.value('f') ?? options.operands[0] ?? '/etc/sudoers';
    if (!options.has('c')) return yield* edit(io, path);
    if (!sys.exists(path)) throw new Fatal(`unable to open ${path}: No such file or directory`);
    if (sys.uid() !== 0 && !sys.access(path, 'r')) throw new Fatal(`unable to open ${path}: Permission denied`);
    const { faults, files } = readSudoers(sys, path);
    for (const fault of faults) yield* io.stderr(`${fault}\n`);
    let wrong = faults.length > 0;
    if (!options.has('f') || options.has('O', 'P'))
      for (const file of files) {
        const { mode, uid } = sys.stat(file);
        if (uid !== 0) yield* io.stderr(`${file}: wrong owner (uid, gid) should be (0, 0)\n`);
        else if ((mode & 0o777) !== 0o440) yield* io.stderr(`${file}: bad permissions, should be mode 0440\n`);
        wrong ||= uid !== 0 || (mode & 0o777) !== 0o440;
      }
    if (wrong) return 1;
    if (!options.has('q')) for (const file of files) yield* io.print(`${file}: parsed OK\n`);
    return 0;
  },
};

function* edit(io: Io, path: string): Task<number> {
  const { sys } = io;
  if (sys.uid() !== 0) throw new Fatal(`${path}: Permission denied`);
  const copy = `${path}.tmp`;
  const before = sys.exists(path) ? sys.readFile(path) : '';
  sys.writeFile(copy, before, { mode: 0o600 });
  const env = sys.env();
  const editor = env.SUDO_EDITOR ?? env.VISUAL ?? env.EDITOR ?? '/usr/bin/editor';
  const input = io.stdin;
  try {
    for (;;) {
      const argv = [...editor.split(/\s+/), copy];
      const { code } = yield* waitFor(io, sys.spawn({ argv }));
      if (code !== 0 || sys.readFile(copy) === before) {
        yield* io.stderr(`visudo: ${copy} unchanged\n`);
        return 0;
      }
      const { faults } = readSudoers(sys, copy);
      if (faults.length === 0) break;
      for (const fault of faults) yield* io.stderr(`${fault.replace(copy, path)}\n`);
      const answer = yield* decide(io, input);
      if (answer === 'x') return 0;
      if (answer === 'Q') break;
    }
    const { mode } = sys.exists(path) ? sys.stat(path) : { mode: 0o440 };
    sys.writeFile(path, sys.readFile(copy));
    sys.chmod(path, mode & 0o777);
    return 0;
  } finally {
    if (sys.exists(copy)) sys.unlink(copy);
  }
}

function* decide(io: Io, input: Io['stdin']): Task<string> {
  for (;;) {
    yield* io.print('What now? ');
    yield* io.flush();
    const answer = yield* input.line();
    if (answer === null) return 'x';
    if (answer === 'e' || answer === 'x' || answer === 'Q') return answer;
    yield* io.print(
      'Options are:\n  (e)dit sudoers file again\n  e(x)it without saving changes to sudoers file\n  (Q)uit and save changes to sudoers file (DANGER!)\n\n',
    );
  }
}
