import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from './core';
import { loginEnvironment, loginOf } from './handlers';

/** A person's terminal: a tty with a login shell on a host. What it shows is read by offset; state is the machine's. */
export class Terminal {
  constructor(
    private readonly core: Core,
    /** `controlplane:pts/0`; found again by it after a fork or a restore. */
    readonly id: string,
  ) {}

  static open(core: Core, options: { host: string; user: string; columns: number; rows: number }): Terminal {
    const kernel = core.kernel(options.host);
    const login = loginOf(kernel, options.user);
    if (!login) throw new Error(`${options.host}: no user ${options.user}`);
    const { tty, file } = kernel.openTty(options.columns, options.rows);
    const process = kernel.launch({
      argv: [`-${login.shell.split('/').pop()}`],
      file: login.shell,
      who: login.who,
      cwd: login.home,
      env: { ...loginEnvironment(options.user, login.home, login.shell), TERM: 'xterm-256color' },
      background: false,
      files: { 0: file, 1: file, 2: file },
    });
    core.own(options.host, process.pid, { kind: 'terminal', id: tty.name });
    return new Terminal(core, `${options.host}:${tty.name}`);
  }

  private get host(): string {
    return this.id.slice(0, this.id.indexOf(':'));
  }

  private get tty(): string {
    return this.id.slice(this.id.indexOf(':') + 1);
  }

  private get kernel(): Kernel {
    return this.core.kernel(this.host);
  }

  /** Sim channel notified when there is more to read or the terminal has closed. */
  get channel(): string {
    return this.kernel.state.ttyOutput(this.tty);
  }

  /** What a person types. */
  input(text: string): void {
    this.kernel.type(this.tty, text);
  }

  resize(columns: number, rows: number): void {
    this.kernel.resizeTty(this.tty, columns, rows);
  }

  /** What was written from `offset` on (or from the oldest that is kept), and the offset after it. */
  read(offset: number): { readonly text: string; readonly offset: number } {
    return this.kernel.readTty(this.tty, offset);
  }

  /** The login shell is gone. */
  get closed(): boolean {
    return this.kernel.state.ttys.get(this.tty)?.hungUp ?? true;
  }

  get exitCode(): number | undefined {
    return this.core.terminalExits.get(`${this.host}/${this.tty}`);
  }

  /** Hangs up, as closing the window does. */
  close(): void {
    this.kernel.hangUpTty(this.tty);
  }
}
