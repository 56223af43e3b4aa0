import type { Sys } from '@/lib/hosts/process/sys';
import { PatternError } from '@/lib/hosts/regex/pattern-error';
import type { Task } from '../command/stdio';
import type { Editor, Place } from './editor';
import { compilePattern } from './pattern';

/** What a command ends with that cannot be done: vim beeps, and a macro that is being played stops. */
export class Beep extends Error {}

/** An error message of vim's; it stops a macro, too. */
export class ViError extends Error {}

/** Nobody will type any more. */
export class EndOfKeys extends Error {}

interface Feed {
  readonly keys: readonly string[];
  at: number;
  /** Keys of `:normal` and `.`: when they are used up, what has begun is given up with Esc. */
  readonly closed: boolean;
  over: boolean;
}

/** What was last looked for or replaced. */
export interface LastSubstitution {
  readonly pattern: string;
  readonly replacement: string;
  readonly flags: string;
}

const MOST_PLAYED = 500_000;
const MOST_FEEDS = 200;

/** An editing session: where keys come from, the files, and what commands leave behind for each other. */
export class Session {
  file: string | undefined;
  alternate: string | undefined;
  fileIndex = 0;
  isNew = false;
  message = '';
  /** Several lines that a command prints; any key leads back. */
  page: string[] = [];
  quit: number | undefined;
  pattern = '';
  searchForward = true;
  searchOffset = '';
  highlight = false;
  substitution: LastSubstitution | undefined;
  lastCommand = '';
  lastInserted = '';
  lastBang = '';
  /** `a` was answered to `:s///c`. */
  confirmAll = false;
  /** The warning of files still to be edited was given. */
  quitAsked = false;
  /** Exit status of an ex script in which something failed. */
  failed = 0;
  mode: 'normal' | 'insert' | 'replace' | 'visual' | 'visual-line' | 'visual-block' | 'command' = 'normal';
  /** What stands on the command line while it is typed. */
  commandText = '';
  /** The other end of the visual area. */
  anchor: Place = { line: 0, column: 0 };
  rows = 24;
  top = 0;
  recording: { readonly register: string; readonly keys: string[] } | undefined;
  /** Keys of the command that is being read, for `.`; undefined while keys are played back. */
  taken: string[] | undefined = [];
  /** In an ex script (`-es`) messages go to standard output. */
  readonly printed: string[] = [];
  /** Whether defaults.vim rules: there is no ~/.vimrc. */
  filetypes = true;
  private readonly feeds: Feed[] = [];
  private played = 0;

  constructor(
    readonly sys: Sys,
    readonly editor: Editor,
    readonly files: readonly string[],
    private readonly keyboard: () => Task<string | undefined>,
    /** Gives the terminal back to other programs while `run` runs; absent where there is no terminal. */
    readonly aside?: (run: () => Task<void>) => Task<void>,
  ) {}

  /** The next key, played or typed. Throws EndOfKeys. */
  *key(): Task<string> {
    for (;;) {
      const feed = this.feeds.at(-1);
      if (!feed) break;
      if (feed.at < feed.keys.length) {
        if (++this.played > MOST_PLAYED) {
          this.played = 0;
          throw new ViError(`this macro was stopped after ${MOST_PLAYED} keys`);
        }
        const key = feed.keys[feed.at++]!;
        this.taken?.push(key);
        return key;
      }
      if (feed.closed) {
        feed.over = true;
        return '\x1b';
      }
      this.feeds.pop();
    }
    this.played = 0;
    const key = yield* this.keyboard();
    if (key === undefined) throw new EndOfKeys();
    this.taken?.push(key);
    this.recording?.keys.push(key);
    return key;
  }

  /** Whether nothing is being played. */
  get idle(): boolean {
    return this.feeds.every((feed) => feed.at >= feed.keys.length);
  }

  /** Puts keys in front of those still to come (`@a`). */
  play(keys: readonly string[]): void {
    if (this.feeds.length >= MOST_FEEDS)
      this.feeds.splice(0, this.feeds.length, ...this.feeds.filter((f) => f.closed || f.at < f.keys.length));
    if (this.feeds.length >= MOST_FEEDS) throw new ViError('E223: Recursive mapping');
    this.feeds.push({ keys, at: 0, closed: false, over: false });
  }

  /** A command failed: what a macro had still to play is dropped. */
  dropPlayed(): void {
    while (this.feeds.length && !this.feeds.at(-1)!.closed) this.feeds.pop();
  }

  /** Executes keys as if typed (`:normal`, `.`): `command` reads and does one command. */
  *execute(keys: readonly string[], command: () => Task<void>): Task<void> {
    if (this.feeds.length >= MOST_FEEDS) throw new ViError('E192: Recursive use of :normal too deep');
    const feed: Feed = { keys, at: 0, closed: true, over: false };
    const { taken } = this;
    this.taken = undefined;
    this.feeds.push(feed);
    try {
      while (!feed.over && (this.feeds.at(-1) !== feed || feed.at < feed.keys.length) && this.quit === undefined) yield* command();
    } finally {
      this.feeds.length = this.feeds.indexOf(feed);
      this.taken = taken;
    }
  }

  /** A pattern as a RegExp by the session's settings; '' is the last one. Throws ViError. */
  regex(source: string): RegExp {
    const pattern = source || this.pattern;
    if (!pattern) throw new ViError('E35: No previous regular expression');
    try {
      return compilePattern(pattern, this.editor.settings);
    } catch (error) {
      if (error instanceof PatternError) throw new ViError(error.message);
      throw error;
    }
  }
}
