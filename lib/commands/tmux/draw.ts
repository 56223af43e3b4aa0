import { cellsOf, type Cells, type Row } from '@/lib/hosts/screen/row';
import { styled } from '@/lib/hosts/screen/style';
import type { Sys } from '@/lib/hosts/process/sys';
import { paneOf, sessionOf, windowOf } from './context';
import { viewOf, selectionIn } from './copy-view';
import { findCell, panesOf } from './layout';
import type { Client, Pane, Server, Session, Window } from './model';
import { isOn, option } from './options';
import { emptyCells, statusLine, write, widthOf } from './status';
import { styleOf } from './style';

/** What a client shows: rows, and where its cursor is (none when it is hidden). */
interface Picture {
  readonly rows: Cells[];
  readonly cursor: { readonly row: number; readonly column: number } | undefined;
}

/** Brings a client's terminal up to date: only rows that changed are written. */
export function draw(sys: Sys, server: Server, client: Client): void {
  const session = sessionOf(server, client.session);
  if (!session) return;
  const { rows, cursor } = picture(sys, server, client, session);
  let text = '';
  const drawn = rows.map(rowText);
  drawn.forEach((row, i) => {
    if (client.drawn[i] !== row) text += `\x1b[${i + 1};1H${row}`;
  });
  client.drawn = drawn;
  const end = cursor ? `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h` : '';
  try {
    sys.write(client.tty, `${text === '' ? '' : `\x1b[?25l${text}`}${end}`);
  } catch {
    // The terminal is gone: the read of its keys will tell.
  }
}

/** A row as escape sequences; the style is none before and after it. */
function rowText({ characters, styles }: Cells): string {
  let text = '';
  let style = '';
  characters.forEach((character, i) => {
    if (styles[i] !== style) {
      style = styles[i]!;
      text += style === '' ? '\x1b[m' : `\x1b[0;${style}m`;
    }
    text += character;
  });
  return style === '' ? text : `${text}\x1b[m`;
}

function picture(sys: Sys, server: Server, client: Client, session: Session): Picture {
  const window = windowOf(server, session);
  const withStatus = isOn(server, 'status', session);
  const atTop = option(server, 'status-position', session) === 'top';
  const height = client.rows - (withStatus ? 1 : 0);
  const rows = windowRows(sys, server, client, session, window, height);
  const first = withStatus && atTop ? 1 : 0;
  let cursor = cursorOf(server, window, first, height, client.columns);
  const over = overlay(server, client, session, window, rows);
  if (over) cursor = undefined;
  const bottom = bottomLine(sys, server, client, session);
  if (bottom && withStatus) {
    rows.splice(atTop ? 0 : rows.length, 0, bottom.cells);
    if (bottom.cursor !== undefined) cursor = { row: atTop ? 0 : rows.length - 1, column: bottom.cursor };
  } else if (bottom && (client.prompt || client.message)) {
    rows[rows.length - 1] = bottom.cells;
    if (bottom.cursor !== undefined) cursor = { row: rows.length - 1, column: bottom.cursor };
  }
  return { rows, cursor };
}

function cursorOf(server: Server, window: Window, first: number, height: number, columns: number): Picture['cursor'] {
  const pane = paneOf(server, window);
  const cell = findCell(window.layout, pane.id);
  if (!cell) return undefined;
  const at = pane.mode ?? pane.screen.cursor;
  if (!pane.mode && !pane.screen.modes.cursorVisible) return undefined;
  const row = cell.y + at.row;
  const column = cell.x + at.column;
  return row < height && column < columns ? { row: row + first, column } : undefined;
}

function windowRows(sys: Sys, server: Server, client: Client, session: Session, window: Window, height: number): Cells[] {
  const rows = Array.from({ length: height }, () => emptyCells(client.columns, ''));
  for (const id of panesOf(window.layout)) {
    const pane = server.panes[id]!;
    const cell = findCell(window.layout, id)!;
    paneRows(server, session, window, pane, cell.width, cell.height).forEach((source, i) => {
      const target = rows[cell.y + i];
      if (!target) return;
      for (let column = 0; column < cell.width && cell.x + column < client.columns; column++) {
        target.characters[cell.x + column] = source.characters[column]!;
        target.styles[cell.x + column] = source.styles[column]!;
      }
    });
  }
  if (panesOf(window.layout).length > 1) borders(server, session, window, rows, client.columns);
  outside(window, rows, client.columns);
  if (client.numbersUntil > sys.now()) numbers(server, session, window, rows);
  return rows;
}

/** What a client has of room beyond a smaller window is dotted. */
function outside(window: Window, rows: Cells[], columns: number): void {
  if (window.width >= columns && window.height >= rows.length) return;
  rows.forEach(({ characters }, y) => {
    for (let x = 0; x < columns; x++) {
      if (y < window.height && x < window.width) continue;
      characters[x] =
        y === window.height && x < window.width
          ? '─'
          : x === window.width && y < window.height
            ? '│'
            : y === window.height && x === window.width
              ? '┘'
              : '·';
    }
  });
}

function paneRows(server: Server, session: Session, window: Window, pane: Pane, width: number, height: number): Cells[] {
  if (!pane.mode) {
    const rows = pane.screen.lines.slice(0, height).map((row) => cellsOf(row, width));
    if (pane.dead !== undefined) write(rows.at(-1)!, 0, `Pane is dead (status ${pane.dead})`, '');
    return rows;
  }
  const modeStyle = styleOf(option(server, 'mode-style', session, window)) ?? '';
  const view = viewOf(pane.mode, height);
  const rows = view.map((row: Row) => cellsOf(row, width));
  const base = pane.mode.rows.length - height - pane.mode.scrolled;
  rows.forEach((cells, i) => {
    const selected = selectionIn(pane.mode!, base + i, height, width);
    if (selected) cells.styles.fill(modeStyle, selected.from, Math.min(width, selected.to));
  });
  const position = `[${pane.mode.scrolled}/${pane.mode.rows.length - height}]`;
  if (rows[0] && width >= position.length) write(rows[0], width - position.length, position, modeStyle);
  return rows;
}

const JOINTS: Readonly<Record<string, string>> = {
  UD: '│',
  LR: '─',
  DR: '┌',
  DL: '┐',
  UR: '└',
  UL: '┘',
  UDR: '├',
  UDL: '┤',
  DLR: '┬',
  ULR: '┴',
  UDLR: '┼',
  U: '│',
  D: '│',
  L: '─',
  R: '─',
};

function borders(server: Server, session: Session, window: Window, rows: Cells[], columns: number): void {
  const inside = new Set<number>();
  const at = (x: number, y: number): number => y * 10_000 + x;
  for (const id of panesOf(window.layout)) {
    const { x, y, width, height } = findCell(window.layout, id)!;
    for (let row = y; row < y + height; row++) for (let column = x; column < x + width; column++) inside.add(at(column, row));
  }
  const isBorder = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < window.width && y < window.height && !inside.has(at(x, y));
  const active = findCell(window.layout, window.active)!;
  const near = (x: number, y: number): boolean =>
    x >= active.x - 1 && x <= active.x + active.width && y >= active.y - 1 && y <= active.y + active.height;
  const activeStyle = styleOf(option(server, 'pane-active-border-style', session, window)) ?? '';
  const plainStyle = styleOf(option(server, 'pane-border-style', session, window)) ?? '';
  for (let y = 0; y < Math.min(window.height, rows.length); y++) {
    for (let x = 0; x < Math.min(window.width, columns); x++) {
      if (!isBorder(x, y)) continue;
      const sides = `${isBorder(x, y - 1) ? 'U' : ''}${isBorder(x, y + 1) ? 'D' : ''}${isBorder(x - 1, y) ? 'L' : ''}${isBorder(x + 1, y) ? 'R' : ''}`;
      rows[y]!.characters[x] = JOINTS[sides] ?? '│';
      rows[y]!.styles[x] = near(x, y) ? activeStyle : plainStyle;
    }
  }
}

/** Numbers of panes, in their middles (display-panes). */
function numbers(server: Server, session: Session, window: Window, rows: Cells[]): void {
  const base = Number(option(server, 'pane-base-index', session, window));
  panesOf(window.layout).forEach((id, i) => {
    const cell = findCell(window.layout, id)!;
    const text = String(i + base);
    const row = rows[cell.y + Math.floor(cell.height / 2)];
    const colour = id === window.active ? '41' : '44';
    if (row) write(row, cell.x + Math.floor((cell.width - text.length) / 2), text, styled('', [Number(colour), 37]));
    const size = `${cell.width}x${cell.height}`;
    const first = rows[cell.y];
    if (first && cell.width > size.length) write(first, cell.x + cell.width - size.length, size, colour === '41' ? '31' : '34');
  });
}

/** A list or a page in the place of the panes; whether there is one. */
function overlay(server: Server, client: Client, session: Session, window: Window, rows: Cells[]): boolean {
  const { chooser, page } = client;
  if (!chooser && !page) return false;
  const modeStyle = styleOf(option(server, 'mode-style', session, window)) ?? '';
  const height = rows.length;
  const top = chooser ? Math.max(0, Math.min(chooser.at - Math.floor(height / 2), chooser.lines.length - height)) : page!.top;
  for (let i = 0; i < height; i++) {
    const text = chooser ? chooser.lines[top + i]?.text : page!.lines[top + i];
    const here = chooser !== undefined && top + i === chooser.at;
    const cells = emptyCells(client.columns, here ? modeStyle : '');
    write(cells, 0, (text ?? '').replaceAll('#[', '# ['), here ? modeStyle : '');
    rows[i] = cells;
  }
  return true;
}

function bottomLine(sys: Sys, server: Server, client: Client, session: Session): { cells: Cells; cursor?: number } | undefined {
  const style = styleOf(option(server, 'message-style', session)) ?? '';
  if (client.prompt) {
    const cells = emptyCells(client.columns, style);
    const { label, text, cursor } = client.prompt;
    const at = write(cells, 0, label, style);
    write(cells, at, text, style);
    return { cells, cursor: Math.min(client.columns - 1, at + widthOf([...text].slice(0, cursor).join(''))) };
  }
  if (client.message && client.message.until > sys.now()) {
    const cells = emptyCells(client.columns, style);
    write(cells, 0, client.message.text, style);
    return { cells };
  }
  return { cells: statusLine(sys, server, client, session) };
}
