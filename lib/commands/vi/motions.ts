import type { Editor, Place } from './editor';

/** Where a motion leads, and how an operator takes what lies between. */
export interface Motion {
  readonly to: Place;
  readonly linewise: boolean;
  /** The character under the end belongs to it. */
  readonly inclusive: boolean;
}

export interface Find {
  readonly kind: 'f' | 'F' | 't' | 'T';
  readonly character: string;
}

const kindOf = (c: string | undefined, big: boolean) => (c === undefined || /\s/.test(c) ? 0 : big || /[\p{L}\p{N}_]/u.test(c) ? 1 : 2);

/** Positions of characters; every line end counts as one blank place. */
function step(editor: Editor, at: Place, by: 1 | -1): Place | undefined {
  const line = editor.lines[at.line]!;
  if (by === 1) {
    if (at.column < line.length - 1) return { line: at.line, column: at.column + 1 };
    return at.line + 1 < editor.lines.length ? { line: at.line + 1, column: 0 } : undefined;
  }
  if (at.column > 0) return { line: at.line, column: at.column - 1 };
  return at.line > 0 ? { line: at.line - 1, column: Math.max(0, editor.lines[at.line - 1]!.length - 1) } : undefined;
}

const at = (editor: Editor, p: Place) => editor.lines[p.line]![p.column];

function wordForward(editor: Editor, from: Place, big: boolean): Place {
  let p = from;
  const kind = kindOf(at(editor, p), big);
  for (let next = step(editor, p, 1); kind !== 0; next = step(editor, p, 1)) {
    if (!next) return { line: p.line, column: editor.lines[p.line]!.length };
    const crossed = next.line !== p.line;
    p = next;
    if (crossed || kindOf(at(editor, p), big) !== kind) break;
  }
  while (kindOf(at(editor, p), big) === 0) {
    if (editor.lines[p.line] === '' && (p.line !== from.line || p.column !== from.column)) return p;
    const next = step(editor, p, 1);
    if (!next) return { line: p.line, column: editor.lines[p.line]!.length };
    p = next;
  }
  return p;
}

function wordEnd(editor: Editor, from: Place, big: boolean): Place {
  let p = step(editor, from, 1) ?? from;
  while (kindOf(at(editor, p), big) === 0) {
    const next = step(editor, p, 1);
    if (!next) return p;
    p = next;
  }
  const kind = kindOf(at(editor, p), big);
  for (let next = step(editor, p, 1); next && next.line === p.line && kindOf(at(editor, next), big) === kind; next = step(editor, p, 1))
    p = next;
  return p;
}

function wordBack(editor: Editor, from: Place, big: boolean): Place {
  let p = step(editor, from, -1) ?? from;
  while (kindOf(at(editor, p), big) === 0) {
    const next = step(editor, p, -1);
    if (!next) return p;
    p = next;
  }
  const kind = kindOf(at(editor, p), big);
  for (let next = step(editor, p, -1); next && next.line === p.line && kindOf(at(editor, next), big) === kind; next = step(editor, p, -1))
    p = next;
  return p;
}

function matching(editor: Editor, from: Place): Place | undefined {
  const line = editor.lines[from.line]!;
  const column = line.slice(from.column).search(/[()[\]{}]/);
  if (column < 0) return undefined;
  let p: Place | undefined = { line: from.line, column: from.column + column };
  const open = at(editor, p)!;
  const close = { '(': ')', '[': ']', '{': '}', ')': '(', ']': '[', '}': '{' }[open]!;
  const by = '([{'.includes(open) ? 1 : -1;
  for (let depth = 0; p; p = step(editor, p, by)) {
    const c = at(editor, p);
    if (c === open) depth++;
    else if (c === close && --depth === 0) return p;
  }
  return undefined;
}

/** Goes to the n-th such character of the line. */
export function findCharacter(editor: Editor, find: Find, count: number): Place | undefined {
  const { line, cursor } = editor;
  let column = cursor.column;
  for (let n = 0; n < count; n++) {
    column =
      find.kind === 'f' || find.kind === 't'
        ? line.indexOf(find.character, column + 1)
        : column === 0
          ? -1
          : line.lastIndexOf(find.character, column - 1);
    if (column < 0) return undefined;
  }
  return { line: cursor.line, column: find.kind === 't' ? column - 1 : find.kind === 'T' ? column + 1 : column };
}

