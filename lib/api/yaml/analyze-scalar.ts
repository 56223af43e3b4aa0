/** Which styles can hold a text in a block context (Models yaml_emitter_analyze_scalar). */
export interface ScalarStyles {
  readonly plain: boolean;
  readonly single: boolean;
  readonly literal: boolean;
}

const INDICATES_FIRST = '#,[]{}&*!|>\'"%@`';

export function analyzeScalar(text: string): ScalarStyles {
  if (text === '') return { plain: true, single: true, literal: false };
  let indicators = text.startsWith('---') || text.startsWith('...');
  let special = false;
  let lineBreaks = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  let afterBlank = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    const next = text[i + 1];
    const beforeBlank = next === undefined || next === ' ' || next === '\t' || next === '\n' || next === '\r';
    if (i === 0) {
      if (INDICATES_FIRST.includes(c) || ((c === '?' || c === ':' || c === '-') && beforeBlank)) indicators = true;
    } else if ((c === ':' && beforeBlank) || (c === '#' && afterBlank)) indicators = true;
    if (!isPrintable(text.charCodeAt(i))) special = true;
    if (c === ' ') {
      if (previousBreak) breakSpace = true;
      previousSpace = true;
      previousBreak = false;
    } else if (c === '\n' || c === '\r' || c === '\x85' || c === '\u2028' || c === '\u2029') {
      lineBreaks = true;
      if (previousSpace) spaceBreak = true;
      previousSpace = false;
      previousBreak = true;
    } else {
      previousSpace = false;
      previousBreak = false;
    }
    afterBlank = c === ' ' || c === '\t' || c === '\n' || c === '\r';
  }
  const first = text[0]!;
  const last = text[text.length - 1]!;
  const edged = first === ' ' || first === '\n' || last === ' ' || last === '\n';
  const broken = spaceBreak || special;
  return {
    plain: !edged && !breakSpace && !broken && !lineBreaks && !indicators,
    single: !breakSpace && !broken,
    literal: last !== ' ' && !broken,
  };
}

/** go-yaml v2 counts tabs, controls and everything beyond the basic plane as not printable. */
function isPrintable(code: number): boolean {
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  if (code < 0xa0) return false;
  return code < 0xd800 || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}
