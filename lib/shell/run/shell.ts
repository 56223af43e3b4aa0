import type { Signal } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { copyForChild } from '../state/copy';
import { computedVariable, minded, sourceOf } from '../state/computed';
import { OPTION_LETTERS, type ShellState, type SourceText } from '../state/state';
import { ShellError, Variables } from '../state/variables';
import { parseSource, type Parsed } from '../syntax/source';
import { Expander, NeedsCommand, type ExpansionContext } from '../words/expand';
import { decodePrompt } from '../line-editor/prompt';
import { LOOPS, type Frame, type ListFrame, type Undo } from './frame';

const DEEPEST = 6000;
export const MOST_CALLS = 1000;
const FORK_WORK = 40;

/** The interpreter at work for one step: the state, the system calls, and what every command needs. Not state itself. */
export class Shell implements ExpansionContext {
  readonly variables: Variables;
  /** What was done in this step beyond its frames, counted in frames: copies of the shell, new processes. */
  work = 0;

  constructor(
    readonly sys: Sys,
    readonly state: ShellState,
  ) {
    this.variables = new Variables(
      state.scopes,
      (name) => computedVariable(sys, state, name),
      (name, value) => minded(sys, state, name, value),
      () => state.options.nounset ?? false,
    );
  }

  // Frames

  get top(): Frame | undefined {
    return this.state.frames[this.state.frames.length - 1];
  }

  push(frame: Frame): void {
    if (this.state.frames.length >= DEEPEST) throw new ShellError('maximum nesting level exceeded', 2, true);
    this.state.frames.push(frame);
  }

  /** Takes the top frame away and puts back what it had changed. */
  pop(): void {
    const frame = this.state.frames.pop();
    if (!frame) return;
    if (frame.undo) this.undo(frame.undo);
    if (frame.opened) for (const fd of frame.opened) this.close(fd);
    if (frame.k === 'command' && frame.temporary) this.state.scopes.pop();
    if (frame.k === 'call') {
      this.state.calls.pop();
      if (frame.scope) {
        const scope = this.state.scopes.pop()!;
        if (scope.options) this.state.options = scope.options;
      }
      if (frame.params) this.state.params = frame.params;
    }
    if (frame.k === 'trap') {
      this.state.line = frame.line;
    }
    if (frame.k === 'load' && frame.fd >= 0) this.close(frame.fd);
  }

  undo(list: Undo[]): void {
    this.flushNow();
    for (const { fd, saved } of [...list].reverse()) {
      if (saved === null) this.close(fd);
      else {
        this.sys.dup2(saved, fd);
        this.close(saved);
      }
    }
  }

  /** Tries to write what waits before descriptors change; what a full pipe does not take goes on being queued. */
  flushNow(): void {
    const { out } = this.state;
    while (out.length > 0) {
      const next = out[0]!;
      try {
        const taken = this.sys.write(next.fd, next.text);
        if (typeof taken !== 'number') return;
        if (taken < next.text.length) next.text = next.text.slice(taken);
        else out.shift();
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        out.shift();
      }
    }
  }

