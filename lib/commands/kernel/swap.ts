import type { Command } from '../command/command';

/** No host has swap: kubeadm wants none. */
const swapoff: Command = {
  name: 'swapoff',
  options: 'a,all v,verbose L: U: V h',
  version: 'swapoff from util-linux 2.39.3',
  usage: 'Usage:\n swapoff [options] [<spec>]\n\nDisable devices and files for paging and swapping.\n',
  *run(io, options, sys) {
    if (!options.has('a') && options.operands.length === 0) {
      yield* io.stderr("swapoff: bad usage\nTry 'swapoff --help' for more information.\n");
      return 1;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr('swapoff: Not superuser.\n');
      return 16;
    }
    let code = 0;
    for (const path of options.operands) {
      yield* io.error(`${path}: swapoff failed: ${sys.exists(path) ? 'Invalid argument' : 'No such file or directory'}`);
      code = 4;
    }
    return code;
  },
};

const swapon: Command = {
  name: 'swapon',
  options: 'a,all s,summary show:: noheadings raw bytes v,verbose p: L: U: V h e,ifexists f',
  version: 'swapon from util-linux 2.39.3',
  usage: 'Usage:\n swapon [options] [<spec>]\n\nEnable devices and files for paging and swapping.\n',
  *run(io, options, sys) {
    for (const path of options.operands) {
      if (sys.uid() !== 0) yield* io.stderr('swapon: cannot open ' + path + ': Permission denied\n');
      else if (!sys.exists(path)) yield* io.stderr(`swapon: cannot open ${path}: No such file or directory\n`);
      else yield* io.stderr(`swapon: ${path}: swap is not simulated here\n`);
    }
    return options.operands.length ? 255 : 0;
  },
};

export const swapCommands: readonly Command[] = [swapoff, swapon];
