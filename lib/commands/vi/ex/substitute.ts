import type { Task } from '../../command/stdio';
import { compilePattern, spansLines } from '../pattern';
import { PatternError } from '@/lib/hosts/regex/pattern-error';
import { ViError, type Session } from '../session';

/** Splits what follows `:s` at its delimiter: pattern, replacement, flags; `bar` is what follows an unescaped `|`. */
export function splitSubstitution(text: string): { parts: string[]; flags: string; bar: string | undefined } {
  const delimiter = text[0]!;
  const parts = [''];
  let i = 1;
  let inside = false;
  for (; i < text.length && parts.length < 3; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) {
      parts[parts.length - 1] += text[i + 1] === delimiter && delimiter !== '&' ? delimiter : c + text[i + 1]!;
      i++;
    } else if (c === '[' && parts.length === 1 && /\]/.test(text.slice(i + 2))) {
      inside = true;
      parts[0] += c;
    } else if (c === ']') {
      inside = false;
      parts[parts.length - 1] += c;
    } else if (
      c === delimiter &&
      !(
        inside &&
        parts.length === 1 &&
        new RegExp(`^[^\\${delimiter}]*\\]`).test(text.slice(i + 1)) &&
        !text.slice(i + 1).startsWith(delimiter) &&
        text.indexOf(']', i) < text.lastIndexOf(delimiter, text.length - 2)
      )
    ) {
      inside = false;
      parts.push('');
    } else parts[parts.length - 1] += c;
  }
  if (parts.length < 3) {
    // Without a third delimiter a bar ends the replacement.
    const bar = parts.length === 2 ? /(?<!\\)\|/.exec(parts[1]!) : null;
    if (bar) return { parts: [parts[0]!, parts[1]!.slice(0, bar.index)], flags: '', bar: parts[1]!.slice(bar.index + 1) };
    return { parts, flags: '', bar: undefined };
  }
  parts.pop();
  const rest = text.slice(i);
  const bar = rest.indexOf('|');
  return bar < 0 ? { parts, flags: rest, bar: undefined } : { parts, flags: rest.slice(0, bar), bar: rest.slice(bar + 1) };
}

/** The text that replaces a match: `&` `\0`-`\9` `\n` `\r` `\t` `~` and the case changes `\u \l \U \L \E`. */
export function replacementFor(replacement: string, match: RegExpExecArray, previous: string): string {
  let out = '';
  let mode: 'U' | 'L' | undefined;
  let once: 'u' | 'l' | undefined;
  const add = (text: string) => {
    let made = mode === 'U' ? text.toUpperCase() : mode === 'L' ? text.toLowerCase() : text;
    if (once && made) {
      made = (once === 'u' ? made[0]!.toUpperCase() : made[0]!.toLowerCase()) + made.slice(1);
      once = undefined;
    }
    out += made;
  };
  for (let i = 0; i < replacement.length; i++) {
    const c = replacement[i]!;
    if (c === '&') add(match[0]);
    else if (c === '~') add(previous);
    else if (c === '\r') add('\n');
    else if (c !== '\\') add(c);
    else {
      const next = replacement[++i] ?? '\\';
      if (/\d/.test(next)) add(match[Number(next)] ?? '');
      else if (next === 'r') add('\n');
      else if (next === 'n') add('\0');
      else if (next === 't') add('\t');
      else if (next === 'U' || next === 'L') mode = next;
      else if (next === 'u' || next === 'l') once = next;
      else if (next === 'e' || next === 'E') mode = once = undefined;
      else add(next);
    }
  }
  return out;
}

const MOST_SIZE = 32_000_000;

