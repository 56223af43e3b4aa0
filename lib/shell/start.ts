import type { Signal } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { readHistory } from './builtins/history';
import { setOption } from './builtins/options';
import { readInputFile } from './line-editor/line-commands';
import type { Frame } from './run/frame';
import { Shell } from './run/shell';
import { OPTION_LETTERS, SHOPT_DEFAULTS, type ShellState, type Variable } from './state/state';
import { arrayOf } from './state/variables';
import { Expander } from './words/expand';

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The state of a shell that begins: options, environment, start-up files, and what it is to run. */
export function startShell(sys: Sys, argv: readonly string[]): ShellState {
  const argv0 = argv[0] ?? 'bash';
  const called = argv0.replace(/^-/, '').split('/').pop()!;
  const personality = personalityOf(sys, called);
  const state = newState(sys, argv0, personality);
  const shell = new Shell(sys, state);
  importEnvironment(shell);
  const options = readArguments(shell, argv.slice(1));
  if (argv0.startsWith('-')) state.login = true;
  state.shopt.login_shell = state.login;
  state.frames = [{ k: 'exit', s: -1, n: 0 }];
  if (options.failure !== undefined) {
    state.status = options.failure;
    return state;
  }
  const work = findWork(shell, options);
  if (work) state.frames.push(work);
  startFiles(shell, options);
  return state;
}

/** Which shell a name stands for: `sh` is dash on Debian and Ubuntu and BusyBox' where /bin/sh leads there, else bash in POSIX mode. */
function personalityOf(sys: Sys, called: string): ShellState['personality'] {
  if (called === 'dash') return 'dash';
  if (called === 'ash' || called === 'busybox') return 'ash';
  if (called !== 'sh') return 'bash';
  try {
    const leads = sys.readlink('/bin/sh').split('/').pop();
    return leads === 'dash' ? 'dash' : leads === 'busybox' || leads === 'ash' ? 'ash' : 'sh';
  } catch (error) {
    if (error instanceof Errno) return 'sh';
    throw error;
  }
}

function newState(sys: Sys, name: string, personality: ShellState['personality']): ShellState {
  return {
    name,
    personality,
    commandString: false,
    interactive: false,
    login: false,
    jobControl: false,
    subshell: 0,
    traceDepth: 0,
    shellPid: sys.pid,
    parentPid: sys.ppid,
    startedAt: sys.now(),
    options: { braceexpand: personality === 'bash', hashall: true, 'interactive-comments': true, posix: personality !== 'bash' },
    shopt: { ...SHOPT_DEFAULTS, expand_aliases: personality !== 'bash' },
    scopes: [{ kind: 'global', variables: new Map() }],
    params: [],
    calls: [],
    functions: new Map(),
    aliases: new Map(),
    sources: new Map(),
    nextSource: 1,
    frames: [],
    status: 0,
    pipestatus: [0],
    last: name,
    lastBackground: undefined,
    line: 1,
    command: '',
    jobs: [],
    ended: new Map(),
    traps: new Map(),
    ignored: [],
    signals: [],
    exitTrapRun: false,
    out: [],
    own: [],
    dirs: [],
    hash: new Map(),
    disabled: [],
    history: [],
    historyRead: 0,
    historyBase: 1,
    completions: new Map(),
    random: Math.floor(sys.random() * 0x7fffffff),
    getopts: 0,
    quiet: false,
    commands: 0,
    times: { user: 0 },
    inputLine: 0,
    exitWarned: false,
    killRing: [],
    bindings: {},
    editing: {},
  };
}

