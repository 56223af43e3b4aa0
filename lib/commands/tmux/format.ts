import { columnsOf } from '@/lib/hosts/tty';
import { clientsOf, paneOf, sessionsWith, windowOf, type Context } from './context';
import { layoutText, findCell, panesOf } from './layout';
import type { Client, Pane, Server, Session, Window } from './model';
import { option, OPTIONS } from './options';
import type { Sys } from '@/lib/hosts/process/sys';

/** What `#{…}` is looked up in. */
export interface Subject {
  readonly sys: Sys;
  readonly server: Server;
  readonly client?: Client | undefined;
  readonly session?: Session | undefined;
  readonly window?: Window | undefined;
  readonly pane?: Pane | undefined;
  readonly more?: Readonly<Record<string, string>>;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const two = (n: number): string => String(n).padStart(2, '0');

/** strftime in UTC for the letters that status lines use. */
export function clockText(format: string, ms: number): string {
  const at = new Date(ms);
  const parts: Readonly<Record<string, string>> = {
    H: two(at.getUTCHours()),
    I: two(at.getUTCHours() % 12 || 12),
    M: two(at.getUTCMinutes()),
    S: two(at.getUTCSeconds()),
    p: at.getUTCHours() < 12 ? 'AM' : 'PM',
    d: two(at.getUTCDate()),
    e: String(at.getUTCDate()).padStart(2),
    m: two(at.getUTCMonth() + 1),
    y: two(at.getUTCFullYear() % 100),
    Y: String(at.getUTCFullYear()),
    a: DAYS[at.getUTCDay()]!.slice(0, 3),
    A: DAYS[at.getUTCDay()]!,
    b: MONTHS[at.getUTCMonth()]!.slice(0, 3),
    B: MONTHS[at.getUTCMonth()]!,
    Z: 'UTC',
    z: '+0000',
    s: String(Math.floor(ms / 1000)),
    n: '\n',
    t: '\t',
    '%': '%',
  };
  const whole = format.replace(/%R/g, '%H:%M').replace(/%[TX]/g, '%H:%M:%S').replace(/%F/g, '%Y-%m-%d').replace(/%[Dx]/g, '%m/%d/%y');
  return whole.replace(/%(.)/gs, (all, letter: string) => parts[letter] ?? all);
}

const longTime = (ms: number): string => clockText('%a %b %e %H:%M:%S %Y', ms);

/** The name of the command that a pane's terminal runs in the foreground. */
export function currentCommand(sys: Sys, pane: Pane): string {
  if (pane.pid === 0) return pane.command.split(' ')[0] ?? '';
  let group = 0;
  try {
    group = sys.ttyForeground(pane.master);
  } catch {
    return '';
  }
  const processes = sys.processes();
  const leader = processes.find(({ pid }) => pid === (group || pane.pid)) ?? processes.find(({ pgid }) => pgid === group);
  return (leader?.argv[0] ?? '').replace(/^-/, '').split('/').pop()!;
}

function currentPath(sys: Sys, pane: Pane): string {
  try {
    return pane.pid === 0 ? pane.cwd : sys.readlink(`/proc/${pane.pid}/cwd`);
  } catch {
    return pane.cwd;
  }
}

/** `*` for the window that is shown, `-` for the one before it, `Z` for a zoomed one … */
export function windowFlags(session: Session, index: number, window: Window): string {
  return [
    window.activity ? '#' : '',
    window.bell ? '!' : '',
    session.current === index ? '*' : '',
    session.before[0] === index ? '-' : '',
    window.unzoomed ? 'Z' : '',
  ].join('');
}

function variable(name: string, subject: Subject): string | undefined {
  const { sys, server, client, session, window, pane } = subject;
  if (subject.more?.[name] !== undefined) return subject.more[name];
  const index = session?.links.find((link) => link.window === window?.id)?.index ?? session?.current ?? 0;
  const flag = (value: boolean): string => (value ? '1' : '0');
  switch (name) {
    case 'host':
      return sys.hostname();
    case 'host_short':
      return sys.hostname().split('.')[0];
    case 'pid':
      return String(server.pid);
    case 'version':
      return '3.4';
    case 'socket_path':
      return server.socket;
    case 'start_time':
      return String(Math.floor(server.started / 1000));
    case 'buffer_name':
      return server.buffers[0]?.name;
    case 'buffer_size':
      return server.buffers[0] && String(server.buffers[0].text.length);
  }
  if (session) {
    switch (name) {
      case 'session_name':
        return session.name;
      case 'session_id':
        return `$${session.id}`;
      case 'session_windows':
        return String(session.links.length);
      case 'session_created':
        return String(Math.floor(session.created / 1000));
      case 'session_attached':
        return String(clientsOf(server, session).length);
      case 'session_path':
        return session.cwd;
    }
  }
  if (window) {
    switch (name) {
      case 'window_name':
        return window.name;
      case 'window_id':
        return `@${window.id}`;
      case 'window_index':
        return String(index);
      case 'window_width':
        return String(window.width);
      case 'window_height':
        return String(window.height);
      case 'window_panes':
        return String(panesOf(window.unzoomed ?? window.layout).length);
      case 'window_layout':
        return layoutText(window.unzoomed ?? window.layout);
      case 'window_visible_layout':
        return layoutText(window.layout);
      case 'window_active':
        return flag(session?.current === index);
      case 'window_zoomed_flag':
        return flag(window.unzoomed !== undefined);
      case 'window_last_flag':
        return flag(session?.before[0] === index);
      case 'window_bell_flag':
        return flag(window.bell);
      case 'window_flags':
      case 'window_raw_flags':
        return session && windowFlags(session, index, window);
    }
  }
  if (pane && window) {
    const box = findCell(window.layout, pane.id) ?? findCell(window.unzoomed ?? window.layout, pane.id);
    switch (name) {
      case 'pane_id':
        return `%${pane.id}`;
      case 'pane_index':
        return String(
          panesOf(window.unzoomed ?? window.layout).indexOf(pane.id) + Number(option(server, 'pane-base-index', session, window)),
        );
      case 'pane_title':
        return pane.screen.title || sys.hostname();
      case 'pane_width':
        return String(box?.width ?? 0);
      case 'pane_height':
        return String(box?.height ?? 0);
      case 'pane_left':
        return String(box?.x ?? 0);
      case 'pane_top':
        return String(box?.y ?? 0);
      case 'pane_active':
        return flag(window.active === pane.id);
      case 'pane_dead':
        return flag(pane.dead !== undefined);
      case 'pane_in_mode':
        return flag(pane.mode !== undefined);
      case 'pane_mode':
        return pane.mode ? 'copy-mode' : '';
      case 'pane_pid':
        return String(pane.pid);
      case 'pane_tty':
        return pane.tty;
      case 'pane_current_command':
        return currentCommand(sys, pane);
      case 'pane_current_path':
        return currentPath(sys, pane);
      case 'pane_start_command':
        return pane.command;
      case 'history_size':
        return String(pane.screen.history.length);
      case 'history_limit':
        return String(pane.screen.historyLimit);
      case 'history_bytes':
        return String(pane.screen.history.reduce((sum, row) => sum + row.text.length, 0));
      case 'cursor_x':
        return String(pane.screen.cursor.column);
      case 'cursor_y':
        return String(pane.screen.cursor.row);
      case 'alternate_on':
        return flag(pane.screen.beneath !== undefined);
      case 'scroll_position':
        return pane.mode && String(pane.mode.scrolled);
    }
  }
  if (client) {
    switch (name) {
      case 'client_name':
      case 'client_tty':
        return client.name;
      case 'client_width':
        return String(client.columns);
      case 'client_height':
        return String(client.rows);
      case 'client_session':
        return session?.name;
      case 'client_termname':
        return 'xterm-256color';
      case 'client_prefix':
        return flag(client.table === 'prefix');
      case 'client_flags':
        return 'attached,focused,UTF-8';
      case 'client_pid':
        return String(client.pid);
    }
  }
  return OPTIONS.has(name) ? option(server, name, session, window) : undefined;
}

const SHORT: Readonly<Record<string, string>> = {
  D: 'pane_id',
  F: 'window_flags',
  H: 'host',
  h: 'host_short',
  I: 'window_index',
  P: 'pane_index',
  S: 'session_name',
  T: 'pane_title',
  W: 'window_name',
};

const isTrue = (text: string): boolean => text !== '' && text !== '0';

/** Replaces `#{…}`, `#S` and their kin; `#[style]` stays. Models format.c for what labs and configurations use. */
export function expand(text: string, subject: Subject, depth = 0): string {
  if (depth > 20) return '';
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '#' || i + 1 >= text.length) {
      result += text[i];
      continue;
    }
    const next = text[++i]!;
    if (next === '{') {
      const end = closing(text, i);
      result += inBraces(text.slice(i + 1, end), subject, depth);
      i = end;
    } else if (next === '[') {
      const end = text.indexOf(']', i);
      result += text.slice(i - 1, end < 0 ? undefined : end + 1);
      i = end < 0 ? text.length : end;
    } else if (next === '(') {
      const end = text.indexOf(')', i);
      result += text.slice(i - 1, end < 0 ? undefined : end + 1);
      i = end < 0 ? text.length : end;
    } else if (next === '#' || next === ',' || next === '}') result += next;
    else if (SHORT[next]) result += variable(SHORT[next], subject) ?? '';
    else result += `#${next}`;
  }
  return result;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return text.length;
}

