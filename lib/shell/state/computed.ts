import type { Sys } from '@/lib/hosts/process/sys';
import type { Call, ShellState, Variable } from './state';
import { arrayOf } from './variables';

/** BASH_SOURCE of a call: functions of `bash -c` come from the environment, as bash says it. */
export function sourceOf(state: ShellState, call: Call): string {
  return call.file || (call.kind === 'function' && state.commandString ? 'environment' : '');
}

/** Park and Miller's generator. Models intrand32 in lib/sh/random.c. */
function nextRandom(last: number): number {
  const seed = last === 0 ? 123459876 : last;
  const high = Math.trunc(seed / 127773);
  const next = 16807 * (seed - 127773 * high) - 2836 * high;
  return next < 0 ? next + 0x7fffffff : next;
}

/** The value of a variable that the shell computes; undefined when the name is an ordinary one. */
export function computedVariable(sys: Sys, state: ShellState, name: string): Variable | undefined {
  const text = (value: string | number): Variable => ({ value: String(value) });
  switch (name) {
    case '_':
      return text(state.last);
    case 'LINENO':
      return text(state.line);
    case 'RANDOM': {
      state.random = nextRandom(state.random);
      return { value: String(((state.random >>> 16) ^ (state.random & 0xffff)) & 0x7fff), integer: true };
    }
    case 'SRANDOM':
      return text(Math.floor(sys.random() * 4294967296));
    case 'SECONDS':
      return text(Math.floor((sys.now() - state.startedAt) / 1000));
    case 'EPOCHSECONDS':
      return text(Math.floor(sys.now() / 1000));
    case 'EPOCHREALTIME':
      return text((sys.now() / 1000).toFixed(6));
    case 'BASHPID':
      return text(sys.pid);
    case 'BASH_SUBSHELL':
      return text(state.subshell);
    case 'BASH_COMMAND':
      return text(state.command);
    case 'HISTCMD':
      return text(state.historyBase + state.history.length);
    case 'BASH_ALIASES':
      return { assoc: state.aliases };
    case 'BASH_CMDS':
      return { assoc: new Map([...state.hash].map(([key, { path }]) => [key, path])) };
    case 'PIPESTATUS':
      return { array: arrayOf(state.pipestatus.map(String)) };
    case 'DIRSTACK':
      return { array: arrayOf([sys.cwd(), ...state.dirs]) };
    case 'GROUPS':
      return { array: arrayOf(sys.groups().map(String)) };
    case 'FUNCNAME': {
      if (!state.calls.some((call) => call.kind === 'function')) return undefined;
      return { array: arrayOf([...state.calls].reverse().map((call) => call.name)) };
    }
    case 'BASH_SOURCE':
      return {
        array: arrayOf(
          [...state.calls]
            .reverse()
            .filter((call) => call.kind !== 'main' || call.file)
            .map((call) => sourceOf(state, call)),
        ),
      };
    case 'BASH_LINENO':
      return { array: arrayOf([...state.calls].reverse().map((call) => String(call.line))) };
    case 'SHELLOPTS':
      return {
        value: Object.keys(state.options)
          .filter((one) => state.options[one] && one !== 'stdin')
          .sort()
          .join(':'),
        readonly: true,
      };
    case 'BASHOPTS':
      return {
        value: Object.keys(state.shopt)
          .filter((one) => state.shopt[one])
          .sort()
          .join(':'),
        readonly: true,
      };
    default:
      return undefined;
  }
}

/** Minds an assignment to a variable the shell computes. True when nothing is to be stored. */
export function minded(sys: Sys, state: ShellState, name: string, value: string): boolean {
  if (name === 'RANDOM') state.random = Number(value) | 0;
  else if (name === 'SECONDS') state.startedAt = sys.now() - (Number(value) || 0) * 1000;
  else if (name === 'OPTIND') state.getopts = 0;
  else if (name === 'PATH') state.hash.clear();
  else if (name === '_' || name === 'FUNCNAME' || name === 'GROUPS' || name === 'DIRSTACK') return true;
  return name === 'RANDOM' || name === 'SECONDS';
}
