import { compileRegex } from '@/lib/api/cel/regex';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import { matchesName } from './names';
import type { HttpRule, NameRule } from './rule';

/** What Envoy answers to a request that no rule allows. */
export const ACCESS_DENIED: HttpResponse = {
  status: 403,
  headers: { 'content-length': '15', 'content-type': 'text/plain', server: 'envoy' },
  body: 'Access denied\r\n',
};

/** Whether one of the rules allows a request. */
export const httpAllowed = (rules: readonly HttpRule[], request: Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers'>): boolean =>
  rules.some((rule) => takes(rule, request));

function takes(rule: HttpRule, { method, path, query, headers }: Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers'>): boolean {
  const pairs = Object.entries(query).flatMap(([key, values]) => values.map((value) => `${key}=${value}`));
  const whole = pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
  if (!fits(rule.path, whole) || !fits(rule.method, method) || !fits(rule.host, headers.host ?? '')) return false;
  const has = (name: string, value: string | undefined) => {
    const own = headers[name.toLowerCase()];
    return own !== undefined && (value === undefined || own === value);
  };
  const listed = (rule.headers ?? []).every((header) => {
    const [, name = '', value] = /^([^\s:]+):?\s*(.*)$/.exec(header) ?? [];
    return has(name, value || undefined);
  });
  // With a `mismatch` the request goes on all the same.
  return listed && (rule.headerMatches ?? []).every(({ name, value, mismatch }) => mismatch !== undefined || has(name, value));
}

/** A regular expression of RE2 over the whole text. */
function fits(expression: string | undefined, text: string): boolean {
  return !expression || compileRegex(`^(?:${expression})$`).test(text);
}

/** Whether the DNS proxy passes a question on; others are refused. */
export const questionAllowed = (rules: readonly NameRule[], name: string): boolean => rules.some((rule) => matchesName(rule, name));
