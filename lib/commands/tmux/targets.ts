import { paneOf, sessionOf, sessionsWith, windowOf, type Context } from './context';
import { findCell, panesOf } from './layout';
import type { Pane, PaneCell, Session, Window } from './model';
import { option } from './options';
import { TmuxError } from './parse';

/** What `-t` names. */
export interface Target {
  readonly session: Session;
  readonly window: Window;
  /** The window's index in the session. */
  readonly index: number;
  readonly pane: Pane;
}

/** The session that a command means when it names none: the client's, the one of $TMUX_PANE, or the one used last. */
export function currentSession(context: Context): Session | undefined {
  const { server, client, from } = context;
  if (client) return sessionOf(server, client.session);
  const window = from === undefined ? undefined : server.windows[server.panes[from]?.window ?? -1];
  if (window) return sessionsWith(server, window)[0];
  const attached = [...server.clients].sort((a, b) => b.activity - a.activity)[0];
  return attached ? sessionOf(server, attached.session) : server.sessions.at(-1);
}

export function findSession(context: Context, text: string | undefined): Session {
  const { sessions } = context.server;
  if (text === undefined || text === '') {
    const current = currentSession(context);
    if (!current) throw new TmuxError(text === undefined ? 'no current session' : `can't find session: ${text}`);
    return current;
  }
  const exact = text.startsWith('=');
  const name = exact ? text.slice(1) : text;
  const found =
    sessions.find((each) => each.name === name) ??
    (name.startsWith('$') ? sessions.find((each) => `$${each.id}` === name) : undefined) ??
    (exact ? undefined : sessions.find((each) => each.name.startsWith(name)));
  if (!found) throw new TmuxError(`can't find session: ${name}`);
  return found;
}

/** The number of a link of a session that `text` names: an index, a name, `!`, `+`, `-`, `^`, `$`, `@id`. */
export function findIndex(context: Context, session: Session, text: string): number | undefined {
  const { server } = context;
  const { links } = session;
  const exact = text.startsWith('=');
  const name = exact ? text.slice(1) : text;
  const at = links.findIndex(({ index }) => index === session.current);
  const step = /^([+-])(\d*)$/.exec(name);
  if (step) {
    const by = Number(step[2] || 1) * (step[1] === '+' ? 1 : -1);
    return links[(((at + by) % links.length) + links.length) % links.length]!.index;
  }
  if (name === '!' || name === '{last}') return session.before[0];
  if (name === '^' || name === '{start}') return links[0]!.index;
  if (name === '$' || name === '{end}') return links.at(-1)!.index;
  if (/^@\d+$/.test(name)) return links.find(({ window }) => window === Number(name.slice(1)))?.index;
  if (/^\d+$/.test(name) && links.some(({ index }) => index === Number(name))) return Number(name);
  const named = links.filter(({ window }) => server.windows[window]!.name === name);
  if (named.length > 0) return named[0]!.index;
  return exact ? undefined : links.find(({ window }) => server.windows[window]!.name.startsWith(name))?.index;
}

export function findWindow(context: Context, text: string | undefined): Target {
  const { server, from } = context;
  if (text === undefined || text === '') {
    const session = findSession(context, undefined);
    const origin = !context.client && from !== undefined ? server.panes[from] : undefined;
    const link = origin && session.links.find(({ window }) => window === origin.window);
    return targetOf(context, session, link?.index ?? session.current, origin);
  }
  const pane = /^%(\d+)$/.exec(text);
  if (pane) return findPane(context, text);
  if (text.startsWith('@')) {
    const window = server.windows[Number(text.slice(1))];
    const session = window && sessionsWith(server, window)[0];
    if (!session) throw new TmuxError(`can't find window: ${text}`);
    return targetOf(context, session, session.links.find((link) => link.window === window.id)!.index);
  }
  const colon = text.indexOf(':');
  if (colon >= 0) {
    const session = findSession(context, text.slice(0, colon) || undefined);
    const rest = text.slice(colon + 1);
    if (rest === '') return targetOf(context, session, session.current);
    const index = findIndex(context, session, rest);
    if (index === undefined) throw new TmuxError(`can't find window: ${rest.replace(/^=/, '')}`);
    return targetOf(context, session, index);
  }
  const here = currentSession(context);
  const index = here && findIndex(context, here, text);
  if (here && index !== undefined) return targetOf(context, here, index);
  try {
    const session = findSession(context, text);
    return targetOf(context, session, session.current);
  } catch {
    throw new TmuxError(`can't find window: ${text.replace(/^=/, '')}`);
  }
}

