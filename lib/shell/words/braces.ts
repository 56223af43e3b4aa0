/** Brace expansion, done on the raw text of a word before anything else: `a{b,c}{1..3}`. */

const MOST_WORDS = 100_000;

/** Thrown when a word would expand to more words than a machine has memory for. */
export class TooManyWords extends Error {}

/** The words a word becomes; the word alone when it holds no brace expansion. */
export function expandBraces(text: string): string[] {
  if (!text.includes('{')) return [text];
  const out: string[] = [];
  expand(text, out);
  return out;
}

function expand(text: string, out: string[]): void {
  const found = findBraces(text);
  if (!found) {
    if (out.length >= MOST_WORDS) throw new TooManyWords();
    out.push(text);
    return;
  }
  const before = text.slice(0, found.open);
  const tails: string[] = [];
  expand(text.slice(found.close + 1), tails);
  for (const item of found.items) {
    const middles: string[] = [];
    expand(item, middles);
    for (const middle of middles) {
      for (const tail of tails) {
        if (out.length >= MOST_WORDS) throw new TooManyWords();
        out.push(before + middle + tail);
      }
    }
  }
}

interface Braces {
  readonly open: number;
  readonly close: number;
  readonly items: readonly string[];
}

/** The first brace expression of the text that expands to something. */
function findBraces(text: string): Braces | undefined {
  for (let i = 0; i < text.length; i++) {
    const after = skipQuoted(text, i);
    if (after > i) {
      i = after - 1;
      continue;
    }
    if (text[i] !== '{' || text[i + 1] === '}') continue;
    const braces = readBraces(text, i);
    if (braces) return braces;
  }
  return undefined;
}

function readBraces(text: string, open: number): Braces | undefined {
  const items: string[] = [];
  let from = open + 1;
  let depth = 0;
  for (let i = open + 1; i < text.length; i++) {
    const after = skipQuoted(text, i);
    if (after > i) {
      i = after - 1;
      continue;
    }
    const c = text[i];
    if (c === '{') depth++;
    else if (c === '}' && depth > 0) depth--;
    else if (c === ',' && depth === 0) {
      items.push(text.slice(from, i));
      from = i + 1;
    } else if (c === '}') {
      if (items.length > 0) return { open, close: i, items: [...items, text.slice(from, i)] };
      const sequence = readSequence(text.slice(open + 1, i));
      return sequence && { open, close: i, items: sequence };
    }
  }
  return undefined;
}

/** Where quoted text, or an expansion, that begins at `i` ends; `i` when none begins there. */
function skipQuoted(text: string, i: number): number {
  const c = text[i];
  if (c === '\\') return i + 2;
  if (c === "'") return text.indexOf("'", i + 1) + 1 || text.length;
  if (c === '"' || c === '`') {
    for (let k = i + 1; k < text.length; k++) {
      if (text[k] === '\\') k++;
      else if (text[k] === c) return k + 1;
    }
    return text.length;
  }
  if (c === '$' && (text[i + 1] === '{' || text[i + 1] === '(')) return skipNested(text, i + 1);
  if ((c === '<' || c === '>') && text[i + 1] === '(') return skipNested(text, i + 1);
  return i;
}

function skipNested(text: string, open: number): number {
  const [opener, closer] = text[open] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === opener) depth++;
    else if (text[i] === closer) {
      if (--depth === 0) return i + 1;
    } else {
      const after = skipQuoted(text, i);
      if (after > i) i = after - 1;
    }
  }
  return text.length;
}

function readSequence(body: string): string[] | undefined {
  const numbers = /^([+-]?\d+)\.\.([+-]?\d+)(?:\.\.([+-]?\d+))?$/.exec(body);
  if (numbers) {
    const [first, last] = [BigInt(numbers[1]!.replace('+', '')), BigInt(numbers[2]!.replace('+', ''))];
    const width = [numbers[1]!, numbers[2]!].some((n) => /^[+-]?0\d/.test(n)) ? Math.max(numbers[1]!.length, numbers[2]!.length) : 0;
    return count(first, last, stepOf(numbers[3])).map((n) => pad(n, width));
  }
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([+-]?\d+))?$/.exec(body);
  if (!letters) return undefined;
  const codes = count(BigInt(letters[1]!.charCodeAt(0)), BigInt(letters[2]!.charCodeAt(0)), stepOf(letters[3]));
  return codes.map((code) => String.fromCharCode(Number(code)));
}

function stepOf(text: string | undefined): bigint {
  const step = BigInt((text ?? '1').replace('+', ''));
  return step === 0n ? 1n : step < 0n ? -step : step;
}

function count(first: bigint, last: bigint, step: bigint): bigint[] {
  const out: bigint[] = [];
  const size = (first < last ? last - first : first - last) / step;
  if (size > BigInt(MOST_WORDS)) throw new TooManyWords();
  if (first <= last) for (let n = first; n <= last; n += step) out.push(n);
  else for (let n = first; n >= last; n -= step) out.push(n);
  return out;
}

function pad(n: bigint, width: number): string {
  return n < 0n ? '-' + (-n).toString().padStart(width - 1, '0') : n.toString().padStart(width, '0');
}
