import { ShellError } from '../state/variables';
import { OPTION_LETTERS, OPTION_NAMES } from '../state/state';
import type { Shell } from '../run/shell';
import { readOptions } from './arguments';
import type { Builtin } from './table';
import { functionText, settingLine } from './variables';

/** Turns a `set -o` option on or off. False when there is none of that name. */
export function setOption(shell: Shell, name: string, on: boolean): boolean {
  if (!OPTION_NAMES.includes(name)) return false;
  shell.state.options[name] = on;
  if (name === 'vi' && on) shell.state.options.emacs = false;
  if (name === 'emacs' && on) shell.state.options.vi = false;
  if (name === 'monitor') shell.state.jobControl = on && shell.state.subshell === 0;
  return true;
}

const set: Builtin = (shell, args) => {
  const { state } = shell;
  if (args.length === 0) {
    for (const name of shell.variables.names())
      shell.write(1, settingLine(name, (shell.variables.raw(name) ?? shell.variables.get(name))!) + '\n');
    for (const name of [...state.functions.keys()].sort()) shell.write(1, functionText(shell, name) + '\n');
    return 0;
  }
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--' || arg === '-') {
      if (arg === '-') state.options.xtrace = state.options.verbose = false;
      i++;
      if (arg === '--' || i < args.length) state.params = args.slice(i);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg[0] === '-';
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[++i];
        if (name === undefined) {
          listOptions(shell, !on);
          return 0;
        }
        if (!setOption(shell, name, on)) throw new ShellError(`${name}: invalid option name`, 2);
        continue;
      }
      const name = OPTION_LETTERS[letter];
      if (!name)
        throw new ShellError(
          `${arg[0]}${letter}: invalid option\nset: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]`,
          2,
        );
      setOption(shell, name, on);
    }
  }
  if (i < args.length) state.params = args.slice(i);
  return 0;
};

function listOptions(shell: Shell, commands: boolean): void {
  for (const name of OPTION_NAMES) {
    const on = shell.option(name);
    shell.write(1, commands ? `set ${on ? '-' : '+'}o ${name}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
  }
}

const shopt: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'pqsuo', 'shopt: usage: shopt [-pqsu] [-o] [optname ...]');
  if ('s' in flags && 'u' in flags) throw new ShellError('cannot set and unset shell options simultaneously');
  const table = 'o' in flags ? shell.state.options : shell.state.shopt;
  const known = (name: string): boolean => ('o' in flags ? OPTION_NAMES.includes(name) : name in shell.state.shopt);
  const names = rest.length > 0 ? rest : ('o' in flags ? [...OPTION_NAMES] : Object.keys(table)).sort();
  let status = 0;
  for (const name of names) {
    if (!known(name)) {
      shell.complain(`shopt: ${name}: invalid shell option name`);
      status = 1;
      continue;
    }
    const on = table[name] ?? false;
    if (rest.length > 0 && ('s' in flags || 'u' in flags)) {
      if ('o' in flags) setOption(shell, name, 's' in flags);
      else table[name] = 's' in flags;
      continue;
    }
    if ('s' in flags && !on) continue;
    if ('u' in flags && on) continue;
    if (rest.length > 0 && !on) status = 1;
    if ('q' in flags) continue;
    if ('p' in flags) shell.write(1, 'o' in flags ? `set ${on ? '-' : '+'}o ${name}\n` : `shopt ${on ? '-s' : '-u'} ${name}\n`);
    else shell.write(1, `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`);
  }
  return status;
};

export const optionBuiltins = { set, shopt };