  close(fd: number): void {
    const own = this.state.own.indexOf(fd);
    if (own >= 0) this.state.own.splice(own, 1);
    try {
      this.sys.close(fd);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }

  isOpen(fd: number): boolean {
    return this.sys.fds().includes(fd);
  }

  /** A descriptor of 10 or more that nobody uses. */
  freeFd(from = 10): number {
    const used = new Set(this.sys.fds());
    let fd = from;
    while (used.has(fd)) fd++;
    return fd;
  }

  /** What children inherit. */
  inherited(): Record<number, number> {
    const own = new Set(this.state.own);
    return Object.fromEntries(
      this.sys
        .fds()
        .filter((fd) => !own.has(fd))
        .map((fd) => [fd, fd]),
    );
  }

  // Sources

  addSource(source: SourceText): number {
    const id = this.state.nextSource++;
    this.state.sources.set(id, source);
    return id;
  }

  source(id: number): SourceText {
    return this.state.sources.get(id)!;
  }

  parsed(id: number): Parsed {
    return parseSource(this.source(id).text);
  }

  /** Forgets texts that no frame and no function refers to. */
  dropSources(): void {
    const used = new Set<number>();
    for (const frame of this.state.frames) used.add(frame.s);
    for (const { source } of this.state.functions.values()) used.add(source);
    for (const id of [...this.state.sources.keys()]) if (!used.has(id)) this.state.sources.delete(id);
  }

  // Output and errors

  write(fd: number, text: string): void {
    if (text === '') return;
    const { out } = this.state;
    const last = out[out.length - 1];
    if (last?.fd === fd) last.text += text;
    else out.push({ fd, text });
  }

  /** `bash: line 3: ` */
  prefix(): string {
    const { state } = this;
    if (state.interactive && state.personality !== 'dash') return `${state.name}: `;
    const call = state.calls[state.calls.length - 1];
    const name = (call && sourceOf(state, call)) || state.name;
    if (state.personality === 'ash' && state.commandString) return `${name}: `;
    if (state.personality === 'ash') return `${name}: line ${state.line}: `;
    return state.personality === 'bash' || state.personality === 'sh' ? `${name}: line ${state.line}: ` : `${state.name}: ${state.line}: `;
  }

  complain(message: string): void {
    this.write(2, `${this.prefix()}${message}\n`);
  }

  // Options and parameters

  option(name: string): boolean {
    return this.state.options[name] ?? false;
  }

  shopt(name: string): boolean {
    return this.state.shopt[name] ?? false;
  }

  get params(): readonly string[] {
    return this.state.params;
  }

  prompt(text: string): string {
    return decodePrompt(this, text);
  }

  directory(name: string): string | undefined {
    if (name === '+') return this.variables.value('PWD');
    if (name === '-') return this.variables.value('OLDPWD');
    const stack = [this.sys.cwd(), ...this.state.dirs];
    const n = Number(name.replace(/^[+-]/, ''));
    return name.startsWith('-') ? stack[stack.length - 1 - n] : stack[n];
  }

  special(name: string): string | undefined {
    const { state } = this;
    switch (name) {
      case '?':
        return String(state.status);
      case '$':
        return String(state.shellPid);
      case '!':
        return state.lastBackground === undefined ? undefined : String(state.lastBackground);
      case '#':
        return String(state.params.length);
      case '0':
        return state.name;
      default:
        return name === '-' ? this.flags() : undefined;
    }
  }

  private flags(): string {
    const letters = Object.entries(OPTION_LETTERS)
      .filter(([, long]) => this.option(long))
      .map(([letter]) => letter);
    return (
      letters.join('') + (this.state.interactive ? 'i' : '') + (this.state.commandString ? 'c' : '') + (this.option('stdin') ? 's' : '')
    );
  }

  // Expansion

  /**
   * Runs an expansion for a frame. Undefined when it met a substitution: that now runs above the frame, and the frame's
   * stage is to be taken again.
   */
  expand<T>(frame: Frame, run: (expander: Expander) => T): { value: T } | undefined {
    const random = this.state.random;
    const result = this.variables.attempt(
      () => ({ value: run(new Expander(this, frame.subs)) }),
      (error) => {
        if (!(error instanceof NeedsCommand)) throw error;
        this.substitute(frame, error);
        this.state.random = random;
      },
    );
    return result;
  }

  private substitute(frame: Frame, { kind, text }: NeedsCommand): void {
    const call = this.state.calls[this.state.calls.length - 1];
    const s = this.addSource({ text, file: call?.file ?? '', line: this.state.line });
    if (kind === 'command') {
      const file = simpleInput(this.parsed(s));
      if (file !== undefined) {
        (frame.subs ??= []).push(this.readWhole(file));
        return;
      }
      const [read, write] = this.sys.pipe();
      const fds = { ...this.inherited(), 1: write };
      delete (fds as Record<number, number>)[read];
      if (write !== 1) delete (fds as Record<number, number>)[write];
      const pid = this.fork([{ k: 'read', s, n: 0, i: 0 }], {
        fds,
        lists: true,
        change: (child) => {
          child.traceDepth++;
          child.options.errexit = this.option('errexit') && (this.option('posix') || this.shopt('inherit_errexit'));
        },
      });
      this.sys.close(write);
      this.state.own.push(read);
      this.push({ k: 'substitution', s, n: 0, pid, fd: read, text: '' });
      return;
    }
    const [read, write] = this.sys.pipe();
    const [mine, theirs, target] = kind === 'input' ? [read, write, 1] : [write, read, 0];
    const used = new Set(this.sys.fds());
    let fd = 63;
    while (used.has(fd)) fd--;
    const fds: Record<number, number> = { ...this.inherited(), [target]: theirs };
    delete fds[mine];
    if (theirs !== target) delete fds[theirs];
    const pid = this.fork([{ k: 'read', s, n: 0, i: 0 }], { fds });
    this.sys.dup2(mine, fd);
    this.sys.close(mine);
    this.sys.close(theirs);
    this.state.lastBackground = pid;
    this.state.ended.delete(pid);
    (frame.opened ??= []).push(fd);
    (frame.subs ??= []).push(`/dev/fd/${fd}`);
  }

  /** `$(<file)` */
  private readWhole(word: string): string {
    const path = new Expander(this).text(word);
    try {
      return this.sys.readFile(path).replace(/\0/g, '');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.complain(`${path}: ${error.message}`);
      this.state.status = 1;
      return '';
    }
  }

  /** A copy of this shell as a child, which runs the frames and ends. Throws ShellError when there can be no more processes. */
  fork(
    frames: Frame[],
    options: { fds?: Record<number, number>; pgid?: number; ignore?: Signal[]; change?: (child: ShellState) => void; lists?: boolean } = {},
  ): number {
    const quiet = this.state.quiet || this.state.frames.some((frame) => frame.quiet);
    const child = copyForChild(this.state, [{ k: 'exit', s: -1, n: 0 }, ...frames]);
    child.subshell++;
    child.quiet = quiet;
    child.jobControl = false;
    child.parentJobs = options.lists ? (this.state.parentJobs ?? child.jobs) : undefined;
    child.jobs = [];
    child.ended = new Map();
    child.signals = [];
    child.exitTrapRun = false;
    if (child.traps.size > 0) child.parentTraps = new Map(child.traps);
    for (const [name, action] of child.traps) {
      if (action === '') continue;
      if ((name === 'ERR' && child.options.errtrace) || ((name === 'DEBUG' || name === 'RETURN') && child.options.functrace)) continue;
      child.traps.delete(name);
    }
    options.change?.(child);
    this.work += FORK_WORK;
    this.flushNow();
    try {
      return this.sys.spawn({
        argv: [this.state.name],
        forkState: child,
        fds: options.fds ?? this.inherited(),
        env: this.variables.environment(),
        ...(options.pgid === undefined ? {} : { pgid: options.pgid }),
        ...(options.ignore ? { ignore: options.ignore } : {}),
      });
    } catch (error) {
      if (error instanceof Errno && error.code === 'EAGAIN')
        throw new ShellError('fork: retry: Resource temporarily unavailable', 254, true);
      throw error;
    }
  }

  // Control flow

  /** errexit and the ERR trap look away here. */
  isQuiet(): boolean {
    return this.state.quiet || this.state.frames.some((frame) => frame.quiet);
  }

  /** A command (not a compound one) has ended: $?, the ERR trap, errexit. */
  finish(status: number): void {
    this.state.status = status;
    if (status === 0 || this.isQuiet()) return;
    const inFunction = this.state.calls.some((call) => call.kind === 'function');
    const exits = this.option('errexit');
    if (exits) this.exit(status);
    if (this.state.traps.get('ERR') && (!inFunction || this.option('errtrace')) && !this.inTrap('ERR')) this.runTrap('ERR', status);
  }

  inTrap(name: string): boolean {
    return this.state.frames.some((frame) => frame.k === 'trap' && frame.name === name);
  }

  /** Runs the DEBUG trap before a command. True when there is one to run. */
  debugTrap(command?: string): boolean {
    const { state } = this;
    if (command !== undefined && !state.frames.some((frame) => frame.k === 'trap')) state.command = command;
    if (!state.traps.get('DEBUG') || this.inTrap('DEBUG')) return false;
    if (state.calls.some((call) => call.kind === 'function') && !this.option('functrace')) return false;
    this.runTrap('DEBUG');
    return true;
  }

  runTrap(name: string, status = this.state.status): void {
    this.push({ k: 'trap', s: -1, n: 0, name, stage: 'start', status, pipestatus: this.state.pipestatus, line: this.state.line });
  }

  /** Ends the shell: everything above its bottom goes. */
  exit(code: number): void {
    const { frames } = this.state;
    const trap = frames.findIndex((frame) => frame.k === 'trap' && frame.name === 'EXIT');
    while (frames.length > (trap >= 0 ? trap : 1)) this.pop();
    const bottom = frames[0];
    if (bottom?.k === 'exit') bottom.code = code & 255;
    this.state.status = code & 255;
  }

  /** `return` from a function or sourced file. False when there is none. */
  returnFrom(status: number): boolean {
    const { frames } = this.state;
    let at = frames.length - 1;
    while (at >= 0 && frames[at]!.k !== 'call' && !(frames[at]!.k === 'trap')) at--;
    if (at < 0) return false;
    while (frames.length > at + 1) this.pop();
    this.state.status = status;
    return true;
  }

  /** Unwinds to the n-th loop around this. Returns it, or undefined when there is no loop. */
  unwindLoop(levels: number, goesOn: boolean): void {
    const { frames } = this.state;
    let target = -1;
    let left = levels;
    for (let i = frames.length - 1; i >= 0 && left > 0; i--) {
      const { k } = frames[i]!;
      if (k === 'call' || k === 'trap' || k === 'exit') break;
      if (LOOPS.has(k)) {
        target = i;
        left--;
      }
    }
    if (target < 0) return;
    while (frames.length > target + (goesOn ? 1 : 0)) this.pop();
    if (goesOn) continueLoop(frames[target]!);
    this.state.status = 0;
  }

  inLoop(): boolean {
    for (let i = this.state.frames.length - 1; i >= 0; i--) {
      const { k } = this.state.frames[i]!;
      if (LOOPS.has(k)) return true;
      if (k === 'call' || k === 'exit') return false;
    }
    return false;
  }

  /** Gives a command up, as an error of expansion does: to the prompt, or out of the shell. */
  abort(status: number, fatal: boolean): void {
    this.state.status =
      fatal && status === 127 && (this.state.subshell > 0 || this.option('errexit') || !this.state.commandString) ? 1 : status;
    const { frames } = this.state;
    const prompt = frames.findIndex((frame) => frame.k === 'interactive');
    if (this.state.interactive && prompt >= 0) {
      while (frames.length > prompt + 1) this.pop();
      return;
    }
    if (fatal) {
      this.exit(this.state.status);
      return;
    }
    // The commands of the same line are given up; all of a -c text, an eval, a substitution.
    while (frames.length > 1 && frames[frames.length - 1]!.k !== 'read') this.pop();
    const top = this.top;
    if (top?.k !== 'read') return;
    if (this.source(top.s).file === '') {
      if (!frames.some((frame) => frame.k === 'stream' || frame.k === 'interactive')) this.exit(status);
      else top.i = Number.MAX_SAFE_INTEGER;
    } else top.i = lineEnd(this.parsed(top.s), top.i);
  }

  list(s: number, n: number, quiet = false): ListFrame {
    return { k: 'list', s, n, i: 0, ...(quiet ? { quiet } : {}) };
  }
}

function continueLoop(frame: Frame): void {
  if (frame.k === 'while') frame.stage = 'condition';
  else if (frame.k === 'count') frame.stage = 'update';
  else if (frame.k === 'select') frame.stage = 'read';
  if ('result' in frame) frame.result = 0;
}

/** The first statement after the line that ends before statement `i`. */
function lineEnd(parsed: Parsed, i: number): number {
  const { commands } = parsed.script;
  let to = i;
  while (to > 0 && to < commands.length && !parsed.text.slice(commands[to - 1]!.end, commands[to]!.pos).includes('\n')) to++;
  return to;
}

/** The word of `$(< word)`, when that is all there is. */
function simpleInput(parsed: Parsed): string | undefined {
  if (parsed.script.commands.length !== 1 || parsed.error) return undefined;
  const command = parsed.script.commands[0]!.command;
  if (command.type !== 'Command' || command.name || command.suffix.length > 0 || command.prefix.length !== 1) return undefined;
  const only = command.prefix[0]!;
  return only.type === 'Redirect' && only.operator === '<' && !only.descriptor ? only.target?.text : undefined;
}
