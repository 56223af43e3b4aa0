import type { Box, Cell, PaneCell, Split } from './model';

type Direction = 'columns' | 'rows';

export const paneCell = (pane: number, box: Box): PaneCell => ({
  kind: 'pane',
  pane,
  x: box.x,
  y: box.y,
  width: box.width,
  height: box.height,
});

/** Panes of a layout, from the upper left to the lower right. */
export function panesOf(cell: Cell): number[] {
  return cell.kind === 'pane' ? [cell.pane] : cell.cells.flatMap(panesOf);
}

export function findCell(cell: Cell, pane: number): PaneCell | undefined {
  if (cell.kind === 'pane') return cell.pane === pane ? cell : undefined;
  for (const each of cell.cells) {
    const found = findCell(each, pane);
    if (found) return found;
  }
  return undefined;
}

/** From the root to a pane, both included; empty when it is not there. */
function pathTo(cell: Cell, pane: number): Cell[] {
  if (cell.kind === 'pane') return cell.pane === pane ? [cell] : [];
  for (const each of cell.cells) {
    const rest = pathTo(each, pane);
    if (rest.length > 0) return [cell, ...rest];
  }
  return [];
}

const sizeOf = (cell: Cell, direction: Direction): number => (direction === 'columns' ? cell.width : cell.height);

function setSize(cell: Cell, direction: Direction, size: number): void {
  if (direction === 'columns') cell.width = size;
  else cell.height = size;
}

/** How much smaller a cell can become. */
function slack(cell: Cell, direction: Direction): number {
  if (cell.kind === 'pane') return Math.max(0, sizeOf(cell, direction) - 1);
  const each = cell.cells.map((child) => slack(child, direction));
  return cell.kind === direction ? each.reduce((sum, n) => sum + n, 0) : Math.min(...each);
}

/** Makes a cell and what is in it larger or smaller. Models layout_resize_adjust. */
export function adjust(cell: Cell, direction: Direction, change: number): void {
  setSize(cell, direction, sizeOf(cell, direction) + change);
  if (cell.kind === 'pane') return;
  if (cell.kind !== direction) {
    for (const child of cell.cells) adjust(child, direction, change);
    return;
  }
  let left = change;
  for (let idle = 0; left !== 0 && idle < 2;) {
    idle++;
    for (const child of cell.cells) {
      if (left === 0) break;
      if (left < 0 && slack(child, direction) === 0) continue;
      const step = Math.sign(left);
      adjust(child, direction, step);
      left -= step;
      idle = 0;
    }
  }
}

/** Places cells by their sizes. */
export function place(cell: Cell, x = cell.x, y = cell.y): void {
  cell.x = x;
  cell.y = y;
  if (cell.kind === 'pane') return;
  let at = cell.kind === 'columns' ? x : y;
  for (const child of cell.cells) {
    if (cell.kind === 'columns') {
      place(child, at, y);
      at += child.width + 1;
    } else {
      place(child, x, at);
      at += child.height + 1;
    }
  }
}

export interface SplitOptions {
  readonly direction: Direction;
  /** The new pane comes in front. */
  readonly before: boolean;
  /** Along the whole window. */
  readonly full: boolean;
  /** Cells, or `30%`; absent: half. */
  readonly size?: string;
}

/** The layout with a pane split off `from`; undefined when there is no room. Models layout_split_pane. */
export function split(root: Cell, from: number, pane: number, options: SplitOptions): Cell | undefined {
  const { direction } = options;
  const path = pathTo(root, from);
  const cell = options.full ? root : path.at(-1)!;
  const room = sizeOf(cell, direction);
  if (slack(cell, direction) < 2 && room < 3) return undefined;
  const wanted = options.size?.endsWith('%')
    ? Math.floor((room * Number(options.size.slice(0, -1))) / 100)
    : options.size
      ? Number(options.size)
      : // The first one of the two is the larger.
        options.before
        ? room - Math.floor((room + 1) / 2)
        : Math.floor((room + 1) / 2) - 1;
  if (!Number.isInteger(wanted)) return undefined;
  const fresh = Math.max(1, Math.min(wanted, room - 2));
  if (slack(cell, direction) < fresh + 1) return undefined;
  const box = { x: cell.x, y: cell.y, width: cell.width, height: cell.height };
  const added = paneCell(pane, box);
  setSize(added, direction, fresh);
  const parent = path.at(-2);
  const insert = (into: Split, at: number) => into.cells.splice(options.before ? at : at + 1, 0, added);
  let result = root;
  if (options.full && root.kind === direction) {
    for (const n of [fresh + 1]) shrinkWithin(root, direction, n);
    insert(root, options.before ? 0 : root.cells.length - 1);
  } else if (!options.full && parent && parent.kind === direction) {
    adjust(cell, direction, -(fresh + 1));
    insert(parent as Split, (parent as Split).cells.indexOf(cell));
  } else {
    adjust(cell, direction, -(fresh + 1));
    const made: Split = { kind: direction, ...box, cells: options.before ? [added, cell] : [cell, added] };
    if (options.full || !parent) result = made;
    else (parent as Split).cells[(parent as Split).cells.indexOf(cell)] = made;
  }
  place(result);
  return result;
}

