import { columnsOf } from '@/lib/hosts/tty';
import type { Cells } from '@/lib/hosts/screen/row';
import { windowOf, paneOf } from './context';
import { clockText, cutText, expand, type Subject } from './format';
import type { Client, Server, Session } from './model';
import { option } from './options';
import { styleOf } from './style';
import type { Sys } from '@/lib/hosts/process/sys';

/** Cells of one row that is written from left to right. */
export function emptyCells(columns: number, style: string): Cells {
  return { characters: new Array<string>(columns).fill(' '), styles: new Array<string>(columns).fill(style) };
}

/** Writes text into cells from a column on, as far as they go; `#[…]` changes the style. Returns the column after it. */
export function write(cells: Cells, column: number, text: string, style: string): number {
  let at = column;
  let look = style;
  for (const piece of text.split(/(#\[[^\]]*\])/)) {
    const change = /^#\[([^\]]*)\]$/.exec(piece);
    if (change) {
      look = styleOf(change[1]!, style) ?? look;
      continue;
    }
    for (const character of piece) {
      const width = columnsOf(character);
      if (at + width > cells.characters.length) return at;
      if (at >= 0 && width > 0) {
        cells.characters[at] = character;
        cells.styles[at] = look;
        if (width === 2) {
          cells.characters[at + 1] = '';
          cells.styles[at + 1] = look;
        }
      }
      at += width;
    }
  }
  return at;
}

const plain = (text: string): string => text.replace(/#\[[^\]]*\]/g, '');

export function widthOf(text: string): number {
  let width = 0;
  for (const character of plain(text)) width += columnsOf(character);
  return width;
}

/** The status line: the session, its windows, and what stands at the right. */
export function statusLine(sys: Sys, server: Server, client: Client, session: Session): Cells {
  const get = (name: string) => option(server, name, session);
  let base = styleOf(get('status-style')) ?? '';
  if (get('status-bg') !== 'default') base = styleOf(`bg=${get('status-bg')}`, base) ?? base;
  if (get('status-fg') !== 'default') base = styleOf(`fg=${get('status-fg')}`, base) ?? base;
  const cells = emptyCells(client.columns, base);
  const window = windowOf(server, session);
  const subject: Subject = { sys, server, client, session, window, pane: paneOf(server, window) };
  const side = (name: string) => clockText(expand(get(name), subject), sys.now());
  const left = cutStyled(side('status-left'), Number(get('status-left-length')));
  const right = cutStyled(side('status-right'), Number(get('status-right-length')));
  const leftStyle = styleOf(get('status-left-style'), base) ?? base;
  const rightStyle = styleOf(get('status-right-style'), base) ?? base;
  const list = windowList(sys, server, client, session, base);
  const leftEnd = write(cells, 0, left, leftStyle);
  const rightAt = client.columns - widthOf(right);
  const justify = get('status-justify');
  const room = Math.max(0, rightAt - leftEnd);
  const width = list.reduce((sum, [text]) => sum + widthOf(text), 0);
  let at =
    justify === 'centre' || justify === 'absolute-centre'
      ? leftEnd + Math.max(0, Math.floor((room - width) / 2))
      : justify === 'right'
        ? leftEnd + Math.max(0, room - width)
        : leftEnd;
  for (const [text, style] of list) at = write(cells, at, text, style);
  if (rightAt >= leftEnd) write(cells, rightAt, right, rightStyle);
  return cells;
}

function cutStyled(text: string, width: number): string {
  return widthOf(text) <= width ? text : cutText(plain(text), width);
}

function windowList(sys: Sys, server: Server, client: Client, session: Session, base: string): [text: string, style: string][] {
  const list: [string, string][] = [];
  session.links.forEach((link, i) => {
    const window = server.windows[link.window]!;
    const current = link.index === session.current;
    const subject: Subject = { sys, server, client, session, window, pane: paneOf(server, window) };
    const format = option(server, current ? 'window-status-current-format' : 'window-status-format', session, window);
    let style = styleOf(option(server, current ? 'window-status-current-style' : 'window-status-style', session, window), base) ?? base;
    if (window.bell || window.activity) style = styleOf('reverse', style) ?? style;
    list.push([clockText(expand(format, subject), sys.now()), style]);
    if (i < session.links.length - 1) list.push([option(server, 'window-status-separator', session, window), base]);
  });
  return list;
}
