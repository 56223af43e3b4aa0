import { isLabelValue, isQualifiedName } from './names';
import type { LabelSelector } from './models';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, as upstream keeps them. */
  readonly values: readonly string[];
}

/** All requirements must hold; none matches everything. */
export type ParsedLabelSelector = readonly LabelRequirement[];

export type Labels = Readonly<Record<string, string>>;

/** Thrown for a selector that does not parse, with upstream's words. */
export class SelectorError extends Error {}

type Token = 'in' | 'notin' | '=' | '==' | '!=' | '!' | 'gt' | 'lt' | ',' | '(' | ')' | 'identifier' | 'end';
const SPECIAL: Readonly<Record<string, Token>> = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  '!': '!',
  '>': 'gt',
  '<': 'lt',
  ',': ',',
  '(': '(',
  ')': ')',
};
const BINARY_OPERATORS = 'in, notin, =, ==, !=, gt, lt';

interface Lexeme {
  readonly token: Token;
  readonly text: string;
}

function lex(text: string): Lexeme[] {
  const found: Lexeme[] = [];
  let i = 0;
  while (i < text.length) {
    const char = text[i]!;
    if (' \t\r\n'.includes(char)) {
      i++;
    } else if ('=!(),<>'.includes(char)) {
      let symbol = char;
      let best = char;
      let end = i + 1;
      while (end < text.length && '=!(),<>'.includes(text[end]!)) {
        symbol += text[end];
        if (!(symbol in SPECIAL)) break;
        best = symbol;
        end++;
      }
      found.push({ token: SPECIAL[best]!, text: best });
      i += best.length;
    } else {
      let end = i;
      while (end < text.length && !' \t\r\n=!(),<>'.includes(text[end]!)) end++;
      const word = text.slice(i, end);
      found.push({ token: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
      i = end;
    }
  }
  return found;
}

/** Parses `a=b,c in (d,e),!f`. Throws SelectorError with upstream's words. Models labels.Parse. */
export function parseLabelSelector(text: string): ParsedLabelSelector {
  const tokens = lex(text);
  let at = 0;
  /** In the position of a key or value, `in` and `notin` are words like others. */
  const peek = (asValue = false): Lexeme => {
    const next = tokens[at] ?? { token: 'end' as const, text: '' };
    return asValue && (next.token === 'in' || next.token === 'notin') ? { token: 'identifier', text: next.text } : next;
  };
  const take = (asValue = false): Lexeme => {
    const next = peek(asValue);
    at++;
    return next;
  };
  const fail = (why: string): never => {
    throw new SelectorError(`unable to parse requirement: ${why}`);
  };
  const requirements: LabelRequirement[] = [];
  for (;;) {
    const next = peek(true);
    if (next.token === 'end') return sorted(requirements);
    if (next.token !== 'identifier' && next.token !== '!') {
      throw new SelectorError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    }
    requirements.push(requirement());
    const after = take();
    if (after.token === 'end') return sorted(requirements);
    if (after.token !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`);
    const then = peek(true);
    if (then.token !== 'identifier' && then.token !== '!') {
      throw new SelectorError(`found '${then.text}', expected: identifier after ','`);
    }
  }

  function requirement(): LabelRequirement {
    let operator: LabelOperator | undefined;
    let lexeme = take(true);
    if (lexeme.token === '!') {
      operator = '!';
      lexeme = take(true);
    }
    if (lexeme.token !== 'identifier') fail(`found '${lexeme.text}', expected: identifier`);
    const key = lexeme.text;
    checkKey(key);
    if (operator) return { key, operator, values: [] };
    const following = peek();
    if (following.token === 'end' || following.token === ',') return { key, operator: 'exists', values: [] };
    const symbol = take();
    if (!['in', 'notin', '=', '==', '!=', 'gt', 'lt'].includes(symbol.token)) {
      fail(`found '${symbol.text}', expected: ${BINARY_OPERATORS}`);
    }
    operator = symbol.token as LabelOperator;
    const values = operator === 'in' || operator === 'notin' ? list() : [single()];
    checkValues(key, operator, values);
    return { key, operator, values: [...new Set(values)].sort() };
  }

  function list(): string[] {
    const open = take();
    if (open.token !== '(') fail(`found '${open.text}' expected: '('`);
    const first = peek(true);
    if (first.token !== 'identifier' && first.token !== ',') {
      if (first.token === ')') {
        at++;
        return [''];
      }
      return fail(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values: string[] = [];
    for (;;) {
      const item = take(true);
      if (item.token === 'identifier') {
        values.push(item.text);
        const next = peek();
        if (next.token === ',') continue;
        if (next.token === ')') break;
        fail(`found '${next.text}', expected: ',' or ')'`);
      } else if (item.token === ',') {
        if (values.length === 0) values.push('');
        const next = peek(true);
        if (next.token === ')') {
          values.push('');
          break;
        }
        if (next.token === ',') {
          at++;
          values.push('');
        }
      } else {
        fail(`found '${item.text}', expected: ',', or identifier`);
      }
    }
    const close = take();
    if (close.token !== ')') fail(`found '${close.text}', expected: ')'`);
    return values;
  }

  function single(): string {
    const next = peek(true);
    if (next.token === 'end' || next.token === ',') return '';
    const value = take(true);
    if (value.token !== 'identifier') fail(`found '${value.text}', expected: identifier`);
    return value.text;
  }

  function checkKey(key: string): void {
    const complaints = isQualifiedName(key);
    if (complaints.length > 0) fail(`<nil>: Invalid value: ${JSON.stringify(key)}: ${complaints.join('; ')}`);
  }

  function checkValues(key: string, operator: LabelOperator, values: readonly string[]): void {
    if ((operator === 'gt' || operator === 'lt') && !/^[+-]?\d+$/.test(values[0]!)) {
      fail(`values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`);
    }
    values.forEach((value, i) => {
      const complaints = isLabelValue(value);
      if (complaints.length > 0) fail(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${complaints.join('; ')}`);
    });
  }
}