function shrinkWithin(root: Split, direction: Direction, by: number): void {
  const size = sizeOf(root, direction);
  adjust(root, direction, -by);
  setSize(root, direction, size);
}

/** The layout without a pane; undefined when it was the last one. Models layout_destroy_cell. */
export function remove(root: Cell, pane: number): Cell | undefined {
  const path = pathTo(root, pane);
  const cell = path.at(-1)!;
  const parent = path.at(-2) as Split | undefined;
  if (!parent) return undefined;
  const at = parent.cells.indexOf(cell);
  const heir = parent.cells[at === 0 ? 1 : at - 1]!;
  adjust(heir, parent.kind, sizeOf(cell, parent.kind) + 1);
  parent.cells.splice(at, 1);
  let result = root;
  if (parent.cells.length === 1) {
    const grandparent = path.at(-3) as Split | undefined;
    if (!grandparent) result = heir;
    else {
      const index = grandparent.cells.indexOf(parent);
      grandparent.cells[index] = heir;
    }
    if (result === heir) Object.assign(heir, { x: root.x, y: root.y });
  }
  place(result, root.x, root.y);
  return result;
}

/** Moves the border behind (or in front of) a pane. Models layout_resize_pane. */
export function resizePane(root: Cell, pane: number, direction: Direction, change: number): void {
  const path = pathTo(root, pane);
  let level = path.length - 1;
  while (level > 0 && path[level - 1]!.kind !== direction) level--;
  if (level === 0) return;
  const { cells } = path[level - 1] as Split;
  let at = cells.indexOf(path[level]!);
  if (at === cells.length - 1) at--;
  for (let left = change; left !== 0;) {
    const moved = left > 0 ? grow(cells, at, direction, left) : -shrink(cells, at, direction, -left);
    if (moved === 0) break;
    left -= moved;
  }
  place(root);
}

function grow(cells: Cell[], at: number, direction: Direction, wanted: number): number {
  const order = [...cells.slice(at + 1), ...cells.slice(0, at).reverse()];
  const giver = order.find((cell) => slack(cell, direction) > 0);
  if (!giver) return 0;
  const size = Math.min(wanted, slack(giver, direction));
  adjust(cells[at]!, direction, size);
  adjust(giver, direction, -size);
  return size;
}

function shrink(cells: Cell[], at: number, direction: Direction, wanted: number): number {
  const giver = cells
    .slice(0, at + 1)
    .reverse()
    .find((cell) => slack(cell, direction) > 0);
  const taker = cells[at + 1];
  if (!giver || !taker) return 0;
  const size = Math.min(wanted, slack(giver, direction));
  adjust(giver, direction, -size);
  adjust(taker, direction, size);
  return size;
}

/** Gives the whole another size, as far as every pane keeps a cell. */
export function fit(root: Cell, width: number, height: number): void {
  for (const [direction, size] of [
    ['columns', width],
    ['rows', height],
  ] as const) {
    const change = size - sizeOf(root, direction);
    adjust(root, direction, Math.max(change, -slack(root, direction)));
  }
  place(root);
}

/** `b25d,80x24,0,0,0`: a layout as list-windows shows it. Models layout_dump. */
export function layoutText(root: Cell): string {
  const dump = (cell: Cell): string => {
    const head = `${cell.width}x${cell.height},${cell.x},${cell.y}`;
    if (cell.kind === 'pane') return `${head},${cell.pane}`;
    const inner = cell.cells.map(dump).join(',');
    return cell.kind === 'columns' ? `${head}{${inner}}` : `${head}[${inner}]`;
  };
  const text = dump(root);
  let sum = 0;
  for (const character of text) sum = ((sum >> 1) + ((sum & 1) << 15) + character.charCodeAt(0)) & 0xffff;
  return `${sum.toString(16).padStart(4, '0')},${text}`;
}