/** Splits at commas outside of braces. */
function parts(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '#' && text[i + 1] === ',') {
      found.push(`${found.pop()}#,`);
      i++;
      continue;
    }
    if (text[i] === '{') depth++;
    if (text[i] === '}') depth--;
    if (text[i] === ',' && depth === 0) found.push('');
    else found.push((found.pop() ?? '') + text[i]!);
  }
  return found;
}

function inBraces(text: string, subject: Subject, depth: number): string {
  const full = (part: string | undefined): string => expand(part ?? '', subject, depth + 1);
  if (text.startsWith('?')) {
    const [condition, yes, no] = parts(text.slice(1));
    const value = condition!.includes('#') ? full(condition) : (variable(condition!, subject) ?? '');
    return full(isTrue(value) ? yes : no);
  }
  const modifier = /^(==|!=|<=|>=|<|>|&&|\|\||m(?:\/\w+)?|[TEtbdl]|=(?:\/)?(-?\d+)(?:\/[^:]*)?|p(-?\d+)):(.*)$/s.exec(text);
  if (!modifier) return variable(text, subject) ?? '';
  const [, kind, length, padding, rest] = modifier as unknown as [string, string, string?, string?, string?];
  const value = (part: string | undefined): string => (part?.includes('#') ? full(part) : (variable(part ?? '', subject) ?? ''));
  if (length !== undefined) return cutText(value(rest), Number(length));
  if (padding !== undefined) return Number(padding) < 0 ? value(rest).padStart(-Number(padding)) : value(rest).padEnd(Number(padding));
  const [left = '', right = ''] = parts(rest ?? '').map(full);
  const bool = (yes: boolean): string => (yes ? '1' : '0');
  switch (kind) {
    case '==':
      return bool(left === right);
    case '!=':
      return bool(left !== right);
    case '<':
      return bool(left < right);
    case '>':
      return bool(left > right);
    case '<=':
      return bool(left <= right);
    case '>=':
      return bool(left >= right);
    case '&&':
      return bool(isTrue(left) && isTrue(right));
    case '||':
      return bool(isTrue(left) || isTrue(right));
    case 't':
      return longTime(Number(value(rest)) * 1000);
    case 'b':
      return value(rest).split('/').pop()!;
    case 'd':
      return value(rest).split('/').slice(0, -1).join('/') || '/';
    case 'l':
      return rest ?? '';
    case 'E':
    case 'T': {
      const once = full(value(rest));
      return kind === 'T' ? clockText(once, subject.sys.now()) : once;
    }
    default:
      return bool(matches(left, right));
  }
}

function matches(pattern: string, text: string): boolean {
  const literal = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return pattern.length < 200 && new RegExp(`^${literal}$`, 's').test(text);
}

/** The first (or, for a negative width, last) columns of a text. */
export function cutText(text: string, width: number): string {
  const characters = [...text];
  if (width < 0) return [...cutText(characters.reverse().join(''), -width)].reverse().join('');
  let used = 0;
  let result = '';
  for (const character of characters) {
    used += columnsOf(character);
    if (used > width) break;
    result += character;
  }
  return result;
}

/** What formats of a command see: its target's session, window and pane. */
export function subjectOf(context: Pick<Context, 'sys' | 'server' | 'client'>, session?: Session, window?: Window, pane?: Pane): Subject {
  const { sys, server, client } = context;
  const at = window ?? (session && windowOf(server, session));
  const within = session ?? (at && sessionsWith(server, at)[0]);
  return { sys, server, client, session: within, window: at, pane: pane ?? (at && paneOf(server, at)) };
}
