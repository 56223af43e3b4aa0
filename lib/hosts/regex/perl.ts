import { boundedRegExp } from './bounded';
import { PatternError } from './pattern-error';

const CLASSES: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  graph: '!-~',
  print: ' -~',
};

/**
 * Compiles a PCRE pattern (`grep -P`, jq's Oniguruma) as a JavaScript one: `\K`, `(?i)` at the start, `(?P<n>…)`, `\h`,
 * `\A`, `\z`, `\Q…\E`, POSIX classes, possessive quantifiers and atomic groups (as plain ones).
 * @throws PatternError
 */
export function compilePerl(pattern: string, flags: string): RegExp {
  let source = '';
  let more = flags;
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline) more += inline[1]!;
  const rest = inline ? pattern.slice(inline[0].length) : pattern;
  const text = [...rest];
  let extendedMode = more.includes('x');
  more = more.replaceAll('x', '');
  let inClass = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') {
      const next = text[++i];
      if (next === undefined) throw new PatternError('\\ at end of pattern');
      if (next === 'Q') {
        const end = rest.indexOf('\\E', i);
        const quoted = text
          .slice(i + 1)
          .join('')
          .split('\\E')[0]!;
        source += quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
        i += [...quoted].length + (end >= 0 ? 2 : 0);
      } else if (next === 'K' && !inClass) source = `(?<=${source})`;
      else if (next === 'h') source += inClass ? ' \\t' : '[ \\t]';
      else if (next === 'H') source += '[^ \\t]';
      else if (next === 'A') source += '(?<![^])';
      else if (next === 'z') source += '(?![^])';
      else if (next === 'Z') source += '(?=\\n?(?![^]))';
      else if (next === 'R') source += '(?:\\r\\n|\\n|\\r)';
      else if (next === 'e') source += '\\x1b';
      else if (next === 'a') source += '\\x07';
      else if (/[A-Za-z0-9]/.test(next) || /[\\^$.*+?()[\]{}|/]/.test(next) || (inClass && next === '-')) source += `\\${next}`;
      else source += next;
      continue;
    }
    if (inClass) {
      const named = c === '[' ? /^\[:(\^?)([a-z]+):\]/.exec(text.slice(i, i + 14).join('')) : undefined;
      if (named && CLASSES[named[2]!]) {
        source += CLASSES[named[2]!];
        i += named[0].length - 1;
      } else if (c === '[') source += '\\[';
      else {
        if (c === ']') inClass = false;
        source += c;
      }
      continue;
    }
    if (c === '[') {
      inClass = true;
      source += c;
      if (text[i + 1] === '^') source += text[++i];
      if (text[i + 1] === ']') {
        source += '\\]';
        i++;
      }
      continue;
    }
    if (extendedMode && /\s/.test(c)) continue;
    if (c === '(' && text[i + 1] === '?') {
      const after = text.slice(i + 2, i + 4).join('');
      if (after.startsWith('P<')) {
        source += '(?<';
        i += 3;
        continue;
      }
      if (after.startsWith('>')) {
        source += '(?:';
        i += 2;
        continue;
      }
    }
    if (c === '+' && /[*+?}]/.test(text[i - 1] ?? '') && text[i - 2] !== '\\') continue;
    if (c === '{' && !/^\{\d+(,\d*)?\}/.test(text.slice(i, i + 12).join(''))) source += '\\{';
    else if (c === '}' && !/\{\d+(,\d*)?$/.test(source)) source += '\\}';
    else source += c;
  }
  extendedMode = false;
  try {
    return boundedRegExp(source, `u${[...new Set(more)].join('')}`, false);
  } catch (error) {
    if (error instanceof PatternError) throw error;
    throw new PatternError((error as Error).message.replace(/^Invalid regular expression: /, ''));
  }
}
