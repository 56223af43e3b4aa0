import type { Variable } from '../state/state';
import { ShellError } from '../state/variables';
import { hashOrder } from './hash-order';
import type { ExpansionContext } from './expand';
import { quoteDouble, quoteKey, quoteSingle, readEscapes } from './quote';
import type { Param } from './template';

/** `${x@Q}`, `@E`, `@P`, `@A`, `@a`, `@U`, `@u`, `@L`, `@K`, `@k`. */
export function transform(
  context: ExpansionContext,
  param: Param,
  value: readonly string[] | string | undefined,
  variable: Variable | undefined,
): string[] | string | undefined {
  const how = param.operand!;
  const many = typeof value === 'object';
  if (!/^[QEPAaUuLKk]$/.test(how)) {
    if (value === undefined) return undefined;
    throw new ShellError(`${param.source}: bad substitution`, 1, true);
  }
  if (how === 'a') {
    const flags = attributes(variable);
    return many ? value.map(() => flags) : flags;
  }
  if (how === 'A') {
    const flags = attributes(variable);
    if (!many && variable && (variable.array || variable.assoc))
      return value === undefined ? `declare -${flags} ${param.name}` : `declare -${flags} ${param.name}=${quoteSingle(value)}`;
    return declaration(param.name, many ? undefined : value, variable);
  }
  if (how === 'K' || how === 'k') {
    const entries = variable?.assoc ? hashOrder(variable.assoc) : variable?.array ? [...variable.array] : undefined;
    if (many && entries) {
      if (how === 'k') return entries.flatMap(([key, one]) => [String(key), one]);
      return (
        entries.map(([key, one]) => `${quoteKey(String(key))} ${quoteDouble(one)}`).join(' ') +
        (variable?.assoc && entries.length ? ' ' : '')
      );
    }
    return many ? value.map(quoteSingle) : value === undefined ? undefined : quoteSingle(value);
  }
  const one = (text: string): string => {
    switch (how) {
      case 'Q':
        return quoteSingle(text);
      case 'E':
        return readEscapes(text, { ansi: true }).text;
      case 'P':
        return context.prompt(text);
      case 'U':
        return text.toUpperCase();
      case 'L':
        return text.toLowerCase();
      default: {
        const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
        return text === '' ? '' : first.toUpperCase() + text.slice(first.length);
      }
    }
  };
  return many ? value.map(one) : value === undefined ? undefined : one(value);
}

/** The letters `declare` shows: `-arix`. */
export function attributes(variable: Variable | undefined): string {
  if (!variable) return '';
  return (
    (variable.array ? 'a' : '') +
    (variable.assoc ? 'A' : '') +
    (variable.capital ? 'c' : '') +
    (variable.integer ? 'i' : '') +
    (variable.nameref ? 'n' : '') +
    (variable.readonly ? 'r' : '') +
    (variable.trace ? 't' : '') +
    (variable.exported ? 'x' : '') +
    (variable.lower ? 'l' : '') +
    (variable.upper ? 'u' : '')
  );
}

/** `declare -p` of a variable. */
export function declaration(name: string, value: string | undefined, variable: Variable | undefined, always = false): string | undefined {
  if (!variable) return undefined;
  const flags = attributes(variable);
  if (variable.array || variable.assoc) {
    const list = (variable.array ? [...variable.array] : hashOrder(variable.assoc!)) as [number | string, string][];
    if (list.length === 0 && variable.blank) return `declare -${flags} ${name}`;
    const inner = list.map(([key, one]) => `[${quoteKey(String(key))}]=${quoteDouble(one)}`).join(' ');
    return `declare -${flags} ${name}=(${inner}${variable.assoc && list.length ? ' ' : ''})`;
  }
  if (always) return `declare -${flags || '-'} ${name}${variable.value === undefined ? '' : '=' + quoteDouble(variable.value)}`;
  if (value === undefined) return flags ? `declare -${flags} ${name}` : undefined;
  return flags ? `declare -${flags} ${name}=${quoteSingle(value)}` : `${name}=${quoteSingle(value)}`;
}
