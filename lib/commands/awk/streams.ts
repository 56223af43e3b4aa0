import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { strerror, writeAll, Input, type Io, type Task } from '../command/stdio';
import { Fatal } from '../command/command';

interface Output {
  readonly fd: number;
  readonly pid?: number;
  buffer: string;
}

interface Source {
  readonly input: Input;
  readonly pid?: number;
}

const BUFFER = 8192;

/** What an awk program has open beside its main input: files and commands, by name. */
export class Streams {
  private readonly outputs = new Map<string, Output>();
  private readonly sources = new Map<string, Source>();
  private readonly sys: Sys;

  constructor(private readonly io: Io) {
    this.sys = io.sys;
  }

  *write(kind: '>' | '>>' | '|', name: string, text: string): Task<void> {
    if (kind !== '|' && (name === '/dev/stdout' || name === '-')) return yield* this.io.print(text);
    if (kind !== '|' && name === '/dev/stderr') return yield* this.io.stderr(text);
    let output = this.outputs.get(name);
    if (!output) {
      output = kind === '|' ? yield* this.pipeTo(name) : this.openFile(name, kind === '>>');
      this.outputs.set(name, output);
    }
    output.buffer += text;
    if (output.buffer.length >= BUFFER) yield* this.flushOutput(output);
  }

  private openFile(name: string, append: boolean): Output {
    try {
      return { fd: this.sys.open(name, { write: true, create: true, append, truncate: !append }, 0o666), buffer: '' };
    } catch (error) {
      throw new Fatal(`cannot open ${name} (${strerror(error)})`, 2);
    }
  }

  private *pipeTo(command: string): Task<Output> {
    yield* this.flush();
    const [read, write] = this.sys.pipe();
    const pid = this.sys.spawn({ argv: ['/bin/sh', '-c', command], fds: { 0: read, 1: 1, 2: 2 } });
    this.sys.close(read);
    return { fd: write, pid, buffer: '' };
  }

  private *flushOutput(output: Output): Task<void> {
    const text = output.buffer;
    output.buffer = '';
    if (text) yield* writeAll(this.sys, output.fd, text);
  }

  *flush(): Task<void> {
    yield* this.io.flush();
    for (const output of this.outputs.values()) yield* this.flushOutput(output);
  }

  /** A file or a command to read from; undefined when it cannot be opened. */
  *source(kind: 'file' | 'command', name: string): Task<Input | undefined> {
    const key = `${kind} ${name}`;
    const known = this.sources.get(key);
    if (known) return known.input;
    if (kind === 'file') {
      try {
        const input = this.io.open(name === '/dev/stdin' ? '-' : name);
        this.sources.set(key, { input });
        return input;
      } catch (error) {
        if (error instanceof Errno) return undefined;
        throw error;
      }
    }
    yield* this.flush();
    const [read, write] = this.sys.pipe();
    const pid = this.sys.spawn({ argv: ['/bin/sh', '-c', name], fds: { 0: 0, 1: write, 2: 2 } });
    this.sys.close(write);
    const input = new Input(this.io, read);
    this.sources.set(key, { input, pid });
    return input;
  }

  /** awk's close(): the status, -1 when nothing of that name is open. */
  *close(name: string): Task<number> {
    let status = -1;
    const output = this.outputs.get(name);
    if (output) {
      this.outputs.delete(name);
      yield* this.flushOutput(output);
      this.sys.close(output.fd);
      status = output.pid === undefined ? 0 : yield* this.wait(output.pid);
    }
    for (const key of [`file ${name}`, `command ${name}`]) {
      const source = this.sources.get(key);
      if (!source) continue;
      this.sources.delete(key);
      source.input.close();
      status = source.pid === undefined ? 0 : yield* this.wait(source.pid);
    }
    return status;
  }

  *closeAll(): Task<void> {
    yield* this.io.flush();
    for (const name of [...this.outputs.keys()]) yield* this.close(name);
    for (const source of this.sources.values()) source.input.close();
  }

  /** awk's system(): the exit status of `sh -c`. */
  *system(command: string): Task<number> {
    yield* this.flush();
    return yield* this.wait(this.sys.spawn({ argv: ['/bin/sh', '-c', command] }));
  }

  private *wait(pid: number): Task<number> {
    for (;;) {
      const status = this.sys.waitpid(pid);
      if (!('wait' in status)) {
        if (status.state === 'exited') return status.code;
        continue;
      }
      yield { channels: status.wait };
    }
  }
}
