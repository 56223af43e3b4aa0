import type { Signal } from '@/lib/hosts/process/program';
import type { Frame } from '../run/frame';

/** One variable. Values are never changed in place: a change makes a new one, so copies of a shell share them. */
export interface Variable {
  readonly value?: string;
  /** Indexed array, in order of index. */
  readonly array?: ReadonlyMap<number, string>;
  readonly assoc?: ReadonlyMap<string, string>;
  readonly exported?: boolean;
  readonly readonly?: boolean;
  readonly integer?: boolean;
  readonly lower?: boolean;
  readonly upper?: boolean;
  readonly capital?: boolean;
  readonly nameref?: boolean;
  readonly trace?: boolean;
  /** Declared as an array and given no value yet. */
  readonly blank?: boolean;
}

export interface Scope {
  /** `temporary`: the assignments before a command (`a=1 command`). */
  readonly kind: 'global' | 'function' | 'temporary';
  readonly variables: Map<string, Variable>;
  /** `local -`: the options to restore. */
  options?: Record<string, boolean>;
}

export interface ShellFunction {
  readonly source: number;
  readonly node: number;
  readonly exported?: boolean;
  readonly readonly?: boolean;
}

/** Text that was parsed; nodes are named by their number in it (see syntax/source.ts). */
export interface SourceText {
  readonly text: string;
  /** BASH_SOURCE of what is defined in it; '' for what was typed. */
  readonly file: string;
  /** Number of its first line. */
  readonly line: number;
}

/** A function call or a sourced file: what FUNCNAME, BASH_SOURCE and BASH_LINENO show. */
export interface Call {
  readonly name: string;
  readonly file: string;
  /** Line it was called from. */
  readonly line: number;
  readonly kind: 'main' | 'function' | 'source';
}

export interface Job {
  readonly id: number;
  readonly pgid: number;
  readonly pids: readonly number[];
  readonly command: string;
  /** By pid: the exit code, once it has ended. */
  codes: Record<number, number>;
  state: 'running' | 'stopped' | 'done';
  /** Signal that ended or stopped it. */
  signal?: Signal;
  /** Its last change of state was told to the user. */
  told: boolean;
  foreground: boolean;
  nohup?: boolean;
}

export interface Completion {
  readonly function?: string;
  readonly words?: string;
  readonly command?: string;
  readonly glob?: string;
  readonly filter?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly actions: readonly string[];
  readonly options: readonly string[];
}

/** All that a running shell is: plain data. Maps are saved as lists (see copy.ts). */
export interface ShellState {
  /** $0 */
  name: string;
  /** How it was started: 'bash', or 'sh' (POSIX mode), 'dash', 'ash'. */
  personality: 'bash' | 'sh' | 'dash' | 'ash';
  /** True for -c, whose syntax errors say so. */
  commandString: boolean;
  interactive: boolean;
  login: boolean;
  /** This shell was told to do job control; background jobs get process groups. */
  jobControl: boolean;
  subshell: number;
  /** Levels of command substitution and eval that `set -x` shows. */
  traceDepth: number;
  /** $$ */
  shellPid: number;
  parentPid: number;
  startedAt: number;
  /** `set -o` options by long name. */
  options: Record<string, boolean>;
  shopt: Record<string, boolean>;
  scopes: Scope[];
  params: readonly string[];
  calls: Call[];
  functions: Map<string, ShellFunction>;
  aliases: Map<string, string>;
  sources: Map<number, SourceText>;
  nextSource: number;
  frames: Frame[];
  /** $? */
  status: number;
  pipestatus: readonly number[];
  /** $_ */
  last: string;
  /** $! */
  lastBackground: number | undefined;
  line: number;
  command: string;
  jobs: Job[];
  /** Jobs of the shell that this one was copied from, which `jobs` lists in a pipeline and a substitution. */
  parentJobs?: Job[];
  /** Coprocesses whose descriptors are still named by an array. */
  coprocs?: readonly { readonly name: string; readonly pid: number; readonly read: number; readonly write: number }[];
  /** Children that ended and were not waited for: pid → code. */
  ended: Map<number, number>;
  traps: Map<string, string>;
  /** Those of the shell that this one was copied from: what `trap` lists until one is set here. */
  parentTraps?: Map<string, string>;
  /** Signals ignored when the shell began: they cannot be trapped. */
  ignored: readonly string[];
  signals: Signal[];
  exitTrapRun: boolean;
  /** Text waiting to be written. */
  out: { fd: number; text: string }[];
  /** Descriptors the shell keeps for itself (saved ones, its script): children do not get them. */
  own: number[];
  dirs: string[];
  hash: Map<string, { path: string; hits: number }>;
  disabled: string[];
  history: string[];
  /** How many lines of `history` came from the history file. */
  historyRead: number;
  historyBase: number;
  completions: Map<string, Completion>;
  random: number;
  getopts: number;
  /** errexit does not act: a subshell of a condition. */
  quiet: boolean;
  umask?: number;
  /** Directory where `cd` is, as the user named it. */
  commands: number;
  /** Process substitutions of the current command: descriptors to close after it. */
  times: { user: number };
  inputLine: number;
  exitWarned: boolean;
  /** What was killed, the newest last. */
  killRing: string[];
  /** Keys that `bind` and ~/.inputrc gave a meaning: a function's name, `"` and text to type, `!` and a command, '' for none. */
  bindings: Record<string, string>;
  /** Readline's variables (`set completion-ignore-case on`). */
  editing: Record<string, string>;
}

