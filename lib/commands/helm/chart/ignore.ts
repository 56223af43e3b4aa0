interface Rule {
  readonly negated: boolean;
  readonly directory: boolean;
  readonly match: (path: string) => boolean;
}

/** One glob of Go's filepath.Match. */
export function globOf(pattern: string): RegExp {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') out += '[^/]*';
    else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 1);
      if (end < 0) out += '\\[';
      else {
        out += `[${pattern.slice(i + 1, end).replace(/^!/, '^')}]`;
        i = end;
      }
    } else out += c.replace(/[\\^$.|+(){}]/g, '\\$&');
  }
  return new RegExp(`^${out}$`);
}

const base = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** What .helmignore says of a path: whether it is left out (Models helm's internal/ignore). */
export function ignoreRules(text: string): (path: string, isDirectory: boolean) => boolean {
  const rules: Rule[] = [];
  for (const line of [...text.split('\n'), 'templates/.?*']) {
    let rule = line.trim();
    if (rule === '' || rule.startsWith('#')) continue;
    const negated = rule.startsWith('!');
    if (negated) rule = rule.slice(1);
    const directory = rule.endsWith('/');
    if (directory) rule = rule.slice(0, -1);
    const glob = globOf(rule.startsWith('/') ? rule.slice(1) : rule);
    if (rule.startsWith('/') || rule.includes('/')) rules.push({ negated, directory, match: (path) => glob.test(path) });
    else rules.push({ negated, directory, match: (path) => glob.test(base(path)) });
  }
  return (path, isDirectory) => {
    if (path === '' || path === '.' || path === './') return false;
    for (const rule of rules) {
      if (rule.negated) {
        if (rule.directory && !isDirectory) return true;
        if (!rule.match(path)) return true;
        continue;
      }
      if (rule.directory && !isDirectory) continue;
      if (rule.match(path)) return true;
    }
    return false;
  };
}