const sorted = (requirements: LabelRequirement[]) => requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/** Whether labels satisfy a parsed selector. Models labels.Requirement.Matches. */
export function matchesLabels(selector: ParsedLabelSelector, labels: Labels | undefined): boolean {
  for (const { key, operator, values } of selector) {
    const value = labels?.[key];
    switch (operator) {
      case 'in':
      case '=':
      case '==':
        if (value === undefined || !values.includes(value)) return false;
        break;
      case 'notin':
      case '!=':
        if (value !== undefined && values.includes(value)) return false;
        break;
      case 'exists':
        if (value === undefined) return false;
        break;
      case '!':
        if (value !== undefined) return false;
        break;
      default: {
        if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
        const bound = Number(values[0]);
        if (operator === 'gt' ? !(Number(value) > bound) : !(Number(value) < bound)) return false;
      }
    }
  }
  return true;
}

/** The text of a parsed selector: `a=b,c in (d,e),!f`. Models labels.Selector.String. */
export function labelSelectorText(selector: ParsedLabelSelector): string {
  return selector
    .map(({ key, operator, values }) => {
      switch (operator) {
        case '!':
          return `!${key}`;
        case 'exists':
          return key;
        case 'in':
        case 'notin':
          return `${key} ${operator} (${values.join(',')})`;
        case 'gt':
          return `${key}>${values[0]}`;
        case 'lt':
          return `${key}<${values[0]}`;
        default:
          return `${key}${operator}${values[0]}`;
      }
    })
    .join(',');
}

const parsedSelectors = new WeakMap<object, ParsedLabelSelector>();

/**
 * A metav1.LabelSelector as requirements; undefined (nil) selects nothing, the empty one everything.
 * Models metav1.LabelSelectorAsSelector.
 */
export function labelSelectorRequirements(selector: LabelSelector | undefined | null): ParsedLabelSelector | 'nothing' {
  if (!selector) return 'nothing';
  const known = parsedSelectors.get(selector);
  if (known) return known;
  const operators: Readonly<Record<string, LabelOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };
  const found: LabelRequirement[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    key,
    operator: '=',
    values: [value],
  }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const op = operators[operator];
    if (!op) throw new SelectorError(`"${operator}" is not a valid label selector operator`);
    found.push({ key, operator: op, values: [...(values ?? [])].sort() });
  }
  const parsed = sorted(found);
  parsedSelectors.set(selector, parsed);
  return parsed;
}

/** Whether labels satisfy a metav1.LabelSelector (nil: never; empty: always). */
export function matchesLabelSelector(selector: LabelSelector | undefined | null, labels: Labels | undefined): boolean {
  const requirements = labelSelectorRequirements(selector);
  return requirements !== 'nothing' && matchesLabels(requirements, labels);
}

/** Whether labels hold every pair of a plain map selector (Service, ReplicationController); the empty one matches nothing. */
export function matchesLabelMap(selector: Labels | undefined, labels: Labels | undefined): boolean {
  if (!selector) return false;
  let any = false;
  for (const key in selector) {
    any = true;
    if (labels?.[key] !== selector[key]) return false;
  }
  return any;
}

/** `app=web,tier in (a,b)` or `<none>`, as printers show a selector. Models metav1.FormatLabelSelector. */
export function formatLabelSelector(selector: LabelSelector | undefined | null): string {
  const requirements = labelSelectorRequirements(selector);
  if (requirements === 'nothing') return '<none>';
  return labelSelectorText(requirements) || '<none>';
}
