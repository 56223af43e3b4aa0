import { SelectorError } from './label-selector';

export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '==' | '!=';
  readonly value: string;
}

/** Parses `metadata.name=a,status.phase!=Running`. Throws SelectorError with upstream's words. Models fields.ParseSelector. */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  const terms: FieldTerm[] = [];
  for (const part of split(text)) {
    if (part === '') continue;
    terms.push(parseTerm(part));
  }
  return terms;
}

/** Cuts at commas that no backslash escapes. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) part += text[i++]! + text[i]!;
    else if (text[i] === ',') {
      parts.push(part);
      part = '';
    } else part += text[i];
  }
  return [...parts, part];
}

function parseTerm(part: string): FieldTerm {
  for (let i = 0; i < part.length; i++) {
    if (part[i] === '\\') i++;
    else {
      for (const operator of ['!=', '==', '='] as const) {
        if (part.startsWith(operator, i)) {
          return { field: part.slice(0, i), operator, value: unescape(part.slice(i + operator.length)) };
        }
      }
    }
  }
  throw new SelectorError(`invalid selector: '${part}'; can't understand '${part}'`);
}

function unescape(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!;
    if (char === '\\') {
      const next = value[++i];
      if (next === undefined) throw new SelectorError(`invalid selector: trailing backslash`);
      if (!'\\,='.includes(next)) throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
      out += next;
    } else if (char === ',' || char === '=') {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${char}`);
    } else out += char;
  }
  return out;
}

/** Whether all terms hold; `valueOf` gives a field's value. */
export function matchesFields(terms: readonly FieldTerm[], valueOf: (field: string) => string): boolean {
  for (const { field, operator, value } of terms) if ((valueOf(field) === value) === (operator === '!=')) return false;
  return true;
}

/** The text of a parsed field selector. */
export const fieldSelectorText = (terms: readonly FieldTerm[]): string =>
  terms.map(({ field, operator, value }) => `${field}${operator === '==' ? '=' : operator}${value.replace(/[\\,=]/g, '\\$&')}`).join(',');
