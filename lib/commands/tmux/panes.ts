import { newScreen } from '@/lib/hosts/screen/screen';
import { resizeScreen } from '@/lib/hosts/screen/resize';
import { clientsOf, sessionsWith, windowOf, type Context } from './context';
import { fit, findCell, paneCell, panesOf, remove } from './layout';
import { MOST_PANES, type Pane, type Server, type Session, type Window } from './model';
import { isOn, option } from './options';
import { TmuxError } from './parse';
import type { Sys } from '@/lib/hosts/process/sys';

export interface Start {
  /** Words of the command; one word is run by the shell; none starts a login shell. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly columns: number;
  readonly rows: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program in a terminal of its own. */
export function startPane(context: Context, session: Session, window: number, start: Start): Pane {
  const { server } = context;
  if (Object.keys(server.panes).length >= MOST_PANES) throw new TmuxError(`create pane failed: no more than ${MOST_PANES} panes here`);
  const id = server.nextPane++;
  const pane: Pane = {
    id,
    window,
    screen: newScreen(start.columns, start.rows, Number(option(server, 'history-limit', session))),
    ...run(context, session, id, start),
    command: start.command.join(' '),
    cwd: start.cwd,
    mode: undefined,
    dead: undefined,
  };
  server.panes[id] = pane;
  return pane;
}

/** A terminal and the process in it. */
export function run(context: Context, session: Session, id: number, start: Start): { master: number; pid: number; tty: string } {
  const { sys, server } = context;
  const shell = option(server, 'default-shell', session);
  const command = start.command.length > 0 ? start.command : [option(server, 'default-command', session)].filter(Boolean);
  const { master, slave, path } = sys.openPty(start.columns, start.rows);
  const env = {
    ...server.environment,
    ...session.environment,
    ...start.environment,
    TERM: option(server, 'default-terminal'),
    TMUX: `${server.socket},${server.pid},${session.id}`,
    TMUX_PANE: `%${id}`,
  };
  const argv =
    command.length === 0 ? [`-${shell.split('/').pop()}`] : command.length === 1 ? [shell.split('/').pop()!, '-c', command[0]!] : command;
  try {
    const pid = sys.spawn({
      argv,
      ...(command.length <= 1 ? { file: shell } : {}),
      fds: { 0: slave, 1: slave, 2: slave },
      env,
      cwd: sys.exists(start.cwd) ? start.cwd : '/',
      newSession: true,
    });
    return { master, pid, tty: path };
  } catch (error) {
    sys.close(master);
    throw new TmuxError(`create pane failed: ${(error as Error).message}`);
  } finally {
    sys.close(slave);
  }
}

/** Ends what runs in a pane. */
export function hangUp(sys: Sys, pane: Pane): void {
  if (pane.pid !== 0) {
    try {
      const group = sys.ttyForeground(pane.master);
      if (group !== 0 && group !== pane.pid) sys.kill(-group, 'HUP');
      sys.kill(pane.pid, 'HUP');
      sys.kill(pane.pid, 'CONT');
    } catch {
      // It has ended already.
    }
  }
  closeMaster(sys, pane);
}

export function closeMaster(sys: Sys, pane: Pane): void {
  if (pane.master < 0) return;
  sys.close(pane.master);
  pane.master = -1;
}

/** Takes a pane out of its window, and the window away when it was the last one. */
export function dropPane(sys: Sys, server: Server, pane: Pane): void {
  hangUp(sys, pane);
  delete server.panes[pane.id];
  const window = server.windows[pane.window];
  if (window) withoutPane(sys, server, window, pane.id);
}

/** The window goes on without a pane that ended or moved away. */
export function withoutPane(sys: Sys, server: Server, window: Window, pane: number): void {
  unzoom(sys, server, window);
  const order = panesOf(window.layout);
  const rest = remove(window.layout, pane);
  window.before = window.before.filter((id) => id !== pane);
  if (!rest) return dropWindow(sys, server, window);
  window.layout = rest;
  if (window.active === pane) {
    const at = order.indexOf(pane);
    window.active = window.before.shift() ?? order[at - 1] ?? order[at + 1]!;
  }
  sizePanes(sys, server, window);
}

/** Takes a window out of all sessions; sessions without windows end. */
export function dropWindow(sys: Sys, server: Server, window: Window): void {
  for (const id of panesOf(window.unzoomed ?? window.layout)) {
    const pane = server.panes[id];
    if (!pane || pane.window !== window.id) continue;
    hangUp(sys, pane);
    delete server.panes[id];
  }
  delete server.windows[window.id];
  for (const session of [...server.sessions]) {
    const link = session.links.find((each) => each.window === window.id);
    if (link) unlink(sys, server, session, link.index);
  }
}

/** Takes a window's place in a session away. */
export function unlink(sys: Sys, server: Server, session: Session, index: number): void {
  const at = session.links.findIndex((each) => each.index === index);
  session.links.splice(at, 1);
  session.before = session.before.filter((each) => each !== index);
  if (session.links.length === 0) return dropSession(sys, server, session);
  if (session.current === index)
    session.current = session.before.shift() ?? (session.links[at - 1] ?? session.links[at] ?? session.links[0])!.index;
  if (isOn(server, 'renumber-windows', session)) renumber(server, session);
}

export function renumber(server: Server, session: Session): void {
  const base = Number(option(server, 'base-index', session));
  const to = new Map(session.links.map((link, i) => [link.index, base + i]));
  for (const link of session.links) link.index = to.get(link.index)!;
  session.current = to.get(session.current)!;
  session.before = session.before.flatMap((index) => to.get(index) ?? []);
}

export function dropSession(sys: Sys, server: Server, session: Session): void {
  const clients = clientsOf(server, session);
  server.sessions = server.sessions.filter((each) => each !== session);
  for (const { window } of session.links) {
    const found = server.windows[window];
    if (found && sessionsWith(server, found).length === 0) dropWindow(sys, server, found);
  }
  const next = option(server, 'detach-on-destroy', session) === 'off' ? server.sessions.at(-1) : undefined;
  for (const client of clients) {
    if (next) client.session = next.id;
    else dismiss(sys, server, client.name, '[exited]');
  }
}

/** Sends a client away with a last line. */
export function dismiss(sys: Sys, server: Server, name: string, line: string): void {
  const client = server.clients.find((each) => each.name === name);
  if (!client) return;
  server.clients = server.clients.filter((each) => each !== client);
  try {
    // Leaves the alternate screen, and what programs may have set.
    sys.write(client.tty, '\x1b[?1006l\x1b[?1000l\x1b[?1002l\x1b[?2004l\x1b[m\x1b[?25h\x1b[?1l\x1b[?1049l');
  } catch {
    // Its terminal is gone.
  }
  sys.close(client.tty);
  answer(sys, client.reply, { end: line });
}

/** Tells a client process something; it may be gone. */
export function answer(sys: Sys, path: string, message: Readonly<Record<string, unknown>>): void {
  if (!sys.exists(path)) return;
  try {
    const fd = sys.open(path, { read: true, write: true });
    sys.write(fd, `${JSON.stringify(message)}\n`);
    sys.close(fd);
  } catch {
    // Nobody listens any more.
  }
}

/** Shows one pane in the whole window. */
export function zoom(sys: Sys, server: Server, window: Window, pane: number): void {
  if (panesOf(window.layout).length < 2) return;
  window.unzoomed = window.layout;
  window.layout = paneCell(pane, { x: 0, y: 0, width: window.width, height: window.height });
  sizePanes(sys, server, window);
}

export function unzoom(sys: Sys, server: Server, window: Window): void {
  if (!window.unzoomed) return;
  window.layout = window.unzoomed;
  window.unzoomed = undefined;
  fit(window.layout, window.width, window.height);
  sizePanes(sys, server, window);
}

/** Tells terminals the sizes of their cells. */
export function sizePanes(sys: Sys, server: Server, window: Window): void {
  for (const id of panesOf(window.layout)) {
    const pane = server.panes[id];
    const cell = findCell(window.layout, id)!;
    if (!pane) continue;
    if (pane.screen.columns !== cell.width || pane.screen.rows !== cell.height) pane.mode = undefined;
    resizeScreen(pane.screen, cell.width, cell.height);
    if (pane.master >= 0) sys.ttySize(pane.master, { columns: cell.width, rows: cell.height });
  }
}

/** A window as large as who looks at it, and its panes. */
export function resizeWindow(sys: Sys, server: Server, window: Window, width: number, height: number): void {
  if (window.width === width && window.height === height) return;
  window.width = width;
  window.height = height;
  if (window.unzoomed) fit(window.unzoomed, width, height);
  fit(window.layout, width, height);
  sizePanes(sys, server, window);
}

/** Rows that the status line takes. */
export const statusRows = (server: Server, session: Session): number => (isOn(server, 'status', session) ? 1 : 0);

/** Sessions take the size of the client that was used last (window-size latest). */
export function resizeSessions(sys: Sys, server: Server): void {
  for (const session of server.sessions) {
    const latest = clientsOf(server, session).sort((a, b) => b.activity - a.activity)[0];
    if (!latest) continue;
    session.width = latest.columns;
    session.height = Math.max(1, latest.rows - statusRows(server, session));
    resizeWindow(sys, server, windowOf(server, session), session.width, session.height);
  }
}
