import { widthOfRow, type Row } from '@/lib/hosts/screen/row';
import type { CopyMode } from './model';

/** The rows that copy mode shows. */
export function viewOf(mode: CopyMode, height: number): readonly Row[] {
  const first = mode.rows.length - height - mode.scrolled;
  return mode.rows.slice(first, first + height);
}

/** The row of all of them on which the cursor is. */
export const cursorRow = (mode: CopyMode, height: number): number => mode.rows.length - height - mode.scrolled + mode.row;

/** Columns of a row that are selected. */
export function selectionIn(
  mode: CopyMode,
  row: number,
  height: number,
  width: number,
): { readonly from: number; readonly to: number } | undefined {
  if (!mode.anchor) return undefined;
  const here = { row: cursorRow(mode, height), column: mode.column };
  const [first, last] =
    mode.anchor.row < here.row || (mode.anchor.row === here.row && mode.anchor.column <= here.column)
      ? [mode.anchor, here]
      : [here, mode.anchor];
  if (row < first.row || row > last.row) return undefined;
  if (mode.wholeLines) return { from: 0, to: width };
  if (mode.rectangle) return { from: Math.min(first.column, last.column), to: Math.max(first.column, last.column) + 1 };
  return { from: row === first.row ? first.column : 0, to: row === last.row ? last.column + 1 : Math.max(1, widthOfRow(mode.rows[row]!)) };
}
