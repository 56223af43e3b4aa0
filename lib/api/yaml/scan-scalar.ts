import { yamlError, type Mark } from './tokens';

/** What the scalar scanners need of the scanner. */
export interface ScalarSource {
  readonly line: number;
  readonly column: number;
  readonly indent: number;
  readonly flowLevel: number;
  simpleKeyAllowed: boolean;
  at(offset?: number): string | undefined;
  skip(count?: number): void;
  skipLine(): void;
  mark(): Mark;
  atDocumentIndicator(): boolean;
}

const isBlank = (c: string | undefined) => c === ' ' || c === '\t';
const isBreak = (c: string | undefined) => c === '\n' || c === '\r';
const isBlankOrEnd = (c: string | undefined) => c === undefined || isBlank(c) || isBreak(c);

/** Line breaks between lines of a flow scalar: one folds to a space, more keep all but the first. */
const fold = (breaks: number) => (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1));

export function scanPlainScalar(s: ScalarSource): string {
  const indent = s.indent + 1;
  let text = '';
  let blanks = '';
  let breaks = 0;
  for (;;) {
    if (s.atDocumentIndicator() || s.at() === '#') break;
    while (!isBlankOrEnd(s.at())) {
      const c = s.at()!;
      if (c === ':' && (isBlankOrEnd(s.at(1)) || (s.flowLevel > 0 && ',[]{}'.includes(s.at(1)!)))) break;
      if (s.flowLevel > 0 && (',[]{}'.includes(c) || (c === '?' && isBlankOrEnd(s.at(1))))) break;
      if (breaks > 0) text += fold(breaks);
      else text += blanks;
      blanks = '';
      breaks = 0;
      text += c;
      s.skip();
      s.simpleKeyAllowed = false;
    }
    if (!isBlank(s.at()) && !isBreak(s.at())) break;
    while (isBlank(s.at()) || isBreak(s.at())) {
      if (isBlank(s.at())) {
        if (breaks > 0 && s.column < indent && s.at() === '\t') {
          throw yamlError('found a tab character that violates indentation', s.mark(), 'scanner');
        }
        if (breaks === 0) blanks += s.at();
        s.skip();
      } else {
        s.skipLine();
        breaks++;
      }
    }
    if (s.flowLevel === 0 && s.column < indent) break;
  }
  if (breaks > 0) s.simpleKeyAllowed = true;
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
  '/': '/',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function scanQuotedScalar(s: ScalarSource, single: boolean): string {
  const quote = single ? "'" : '"';
  s.skip();
  let text = '';
  for (;;) {
    if (s.atDocumentIndicator()) throw yamlError('found unexpected document indicator', s.mark(), 'scanner');
    if (s.at() === undefined) throw yamlError('found unexpected end of stream', endMark(s), 'scanner');
    let escapedBreak = false;
    while (!isBlankOrEnd(s.at())) {
      const c = s.at()!;
      if (single && c === "'" && s.at(1) === "'") {
        text += "'";
        s.skip(2);
      } else if (c === quote) break;
      else if (!single && c === '\\' && isBreak(s.at(1))) {
        s.skip();
        s.skipLine();
        escapedBreak = true;
        break;
      } else if (!single && c === '\\') text += scanEscape(s);
      else {
        text += c;
        s.skip();
      }
    }
    if (s.at() === quote) break;
    let blanks = '';
    let breaks = 0;
    while (isBlank(s.at()) || isBreak(s.at())) {
      if (isBlank(s.at())) {
        if (breaks === 0 && !escapedBreak) blanks += s.at();
        s.skip();
      } else {
        s.skipLine();
        breaks++;
      }
    }
    text += breaks === 0 ? blanks : escapedBreak ? '\n'.repeat(breaks) : fold(breaks);
  }
  s.skip();
  return text;
}

/** At the end of the stream libyaml's line has already gone on when the last line lacks its break. */
function endMark(s: ScalarSource): Mark {
  return s.mark();
}

function scanEscape(s: ScalarSource): string {
  const code = s.at(1);
  const simple = code === undefined ? undefined : ESCAPES[code];
  if (simple !== undefined) {
    s.skip(2);
    return simple;
  }
  const length = HEX_LENGTH[code ?? ''];
  if (length === undefined) throw yamlError('found unknown escape character', s.mark(), 'scanner');
  s.skip(2);
  let digits = '';
  for (let i = 0; i < length; i++) digits += s.at(i) ?? '';
  if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) throw yamlError('did not find expected hexdecimal number', s.mark(), 'scanner');
  const point = parseInt(digits, 16);
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff)
    throw yamlError('found invalid Unicode character escape code', s.mark(), 'scanner');
  s.skip(length);
  return String.fromCodePoint(point);
}

export function scanBlockScalar(s: ScalarSource, literal: boolean): string {
  s.skip();
  const { chomping, increment } = scanBlockHeader(s);
  let indent = increment > 0 ? (s.indent >= 0 ? s.indent + increment : increment) : 0;
  let text = '';
  let leadingBreak = '';
  const found = scanBreaks(s, indent);
  indent = found.indent;
  let trailingBreaks = found.breaks;
  let leadingBlank = false;
  while (s.column === indent && s.at() !== undefined) {
    const trailingBlank = isBlank(s.at());
    if (!literal && leadingBreak === '\n' && !leadingBlank && !trailingBlank) {
      if (trailingBreaks === '') text += ' ';
    } else text += leadingBreak;
    leadingBreak = '';
    text += trailingBreaks;
    leadingBlank = trailingBlank;
    while (s.at() !== undefined && !isBreak(s.at())) {
      text += s.at();
      s.skip();
    }
    if (s.at() !== undefined) {
      s.skipLine();
      leadingBreak = '\n';
    }
    trailingBreaks = scanBreaks(s, indent).breaks;
  }
  if (chomping !== '-') text += leadingBreak;
  if (chomping === '+') text += trailingBreaks;
  return text;
}

function scanBlockHeader(s: ScalarSource): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const c = s.at();
    if ((c === '+' || c === '-') && chomping === '') chomping = c;
    else if (c !== undefined && c >= '0' && c <= '9' && increment === 0) {
      if (c === '0') throw yamlError('found an indentation indicator equal to 0', s.mark(), 'scanner');
      increment = Number(c);
    } else break;
    s.skip();
  }
  while (isBlank(s.at())) s.skip();
  if (s.at() === '#') while (s.at() !== undefined && !isBreak(s.at())) s.skip();
  if (!isBreak(s.at()) && s.at() !== undefined) throw yamlError('did not find expected comment or line break', s.mark(), 'scanner');
  if (isBreak(s.at())) s.skipLine();
  return { chomping, increment };
}

/** Eats indentation and empty lines; finds the scalar's own indentation when it is not known (0) yet. */
function scanBreaks(s: ScalarSource, known: number): { indent: number; breaks: string } {
  let indent = known;
  let most = 0;
  let breaks = '';
  for (;;) {
    while ((indent === 0 || s.column < indent) && s.at() === ' ') s.skip();
    if (s.column > most) most = s.column;
    if ((indent === 0 || s.column < indent) && s.at() === '\t') {
      throw yamlError('found a tab character where an indentation space is expected', s.mark(), 'scanner');
    }
    if (!isBreak(s.at())) break;
    s.skipLine();
    breaks += '\n';
  }
  if (indent === 0) indent = Math.max(most, s.indent + 1, 1);
  return { indent, breaks };
}
