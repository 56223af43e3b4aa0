/** A complaint that ends a command, as tmux words it. */
export class TmuxError extends Error {}

/** Splits what was typed or configured into commands of words, as tmux's parser does: quotes, escapes, `;`, `{ }` and comments. */
export function parseCommands(text: string, environment: Readonly<Record<string, string>> = {}): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\\' && text[i + 1] === '\n') i++;
    else if (character === '\n' || (character === ';' && word === undefined)) endCommand();
    else if (/\s/.test(character)) endWord();
    else if (character === ';' && /[\s]|$/.test(text[i + 1] ?? ' ')) endCommand();
    else if (character === '#' && word === undefined && text[i + 1] !== '{' && text[i + 1] !== '[') {
      while (i + 1 < text.length && text[i + 1] !== '\n') i++;
    } else if (character === '{' && word === undefined) {
      const end = closing(text, i);
      words.push(text.slice(i + 1, end).trim());
      i = end;
    } else if (character === "'") {
      const end = text.indexOf("'", i + 1);
      if (end < 0) throw new TmuxError('syntax error');
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (character === '"') {
      let inner = '';
      for (i++; i < text.length && text[i] !== '"'; i++) {
        if (text[i] === '\\' && i + 1 < text.length) {
          const next = text[++i]!;
          inner += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'e' ? '\x1b' : next;
        } else if (text[i] === '$') {
          const name = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(text.slice(i));
          if (name) {
            inner += environment[name[1] ?? name[2]!] ?? '';
            i += name[0].length - 1;
          } else inner += '$';
        } else inner += text[i];
      }
      if (i >= text.length) throw new TmuxError('syntax error');
      word = (word ?? '') + inner;
    } else if (character === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i];
    else if (character === '$' && /^\$(?:\{\w+\}|[A-Za-z_])/.test(text.slice(i))) {
      const name = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(text.slice(i))!;
      word = (word ?? '') + (environment[name[1] ?? name[2]!] ?? '');
      i += name[0].length - 1;
    } else if (character === '~' && word === undefined && /^~(?:\/|\s|$)/.test(text.slice(i))) word = environment['HOME'] ?? '~';
    else word = (word ?? '') + character;
  }
  endCommand();
  return commands;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"' || text[i] === "'") {
      const end = text.indexOf(text[i]!, i + 1);
      if (end > 0) i = end;
    } else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  throw new TmuxError('syntax error');
}

/** Commands of an argument list, where a word `;` (or one that ends in it) parts them. */
export function splitArguments(args: readonly string[]): string[][] {
  const commands: string[][] = [[]];
  for (const arg of args) {
    if (arg === ';') commands.push([]);
    else if (arg.endsWith(';') && !arg.endsWith('\\;')) {
      commands.at(-1)!.push(arg.slice(0, -1));
      commands.push([]);
    } else commands.at(-1)!.push(arg.endsWith('\\;') ? `${arg.slice(0, -2)};` : arg);
  }
  return commands.filter((words) => words.length > 0);
}

/** Flags and operands of one command. */
export interface Arguments {
  readonly flags: ReadonlyMap<string, string>;
  /** Values of flags that may come several times. */
  readonly all: (flag: string) => readonly string[];
  readonly operands: readonly string[];
  has(flag: string): boolean;
  get(flag: string): string | undefined;
}

/** Parses by a getopt-like description: `adn:t:`. */
export function parseArguments(name: string, words: readonly string[], spec: string): Arguments {
  const flags = new Map<string, string>();
  const each: [string, string][] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!/^-[A-Za-z0-9]/.test(word)) break;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!;
      const where = spec.indexOf(letter);
      if (where < 0) throw new TmuxError(`command ${name}: unknown flag -${letter}`);
      if (spec[where + 1] !== ':') {
        flags.set(letter, '');
        continue;
      }
      const value = i + 1 < word.length ? word.slice(i + 1) : words[++at];
      if (value === undefined) throw new TmuxError(`command ${name}: -${letter} expects an argument`);
      flags.set(letter, value);
      each.push([letter, value]);
      break;
    }
  }
  return {
    flags,
    operands: words.slice(at),
    all: (flag) => each.filter(([letter]) => letter === flag).map(([, value]) => value),
    has: (flag) => flags.has(flag),
    get: (flag) => flags.get(flag),
  };
}
