export interface Cell {
  readonly text: string;
  readonly width: number;
}

/** Columns a text takes on a terminal: two for East Asian wide characters, none for combining ones. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character.codePointAt(0)!);
  return width;
}

export function characterWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code < 0x300) return 1;
  if (code <= 0x36f || (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xa960 && code <= 0xa97f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f680 && code <= 0x1f6ff) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** Lays cells out in as few lines as fit, down the columns (or across the lines), two blanks between columns. */
export function columns(cells: readonly Cell[], width: number, across: boolean): string {
  const n = cells.length;
  let best = { lines: n, widths: [0] };
  for (let count = Math.min(n, Math.max(1, Math.floor(width / 3))); count > 1; count--) {
    const lines = Math.ceil(n / count);
    if (!across && Math.ceil(n / lines) !== count) continue;
    const widths = Array<number>(count).fill(0);
    cells.forEach((cell, i) => {
      const column = across ? i % count : Math.floor(i / lines);
      widths[column] = Math.max(widths[column]!, cell.width + (column === count - 1 ? 0 : 2));
    });
    if (widths.reduce((a, b) => a + b, 0) < width) {
      best = { lines, widths };
      break;
    }
  }
  const count = best.widths.length;
  let out = '';
  for (let line = 0; line < best.lines; line++) {
    let row = '';
    for (let column = 0; column < count; column++) {
      const i = across ? line * count + column : column * best.lines + line;
      const cell = cells[i];
      if (!cell) break;
      const more = column < count - 1 && (across ? i + 1 : i + best.lines) < n;
      row += cell.text + (more ? ' '.repeat(best.widths[column]! - cell.width) : '');
    }
    out += `${row}\n`;
  }
  return out;
}
