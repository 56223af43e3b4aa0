/** A line of a configuration file of OpenSSH: its keyword in lower case, and its arguments. */
export interface ConfigLine {
  readonly line: number;
  readonly keyword: string;
  readonly args: readonly string[];
  /** Quotes that do not end. */
  readonly broken: boolean;
}

/** Reads `Keyword arguments` and `Keyword=arguments`, with quotes; comments are left out. */
export function configLines(text: string): ConfigLine[] {
  const lines: ConfigLine[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const match = /^\s*([^\s=#"][^\s=]*)(?:\s*=\s*|\s+|$)(.*)$/.exec(raw.replace(/\r$/, ''));
    if (!match) continue;
    const { args, broken } = words(match[2]!);
    lines.push({ line: i + 1, keyword: match[1]!.toLowerCase(), args, broken });
  }
  return lines;
}

/** Splits as OpenSSH's argv_split does: blanks, both quotes, `#` ends. */
export function words(text: string): { readonly args: string[]; readonly broken: boolean } {
  const args: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    if (text[at] === '#') break;
    let [word, quote] = ['', ''];
    for (; at < text.length; at++) {
      const letter = text[at]!;
      if (quote) {
        if (letter === quote) quote = '';
        else word += letter;
      } else if (letter === '"' || letter === "'") quote = letter;
      else if (letter === '\\' && /["'\\ ]/.test(text[at + 1] ?? '')) word += text[++at];
      else if (/\s/.test(letter)) break;
      else word += letter;
    }
    if (quote) return { args, broken: true };
    args.push(word);
  }
  return { args, broken: false };
}
