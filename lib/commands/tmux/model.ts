import type { Row } from '@/lib/hosts/screen/row';
import type { Screen } from '@/lib/hosts/screen/screen';

/** A rectangle of a window, in cells. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A node of a window's layout: a pane, or cells side by side (`columns`) or above each other (`rows`). */
export type Cell = PaneCell | Split;

export interface PaneCell extends Box {
  readonly kind: 'pane';
  pane: number;
}

export interface Split extends Box {
  readonly kind: 'columns' | 'rows';
  cells: Cell[];
}

/** Copy mode: a look at what a pane shows and has shown. */
export interface CopyMode {
  /** History and screen as they were when the mode began. */
  readonly rows: readonly Row[];
  /** Rows that the view is above the bottom. */
  scrolled: number;
  /** Within the view. */
  row: number;
  column: number;
  /** Where a selection began: a row of `rows`, and a column. */
  anchor: { readonly row: number; readonly column: number } | undefined;
  rectangle: boolean;
  wholeLines: boolean;
  search: string;
  searchUp: boolean;
  jump: { readonly kind: 'f' | 'F' | 't' | 'T'; readonly character: string } | undefined;
  /** Digits typed in front of a command. */
  repeat: string;
}

export interface Pane {
  readonly id: number;
  window: number;
  screen: Screen;
  /** Descriptor of the terminal's master. */
  master: number;
  /** Process that runs in it; 0 when it has ended. */
  pid: number;
  readonly tty: string;
  /** What it was started with; empty for a login shell. */
  readonly command: string;
  readonly cwd: string;
  mode: CopyMode | undefined;
  /** Exit status, once it is dead and stays on the screen (remain-on-exit). */
  dead: number | undefined;
}

export interface Window {
  readonly id: number;
  name: string;
  /** A name that was given stays. */
  renamed: boolean;
  layout: Cell;
  active: number;
  /** Panes that were active before, the last one first. */
  before: number[];
  /** The layout beneath a zoomed pane. */
  unzoomed: Cell | undefined;
  width: number;
  height: number;
  layoutName: string | undefined;
  bell: boolean;
  activity: boolean;
  options: Record<string, string>;
}

export interface Link {
  index: number;
  readonly window: number;
}

export interface Session {
  readonly id: number;
  name: string;
  readonly created: number;
  links: Link[];
  /** Index of the window that is shown. */
  current: number;
  /** Indexes shown before, the last one first. */
  before: number[];
  readonly cwd: string;
  options: Record<string, string>;
  environment: Record<string, string>;
  width: number;
  height: number;
}

/** A question on the status line. What is answered goes into `template` in place of `%%`. */
export interface Prompt {
  readonly label: string;
  text: string;
  cursor: number;
  readonly template: string;
  /** One key answers: `y` runs the template (confirm-before), or any key is the answer (command-prompt -1). */
  readonly how: 'line' | 'confirm' | 'key';
  /** Kind of history that Up brings back. */
  readonly history: string;
  historyAt: number;
}

/** A list drawn over the pane (choose-tree, choose-buffer, list-keys …). */
export interface Chooser {
  readonly lines: readonly { readonly text: string; readonly target: string }[];
  at: number;
  readonly template: string;
}

export interface Client {
  /** `/dev/pts/3` */
  readonly name: string;
  readonly pid: number;
  readonly tty: number;
  /** Where the client is told what to do. */
  readonly reply: string;
  session: number;
  lastSession: number | undefined;
  columns: number;
  rows: number;
  /** The rows as they were last drawn. */
  drawn: string[];
  /** `root`, `prefix` or another key table. */
  table: string;
  /** A repeatable key may come until then (virtual ms). */
  repeatUntil: number;
  prompt: Prompt | undefined;
  message: { readonly text: string; readonly until: number } | undefined;
  chooser: Chooser | undefined;
  /** Text of several lines that a command printed; any of q, Escape, Enter closes it. */
  page: { readonly lines: readonly string[]; top: number } | undefined;
  /** Numbers of panes are shown until then. */
  numbersUntil: number;
  typed: string;
  activity: number;
}

export interface Binding {
  readonly command: string;
  readonly repeat: boolean;
}

/** The tmux server, as data. */
export interface Server {
  readonly socket: string;
  /** The one file to read settings from, instead of the usual ones. */
  readonly config: string | undefined;
  readonly pid: number;
  readonly started: number;
  requests: number;
  sessions: Session[];
  windows: Record<number, Window>;
  panes: Record<number, Pane>;
  clients: Client[];
  buffers: { readonly name: string; readonly text: string }[];
  options: Record<string, string>;
  bindings: Record<string, Record<string, Binding>>;
  environment: Record<string, string>;
  promptHistory: Record<string, string[]>;
  messages: string[];
  nextSession: number;
  nextWindow: number;
  nextPane: number;
  nextBuffer: number;
  /** Text of requests that has no end yet. */
  unread: string;
  /** There was a session: the server goes when the last one ends. */
  hadSession: boolean;
  renameAt: number;
  over: boolean;
}

export const MOST_PANES = 64;
export const MOST_SESSIONS = 32;
