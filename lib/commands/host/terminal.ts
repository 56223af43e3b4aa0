import type { Command } from '../command/command';
import { isTerminal } from '../command/stdio';

const stty: Command = {
  name: 'stty',
  options: 'F,file: g,save a,all',
  prepare: (args) => args.map((a) => (/^-(echo|icanon|isig|ixon|raw|echoe|onlcr|opost)/.test(a) ? `\0${a}` : a)),
  usage: 'Usage: stty [-F DEVICE | --file=DEVICE] [SETTING]...\nPrint or change terminal characteristics.\n',
  *run(io, options, sys) {
    if (!isTerminal(sys, 0)) {
      yield* io.error("'standard input': Inappropriate ioctl for device");
      return 1;
    }
    const size = sys.ttySize(0);
    const mode = sys.ttyMode(0);
    const sign = (on: boolean) => (on ? '' : '-');
    const full = `speed 38400 baud; rows ${size.rows}; columns ${size.columns}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>; eol2 = <undef>; swtch = <undef>; start = ^Q;\nstop = ^S; susp = ^Z; rprnt = ^R; werase = ^W; lnext = ^V; discard = ^O; min = 1; time = 0;\n${sign(mode.signals)}isig ${sign(mode.canonical)}icanon iexten ${sign(mode.echo)}echo echoe echok -echonl -noflsh\n`;
    if (options.has('a')) yield* io.print(full);
    else if (options.has('g'))
      yield* io.print(`4500:5:bf:${mode.canonical && mode.echo ? '8a3b' : '8a31'}:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0\n`);
    else if (options.operands.length === 0) yield* io.print(`speed 38400 baud; line = 0;\n${mode.echo ? '' : '-echo\n'}`);
    for (const raw of options.operands) {
      const word = raw.replace(/^\0/, '');
      if (word === 'size') yield* io.print(`${size.rows} ${size.columns}\n`);
      else if (word === 'echo' || word === '-echo') sys.ttyMode(0, { echo: word === 'echo' });
      else if (word === 'icanon' || word === '-icanon') sys.ttyMode(0, { canonical: word === 'icanon' });
      else if (word === 'isig' || word === '-isig') sys.ttyMode(0, { signals: word === 'isig' });
      else if (word === 'sane' || word === 'cooked' || word === '-raw' || /^4500:5:bf:8a3b:/.test(word))
        sys.ttyMode(0, { echo: true, canonical: true, signals: true });
      else if (word === 'raw') sys.ttyMode(0, { canonical: false, signals: false });
      else if (/^-?(ixon|echoe|onlcr|opost|echok|iexten|icrnl)$/.test(word)) continue;
      else {
        yield* io.error(`invalid argument '${word}'`);
        yield* io.stderr("Try 'stty --help' for more information.\n");
        return 1;
      }
    }
    return 0;
  },
};

const CAPABILITIES: Readonly<Record<string, string>> = {
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  sgr0: '\x1b(B\x1b[m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  rev: '\x1b[7m',
  smso: '\x1b[7m',
  rmso: '\x1b[27m',
  blink: '\x1b[5m',
  clear: '\x1b[H\x1b[2J\x1b[3J',
  el: '\x1b[K',
  ed: '\x1b[J',
  home: '\x1b[H',
  sc: '\x1b7',
  rc: '\x1b8',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  smcup: '\x1b[?1049h\x1b[22;0;0t',
  rmcup: '\x1b[?1049l\x1b[23;0;0t',
  cuu1: '\x1b[A',
  bel: '\x07',
};

const tput: Command = {
  name: 'tput',
  options: 'T: S V',
  settings: { stopAtOperand: true },
  version: 'ncurses 6.4.20240113',
  usage: 'Usage: tput [options] [command]\n',
  *run(io, options, sys) {
    const [name, ...args] = options.operands;
    const term = options.value('T') ?? sys.env().TERM;
    if (name === undefined) {
      yield* io.stderr('usage: tput [-V] [-S] [-T term] capname [parameters]\n');
      return 2;
    }
    if (!term || term === 'unknown') {
      yield* io.stderr('tput: No value for $TERM and no -T specified\n');
      return 2;
    }
    const terminal = [1, 2, 0].find((fd) => isTerminal(sys, fd));
    const size = terminal === undefined ? { columns: 80, rows: 24 } : sys.ttySize(terminal);
    const n = Number(args[0] ?? 0);
    if (name === 'cols') yield* io.print(`${size.columns}\n`);
    else if (name === 'lines') yield* io.print(`${size.rows}\n`);
    else if (name === 'colors') yield* io.print(`${/256color/.test(term) ? 256 : 8}\n`);
    else if (name === 'longname') yield* io.print(`${term}`);
    else if (name === 'reset' || name === 'init') yield* io.print('\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
    else if (name === 'cup') yield* io.print(`\x1b[${n + 1};${Number(args[1] ?? 0) + 1}H`);
    else if (name === 'setaf' || name === 'setab') {
      const base = name === 'setaf' ? 3 : 4;
      yield* io.print(n < 8 ? `\x1b[${base}${n}m` : n < 16 ? `\x1b[${base === 3 ? 9 : 10}${n - 8}m` : `\x1b[${base}8;5;${n}m`);
    } else if (CAPABILITIES[name] !== undefined) yield* io.print(CAPABILITIES[name]);
    else {
      yield* io.stderr(`tput: unknown terminfo capability '${name}'\n`);
      return 4;
    }
    return 0;
  },
};

export const terminalCommands: readonly Command[] = [stty, tput];
