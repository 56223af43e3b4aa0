import type { Sys } from '@/lib/hosts/process/sys';
import type { TmuxCommand } from './commands/command';
import type { Client, Pane, Server, Session, Window } from './model';

/** What a command works on and answers to. */
export interface Context {
  readonly sys: Sys;
  readonly server: Server;
  /** The client whose key or question this is; none for a command line. */
  client: Client | undefined;
  /** The pane from which a command line came ($TMUX_PANE). */
  readonly from: number | undefined;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The terminal of a command line that may become a client. */
  readonly terminal: Terminal | undefined;
  /** What is printed, or shown over the pane. */
  readonly output: string[];
  readonly commands: readonly TmuxCommand[];
  depth: number;
}

/** A terminal that asks to be attached. */
export interface Terminal {
  readonly name: string;
  readonly pid: number;
  readonly reply: string;
  readonly columns: number;
  readonly rows: number;
}

export const windowOf = (server: Server, session: Session): Window =>
  server.windows[session.links.find(({ index }) => index === session.current)!.window]!;

export const paneOf = (server: Server, window: Window): Pane => server.panes[window.active]!;

export const sessionOf = (server: Server, id: number): Session | undefined => server.sessions.find((each) => each.id === id);

/** Sessions in which a window is. */
export const sessionsWith = (server: Server, window: Window): Session[] =>
  server.sessions.filter(({ links }) => links.some((link) => link.window === window.id));

export const clientsOf = (server: Server, session: Session): Client[] => server.clients.filter((each) => each.session === session.id);

/** Prints a line. */
export const say = (context: Context, line: string): void => void context.output.push(`${line}\n`);
