/** A name as coreutils shows it in messages: always quoted (`'a'`), with `"` around a name that holds `'`. */
export function quote(name: string): string {
  if (/[\x00-\x1f\x7f]/.test(name)) return escapeControls(name);
  if (!name.includes("'")) return `'${name}'`;
  if (!/["$`\\!]/.test(name)) return `"${name}"`;
  return `'${name.replaceAll("'", "'\\''")}'`;
}

/** A name as coreutils shows it where it usually stands bare (`cat: a: …`): quoted only when it must be. */
export function quotef(name: string): string {
  return name === '' || /[\s\x00-\x1f\x7f'"$`\\!*?[()<>|&;^=:]|^[~#]|^[{}]$/.test(name) ? quote(name) : name;
}

/** A text in the locale's quotation marks (‘a’), as `quote()` of gnulib in a UTF-8 locale. */
export function localeQuote(text: string): string {
  return `‘${text.replace(/[\\\x00-\x1f\x7f’]/g, (c) => (c === '’' || c === '\\' ? `\\${c}` : (ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)))}’`;
}

const ESCAPES: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' };

function escapeControls(name: string): string {
  const parts = name.split(/([\x00-\x1f\x7f]+)/);
  let out = '';
  parts.forEach((part, i) => {
    if (i % 2 === 0) {
      if (part || i === 0) out += `'${part.replaceAll("'", "'\\''")}'`;
      return;
    }
    const escaped = [...part].map((c) => ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
    out += `$'${escaped}'`;
  });
  return out;
}
