import { Fatal, type Command } from '../command/command';
import { readSudoers } from './sudoers';

/** visudo -c; editing is left to an editor. */
export const visudo: Command = {
  name: 'visudo',
  options: 'c,check f,file: q,quiet s,strict O P',
  usage: 'usage: visudo [-chOPqsV] [[-f] sudoers ]\n',
  *run(io, options, sys) {
    if (!options.has('c')) throw new Fatal('editing is not simulated here: edit the file with vi and check it with visudo -c');
    const path = options.value('f') ?? '/etc/sudoers';
    if (!sys.exists(path)) throw new Fatal(`unable to open ${path}: No such file or directory`);
    const { faults, files } = readSudoers(sys, path);
    for (const fault of faults) yield* io.stderr(`${fault}\n`);
    if (faults.length) return 1;
    if (!options.has('q')) for (const file of files) yield* io.print(`${file}: parsed OK\n`);
    return 0;
  },
};
