import { z } from 'zod';
import type { LiveSession } from './live-session';
import type { ServerMessage } from './protocol';
import { SessionError } from './session-target';
import type { TerminalOptions } from './world-port';

/** What a connection needs of a WebSocket. */
export interface Wire {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
}

const SLOW_BYTES = 1024 * 1024;
const SLOW_RETRY_MS = 50;
const MOST_OUTPUT = 256 * 1024;

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input'), data: z.string() }),
  z.object({ type: z.literal('resize'), columns: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) }),
]);

/**
 * One browser at one terminal. What the terminal writes is sent once it is durable, from the offset the client has, and no
 * faster than the client takes it: what waits is the terminal's own scrollback, which is bounded.
 */
export class TerminalConnection {
  private readonly leave: () => void;
  private sending = false;
  private again = false;
  private over = false;
  private first = true;

  constructor(
    private readonly session: LiveSession,
    private readonly name: string,
    private readonly wire: Wire,
    private offset: number,
    options: TerminalOptions,
  ) {
    const fresh = !session.terminal(name);
    if (fresh) session.openTerminal(name, options);
    else session.resize(name, options.columns, options.rows);
    this.leave = session.watch(() => this.changed());
    this.tell({ type: 'ready', terminal: name, fresh });
    this.changed();
  }

  /** A frame from the client. */
  receive(text: string): void {
    try {
      const message = clientMessage.parse(JSON.parse(text));
      if (message.type === 'input') this.session.input(this.name, message.data);
      else this.session.resize(this.name, message.columns, message.rows);
    } catch (error) {
      if (error instanceof SessionError) this.tell({ type: 'error', code: error.code, message: error.message });
      else this.tell({ type: 'error', code: 'malformed', message: 'not a message that this server knows' });
    }
  }

  close(): void {
    this.over = true;
    this.leave();
  }

  private changed(): void {
    this.again = true;
    if (!this.sending && !this.over) void this.send();
  }

  private async send(): Promise<void> {
    this.sending = true;
    try {
      while (this.again && !this.over) {
        this.again = false;
        if (this.session.gone) {
          this.wire.close(4000, 'the session has ended');
          return;
        }
        await this.sendOutput();
      }
    } catch (error) {
      this.tell({ type: 'error', code: 'internal', message: (error as Error).message });
      this.wire.close(1011, 'internal error');
    } finally {
      this.sending = false;
    }
  }

  private async sendOutput(): Promise<void> {
    const terminal = this.session.terminal(this.name);
    if (!terminal) return;
    const { text, offset } = terminal.read(this.offset);
    const { closed, exitCode } = terminal;
    const lost = offset - text.length !== this.offset;
    if (text || (this.first && lost)) {
      await this.session.durable();
      if (this.over) return;
      for (let at = 0; at < text.length || (at === 0 && lost); at += MOST_OUTPUT) {
        const data = text.slice(at, at + MOST_OUTPUT);
        const after = offset - text.length + at + data.length;
        this.tell({ type: 'output', data, offset: after, ...(at === 0 && lost && { reset: true as const }) });
        while (this.wire.bufferedAmount > SLOW_BYTES && !this.over) await new Promise((resolve) => setTimeout(resolve, SLOW_RETRY_MS));
      }
      this.offset = offset;
      this.again = true;
    }
    this.first = false;
    if (closed && !this.again) {
      this.tell({ type: 'closed', exitCode: exitCode ?? 0 });
      this.wire.close(1000, 'the shell has ended');
      this.close();
    }
  }

  private tell(message: ServerMessage): void {
    if (!this.over) this.wire.send(JSON.stringify(message));
  }
}
