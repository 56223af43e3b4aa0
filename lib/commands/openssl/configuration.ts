/** A configuration file of OpenSSL: sections of `name = value`; what stands before the first is `default`. Variables `$name` and `${name}` are put in. */
export function parseConfiguration(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>([['default', new Map()]]);
  let current = sections.get('default')!;
  for (const raw of text.replace(/\\\r?\n/g, '').split('\n')) {
    const line = raw.replace(/(^|[^\\])#.*$/, '$1').trim();
    if (!line) continue;
    const section = /^\[\s*(.*?)\s*\]$/.exec(line)?.[1];
    if (section !== undefined) {
      current = sections.get(section) ?? new Map();
      sections.set(section, current);
      continue;
    }
    const at = line.indexOf('=');
    if (at < 0) continue;
    const value = line
      .slice(at + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, bare: string | undefined) => {
        const name = braced ?? bare ?? '';
        return current.get(name) ?? sections.get('default')!.get(name) ?? '';
      });
    current.set(line.slice(0, at).trim(), value);
  }
  return sections;
}
