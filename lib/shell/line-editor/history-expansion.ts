/** What `!` comes to in a line; `error` as bash says it. */
export type Expanded = { readonly text: string; readonly changed: boolean } | { readonly error: string };

const words = (line: string): string[] => line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];

/** History expansion: `!!`, `!n`, `!-n`, `!text`, `!?text?`, `!$`, `!^`, `!*`, `:n`, and `^old^new^`. */
export function expandHistory(line: string, history: readonly string[], base: number): Expanded {
  const quick = /^\^([^^]*)\^([^^]*)\^?(.*)$/s.exec(line);
  if (quick) {
    const last = history[history.length - 1];
    if (last === undefined || !last.includes(quick[1]!)) return { error: `:s${line.trimEnd()}: substitution failed` };
    return { text: last.replace(quick[1]!, () => quick[2]!) + quick[3]!, changed: true };
  }
  let out = '';
  let changed = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '\\') {
      out += c + (line[++i] ?? '');
      continue;
    }
    if (c === "'") {
      const end = line.indexOf("'", i + 1);
      const quoted = end < 0 ? line.slice(i) : line.slice(i, end + 1);
      out += quoted;
      i += quoted.length - 1;
      continue;
    }
    if (
      c !== '!' ||
      /^(?:[\s=(]|$)/.test(line.slice(i + 1)) ||
      line[i + 1] === '"' ||
      line[i - 1] === '$' ||
      (line[i - 1] === '{' && line[i - 2] === '$') ||
      line[i - 1] === '['
    ) {
      out += c;
      continue;
    }
    const event = /^!(?:(!)|(-?\d+)|(?=[$^*:])|\?([^?\n]*)\??|([^\s:;&|<>()"'$^*?][^\s:;&|<>()"']*))?/.exec(line.slice(i))!;
    let length = event[0].length;
    let found: string | undefined;
    if (event[2] !== undefined) {
      const n = Number(event[2]);
      found = n < 0 ? history[history.length + n] : history[n - base];
    } else if (event[3] !== undefined) found = [...history].reverse().find((one) => one.includes(event[3]!));
    else if (event[4] !== undefined) found = [...history].reverse().find((one) => one.startsWith(event[4]!));
    else found = history[history.length - 1];
    if (found === undefined) return { error: `${event[0]}: event not found` };
    const part = /^:?([$^*])|^:(\d+)(?:-(\d+|\$))?|^:(p)/.exec(line.slice(i + length));
    if (part) {
      length += part[0].length;
      const list = words(found);
      if (part[1] === '$') found = list[list.length - 1] ?? '';
      else if (part[1] === '^') found = list[1] ?? '';
      else if (part[1] === '*') found = list.slice(1).join(' ');
      else if (part[2] !== undefined) {
        const from = Number(part[2]);
        const to = part[3] === undefined ? from : part[3] === '$' ? list.length - 1 : Number(part[3]);
        if (from >= list.length || to >= list.length) return { error: `${part[0]}: bad word specifier` };
        found = list.slice(from, to + 1).join(' ');
      }
    }
    out += found;
    changed = true;
    i += length - 1;
  }
  return { text: out, changed };
}
