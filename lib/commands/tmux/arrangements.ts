import { adjust, paneCell, panesOf, place } from './layout';
import type { Cell, Split, Window } from './model';

/** Names of the layouts that select-layout knows, in the order of next-layout. */
export const ARRANGEMENTS = ['even-horizontal', 'even-vertical', 'main-horizontal', 'main-vertical', 'tiled'] as const;

export type Arrangement = (typeof ARRANGEMENTS)[number];

/** Panes of a window in one of the five arrangements. Models layout-set.c. */
export function arrange(window: Window, name: Arrangement, main: { readonly width: number; readonly height: number }): Cell {
  const { width, height } = window;
  const panes = panesOf(window.unzoomed ?? window.layout);
  const box = { x: 0, y: 0, width, height };
  if (panes.length === 1) return paneCell(panes[0]!, box);
  const root =
    name === 'tiled'
      ? tiled(panes, width, height)
      : name === 'even-horizontal'
        ? spread({ kind: 'columns', ...box, cells: panes.map((pane) => paneCell(pane, box)) })
        : name === 'even-vertical'
          ? spread({ kind: 'rows', ...box, cells: panes.map((pane) => paneCell(pane, box)) })
          : withMain(panes, width, height, name === 'main-horizontal' ? 'rows' : 'columns', main);
  place(root, 0, 0);
  return root;
}

/** Gives cells equal sizes; the last one gets the rest. Models layout_spread_cell. */
function spread(split: Split): Split {
  const along = split.kind === 'columns' ? split.width : split.height;
  const number = split.cells.length;
  const each = Math.max(1, Math.floor((along - (number - 1)) / number));
  split.cells.forEach((cell, i) => {
    const size = i === number - 1 ? Math.max(1, along - (each + 1) * (number - 1)) : each;
    adjust(cell, split.kind, size - (split.kind === 'columns' ? cell.width : cell.height));
  });
  return split;
}

function withMain(
  panes: readonly number[],
  width: number,
  height: number,
  kind: 'rows' | 'columns',
  main: { readonly width: number; readonly height: number },
): Split {
  const along = (kind === 'rows' ? height : width) - 1;
  const wanted = kind === 'rows' ? main.height : main.width;
  const size = wanted + 1 >= along ? (along <= 2 ? 1 : along - 1) : wanted;
  const rest = Math.max(1, along - size);
  const first = paneCell(panes[0]!, { x: 0, y: 0, width, height });
  const others = panes.slice(1);
  const box = kind === 'rows' ? { x: 0, y: 0, width, height: rest } : { x: 0, y: 0, width: rest, height };
  if (kind === 'rows') first.height = size;
  else first.width = size;
  const second: Cell =
    others.length === 1
      ? paneCell(others[0]!, box)
      : spread({ kind: kind === 'rows' ? 'columns' : 'rows', ...box, cells: others.map((pane) => paneCell(pane, box)) });
  return { kind, x: 0, y: 0, width, height, cells: [first, second] };
}

function tiled(panes: readonly number[], width: number, height: number): Split {
  let rows = 1;
  let columns = 1;
  while (rows * columns < panes.length) {
    rows++;
    if (rows * columns < panes.length) columns++;
  }
  const each = {
    width: Math.max(1, Math.floor((width - (columns - 1)) / columns)),
    height: Math.max(1, Math.floor((height - (rows - 1)) / rows)),
  };
  const root: Split = { kind: 'rows', x: 0, y: 0, width, height, cells: [] };
  for (let from = 0; from < panes.length; from += columns) {
    const inRow = panes.slice(from, from + columns);
    if (inRow.length === 1) {
      root.cells.push(paneCell(inRow[0]!, { x: 0, y: 0, width, height: each.height }));
      continue;
    }
    const cells = inRow.map((pane) => paneCell(pane, { x: 0, y: 0, ...each }));
    const used = cells.length * (each.width + 1) - 1;
    if (width > used) cells.at(-1)!.width += width - used;
    root.cells.push({ kind: 'columns', x: 0, y: 0, width, height: each.height, cells });
  }
  const used = rows * each.height + rows - 1;
  if (height > used) adjust(root.cells.at(-1)!, 'rows', height - used);
  return root;
}
