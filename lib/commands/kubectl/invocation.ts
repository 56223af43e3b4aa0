import type { Wait } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { kubeconfigPaths, loadConfig, type RestConfig } from './client/kubeconfig';
import { logClient, verbosity } from './client/request-log';
import { Discovery } from './client/discovery';
import { Rest } from './client/rest';
import { UsageError } from './errors';
import type { CommandLine } from './flags/command-line';
import type { FlagValues } from './flags/flag-values';

/** A piece of a command that may have to wait. */
export type Task<T> = Generator<Wait, T, void>;

/** What a command does; it returns its exit code. */
export type Handler = (k: Invocation) => Task<number> | number;

/** Virtual time of a request that changes something. */
const ROUND_TRIP_MS = 10;
const MOST_INPUT = 16 * 1024 * 1024;

/** One run of kubectl: its command line, its output, its way to the server. */
export class Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly dashAt: number;
  readonly flags: FlagValues;
  /** Warnings of the server that were told so far. */
  warnings = 0;
  /** What the program calls itself to the server. */
  readonly userAgent: string = 'kubectl/v1.36.1 (linux/amd64) kubernetes/0000000';
  private pending: { fd: number; text: string }[] = [];
  private restConfig: RestConfig | undefined;
  private client: Rest | undefined;
  private found: Discovery | undefined;

  constructor(
    readonly sys: Sys,
    line: CommandLine,
  ) {
    this.command = line.command;
    this.args = line.args;
    this.dashAt = line.dashAt;
    this.flags = line.flags;
  }

  /** Writes to standard output (when `flush` runs, at the latest before the command waits or ends). */
  out(text: string): void {
    this.put(1, text);
  }

  err(text: string): void {
    this.put(2, text);
  }

  /** Tells a warning of the server. */
  tellWarning(text: string): void {
    this.err(`Warning: ${text}\n`);
  }

  private put(fd: number, text: string): void {
    if (text === '') return;
    const last = this.pending.at(-1);
    if (last && last.fd === fd) last.text += text;
    else this.pending.push({ fd, text });
  }

  *flush(): Task<void> {
    const pending = this.pending;
    this.pending = [];
    for (const { fd, text } of pending) {
      let rest = text;
      while (rest !== '') {
        const written = this.sys.write(fd, rest);
        if (typeof written === 'number') rest = rest.slice(written);
        else yield { channels: written.wait };
      }
    }
  }

  /** Everything on standard input. */
  *stdin(): Task<string> {
    return yield* this.readAll(0);
  }

  /** A file's text; it may be a pipe that somebody still writes to (`-f <(…)`, `-f /dev/stdin`). */
  *readFile(path: string): Task<string> {
    const fd = this.sys.open(path, { read: true });
    try {
      return yield* this.readAll(fd);
    } finally {
      this.sys.close(fd);
    }
  }

  private *readAll(fd: number): Task<string> {
    let text = '';
    for (;;) {
      const read = this.sys.read(fd);
      if (read === null) return text;
      if (typeof read === 'string') {
        text += read;
        if (text.length > MOST_INPUT) throw new Errno('EFBIG', 'the input is too large for kubectl here');
      } else {
        yield* this.flush();
        yield { channels: read.wait };
      }
    }
  }

  /** Waits on channels, and at most until a virtual time. */
  *wait(channels: readonly string[], until?: number): Task<void> {
    yield* this.flush();
    yield until === undefined ? { channels } : { channels, until };
  }

  *sleep(ms: number): Task<void> {
    const until = this.sys.now() + ms;
    while (this.sys.now() < until) yield* this.wait([], until);
  }

  /** What a request over the network takes: while it is under way the cluster's controllers get their turn. */
  *roundTrip(): Task<void> {
    yield* this.sleep(ROUND_TRIP_MS);
  }

  get config(): RestConfig {
    if (!this.restConfig) {
      this.restConfig = loadConfig(this.sys, this.flags, this.command);
      if (verbosity(this) >= 3)
        logClient(
          this,
          kubeconfigPaths(this.sys, this.flags).paths.filter((path) => this.sys.exists(path)),
        );
    }
    return this.restConfig;
  }

  get rest(): Rest {
    return (this.client ??= new Rest(this));
  }

  get discovery(): Discovery {
    return (this.found ??= new Discovery(this));
  }

  /** What the server offers is asked anew: definitions have come. */
  refreshDiscovery(): void {
    this.found = undefined;
  }

  /** The namespace that commands work in. */
  get namespace(): string {
    return this.config.namespace;
  }

  /** Whether `-n` was given (an object of another namespace is then refused). */
  get namespaceForced(): boolean {
    return this.flags.changed('namespace');
  }

  now(): number {
    return this.sys.now();
  }

  usageError(message: string): UsageError {
    return new UsageError(this.command, message);
  }
}
