import { type Task, write as writeAll } from '@/lib/hosts/process/blocking';
import { errno } from '@/lib/hosts/process/errno';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import { quotef } from './quote';

export { type Task, writeAll };

const BUFFER = 8192;

/** A program's standard streams. Output is buffered as stdio does: by line on a terminal, by block elsewhere. */
export class Io {
  private buffer = '';
  private readonly lineBuffered: boolean;

  constructor(
    readonly sys: Sys,
    /** The name in front of messages. */
    public name: string,
  ) {
    this.lineBuffered = isTerminal(sys, 1);
  }

  *print(text: string): Task<void> {
    this.buffer += text;
    if (this.buffer.length >= BUFFER || (this.lineBuffered && text.includes('\n'))) yield* this.flush();
  }

  *flush(): Task<void> {
    const text = this.buffer;
    if (!text) return;
    this.buffer = '';
    yield* writeAll(this.sys, 1, text);
  }

  /** `name: text` on standard error. */
  *error(text: string): Task<void> {
    yield* this.stderr(`${this.name}: ${text}\n`);
  }

  *stderr(text: string): Task<void> {
    if (this.lineBuffered) yield* this.flush();
    yield* writeAll(this.sys, 2, text);
  }

  /** Opens a file for reading; `-` is standard input. Throws Errno. */
  open(path: string): Input {
    return path === '-' ? new Input(this, 0) : new Input(this, this.sys.open(path, { read: true }));
  }

  /** Opens a file for reading or says `name: path: No such file or directory`. */
  *tryOpen(path: string): Task<Input | undefined> {
    try {
      return this.open(path);
    } catch (error) {
      yield* this.error(`${quotef(path)}: ${strerror(error)}`);
      return undefined;
    }
  }

  get stdin(): Input {
    return new Input(this, 0);
  }

  *sleep(ms: number): Task<void> {
    yield* this.flush();
    const until = this.sys.now() + ms;
    while (this.sys.now() < until) yield { channels: [], until };
  }
}

/** A descriptor read as chunks or as lines. */
export class Input {
  private pending = '';
  private at = 0;
  private ended = false;
  /** False when the last line had no newline. */
  terminated = true;

  constructor(
    private readonly io: Io,
    readonly fd: number,
  ) {}

  /** The next text there is, null at the end. Output that waits is flushed before a read that blocks. */
  *chunk(): Task<string | null> {
    if (this.at < this.pending.length) {
      const text = this.pending.slice(this.at);
      this.pending = '';
      this.at = 0;
      return text;
    }
    if (this.ended) return null;
    for (;;) {
      const got = this.io.sys.read(this.fd);
      if (got === null) {
        this.ended = true;
        return null;
      }
      if (typeof got === 'string') return got;
      yield* this.io.flush();
      yield { channels: got.wait };
    }
  }

  /** The next line without its end, null at the end of the file. */
  *line(end = '\n'): Task<string | null> {
    let from = this.at;
    for (;;) {
      const found = this.pending.indexOf(end, from);
      if (found >= 0) {
        const line = this.pending.slice(this.at, found);
        this.at = found + 1;
        return line;
      }
      const rest = this.at < this.pending.length ? this.pending.slice(this.at) : '';
      this.pending = '';
      this.at = 0;
      const more = yield* this.chunk();
      if (more === null) {
        if (!rest) return null;
        this.terminated = false;
        return rest;
      }
      from = held(rest.length);
      this.pending = rest + more;
    }
  }

  /** All that is still to come, or as soon as there are so many characters. ENOMEM when it is more than a program may hold. */
  *rest(enough = Infinity): Task<string> {
    const parts: string[] = [];
    let length = 0;
    while (length < enough) {
      const text = yield* this.chunk();
      if (text === null) break;
      parts.push(text);
      length = held(length + text.length);
    }
    return parts.join('');
  }

  /** Puts the file's offset back to where reading has come, so that who shares the descriptor goes on from there. */
  giveBack(): void {
    const unread = byteLength(this.pending.slice(this.at));
    if (unread === 0) return;
    try {
      this.io.sys.seek(this.fd, -unread, 'cur');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }

  close(): void {
    if (this.fd > 2) this.io.sys.close(this.fd);
  }
}

/** Characters that one program keeps of its input at a time: an endless one (/dev/zero) must not fill the server. */
const MOST_HELD = 64 * 1024 * 1024;

function held(length: number): number {
  if (length > MOST_HELD) throw errno('ENOMEM');
  return length;
}

/** strerror's text of an Errno; anything else is thrown on, and so is EPIPE, which ends a program. */
export function strerror(error: unknown): string {
  if (error instanceof Errno && error.code !== 'EPIPE') return error.message;
  throw error;
}

export function isTerminal(sys: Sys, fd: number): boolean {
  try {
    return sys.isatty(fd);
  } catch {
    return false;
  }
}
