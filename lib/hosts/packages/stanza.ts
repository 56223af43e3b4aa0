/** One package as `Packages` files and /var/lib/dpkg/status tell it: fields by name, in their order. */
export type Stanza = ReadonlyMap<string, string>;

/** Reads a file of paragraphs (RFC 822, as deb822(5) has it). */
export function readStanzas(text: string): Stanza[] {
  const stanzas: Stanza[] = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    let last = '';
    for (const line of paragraph.split('\n')) {
      if (line.startsWith('#') || line.trim() === '') continue;
      if (/^\s/.test(line)) {
        fields.set(last, `${fields.get(last) ?? ''}\n${line}`);
        continue;
      }
      const at = line.indexOf(':');
      if (at < 0) continue;
      last = line.slice(0, at);
      fields.set(last, line.slice(at + 1).trim());
    }
    if (fields.size > 0) stanzas.push(fields);
  }
  return stanzas;
}

/** The text of paragraphs, an empty line after each. */
export const printStanzas = (stanzas: readonly Stanza[]): string =>
  stanzas.map((fields) => `${[...fields].map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n`).join('');

/** Compares Debian versions. Models dpkg's verrevcmp. */
export function compareVersions(a: string, b: string): number {
  const split = (text: string): [number, string, string] => {
    const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/.exec(text) ?? [];
    const at = rest.lastIndexOf('-');
    return at < 0 ? [Number(epoch), rest, ''] : [Number(epoch), rest.slice(0, at), rest.slice(at + 1)];
  };
  const [left, right] = [split(a), split(b)];
  return left[0] - right[0] || comparePart(left[1], right[1]) || comparePart(left[2], right[2]);
}

function order(char: string | undefined): number {
  if (char === undefined) return 0;
  if (char === '~') return -1;
  return /[a-zA-Z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
}

function comparePart(a: string, b: string): number {
  const pieces = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const shape = (list: readonly string[]) => (list.length > 0 && /^\d/.test(list[0]!) ? ['', ...list] : [...list]);
  const [left, right] = [shape(pieces(a)), shape(pieces(b))];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    if (i % 2 === 1) {
      const difference = Number(x || 0) - Number(y || 0);
      if (difference !== 0) return difference;
      continue;
    }
    for (let j = 0; j < Math.max(x.length, y.length); j++) {
      const difference = order(x[j]) - order(y[j]);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}
