import { columnsOf } from '../tty';

/** One line of a screen, as data: never changed, only replaced. */
export interface Row {
  /** The characters, without blanks at the end that nothing was written to. */
  readonly text: string;
  /** Where other looks begin: `[column, SGR parameters]`, in order; before the first one nothing is set. */
  readonly looks: readonly (readonly [column: number, style: string])[];
  /** The text goes on in the next row. */
  readonly wrapped: boolean;
}

export const BLANK: Row = { text: '', looks: [], wrapped: false };

/** A row while it is changed: one entry a column; the second column of a wide character is empty. */
export interface Cells {
  readonly characters: string[];
  readonly styles: string[];
}

/** A row spread over columns, filled up with blanks to `columns` (and cut there). */
export function cellsOf(row: Row, columns: number): Cells {
  const characters: string[] = [];
  for (const character of row.text) {
    const width = columnsOf(character);
    if (width === 0) {
      if (characters.length > 0) characters[characters.length - 1] += character;
      continue;
    }
    characters.push(character);
    if (width === 2) characters.push('');
  }
  while (characters.length < columns) characters.push(' ');
  characters.length = columns;
  const styles: string[] = new Array<string>(columns).fill('');
  row.looks.forEach(([from, style], i) => styles.fill(style, from, row.looks[i + 1]?.[0] ?? columns));
  return { characters, styles };
}

/** The row that cells make. */
export function rowOf({ characters, styles }: Cells, wrapped = false): Row {
  let end = characters.length;
  while (end > 0 && characters[end - 1] === ' ' && styles[end - 1] === '') end--;
  const looks: [number, string][] = [];
  let style = '';
  for (let column = 0; column < end; column++) {
    if (styles[column] === style) continue;
    style = styles[column]!;
    looks.push([column, style]);
  }
  if (style !== '' && end < characters.length) looks.push([end, '']);
  return { text: characters.slice(0, end).join(''), looks, wrapped };
}

/** Columns that a row takes. */
export function widthOfRow(row: Row): number {
  let width = 0;
  for (const character of row.text) width += columnsOf(character);
  return width;
}
