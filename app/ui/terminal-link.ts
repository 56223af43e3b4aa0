'use client';

import type { ClientMessage, ServerMessage } from '@/lib/sessions/protocol';

export type LinkState = 'connecting' | 'connected' | 'reconnecting' | 'ended' | 'lost';

export interface LinkEvents {
  output(data: string, reset: boolean): void;
  state(state: LinkState, exitCode?: number): void;
  error(code: string): void;
}

const MOST_WAIT_MS = 8_000;
/** Characters of one input frame; the server takes 65,536. */
const PIECE = 32_768;

/** A WebSocket to one terminal that comes back by itself and asks for what it has missed. */
export class TerminalLink {
  private socket: WebSocket | undefined;
  private offset = 0;
  private tries = 0;
  private over = false;
  private timer: number | undefined;
  private unsent: string[] = [];
  private size = { columns: 80, rows: 24 };

  constructor(
    private readonly session: string,
    private readonly terminal: string,
    private readonly events: LinkEvents,
  ) {}

  open(columns: number, rows: number): void {
    this.size = { columns, rows };
    this.connect();
  }

  input(data: string): void {
    for (let at = 0; at < data.length; at += PIECE) this.send({ type: 'input', data: data.slice(at, at + PIECE) });
  }

  resize(columns: number, rows: number): void {
    if (columns === this.size.columns && rows === this.size.rows) return;
    this.size = { columns, rows };
    if (this.socket?.readyState === WebSocket.OPEN) this.send({ type: 'resize', columns, rows });
  }

  close(): void {
    this.over = true;
    window.clearTimeout(this.timer);
    this.socket?.close();
  }

  private send(message: ClientMessage): void {
    const text = JSON.stringify(message);
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(text);
    else if (message.type === 'input' && this.unsent.length < 256) this.unsent.push(text);
  }

  private connect(): void {
    const { columns, rows } = this.size;
    const query = new URLSearchParams({
      session: this.session,
      terminal: this.terminal,
      offset: `${this.offset}`,
      columns: `${columns}`,
      rows: `${rows}`,
    });
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/terminal?${query}`);
    this.socket = socket;
    this.events.state(this.tries === 0 ? 'connecting' : 'reconnecting');
    socket.onmessage = ({ data }) => this.receive(JSON.parse(String(data)) as ServerMessage);
    socket.onclose = ({ code }) => {
      if (this.over || socket !== this.socket) return;
      if (code === 1009) this.events.error('too-large');
      if (code >= 4000) {
        this.over = true;
        this.events.state('lost');
        return;
      }
      if (code === 1000) return;
      this.events.state('reconnecting');
      this.timer = window.setTimeout(() => this.connect(), Math.min(MOST_WAIT_MS, 250 * 2 ** this.tries++));
    };
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case 'ready':
        this.tries = 0;
        this.events.state('connected');
        for (const text of this.unsent.splice(0)) this.socket?.send(text);
        break;
      case 'output':
        this.offset = message.offset;
        this.events.output(message.data, message.reset === true);
        break;
      case 'closed':
        this.over = true;
        this.events.state('ended', message.exitCode);
        break;
      case 'error':
        this.events.error(message.code);
    }
  }
}