function importEnvironment(shell: Shell): void {
  const { sys, state } = shell;
  const env = sys.env();
  const { variables } = state.scopes[0]!;
  const put = (name: string, variable: Variable) => variables.set(name, variable);
  const fallback = (name: string, value: string, exported = false) => {
    if (!variables.has(name)) put(name, exported ? { value, exported } : { value });
  };
  for (const [name, value] of Object.entries(env)) {
    const exported = /^BASH_FUNC_(.+)%%$/.exec(name);
    if (exported && value.startsWith('() ')) importFunction(shell, exported[1]!, value);
    else if (/^[A-Za-z_]\w*$/.test(name)) put(name, { value, exported: true });
  }
  fallback('PATH', DEFAULT_PATH);
  put('IFS', { value: ' \t\n' });
  fallback('PS4', '+ ');
  put('OPTIND', { value: '1' });
  put('OPTERR', { value: '1' });
  put('PPID', { value: String(sys.ppid), integer: true, readonly: true });
  put('UID', { value: String(sys.uid()), integer: true, readonly: true });
  put('EUID', { value: String(sys.uid()), integer: true, readonly: true });
  fallback('HOSTNAME', sys.hostname());
  put('HOSTTYPE', { value: 'x86_64' });
  put('MACHTYPE', { value: 'x86_64-pc-linux-gnu' });
  put('OSTYPE', { value: 'linux-gnu' });
  if (state.personality === 'bash' || state.personality === 'sh') {
    put('BASH', { value: state.personality === 'bash' ? '/bin/bash' : '/bin/sh' });
    put('BASH_VERSION', { value: '5.2.15(1)-release' });
    put('BASH_VERSINFO', { array: arrayOf(['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']), readonly: true });
  }
  fallback('TERM', 'dumb');
  const level = Number(variables.get('SHLVL')?.value ?? 0);
  put('SHLVL', { value: String(Number.isInteger(level) && level >= 0 ? level + 1 : 1), exported: true });
  const pwd = variables.get('PWD')?.value;
  const cwd = sys.cwd();
  let same = pwd === cwd;
  if (pwd?.startsWith('/') && !same) {
    try {
      same = sys.realpath(pwd) === sys.realpath(cwd);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  put('PWD', { value: same ? pwd! : cwd, exported: true });
  if (!variables.has('OLDPWD')) put('OLDPWD', { exported: true });
}

function importFunction(shell: Shell, name: string, value: string): void {
  const s = shell.addSource({ text: `${name} ${value}`, file: 'environment', line: 1 });
  const parsed = shell.parsed(s);
  const node = parsed.nodes.find((one) => one.type === 'Function');
  if (parsed.error || node?.type !== 'Function') return;
  shell.state.functions.set(name, { source: s, node: parsed.numbers.get(node.body)!, exported: true });
}

interface Start {
  command?: string;
  stdin: boolean;
  interactive: boolean;
  norc: boolean;
  noprofile: boolean;
  rcfile?: string;
  rest: readonly string[];
  failure?: number;
}

function readArguments(shell: Shell, args: readonly string[]): Start {
  const { state } = shell;
  const start: Start = { stdin: false, interactive: false, norc: false, noprofile: false, rest: [] };
  let wantsCommand = false;
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--' || arg === '-') {
      i++;
      break;
    }
    if (arg.startsWith('--')) {
      const name = arg.slice(2);
      if (name === 'login') state.login = true;
      else if (name === 'norc') start.norc = true;
      else if (name === 'noprofile') start.noprofile = true;
      else if (name === 'posix') state.options.posix = true;
      else if (name === 'verbose') state.options.verbose = true;
      else if (name === 'noediting' || name === 'restricted') continue;
      else if (name === 'rcfile' || name === 'init-file') start.rcfile = args[++i];
      else if (name === 'version') {
        shell.write(
          1,
          'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\nCopyright (C) 2022 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\nThis is free software; you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n',
        );
        start.failure = 0;
      } else {
        shell.write(2, `${state.name}: ${arg}: invalid option\n`);
        start.failure = 2;
      }
      continue;
    }
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      const on = arg[0] === '-';
      if (letter === 'c' && on) wantsCommand = true;
      else if (letter === 's') start.stdin = true;
      else if (letter === 'i') start.interactive = true;
      else if (letter === 'l') state.login = true;
      else if (letter === 'r') continue;
      else if (letter === 'o' || letter === 'O') {
        const name = args[++i] ?? '';
        if (letter === 'O') state.shopt[name] = on;
        else if (!setOption(shell, name, on)) {
          shell.write(2, `${state.name}: line 0: ${state.name}: ${name}: invalid option name\n`);
          start.failure = 2;
        }
      } else if (OPTION_LETTERS[letter]) state.options[OPTION_LETTERS[letter]!] = on;
      else {
        shell.write(2, `${state.name}: ${arg[0]}${letter}: invalid option\n`);
        start.failure = 2;
      }
    }
  }
  start.rest = args.slice(i);
  if (!wantsCommand) return start;
  if (start.rest.length === 0) {
    shell.write(2, `${state.name}: -c: option requires an argument\n`);
    return { ...start, failure: 2 };
  }
  return { ...start, command: start.rest[0]!, rest: start.rest.slice(1) };
}

function findWork(shell: Shell, start: Start): Frame | undefined {
  const { state, sys } = shell;
  if (start.command !== undefined) {
    state.commandString = true;
    if (start.rest.length > 0) state.name = start.rest[0]!;
    state.params = start.rest.slice(1);
    if (start.interactive) becomeInteractive(shell, false);
    return { k: 'read', s: shell.addSource({ text: start.command, file: '', line: 1 }), n: 0, i: 0 };
  }
  if (start.rest.length > 0 && !start.stdin) {
    state.params = start.rest.slice(1);
    return scriptFrame(shell, start.rest[0]!);
  }
  state.params = start.stdin ? start.rest : [];
  if (start.interactive || (shell.isOpen(0) && sys.isatty(0) && shell.isOpen(2) && sys.isatty(2))) {
    becomeInteractive(shell, true);
    return { k: 'interactive', s: -1, n: 0, stage: 'start', text: '', prompt: '', eofs: 0 };
  }
  state.options.stdin = true;
  return { k: 'stream', s: -1, n: 0, fd: 0, text: '', line: 1, ended: false, began: 1 };
}

