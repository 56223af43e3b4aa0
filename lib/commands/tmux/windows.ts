import type { Context } from './context';
import { paneCell } from './layout';
import { MOST_SESSIONS, type Link, type Session, type Window } from './model';
import { option } from './options';
import { sizePanes, startPane } from './panes';
import { TmuxError } from './parse';

export interface NewWindow {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly name?: string | undefined;
  /** Where it goes; absent: the first free index. */
  readonly index?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A window with one pane in a session. */
export function createWindow(context: Context, session: Session, options: NewWindow): Link {
  const { server } = context;
  const base = Number(option(server, 'base-index', session));
  const taken = new Set(session.links.map(({ index }) => index));
  let index = options.index ?? base;
  if (options.index === undefined) while (taken.has(index)) index++;
  else if (taken.has(index)) throw new TmuxError(`create window failed: index ${index} in use`);
  const id = server.nextWindow++;
  const { width, height } = session;
  const pane = startPane(context, session, id, { ...options, columns: width, rows: height });
  const words = options.command.join(' ').split(' ')[0]!.split('/').pop()!;
  const window: Window = {
    id,
    name: options.name ?? (words || option(server, 'default-shell', session).split('/').pop()!),
    renamed: options.name !== undefined,
    layout: paneCell(pane.id, { x: 0, y: 0, width, height }),
    active: pane.id,
    before: [],
    unzoomed: undefined,
    width,
    height,
    layoutName: undefined,
    bell: false,
    activity: false,
    options: {},
  };
  server.windows[id] = window;
  const link: Link = { index, window: id };
  session.links.push(link);
  session.links.sort((a, b) => a.index - b.index);
  return link;
}

/** Makes room at an index: later windows move up. */
export function makeRoom(session: Session, index: number): void {
  const moved = new Map<number, number>();
  let at = index;
  while (session.links.some((link) => link.index === at)) at++;
  for (const link of [...session.links].reverse()) {
    if (link.index < index || link.index >= at) continue;
    moved.set(link.index, link.index + 1);
    link.index++;
  }
  session.current = moved.get(session.current) ?? session.current;
  session.before = session.before.map((each) => moved.get(each) ?? each);
}

export function createSession(
  context: Context,
  options: NewWindow & { readonly sessionName?: string | undefined; readonly width: number; readonly height: number },
): Session {
  const { server, sys } = context;
  if (server.sessions.length >= MOST_SESSIONS) throw new TmuxError(`create session failed: no more than ${MOST_SESSIONS} sessions here`);
  const id = server.nextSession++;
  const session: Session = {
    id,
    name: options.sessionName ?? String(id),
    created: sys.now(),
    links: [],
    current: 0,
    before: [],
    cwd: options.cwd,
    options: {},
    environment: {},
    width: options.width,
    height: options.height,
  };
  session.current = createWindow(context, session, options).index;
  server.sessions.push(session);
  server.sessions.sort((a, b) => (a.name < b.name ? -1 : 1));
  server.hadSession = true;
  return session;
}

/** Shows another window of a session. */
export function selectWindow(context: Context, session: Session, index: number): void {
  const { server, sys } = context;
  const link = session.links.find((each) => each.index === index)!;
  const window = server.windows[link.window]!;
  window.bell = window.activity = false;
  if (session.current === index) return;
  session.before = [session.current, ...session.before.filter((each) => each !== session.current && each !== index)];
  session.current = index;
  sizePanes(sys, server, window);
}

/** Makes another pane of a window the active one. */
export function selectPane(window: Window, pane: number): void {
  if (window.active === pane) return;
  window.before = [window.active, ...window.before.filter((each) => each !== window.active && each !== pane)];
  window.active = pane;
}

/** Whether keys of modes are vi's. */
export const viKeys = (context: Context, session: Session, window: Window): boolean =>
  option(context.server, 'mode-keys', session, window) === 'vi';