export const OPTION_LETTERS: Readonly<Record<string, string>> = {
  a: 'allexport',
  b: 'notify',
  e: 'errexit',
  f: 'noglob',
  h: 'hashall',
  k: 'keyword',
  m: 'monitor',
  n: 'noexec',
  p: 'privileged',
  t: 'onecmd',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  B: 'braceexpand',
  C: 'noclobber',
  E: 'errtrace',
  H: 'histexpand',
  P: 'physical',
  T: 'functrace',
};

export const OPTION_NAMES: readonly string[] = [
  'allexport',
  'braceexpand',
  'emacs',
  'errexit',
  'errtrace',
  'functrace',
  'hashall',
  'histexpand',
  'history',
  'ignoreeof',
  'interactive-comments',
  'keyword',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nolog',
  'notify',
  'nounset',
  'onecmd',
  'physical',
  'pipefail',
  'posix',
  'privileged',
  'verbose',
  'vi',
  'xtrace',
];

export const SHOPT_DEFAULTS: Readonly<Record<string, boolean>> = {
  autocd: false,
  assoc_expand_once: false,
  cdable_vars: false,
  cdspell: false,
  checkhash: false,
  checkjobs: false,
  checkwinsize: true,
  cmdhist: true,
  compat31: false,
  compat32: false,
  compat40: false,
  compat41: false,
  compat42: false,
  compat43: false,
  compat44: false,
  complete_fullquote: true,
  direxpand: false,
  dirspell: false,
  dotglob: false,
  execfail: false,
  expand_aliases: false,
  extdebug: false,
  extglob: false,
  extquote: true,
  failglob: false,
  force_fignore: true,
  globasciiranges: true,
  globskipdots: true,
  globstar: false,
  gnu_errfmt: false,
  histappend: false,
  histreedit: false,
  histverify: false,
  hostcomplete: true,
  huponexit: false,
  inherit_errexit: false,
  interactive_comments: true,
  lastpipe: false,
  lithist: false,
  localvar_inherit: false,
  localvar_unset: false,
  login_shell: false,
  mailwarn: false,
  no_empty_cmd_completion: false,
  nocaseglob: false,
  nocasematch: false,
  noexpand_translation: false,
  nullglob: false,
  patsub_replacement: true,
  progcomp: true,
  progcomp_alias: false,
  promptvars: true,
  restricted_shell: false,
  shift_verbose: false,
  sourcepath: true,
  varredir_close: false,
  xpg_echo: false,
};
