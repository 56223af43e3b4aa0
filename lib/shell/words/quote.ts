import { fromBytes } from '@/lib/hosts/text';

/** Writing text so that a shell reads it back (`${x@Q}`, `printf %q`, `declare -p`), and reading `$'…'`. */

const PLAIN = /^[\w%+,\-./:=@^]+$/;

const CONTROL = /[\x00-\x1f\x7f\udc80-\udcff]/;

/** `${x@Q}` and `set`'s quoting: always in quotes. */
export function quoteSingle(text: string): string {
  if (CONTROL.test(text)) return quoteAnsi(text);
  return "'" + text.replace(/'/g, "'\\''") + "'";
}

/** What `set`, `alias` … print: quotes only where they are needed. */
export function quoteWhenNeeded(text: string): string {
  if (text === '') return '';
  if (CONTROL.test(text)) return quoteAnsi(text);
  return /[\s'"\\|&;()<>!{}*[\]?^$`]|^[#~]|[=:]~/.test(text) ? quoteSingle(text) : text;
}

/** `printf %q`: backslashes. */
export function quoteBackslash(text: string): string {
  if (text === '') return "''";
  if (CONTROL.test(text)) return quoteAnsi(text);
  return text
    .replace(/[\s'"\\|&;()<>!{}*[\]?^$`,]/g, '\\$&')
    .replace(/^[#~]/, '\\$&')
    .replace(/([=:])~/g, '$1\\~');
}

/** `declare -p`: double quotes. */
export function quoteDouble(text: string): string {
  if (CONTROL.test(text)) return quoteAnsi(text);
  return '"' + text.replace(/[\\"$`]/g, '\\$&') + '"';
}

/** How an associative array's key is printed. */
export function quoteKey(key: string): string {
  if (CONTROL.test(key)) return quoteAnsi(key);
  return PLAIN.test(key) && key !== '@' && key !== '*' ? key : quoteDouble(key);
}

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  "'": "\\'",
};

export function quoteAnsi(text: string): string {
  let out = '';
  for (const c of text) {
    const code = c.codePointAt(0)!;
    if (NAMED[c]) out += NAMED[c];
    else if (code < 32 || code === 127) out += '\\' + code.toString(8).padStart(3, '0');
    else if (code >= 0xdc80 && code <= 0xdcff) out += '\\' + (code - 0xdc00).toString(8);
    else out += c;
  }
  return `$'${out}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

export interface EscapeStyle {
  /** `\'`, `\"`, `\?`, `\cX` and `\nnn` of `$'…'`; echo -e and printf %b take `\0nnn`. */
  readonly ansi: boolean;
}

/** Reads backslash escapes. `stopped` when `\c` (echo -e, %b) ended the output. */
export function readEscapes(text: string, style: EscapeStyle): { text: string; stopped: boolean } {
  if (!text.includes('\\')) return { text, stopped: false };
  let out = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length > 0) out += bytesToText(bytes);
    bytes = [];
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      flush();
      out += text[i];
      continue;
    }
    const c = text[++i]!;
    const rest = text.slice(i);
    const octal = style.ansi ? /^[0-7]{1,3}/.exec(rest) : /^0[0-7]{0,3}|^[1-7][0-7]{0,2}/.exec(rest);
    const hex = /^x\{?([0-9A-Fa-f]{1,2})/.exec(rest);
    const unicode = /^u([0-9A-Fa-f]{1,4})|^U([0-9A-Fa-f]{1,8})/.exec(rest);
    if (octal) {
      bytes.push(parseInt(octal[0], 8) & 255);
      i += octal[0].length - 1;
      continue;
    }
    if (hex) {
      bytes.push(parseInt(hex[1]!, 16));
      i += hex[0].length - 1;
      continue;
    }
    flush();
    if (unicode) {
      const code = parseInt(unicode[1] ?? unicode[2]!, 16);
      out += code <= 0x10ffff ? String.fromCodePoint(code) : '';
      i += unicode[0].length - 1;
    } else if (ESCAPES[c]) out += ESCAPES[c];
    else if (style.ansi && (c === "'" || c === '"' || c === '?')) out += c;
    else if (c === 'c') {
      if (!style.ansi) return { text: out, stopped: true };
      i++;
      if (i < text.length) out += String.fromCharCode(text.charCodeAt(i) & 31);
    } else out += '\\' + c;
  }
  flush();
  return { text: out, stopped: false };
}

function bytesToText(bytes: number[]): string {
  return fromBytes(Uint8Array.from(bytes));
}
