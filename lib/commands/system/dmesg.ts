import type { Command } from '../command/command';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { bootsOf, journalOf, PRIORITIES, priorityOf } from './journal';

/** dmesg(1): what the kernel has said since it was started. */
export const dmesg: Command = {
  name: 'dmesg',
  options:
    'C,clear c,read-clear D F: f,facility: H,human h J k,kernel L,color:: l,level: n: P,nopager p,force-prefix r,raw S s: T,ctime t,notime time-format: u w,follow W x,decode since: until: V e,reltime d',
  version: 'dmesg from util-linux 2.39.3',
  usage: 'Usage:\n dmesg [options]\n\nDisplay or control the kernel ring buffer.\n',
  *run(io, options, sys) {
    if (sys.uid() !== 0) {
      yield* io.stderr('dmesg: read kernel buffer failed: Operation not permitted\n');
      return 1;
    }
    const boot = bootsOf(sys).at(-1)!;
    const levels = options.value('l')?.split(',');
    const own = () =>
      journalOf(sys).filter(
        (entry) =>
          entry.unit === 'kernel' &&
          entry.time >= boot.from &&
          (!levels || levels.includes(PRIORITIES[priorityOf(entry)]!) || levels.includes(PRIORITIES[priorityOf(entry)]! + '+')),
      );
    const show = ({ time, text, priority = 6 }: { time: number; text: string; priority?: number }, i: number): string => {
      const seconds = time === boot.from ? i * 0.04 : (time - boot.from) / 1000;
      const stamp = options.has('t')
        ? ''
        : options.has('T')
          ? `[${strftime('%a %b %e %H:%M:%S %Y', time, timeZone(sys))}] `
          : `[${seconds.toFixed(6).padStart(12)}] `;
      const decoded = options.has('x') ? `${'kern'.padEnd(6)}:${PRIORITIES[priority]!.padEnd(6)}: ` : '';
      return `${decoded}${stamp}${text}\n`;
    };
    let shown = 0;
    for (const [i, entry] of own().entries()) {
      if (!options.has('W')) yield* io.print(show(entry, i));
      shown++;
    }
    if (!options.has('w', 'W')) return 0;
    for (;;) {
      yield* io.sleep(500);
      for (const [i, entry] of own().slice(shown).entries()) {
        yield* io.print(show(entry, shown + i));
        shown++;
      }
    }
  },
};
