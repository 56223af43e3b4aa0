/** How the rest of a replacement is written: `\U`, `\L`, and `\u`, `\l` for one character. */
export type RegExpCase = 'U' | 'L' | 'E' | 'u' | 'l';

export type ReplacementPart = string | { readonly group: number } | { readonly case: RegExpCase };
export type Replacement = readonly ReplacementPart[];

const CONTROLS: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** Reads the right hand side of `s` (its delimiter unescaped already). The greatest group comes with it. */
export function parseReplacement(text: string): { parts: Replacement; groups: number } {
  const parts: ReplacementPart[] = [];
  let groups = 0;
  let plain = '';
  const flush = () => {
    if (plain) parts.push(plain);
    plain = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '&') {
      flush();
      parts.push({ group: 0 });
      continue;
    }
    if (c !== '\\') {
      plain += c;
      continue;
    }
    const next = text[++i];
    if (next === undefined) plain += '\\';
    else if (/\d/.test(next)) {
      flush();
      groups = Math.max(groups, Number(next));
      parts.push({ group: Number(next) });
    } else if ('ULEul'.includes(next)) {
      flush();
      parts.push({ case: next as RegExpCase });
    } else if (next === 'x' && /^[0-9a-fA-F]{2}/.test(text.slice(i + 1))) {
      plain += String.fromCharCode(parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else plain += CONTROLS[next] ?? next;
  }
  flush();
  return { parts, groups };
}

/** The replacement for one match. */
export function expand(parts: Replacement, match: RegExpExecArray): string {
  let out = '';
  let mode: RegExpCase = 'E';
  let once: 'u' | 'l' | undefined;
  for (const part of parts) {
    if (typeof part === 'object' && 'case' in part) {
      if (part.case === 'u' || part.case === 'l') once = part.case;
      else [mode, once] = [part.case, undefined];
      continue;
    }
    let text = typeof part === 'string' ? part : (match[part.group] ?? '');
    if (mode === 'U') text = text.toUpperCase();
    if (mode === 'L') text = text.toLowerCase();
    if (once && text) {
      text = (once === 'u' ? text[0]!.toUpperCase() : text[0]!.toLowerCase()) + text.slice(1);
      once = undefined;
    }
    out += text;
  }
  return out;
}