function targetOf(context: Context, session: Session, index: number, pane?: Pane): Target {
  const window = context.server.windows[session.links.find((link) => link.index === index)!.window]!;
  return { session, window, index, pane: pane ?? paneOf(context.server, window) };
}

export function findPane(context: Context, text: string | undefined): Target {
  const { server } = context;
  if (text === undefined || text === '') return findWindow(context, undefined);
  if (/^%\d+$/.test(text)) {
    const pane = server.panes[Number(text.slice(1))];
    const window = pane && server.windows[pane.window];
    const session = window && sessionsWith(server, window)[0];
    if (!session) throw new TmuxError(`can't find pane: ${text}`);
    return targetOf(context, session, session.links.find((link) => link.window === window.id)!.index, pane);
  }
  const dot = text.lastIndexOf('.');
  if (dot >= 0) {
    const at = dot === 0 ? findWindow(context, undefined) : findWindow(context, text.slice(0, dot));
    return { ...at, pane: paneWithin(context, at, text.slice(dot + 1)) };
  }
  if (!text.includes(':')) {
    const here = findWindow(context, undefined);
    const pane = paneNamed(context, here, text);
    if (pane) return { ...here, pane };
  }
  try {
    return findWindow(context, text);
  } catch {
    throw new TmuxError(`can't find pane: ${text.split(':').pop()!.replace(/^=/, '')}`);
  }
}

function paneWithin(context: Context, at: Target, text: string): Pane {
  if (text === '') return at.pane;
  const found = paneNamed(context, at, text);
  if (!found) throw new TmuxError(`can't find pane: ${text}`);
  return found;
}

function paneNamed(context: Context, at: Target, text: string): Pane | undefined {
  const { server } = context;
  const { window } = at;
  const panes = panesOf(window.unzoomed ?? window.layout);
  const step = /^([+-])(\d*)$/.exec(text);
  if (step) {
    const by = Number(step[2] || 1) * (step[1] === '+' ? 1 : -1);
    const index = panes.indexOf(window.active) + by;
    return server.panes[panes[((index % panes.length) + panes.length) % panes.length]!];
  }
  if (text === '!' || text === '{last}') return window.before[0] === undefined ? undefined : server.panes[window.before[0]];
  const direction = /^\{(up|down|left|right)-of\}$/.exec(text);
  if (direction) return neighbour(context, window, at.pane, direction[1]![0]!.toUpperCase() as 'U');
  if (!/^\d+$/.test(text)) return undefined;
  const id = panes[Number(text) - Number(option(server, 'pane-base-index', at.session, window))];
  return id === undefined ? undefined : server.panes[id];
}

/** The pane at a side of another, round the edge of the window; of several the one that was active last. */
export function neighbour(context: Pick<Context, 'server'>, window: Window, pane: Pane, side: 'U' | 'D' | 'L' | 'R'): Pane | undefined {
  const own = findCell(window.layout, pane.id);
  if (!own) return undefined;
  const upright = side === 'U' || side === 'D';
  const edge: Readonly<Record<string, number>> = {
    U: own.y === 0 ? window.height + 1 : own.y,
    D: own.y + own.height >= window.height ? -1 : own.y + own.height,
    L: own.x === 0 ? window.width + 1 : own.x,
    R: own.x + own.width >= window.width ? -1 : own.x + own.width,
  };
  const beside = (cell: PaneCell): boolean => {
    const touches = {
      U: cell.y + cell.height + 1 === edge['U'],
      D: cell.y - 1 === edge['D'] || (edge['D'] === -1 && cell.y === 0),
      L: cell.x + cell.width + 1 === edge['L'],
      R: cell.x - 1 === edge['R'] || (edge['R'] === -1 && cell.x === 0),
    }[side];
    const overlaps = upright
      ? cell.x <= own.x + own.width && cell.x + cell.width >= own.x
      : cell.y <= own.y + own.height && cell.y + cell.height >= own.y;
    return touches && overlaps;
  };
  const found = panesOf(window.layout).filter((id) => id !== pane.id && beside(findCell(window.layout, id)!));
  const latest = window.before.find((id) => found.includes(id)) ?? found[0];
  return latest === undefined ? undefined : context.server.panes[latest];
}

/** Session and window in front of a client. */
export function shownTo(context: Context): Target {
  const session = findSession(context, undefined);
  const window = windowOf(context.server, session);
  return { session, window, index: session.current, pane: paneOf(context.server, window) };
}
