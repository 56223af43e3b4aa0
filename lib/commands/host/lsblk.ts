import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { humanSize } from '../command/numbers';

interface Device {
  readonly name: string;
  readonly bytes: number;
  readonly type: 'disk' | 'part';
  readonly mountPoints: readonly string[];
}

const GIB = 1024 ** 3;

/** The machine's own disk with its partitions, and those that are attached to it. */
function devices(sys: Sys): Device[] {
  const { own = 20 * GIB, attached = [] } = sys.host({ call: 'block-devices' }) as {
    own?: number;
    attached?: readonly Omit<Device, 'type'>[];
  };
  return [
    ...attached.map((one) => ({ ...one, type: 'disk' as const })),
    { name: 'vda', bytes: own, type: 'disk' as const, mountPoints: [] },
    { name: 'vda1', bytes: own - 1024 ** 2 * 100, type: 'part' as const, mountPoints: ['/'] },
  ];
}

const lsblk: Command = {
  name: 'lsblk',
  options: 'a,all b,bytes d,nodeps f,fs i,ascii l,list n,noheadings p,paths o,output:',
  version: 'lsblk from util-linux 2.39.3',
  usage: 'Usage:\n lsblk [options] [<device> ...]\n',
  *run(io, options, sys) {
    const all = devices(sys).filter(({ type }) => type === 'disk' || !options.has('d'));
    if (options.has('f', 'o')) {
      yield* io.stderr('lsblk: choosing columns is not simulated here\n');
      return 1;
    }
    const wanted = options.operands.map((name) => name.replace(/^\/dev\//, ''));
    const missing = wanted.find((name) => !all.some((device) => device.name === name));
    if (missing !== undefined) {
      yield* io.stderr(`lsblk: ${missing}: not a block device\n`);
      return 32;
    }
    const rows = all
      .filter(({ name }) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)))
      .flatMap(({ name, bytes, type, mountPoints }, i) => {
        const title = `${type === 'part' && !options.has('l') ? '└─' : ''}${options.has('p') ? '/dev/' : ''}${name}`;
        const size = options.has('b') ? String(bytes) : humanSize(bytes).replace(/\.0(?=[A-Z])/, '');
        const numbers = name.startsWith('vda') ? `252:${name.slice(3) || '0'}` : `259:${i}`;
        const [first = '', ...more] = mountPoints;
        return [[title, numbers, '0', size, '0', type, first], ...more.map((path) => ['', '', '', '', '', '', path])];
      });
    const table = [...(options.has('n') ? [] : [['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS']]), ...rows];
    const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
    const right = new Set([2, 3, 4]);
    for (const row of table)
      yield* io.print(
        `${row
          .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
          .join(' ')
          .trimEnd()}\n`,
      );
    return 0;
  },
};

export const blockCommands: readonly Command[] = [lsblk];
