const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"', '`': '`', '?': '?',
}; // prettier-ignore

/** The text of a string or bytes token without quotes and escapes, as bytes if `bytes`. Models parser/unescape.go. */
export function unquote(token: string, bytes: false): string;
export function unquote(token: string, bytes: true): Uint8Array;
export function unquote(token: string, bytes: boolean): string | Uint8Array {
  const raw = /^[rR]/.test(token);
  const quoted = raw ? token.slice(1) : token;
  const width = quoted.startsWith('"""') || quoted.startsWith("'''") ? 3 : 1;
  const inner = quoted.slice(width, -width).replace(/\r\n?/g, '\n');
  const parts: (string | number)[] = [];
  if (raw) parts.push(inner);
  else
    for (const match of inner.matchAll(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-3][0-7]{2}|[^])|[^\\]+/gi)) {
      const escape = match[1];
      if (escape === undefined) parts.push(match[0]);
      else if (escape.length === 1) parts.push(SIMPLE[escape] ?? escape);
      else if (/^[uU]/.test(escape)) parts.push(codePoint(parseInt(escape.slice(1), 16)));
      else parts.push(/^[xX]/.test(escape) ? parseInt(escape.slice(1), 16) : parseInt(escape, 8));
    }
  if (!bytes) return parts.map((part) => (typeof part === 'number' ? String.fromCharCode(part) : part)).join('');
  const encoder = new TextEncoder();
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...encoder.encode(part)])));
}

function codePoint(code: number): string {
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new RangeError('invalid unicode code point');
  return String.fromCodePoint(code);
}
