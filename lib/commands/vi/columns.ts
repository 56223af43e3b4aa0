import { characterWidth } from '../files/ls-columns';
import type { Settings } from './options';

/** How many screen columns a character takes that begins in screen column `at`. */
export function widthOf(c: string, at: number, settings: Pick<Settings, 'tabstop'>): number {
  if (c === '\t') return settings.tabstop - (at % settings.tabstop);
  if (/[\x00-\x1f\x7f]/.test(c)) return 2;
  return characterWidth(c.codePointAt(0)!);
}

/** The screen column (from 0, as if lines never wrapped) in which the character at an index begins. */
export function screenColumn(line: string, index: number, settings: Pick<Settings, 'tabstop'>): number {
  let column = 0;
  for (const c of line.slice(0, index)) column += widthOf(c, column, settings);
  return column;
}

/** The index of the character that covers a screen column; the length of the line when it is shorter. */
export function indexAt(line: string, wanted: number, settings: Pick<Settings, 'tabstop'>): number {
  let column = 0;
  let index = 0;
  for (const c of line) {
    column += widthOf(c, column, settings);
    if (column > wanted) return index;
    index += c.length;
  }
  return line.length;
}

/** Blanks of a width, with tabs unless `expandtab`. */
export function blanks(width: number, settings: Settings): string {
  const tabs = settings.expandtab ? 0 : Math.floor(width / settings.tabstop);
  return '\t'.repeat(tabs) + ' '.repeat(width - tabs * settings.tabstop);
}