/** `:s/pattern/replacement/flags`; `again` repeats the last one. Throws ViError. */
export function* substitute(
  session: Session,
  from: number,
  to: number,
  parts: readonly string[],
  flags: string,
  quiet = false,
): Task<number> {
  const { editor } = session;
  const m = /^\s*(&?)([&cegiInp#lr]*)\s*(\d*)\s*$/.exec(flags);
  if (!m) throw new ViError('E488: Trailing characters: ' + flags.trim());
  const all = (m[1] ? (session.substitution?.flags ?? '') : '') + m[2]!;
  if (m[3]) [from, to] = [to, Math.min(editor.last, to + Number(m[3]) - 1)];
  const source = parts[0] || session.pattern;
  if (!source) throw new ViError('E35: No previous regular expression');
  const before = session.substitution?.replacement ?? '';
  const replacement = parts[1] === '~' ? before : (parts[1] ?? '');
  if (replacement.startsWith('\\=')) throw new ViError('\\= expressions are not simulated here');
  session.pattern = source;
  session.substitution = { pattern: source, replacement, flags: all.replace(/[&]/g, '') };
  let regex: RegExp;
  try {
    const ignorecase = all.includes('i') || (editor.settings.ignorecase && !all.includes('I'));
    regex = compilePattern(source, { ...editor.settings, ignorecase, smartcase: editor.settings.smartcase && !all.includes('i') });
  } catch (error) {
    if (error instanceof PatternError) throw new ViError(error.message);
    throw error;
  }
  const global = all.includes('g') !== editor.settings.gdefault;
  const counting = all.includes('n');
  const joined = spansLines(source);
  const { modified } = editor;
  if (!counting && !quiet) editor.checkpoint();
  const out: string[] = [];
  let changes = 0;
  let touched = 0;
  let lastLine = from;
  let size = 0;
  let stop = false;
  session.confirmAll = false;
  let n = from;
  for (; n <= to && !stop; n++) {
    // A pattern that spans lines sees this line and those after it.
    let text = joined ? editor.lines.slice(n).join('\n') : editor.lines[n]!;
    let end = editor.lines[n]!.length;
    let made = '';
    let at = 0;
    let here = 0;
    for (let look = 0; look <= end;) {
      regex.lastIndex = look;
      const match = regex.exec(text);
      if (!match || match.index > end || (joined && match.index === end && match[0] === '' && here > 0)) break;
      const stopAt = match.index + match[0].length;
      look = match[0] === '' ? stopAt + 1 : stopAt;
      if (match[0] === '' && here > 0 && match.index === at) {
        continue;
      }
      if (all.includes('c')) {
        const answer = yield* ask(session, replacement, n, match.index);
        if (answer === 'q' || answer === '\x1b' || answer === '\x03') {
          stop = true;
          break;
        }
        if (answer === 'n') {
          if (!global) break;
          continue;
        }
        if (answer === 'l') stop = true;
      }
      here++;
      made += text.slice(at, match.index) + replacementFor(replacement, match, before);
      at = stopAt;
      const reached = joined && at > end && n < to;
      if (joined && at > end) {
        // The lines that the match reached into are this one now.
        const more = text.slice(end, at).split('\n').length - 1;
        n += more;
        end = at + (editor.lines[n]!.length - (at - text.lastIndexOf('\n', at - 1) - 1));
      }
      size += made.length;
      if (size > MOST_SIZE) throw new ViError('E41: Out of memory!');
      if (stop || (!global && !reached)) break;
    }
    if (here === 0) {
      out.push(...text.slice(0, end).split('\n'));
      continue;
    }
    changes += here;
    touched++;
    text = text.slice(at, end);
    out.push(...(made + text).split('\n'));
    lastLine = from + out.length - 1;
  }
  if (changes > 0 && !counting) editor.lines = [...editor.lines.slice(0, from), ...out, ...editor.lines.slice(n)];
  if (changes === 0) {
    if (!counting && !quiet) editor.forget(modified);
    if (stop || quiet || all.includes('e') || all.includes('c')) return 0;
    throw new ViError(`E486: Pattern not found: ${source}`);
  }
  if (counting) {
    session.message = `${changes} match${changes === 1 ? '' : 'es'} on ${touched} line${touched === 1 ? '' : 's'}`;
    return changes;
  }
  editor.cursor = { line: Math.min(editor.last, lastLine), column: 0 };
  editor.toIndent();
  session.highlight = true;
  if (all.includes('p') || all.includes('#') || all.includes('l')) session.printed.push(editor.line);
  if (changes > 2 && !quiet)
    session.message = `${changes} substitution${changes === 1 ? '' : 's'} on ${touched} line${touched === 1 ? '' : 's'}`;
  return changes;
}

/** Flag c: shows the match and asks; `a` from then on answers itself. */
function* ask(session: Session, replacement: string, line: number, column: number): Task<string> {
  const { editor } = session;
  if (session.confirmAll) return 'y';
  session.message = `replace with ${replacement} (y/n/a/q/l/^E/^Y)?`;
  editor.cursor = { line: Math.min(editor.last, line), column };
  for (;;) {
    const key = yield* session.key();
    if (!/^[ynaql\x1b\x03]$/.test(key)) continue;
    session.message = '';
    if (key === 'a') session.confirmAll = true;
    return key === 'a' ? 'y' : key;
  }
}