/** A motion of one key; undefined when the key is none or leads nowhere. `given` tells whether a count was typed. */
export function motion(editor: Editor, key: string, count: number, given: boolean, wanted: number): Motion | undefined {
  const { cursor } = editor;
  const last = editor.lines.length - 1;
  const line = (n: number): Motion => ({ to: { line: Math.max(0, Math.min(last, n)), column: wanted }, linewise: true, inclusive: false });
  const char = (to: Place | undefined, inclusive = false): Motion | undefined => to && { to, linewise: false, inclusive };
  const repeated = (f: (p: Place) => Place) => {
    let p = cursor;
    for (let n = 0; n < count; n++) p = f(p);
    return p;
  };
  switch (key) {
    case 'h':
    case '\x7f':
    case '\b':
    case '<Left>':
      return char({ line: cursor.line, column: Math.max(0, cursor.column - count) });
    case 'l':
    case ' ':
    case '<Right>':
      return char({ line: cursor.line, column: Math.min(editor.line.length, cursor.column + count) });
    case 'j':
    case '<Down>':
    case '\x0e':
      return cursor.line + count > last && count === 1 ? undefined : line(cursor.line + count);
    case 'k':
    case '<Up>':
    case '\x10':
      return cursor.line - count < 0 && count === 1 ? undefined : line(cursor.line - count);
    case '\r':
    case '+':
      return {
        ...line(cursor.line + count),
        to: {
          line: Math.min(last, cursor.line + count),
          column: Math.max(0, editor.lines[Math.min(last, cursor.line + count)]!.search(/\S|$/)),
        },
      };
    case '-':
      return {
        ...line(cursor.line - count),
        to: { line: Math.max(0, cursor.line - count), column: Math.max(0, editor.lines[Math.max(0, cursor.line - count)]!.search(/\S|$/)) },
      };
    case '0':
    case '<Home>':
      return char({ line: cursor.line, column: 0 });
    case '^':
    case '_':
      return char({ line: cursor.line, column: Math.max(0, editor.line.search(/\S|$/)) });
    case '$':
    case '<End>':
      return char(
        {
          line: Math.min(last, cursor.line + count - 1),
          column: Math.max(0, editor.lines[Math.min(last, cursor.line + count - 1)]!.length - 1),
        },
        true,
      );
    case '|':
      return char({ line: cursor.line, column: count - 1 });
    case 'w':
    case 'W':
      return char(repeated((p) => wordForward(editor, p, key === 'W')));
    case 'e':
    case 'E':
      return char(
        repeated((p) => wordEnd(editor, p, key === 'E')),
        true,
      );
    case 'b':
    case 'B':
      return char(repeated((p) => wordBack(editor, p, key === 'B')));
    case 'G':
      return line(given ? count - 1 : last);
    case 'gg':
      return line(given ? count - 1 : 0);
    case '%':
      return given ? line(Math.ceil((count * (last + 1)) / 100) - 1) : char(matching(editor, cursor), true);
    case '{':
    case '}': {
      let n = cursor.line;
      for (let i = 0; i < count; i++) {
        const by = key === '}' ? 1 : -1;
        do n += by;
        while (n > 0 && n < last && editor.lines[n] !== '');
      }
      n = Math.max(0, Math.min(last, n));
      return char({ line: n, column: key === '}' && n === last ? editor.lines[n]!.length : 0 });
    }
    default:
      return undefined;
  }
}

/** Text objects: iw aw i" a" i( a( i{ … ip. */
export function textObject(editor: Editor, around: boolean, what: string): { from: Place; to: Place; linewise: boolean } | undefined {
  const { cursor, line } = editor;
  if (what === 'w' || what === 'W') {
    const kind = kindOf(line[cursor.column], what === 'W');
    let [from, to] = [cursor.column, cursor.column];
    while (from > 0 && kindOf(line[from - 1], what === 'W') === kind) from--;
    while (to < line.length && kindOf(line[to], what === 'W') === kind) to++;
    if (around) while (to < line.length && /\s/.test(line[to]!)) to++;
    return { from: { line: cursor.line, column: from }, to: { line: cursor.line, column: to }, linewise: false };
  }
  if ('"\'`'.includes(what)) {
    let open = line.lastIndexOf(what, cursor.column);
    let close = line.indexOf(what, Math.max(cursor.column, open) + 1);
    if (open < 0) {
      open = line.indexOf(what, cursor.column);
      close = open < 0 ? -1 : line.indexOf(what, open + 1);
    }
    if (open < 0 || close < 0) return undefined;
    return {
      from: { line: cursor.line, column: around ? open : open + 1 },
      to: { line: cursor.line, column: around ? close + 1 : close },
      linewise: false,
    };
  }
  if (what === 'p') {
    let [from, to] = [cursor.line, cursor.line];
    while (from > 0 && editor.lines[from - 1] !== '') from--;
    while (to < editor.lines.length - 1 && editor.lines[to + 1] !== '') to++;
    return { from: { line: from, column: 0 }, to: { line: to, column: 0 }, linewise: true };
  }
  const pair = ['()b', '[]', '{}B', '<>'].find((p) => p.includes(what));
  if (!pair) return undefined;
  let p: Place | undefined = { ...cursor };
  for (let depth = 0; p; p = step(editor, p, -1)) {
    const c = at(editor, p);
    if (c === pair[1] && (p.line !== cursor.line || p.column !== cursor.column)) depth++;
    else if (c === pair[0] && depth-- === 0) break;
  }
  const close = p && (pair === '<>' ? undefined : matching(editor, p));
  if (!p || !close) return undefined;
  return {
    from: around ? p : { line: p.line, column: p.column + 1 },
    to: { line: close.line, column: around ? close.column + 1 : close.column },
    linewise: false,
  };
}
