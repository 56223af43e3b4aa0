import { say, type Context } from '../context';
import { expand, subjectOf } from '../format';
import { option, optionNames, OPTIONS, type Scope } from '../options';
import { TmuxError, type Arguments } from '../parse';
import { sizePanes, statusRows } from '../panes';
import { styleOf } from '../style';
import { canonicalKey } from '../keys';
import { currentSession, findSession, findWindow } from '../targets';
import { runFile, runText } from './run';
import type { TmuxCommand } from './command';

function optionNamed(name: string): string {
  if (name.startsWith('@')) return name;
  const found = optionNames(name.replace(/\[\d+\]$/, ''));
  if (found.length === 1) return found[0]!;
  throw new TmuxError(found.length === 0 ? `invalid option: ${name}` : `ambiguous option: ${name}`);
}

/** Refuses what an option cannot be. Flags without a value are turned round. */
function checked(name: string, value: string | undefined, before: string): string {
  const standard = OPTIONS.get(name)?.value ?? '';
  if (standard === 'on' || standard === 'off') {
    if (value === undefined) return before === 'on' ? 'off' : 'on';
    if (['on', 'yes', '1'].includes(value)) return 'on';
    if (['off', 'no', '0'].includes(value)) return 'off';
    throw new TmuxError(`bad value: ${value}`);
  }
  if (value === undefined) throw new TmuxError('empty value');
  if (/^\d+$/.test(standard)) {
    if (!/^-?\d+$/.test(value)) throw new TmuxError(`value is invalid: ${value}`);
    if (Number(value) < 0) throw new TmuxError(`value is too small: ${value}`);
    // What is kept in memory has a limit here.
    return name === 'history-limit' ? String(Math.min(Number(value), 10_000)) : String(Number(value));
  }
  if (name === 'prefix' || name === 'prefix2') {
    const key = canonicalKey(value);
    if (key === undefined) throw new TmuxError(`bad key: ${value}`);
    return key;
  }
  if ((name === 'mode-keys' || name === 'status-keys') && !['vi', 'emacs'].includes(value)) throw new TmuxError(`unknown value: ${value}`);
  if (name.endsWith('-style') && !value.includes('#{') && styleOf(value) === undefined) throw new TmuxError(`invalid style: ${value}`);
  return value;
}

function set(context: Context, args: Arguments, asWindow: boolean): void {
  const { server, sys } = context;
  if (args.operands[0] === undefined) throw new TmuxError('command set-option: too few arguments (need at least 1)');
  let name: string;
  try {
    name = optionNamed(args.operands[0]);
  } catch (error) {
    if (args.has('q')) return;
    throw error;
  }
  const scope: Scope = OPTIONS.get(name)?.scope ?? (asWindow || args.has('w') ? 'window' : 'session');
  const global = args.has('g') || args.has('s') || scope === 'server';
  const target = scope === 'window' && !global ? findWindow(context, args.get('t')) : undefined;
  const session = target?.session ?? (global ? undefined : findSession(context, args.get('t')));
  const owner = global ? server.options : scope === 'window' ? target!.window.options : session!.options;
  if (args.has('u') || args.has('U')) delete owner[name];
  else {
    if (args.has('o') && owner[name] !== undefined) throw new TmuxError(`already set: ${name}`);
    const before = option(server, name, session, target?.window);
    const given =
      args.has('F') && args.operands[1] !== undefined ? expand(args.operands[1], subjectOf(context, session)) : args.operands[1];
    const value = args.has('a') ? before + (given ?? '') : checked(name, given, before);
    owner[name] = value;
  }
  if (name === 'status') {
    for (const each of server.sessions) {
      const client = server.clients.find((one) => one.session === each.id);
      if (client) each.height = client.rows - statusRows(server, each);
    }
  }
  for (const window of Object.values(server.windows)) sizePanes(sys, server, window);
  for (const client of server.clients) client.drawn = [];
}

