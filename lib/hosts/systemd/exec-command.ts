/** Command lines of unit files: their prefixes, their quoting, and the variables in them. */

export interface ExecCommand {
  /** As `systemctl status` and `show` write it: without its prefixes. */
  readonly text: string;
  readonly path: string;
  readonly argv: readonly string[];
  /** `-`: a failure is no failure. */
  readonly ignoreFailure: boolean;
  /** `+`: without the unit's User=. */
  readonly privileged: boolean;
  /** `:`: variables stay as they are. */
  readonly literal: boolean;
}

/** Splits as extract_first_word() does with EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE. Undefined: a quote is not closed. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const one = text[i]!;
    if (quote === "'" || quote === '"') {
      if (one === quote) quote = '';
      else if (one === '\\' && i + 1 < text.length) word += unescape(text[++i]!);
      else word += one;
    } else if (one === '"' || one === "'") {
      quote = one;
      word ??= '';
    } else if (/\s/.test(one)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (one === '\\' && i + 1 < text.length) word = (word ?? '') + unescape(text[++i]!);
    else word = (word ?? '') + one;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', s: ' ', '\\': '\\', '"': '"', "'": "'" };
const unescape = (letter: string): string => ESCAPES[letter] ?? `\\${letter}`;

/** Commands of one setting; a lone `;` stands between two. A line that cannot be read is the reason instead. */
export function parseCommands(text: string): readonly ExecCommand[] | string {
  const commands: ExecCommand[] = [];
  for (const piece of text.split(/\s;(?=\s|$)/)) {
    const [, prefix = '', rest = ''] = /^\s*([-@:+!|]*)(.*)$/s.exec(piece)!;
    const words = splitWords(rest);
    if (!words) return `Ignoring unknown escape sequences or unbalanced quoting, ignoring: ${text}`;
    const [path, ...argv] = words;
    if (path === undefined) return 'Empty path in command line, ignoring: ""';
    if (!path.startsWith('/') && path.includes('/')) return `Neither a valid executable name nor an absolute path: ${path}`;
    const named = prefix.includes('@') ? argv : [path, ...argv];
    commands.push({
      text: rest.trim().replace(/\s+/g, ' '),
      path,
      argv: named,
      ignoreFailure: prefix.includes('-'),
      privileged: prefix.includes('+'),
      literal: prefix.includes(':'),
    });
  }
  return commands;
}

/** Models replace_env_argv(): `$NAME` as a word of its own becomes words, `${NAME}` stands within one, `$$` is a dollar. */
export function expandArguments(argv: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  return argv.flatMap((word) => {
    const whole = /^\$([A-Za-z_]\w*)$/.exec(word);
    if (whole) return splitWords(env[whole[1]!] ?? '') ?? [];
    return [word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (match, name: string | undefined) => (match === '$$' ? '$' : (env[name!] ?? '')))];
  });
}

/** `NAME=value` of Environment=: several in a line, quoted as a whole or in part. */
export function parseEnvironment(lines: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of lines) {
    for (const word of splitWords(line) ?? []) {
      const at = word.indexOf('=');
      if (at > 0 && /^[A-Za-z_]\w*$/.test(word.slice(0, at))) env[word.slice(0, at)] = word.slice(at + 1);
    }
  }
  return env;
}

/** A file of `NAME=value` lines, as EnvironmentFile= reads it. Models parse_env_file(). */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const line of text.replace(/\\\n/g, '').split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match || /^\s*[#;]/.test(line)) continue;
    const value = match[2]!;
    const quoted = /^"((?:[^"\\]|\\.)*)"$|^'([^']*)'$/.exec(value);
    env[match[1]!] = quoted ? (quoted[2] ?? quoted[1]!.replace(/\\(["\\$`])/g, '$1')) : value.replace(/\\(.)/g, '$1');
  }
  return env;
}
