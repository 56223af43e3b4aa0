import { ViError, type Session } from '../session';

/** `:sort[!] [n][f][x][i][u][r] [/pattern/]` over lines of the text. Throws ViError. */
export function sortLines(session: Session, from: number, to: number, argument: string, reverse: boolean): void {
  const { editor } = session;
  const m = /^([nfxobiur\s]*)(?:\/((?:\\.|[^/])*)\/)?\s*([nfxobiur\s]*)$/.exec(argument);
  if (!m) throw new ViError(`E474: Invalid argument`);
  const flags = m[1]! + m[3]!;
  const regex = m[2] === undefined ? undefined : session.regex(m[2]);
  const part = (line: string): string => {
    if (!regex) return line;
    regex.lastIndex = 0;
    const found = regex.exec(line);
    if (!found) return '';
    return flags.includes('r') ? found[0] : line.slice(found.index + found[0].length);
  };
  const numeric = /[nxf]/.test(flags);
  const key = (line: string): string | number => {
    const text = part(line);
    if (!numeric) return flags.includes('i') ? text.toUpperCase() : text;
    const digits = (flags.includes('x') ? /-?(?:0x)?[0-9a-f]+/i : flags.includes('f') ? /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/i : /-?\d+/).exec(
      text,
    )?.[0];
    if (digits === undefined) return -Infinity;
    return flags.includes('x') ? parseInt(digits, 16) : Number(digits);
  };
  const items = editor.lines.slice(from, to + 1).map((line) => ({ line, key: key(line) }));
  items.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (reverse ? -1 : 1));
  const kept = flags.includes('u') ? items.filter((item, n) => n === 0 || item.key !== items[n - 1]!.key) : items;
  editor.lines.splice(from, to - from + 1, ...kept.map((item) => item.line));
  if (items.length - kept.length > 2) session.message = `${items.length - kept.length} fewer lines`;
}