function scriptFrame(shell: Shell, file: string): Frame | undefined {
  const { sys, state } = shell;
  let path = file;
  try {
    if (!file.includes('/') && !sys.exists(file)) {
      const found = (shell.variables.value('PATH') ?? '')
        .split(':')
        .map((one) => `${one}/${file}`)
        .find((one) => sys.exists(one));
      if (found) path = found;
    }
    if (sys.stat(path).type === 'dir') {
      shell.write(2, `${file}: ${file}: Is a directory\n`);
      state.status = 126;
      return undefined;
    }
    const fd = sys.open(path, { read: true });
    sys.dup2(fd, 255);
    sys.close(fd);
    state.own.push(255);
    state.name = file;
    state.calls.push({ name: 'main', file, line: 0, kind: 'main' });
    return { k: 'load', s: -1, n: 0, fd: 255, text: '', file, main: true };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    shell.write(2, `${state.name}: ${file}: ${error.message}\n`);
    state.status = error.code === 'ENOENT' ? 127 : 126;
    return undefined;
  }
}

/** What PS1 is where nobody has set it. */
const PROMPTS: Readonly<Record<ShellState['personality'], string>> = {
  bash: '\\s-\\v\\$ ',
  sh: '\\s-\\v\\$ ',
  dash: '\\$ ',
  ash: '\\w \\$ ',
};

const HANDLED: readonly Signal[] = ['INT', 'TERM', 'QUIT', 'TSTP', 'TTIN', 'TTOU', 'WINCH', 'CHLD'];

function becomeInteractive(shell: Shell, reads: boolean): void {
  const { state, sys } = shell;
  state.interactive = true;
  state.shopt.expand_aliases = true;
  if (!reads) return;
  Object.assign(state.options, { emacs: true, histexpand: true, history: true, monitor: true });
  for (const signal of HANDLED) sys.handleSignal(signal, 'handle');
  try {
    if (sys.isatty(0)) {
      sys.dup2(0, 255);
      state.own.push(255);
      sys.setpgid(0, 0);
      sys.ttyForeground(0, sys.pid);
      state.jobControl = true;
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    state.jobControl = sys.isatty(0);
  }
  const set = (name: string, value: string) => {
    if (shell.variables.raw(name)?.value === undefined) shell.variables.put(name, { value });
  };
  set('PS1', PROMPTS[state.personality]);
  set('PS2', '> ');
  set('HISTSIZE', '500');
  set('HISTFILESIZE', '500');
  set('HISTFILE', `${shell.variables.value('HOME') ?? ''}/.bash_history`);
  const size = sys.isatty(0) ? sys.ttySize(0) : { columns: 80, rows: 24 };
  shell.variables.put('COLUMNS', { value: String(size.columns) });
  shell.variables.put('LINES', { value: String(size.rows) });
  readHistory(shell);
  readInputFile(shell);
}

/** Puts the start-up files on the stack, the first one on top. */
function startFiles(shell: Shell, start: Start): void {
  const { state, sys } = shell;
  const home = shell.variables.value('HOME') ?? '';
  const files: string[] = [];
  const readable = (path: string): boolean => {
    try {
      return sys.stat(path).type === 'file' && sys.access(path, 'r');
    } catch {
      return false;
    }
  };
  const posix = state.personality !== 'bash';
  if (state.login && !start.noprofile) {
    files.push('/etc/profile');
    if (posix) files.push(`${home}/.profile`);
    else {
      const own = ['.bash_profile', '.bash_login', '.profile'].map((one) => `${home}/${one}`).find(readable);
      if (own) files.push(own);
    }
  } else if (state.interactive && !posix && !start.norc) {
    if (start.rcfile === undefined) files.push('/etc/bash.bashrc');
    files.push(start.rcfile ?? `${home}/.bashrc`);
  }
  const env = posix
    ? state.interactive
      ? shell.variables.value('ENV')
      : undefined
    : state.interactive
      ? undefined
      : shell.variables.value('BASH_ENV');
  if (env) files.push(new Expander(shell).text(env.replace(/"/g, '\\"'), 'quotes'));
  for (const file of files.reverse()) {
    if (!readable(file)) continue;
    const fd = sys.open(file, { read: true });
    const high = shell.freeFd(10);
    sys.dup2(fd, high);
    sys.close(fd);
    state.own.push(high);
    shell.push({ k: 'startup', s: -1, n: 0, fd: high, file });
  }
}