const shown = (value: string): string =>
  value === '' ? "''" : /[\s#"'$;~{}\\]/.test(value) ? `"${value.replace(/["$\\]/g, '\\$&')}"` : value;

function show(context: Context, args: Arguments, asWindow: boolean): void {
  const { server } = context;
  const wanted = args.operands[0];
  if (wanted !== undefined) {
    let name: string;
    try {
      name = optionNamed(wanted);
    } catch (error) {
      if (args.has('q')) return;
      throw error;
    }
    const scope = OPTIONS.get(name)?.scope ?? 'session';
    const session = args.has('g') ? undefined : currentSession(context);
    const window = scope === 'window' && !args.has('g') ? findWindow(context, args.get('t')).window : undefined;
    const own = args.has('g') || scope === 'server' ? server.options : scope === 'window' ? window!.options : (session?.options ?? {});
    const value =
      (args.has('g') && OPTIONS.has(name)) || args.has('A') || scope === 'server' ? option(server, name, session, window) : own[name];
    if (value === undefined) {
      if (name.startsWith('@') && !args.has('q')) throw new TmuxError(`invalid option: ${name}`);
      return;
    }
    say(context, args.has('v') ? value : `${name} ${shown(value)}`);
    return;
  }
  const scope: Scope = asWindow || args.has('w') ? 'window' : args.has('s') ? 'server' : 'session';
  const session = args.has('g') ? undefined : findSession(context, args.get('t'));
  const own = scope === 'window' && !args.has('g') ? findWindow(context, args.get('t')).window.options : (session?.options ?? {});
  const names = [...OPTIONS.keys()].filter((name) => OPTIONS.get(name)!.scope === scope).sort();
  for (const name of [...names, ...Object.keys(own).filter((each) => each.startsWith('@'))]) {
    const value = args.has('g') || scope === 'server' ? option(server, name) : own[name];
    if (value !== undefined) say(context, args.has('v') ? value : `${name} ${shown(value)}`);
  }
}

const SET_FLAGS = 'aFgopqst:uUw';
const SHOW_FLAGS = 'AgHpqst:vw';

export const settingCommands: readonly TmuxCommand[] = [
  {
    name: 'set-option',
    alias: 'set',
    usage: '[-aFgopqsuUw] [-t target-pane] option [value]',
    flags: SET_FLAGS,
    run: (c, args) => set(c, args, false),
  },
  {
    name: 'set-window-option',
    alias: 'setw',
    usage: '[-aFgoqu] [-t target-window] option [value]',
    flags: SET_FLAGS,
    run: (c, args) => set(c, args, true),
  },
  {
    name: 'show-options',
    alias: 'show',
    usage: '[-AgHpqsvw] [-t target-pane] [option]',
    flags: SHOW_FLAGS,
    run: (c, args) => show(c, args, false),
  },
  {
    name: 'show-window-options',
    alias: 'showw',
    usage: '[-gv] [-t target-window] [option]',
    flags: SHOW_FLAGS,
    run: (c, args) => show(c, args, true),
  },
  {
    name: 'set-environment',
    alias: 'setenv',
    usage: '[-Fhgru] [-t target-session] name [value]',
    flags: 'Fhgrt:u',
    run(context, args) {
      const owner = args.has('g') ? context.server.environment : findSession(context, args.get('t')).environment;
      const [name = '', value] = args.operands;
      if (name === '' || name.includes('=')) throw new TmuxError(name === '' ? 'empty variable name' : 'variable name contains =');
      if (args.has('u') || args.has('r')) delete owner[name];
      else if (value === undefined) throw new TmuxError('no value specified');
      else owner[name] = value;
    },
  },
  {
    name: 'show-environment',
    alias: 'showenv',
    usage: '[-hgs] [-t target-session] [name]',
    flags: 'hgst:',
    run(context, args) {
      const values = args.has('g') ? context.server.environment : findSession(context, args.get('t')).environment;
      const [name] = args.operands;
      if (name !== undefined && values[name] === undefined) throw new TmuxError(`unknown variable: ${name}`);
      for (const [key, value] of Object.entries(values)) if (name === undefined || name === key) say(context, `${key}=${value}`);
    },
  },
  {
    name: 'source-file',
    alias: 'source',
    usage: '[-Fnqv] path ...',
    flags: 'Fnqt:v',
    run(context, args) {
      for (const path of args.operands) runFile(context, path.startsWith('/') ? path : `${context.cwd}/${path}`, args.has('q'));
    },
  },
  {
    name: 'if-shell',
    alias: 'if',
    usage: '[-bF] [-t target-pane] shell-command command [command]',
    flags: 'bFt:',
    run(context, args) {
      if (!args.has('F')) throw new TmuxError('if-shell runs no shell command here (not simulated); if-shell -F is');
      const [condition = '', yes, no] = args.operands;
      const value = expand(condition, subjectOf(context, currentSession(context)));
      const chosen = value !== '' && value !== '0' ? yes : no;
      if (chosen) runText(context, chosen);
    },
  },
  {
    name: 'run-shell',
    alias: 'run',
    usage: '[-bC] [-d delay] [-t target-pane] [shell-command]',
    flags: 'bCd:t:',
    run(context, args) {
      if (args.has('C')) return runText(context, args.operands[0] ?? '');
      // Its output is not shown: nobody waits for it.
      const devNull = context.sys.open('/dev/null', { read: true, write: true });
      context.sys.spawn({
        argv: ['sh', '-c', expand(args.operands[0] ?? '', subjectOf(context, currentSession(context)))],
        file: '/bin/sh',
        fds: { 0: devNull, 1: devNull, 2: devNull },
        env: { ...context.server.environment, TMUX: `${context.server.socket},${context.server.pid},0` },
      });
      context.sys.close(devNull);
    },
  },
];
