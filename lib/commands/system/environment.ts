import type { Command } from '../command/command';
import { become } from '../command/child';
import { localeQuote } from '../command/quote';

export const env: Command = {
  name: 'env',
  options: 'i,ignore-environment 0,null u,unset: C,chdir: S,split-string: v,debug',
  settings: { stopAtOperand: true },
  usage: 'Usage: env [OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]\nSet each NAME to VALUE in the environment and run COMMAND.\n',
  usageStatus: 125,
  *run(io, options, sys) {
    const words = [...(options.value('S')?.trim().split(/\s+/) ?? []), ...options.operands];
    let values: Record<string, string> = options.has('i') || words[0] === '-' ? {} : { ...sys.env() };
    if (words[0] === '-') words.shift();
    const gone = new Set(options.values('u'));
    values = Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)));
    while (words.length && words[0]!.includes('=')) {
      const [name, ...rest] = words.shift()!.split('=');
      values[name!] = rest.join('=');
    }
    if (options.value('C') !== undefined) sys.chdir(options.value('C')!);
    if (words.length === 0) {
      for (const [name, value] of Object.entries(values)) yield* io.print(`${name}=${value}${options.has('0') ? '\0' : '\n'}`);
      return 0;
    }
    return yield* become(io, words, values, (argv0, reason) => `${localeQuote(argv0)}: ${reason}`);
  },
};

export const printenv: Command = {
  name: 'printenv',
  options: '0,null',
  usage: 'Usage: printenv [OPTION]... [VARIABLE]...\nPrint the values of the specified environment VARIABLE(s).\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const values = sys.env();
    if (options.operands.length === 0) for (const [name, value] of Object.entries(values)) yield* io.print(`${name}=${value}\n`);
    let code = 0;
    for (const name of options.operands) {
      if (values[name] === undefined) code = 1;
      else yield* io.print(`${values[name]}\n`);
    }
    return code;
  },
};

export const pwd: Command = {
  name: 'pwd',
  options: 'L,logical P,physical',
  usage: 'Usage: pwd [OPTION]...\nPrint the full filename of the current working directory.\n',
  *run(io, _options, sys) {
    yield* io.print(`${sys.cwd()}\n`);
    return 0;
  },
};

/** An exit code and nothing else. */
const constant = (name: string, code: number): Command => ({
  name,
  usage: `Usage: ${name} [ignored command line arguments]\n`,
  *run() {
    return code;
  },
});

export const yes: Command = {
  name: 'yes',
  options: '',
  usage: "Usage: yes [STRING]...\n  or:  yes OPTION\nRepeatedly output a line with all specified STRING(s), or 'y'.\n",
  *run(io, options, sys) {
    const line = `${options.operands.join(' ') || 'y'}\n`;
    for (;;) {
      yield* io.print(line.repeat(64));
      yield* io.flush();
      yield { channels: [], until: sys.now() + 1 };
    }
  },
};

const which: Command = {
  name: 'which',
  options: 'a s',
  usage: 'Usage: /usr/bin/which [-as] args\n',
  usageStatus: 2,
  *run(io, options, sys) {
    let code = 0;
    for (const name of options.operands) {
      const candidates = name.includes('/') ? [name] : (sys.env().PATH ?? '').split(':').map((dir) => `${dir || '.'}/${name}`);
      const found = candidates.filter((path) => sys.exists(path) && sys.stat(path).type === 'file' && sys.access(path, 'x'));
      if (found.length === 0) code = 1;
      else if (!options.has('s')) for (const path of options.has('a') ? found : found.slice(0, 1)) yield* io.print(`${path}\n`);
    }
    return options.operands.length ? code : 1;
  },
};

const tty: Command = {
  name: 'tty',
  options: 's,silent,quiet',
  usage: 'Usage: tty [OPTION]...\nPrint the file name of the terminal connected to standard input.\n',
  *run(io, options, sys) {
    const on = sys.isatty(0);
    if (!options.has('s')) yield* io.print(on ? `${sys.fdPath(0) ?? sys.ttyName() ?? '/dev/pts/0'}\n` : 'not a tty\n');
    return on ? 0 : 1;
  },
};

const clear: Command = {
  name: 'clear',
  options: 'x T: V',
  usage: 'Usage: clear [options]\n',
  *run(io) {
    yield* io.print('\x1b[H\x1b[2J\x1b[3J');
    return 0;
  },
};

const envsubst: Command = {
  name: 'envsubst',
  options: 'v,variables V',
  usage: 'Usage: envsubst [OPTION] [SHELL-FORMAT]\nSubstitutes the values of environment variables.\n',
  *run(io, options, sys) {
    const format = options.operands[0];
    const names = format === undefined ? undefined : new Set([...format.matchAll(/\$\{?(\w+)\}?/g)].map((m) => m[1]));
    if (options.has('v')) {
      for (const name of names ?? []) yield* io.print(`${name}\n`);
      return 0;
    }
    const values = sys.env();
    const text = yield* io.stdin.rest();
    yield* io.print(
      text.replace(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g, (all, a: string | undefined, b: string | undefined) =>
        names && !names.has(a ?? b) ? all : (values[(a ?? b)!] ?? ''),
      ),
    );
    return 0;
  },
};

export const environmentCommands: readonly Command[] = [
  env,
  printenv,
  pwd,
  constant('true', 0),
  constant('false', 1),
  yes,
  which,
  tty,
  clear,
  envsubst,
];
