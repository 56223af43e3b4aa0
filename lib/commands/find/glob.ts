/** A shell pattern as fnmatch(3) takes it (`*` and `?` match `/` too), anchored. */
export function globPattern(glob: string, ignoreCase = false): RegExp {
  let out = '';
  const text = [...glob];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '*') out += '.*';
    else if (c === '?') out += '.';
    else if (c === '\\' && i + 1 < text.length) out += escape(text[++i]!);
    else if (c === '[') {
      let end = i + 1;
      if (text[end] === '!' || text[end] === '^') end++;
      if (text[end] === ']') end++;
      while (end < text.length && text[end] !== ']') end++;
      if (end >= text.length) {
        out += '\\[';
        continue;
      }
      const body = text
        .slice(i + 1, end)
        .join('')
        .replace(/\\/g, '\\\\')
        .replace(/\[/g, '\\[');
      out += `[${body.replace(/^[!^]/, '^').replace(/^(\^?)\]/, '$1\\]')}]`;
      i = end;
    } else out += escape(c);
  }
  return new RegExp(`^${out}$`, `us${ignoreCase ? 'i' : ''}`);
}

const escape = (c: string) => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);
