import type { TtyMode } from '@/lib/hosts/process/sys';
import type { EditorState } from '../line-editor/state';

/** A descriptor as it was before a redirection: where it was kept, or null when it was closed. */
export interface Undo {
  readonly fd: number;
  readonly saved: number | null;
}

interface Base {
  /** errexit and the ERR trap do not act on what runs above: a condition. */
  quiet?: boolean;
  /** Results of the command substitutions that this frame's expansion has met. */
  subs?: string[];
  /** Descriptors of process substitutions, closed when the frame ends. */
  opened?: number[];
  /** Redirections to take back when the frame ends. */
  undo?: Undo[];
  /** The DEBUG trap has run for it. */
  debugged?: boolean;
  /** Node: number in the source. */
  s: number;
  n: number;
}

export interface ReadFrame extends Base {
  k: 'read';
  /** Next statement. */
  i: number;
  /** Where the group of statements that were parsed under the present aliases ends. */
  expanded?: boolean;
  /** Statements before this one were read before aliases could change. */
  checked?: number;
}
/** Runs one node, the last work of a subshell. */
export interface RunFrame extends Base {
  k: 'run';
}
export interface ListFrame extends Base {
  k: 'list';
  i: number;
}
export interface AndOrFrame extends Base {
  k: 'andor';
  i: number;
  /** The list as a whole stands in a condition. */
  outer?: boolean;
}
export interface PipelineFrame extends Base {
  k: 'pipeline';
  stage: 'start' | 'waiting';
  negated: boolean;
  timed?: { posix: boolean; at: number };
}
export interface CommandFrame extends Base {
  k: 'command';
  stage: 'words' | 'redirects' | 'assignments' | 'run' | 'done';
  i: number;
  words: string[];
  /** Array values among a declaration's words: index of the word → elements. */
  arrays?: Record<number, ArrayElement[]>;
  /** A scope for `a=1 command` was pushed. */
  temporary?: boolean;
  /** The shell has nothing else to do: replace it by the program. */
  last?: boolean;
  /** Status of the last command substitution of an assignment without command. */
  subStatus?: number;
  pipe?: boolean;
}
export interface ArrayElement {
  readonly key?: string;
  readonly value: string;
  readonly append?: boolean;
}
export interface RedirectedFrame extends Base {
  k: 'redirected';
  stage: 'redirects' | 'run' | 'done';
  i: number;
}
export interface IfFrame extends Base {
  k: 'if';
  /** Branch whose condition runs; -1 before the first. */
  i: number;
  stage: 'condition' | 'done';
}
export interface WhileFrame extends Base {
  k: 'while';
  stage: 'condition' | 'test' | 'body';
  result: number;
}
export interface ForFrame extends Base {
  k: 'for';
  i: number;
  items?: string[];
  result: number;
}
export interface CountFrame extends Base {
  k: 'count';
  stage: 'initialize' | 'test' | 'body' | 'update';
  result: number;
}
export interface SelectFrame extends Base {
  k: 'select';
  stage: 'words' | 'menu' | 'read' | 'body';
  items: string[];
  line: string;
  result: number;
}
export interface CaseFrame extends Base {
  k: 'case';
  i: number;
  /** Pattern of the item. */
  j: number;
  stage: 'word' | 'patterns' | 'body' | 'fall';
  word: string;
}
export interface TestFrame extends Base {
  k: 'test';
}
export interface ArithmeticFrame extends Base {
  k: 'arithmetic';
}
/** A function or a sourced file: where `return` stops. */
export interface CallFrame extends Base {
  k: 'call';
  stage: 'start' | 'done';
  params?: readonly string[];
  scope: boolean;
  what: 'function' | 'source';
  /** A RETURN trap was set when the function was called: it does not run for it, unless functrace is on. */
  hadReturn?: boolean;
  depth?: number;
}
/** Waits for a foreground child or pipeline. */
export interface WaitFrame extends Base {
  k: 'wait';
  pids: number[];
  codes: Record<number, number>;
  pgid: number;
  command: string;
  job?: number;
  /** What the codes are for. */
  pipeline: boolean;
  signalled?: string;
  ownLast?: boolean;
}
export interface SubstitutionFrame extends Base {
  k: 'substitution';
  pid: number;
  fd: number;
  text: string;
}
/** The bottom of a subshell, and of a shell: EXIT trap, then the end. */
export interface ExitFrame extends Base {
  k: 'exit';
  code?: number;
}
export interface TrapFrame extends Base {
  k: 'trap';
  name: string;
  stage: 'start' | 'done';
  status: number;
  pipestatus: readonly number[];
  line: number;
}
/** A builtin that takes more than one step; `data` is its own. */
export interface BuiltinFrame extends Base {
  k: 'builtin';
  name: string;
  args: string[];
  stage: string;
  data: Record<string, unknown>;
}
export interface InteractiveFrame extends Base {
  k: 'interactive';
  stage: 'start' | 'prompt' | 'edit' | 'run' | 'completing' | 'bound';
  waits?: string[];
  /** $? when the prompt was about to be shown. */
  status?: number;
  /** Lines of an unfinished command. */
  text: string;
  editor?: EditorState;
  prompt: string;
  /** The line that goes on being edited after a command that a key ran. */
  resumed?: EditorState;
  /** Ctrl-O: the line of the history to offer next. */
  nextPlace?: number;
  saved?: TtyMode;
  eofs: number;
}
/** Reads commands from a descriptor, one line at a time. */
export interface StreamFrame extends Base {
  k: 'stream';
  fd: number;
  text: string;
  line: number;
  ended: boolean;
  began: number;
}
/** Reads a whole file or pipe, then runs it in this shell. */
export interface LoadFrame extends Base {
  k: 'load';
  fd: number;
  text: string;
  file: string;
  main: boolean;
}

/** A start-up file whose turn comes later. */
export interface StartupFrame extends Base {
  k: 'startup';
  fd: number;
  file: string;
}

export type Frame =
  | ReadFrame
  | RunFrame
  | ListFrame
  | AndOrFrame
  | PipelineFrame
  | CommandFrame
  | RedirectedFrame
  | IfFrame
  | WhileFrame
  | ForFrame
  | CountFrame
  | SelectFrame
  | CaseFrame
  | TestFrame
  | ArithmeticFrame
  | CallFrame
  | WaitFrame
  | SubstitutionFrame
  | ExitFrame
  | TrapFrame
  | BuiltinFrame
  | InteractiveFrame
  | StreamFrame
  | LoadFrame
  | StartupFrame;

export const LOOPS: ReadonlySet<Frame['k']> = new Set<Frame['k']>(['while', 'for', 'count', 'select']);
