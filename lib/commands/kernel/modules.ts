import { MODULES } from '@/lib/hosts/fs/proc-fs';
import type { Command } from '../command/command';
import type { Io } from '../command/stdio';

const KERNEL = '6.8.0-90-generic';
const canonical = (name: string) => name.replaceAll('-', '_');

interface Loaded {
  readonly name: string;
  readonly bytes: string;
  readonly users: string;
}

function loaded(io: Io): Loaded[] {
  return io.sys
    .readFile('/proc/modules')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map(([name, bytes, count, users]) => ({
      name: name!,
      bytes: bytes!,
      users: users === '-' ? count! : `${count} ${users!.replace(/,$/, '')}`,
    }));
}

const lsmod: Command = {
  name: 'lsmod',
  usage: 'Usage: lsmod\n',
  *run(io) {
    yield* io.print('Module                  Size  Used by\n');
    for (const { name, bytes, users } of loaded(io)) yield* io.print(`${name.padEnd(19)} ${bytes.padStart(8)}  ${users}\n`);
    return 0;
  },
};

/** modprobe and rmmod: what a node's kernel has as a module, loaded or unloaded with the modules it needs. */
const modprobe: Command = {
  name: 'modprobe',
  options: 'a,all r,remove v,verbose q,quiet n,dry-run,show D,show-depends f,force first-time i s,syslog b,use-blacklist',
  version: 'kmod version 31',
  usage:
    'Usage:\n\tmodprobe [options] [-i] [-b] modulename\n\tmodprobe [options] -a [-i] [-b] modulename [modulename...]\n\tmodprobe [options] -r [-i] modulename\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) {
      yield* io.stderr('modprobe: ERROR: missing parameters. See -h.\n');
      return 1;
    }
    const remove = options.has('r');
    for (const word of options.has('a') || remove ? options.operands : options.operands.slice(0, 1)) {
      const name = canonical(word);
      if (!MODULES.some(([known]) => known === name)) {
        if (options.has('q')) return 1;
        yield* io.stderr(
          remove
            ? `modprobe: FATAL: Module ${word} not found.\n`
            : `modprobe: FATAL: Module ${word} not found in directory /lib/modules/${KERNEL}\n`,
        );
        return 1;
      }
      const there = loaded(io).find((module) => module.name === name);
      if (Boolean(there) !== remove) continue;
      if (remove && /^[1-9]/.test(there!.users)) {
        yield* io.stderr(`modprobe: FATAL: Module ${word} is in use.\n`);
        return 1;
      }
      if (sys.uid() !== 0) {
        yield* io.stderr(`modprobe: ERROR: could not ${remove ? 'remove' : 'insert'} '${name}': Operation not permitted\n`);
        return 1;
      }
      if (!options.has('n')) sys.host({ call: 'module', name, loaded: !remove });
      if (options.has('v')) yield* io.print(remove ? `rmmod ${name}\n` : `insmod /lib/modules/${KERNEL}/kernel/${name}.ko.zst \n`);
    }
    return 0;
  },
};

export const moduleCommands: readonly Command[] = [lsmod, modprobe];
