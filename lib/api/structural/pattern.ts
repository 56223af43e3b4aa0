const compiled = new Map<string, RegExp | null>();
const MOST_COMPILED = 4096;

/**
 * A pattern of Go's regexp (RE2) as a JavaScript one; undefined when it is none. What RE2 has no word for (look-around,
 * back-references) is refused as there.
 */
export function compilePattern(pattern: string): RegExp | undefined {
  let known = compiled.get(pattern);
  if (known === undefined) {
    known = translate(pattern);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(pattern, known);
  }
  return known ?? undefined;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

function translate(pattern: string): RegExp | null {
  let source = pattern;
  let flags = '';
  const leading = /^\(\?([ims]+)\)/.exec(source);
  if (leading) {
    flags = [...new Set(leading[1])].join('');
    source = source.slice(leading[0].length);
  }
  if (/\(\?(?:[=!]|<[=!])|\\[1-9]/.test(source.replace(/\\\\/g, ''))) return null;
  source = source
    .replace(/\(\?P</g, '(?<')
    .replace(/\\z/g, '$')
    .replace(/\\A/g, '^')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole);
  for (const mode of ['u', '']) {
    try {
      return new RegExp(source, flags + mode);
    } catch {
      // Tried in the looser mode, then refused.
    }
  }
  return null;
}
