import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';

/** The version that the file says it is. */
const versionOf = (sys: Sys): string =>
  /BusyBox v([\d.]+)/.exec(sys.exists('/bin/busybox') ? sys.readFile('/bin/busybox') : '')?.[1] ?? '1.36.1';

/** `busybox APPLET …`: the applets are programs of their own beside it. */
export const busybox: Command = {
  name: 'busybox',
  usage: 'Usage: busybox [function [arguments]...]\n',
  *run(io, options, sys) {
    const [applet, ...args] = options.operands;
    const applets = () => (sys.exists('/bin/busybox') ? sys.readdir('/bin').filter((name) => name !== 'busybox') : []);
    if (applet === '--list') {
      yield* io.print(`${applets().sort().join('\n')}\n`);
      return 0;
    }
    if (applet === undefined || applet === '--help') {
      yield* io.print(
        `BusyBox v${versionOf(sys)} multi-call binary.\n\nUsage: busybox [function [arguments]...]\n   or: busybox --list\n\nCurrently defined functions:\n\t${applets().sort().join(', ')}\n`,
      );
      return 0;
    }
    try {
      yield* io.flush();
      return sys.exec({ argv: [applet, ...args] });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* io.stderr(`${applet}: applet not found\n`);
      return 127;
    }
  },
};
