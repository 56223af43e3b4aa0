import { toBytes } from '@/lib/hosts/text';

const NAMED: Record<number, string> = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' };

/** What sed's `l` prints: unambiguous, folded at a width (0 or 1: not), ended by `$`. */
export function displayList(text: string, width: number): string {
  const pieces: string[] = [];
  for (const byte of toBytes(text)) {
    pieces.push(NAMED[byte] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte)));
  }
  let out = '';
  let column = 0;
  for (const piece of pieces) {
    if (width > 1 && column + piece.length > width - 1) {
      out += '\\\n';
      column = 0;
    }
    out += piece;
    column += piece.length;
  }
  return `${out}$\n`;
}
