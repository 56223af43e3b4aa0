/** What `kubectl proxy` lets through: regular expressions, of which one must or none may match. Plain data. */
export interface ProxyFilter {
  readonly acceptPaths: readonly string[];
  readonly rejectPaths: readonly string[];
  readonly acceptHosts: readonly string[];
  readonly rejectMethods: readonly string[];
}

const MOST_LENGTH = 4096;
const any = (patterns: readonly string[], text: string) => patterns.some((pattern) => new RegExp(pattern).test(text.slice(0, MOST_LENGTH)));

/** Models proxy.FilterServer.accept. `host` may carry a port. */
export function accepts(filter: ProxyFilter, method: string, path: string, host: string): boolean {
  if (any(filter.rejectPaths, path) || any(filter.rejectMethods, method)) return false;
  return any(filter.acceptPaths, path) && any(filter.acceptHosts, host.replace(/(?<=[^:]|\]):\d+$/, ''));
}

/** Regular expressions of a flag, cut at commas; throws Go's complaint about one that is none. Models MakeRegexpArray. */
export function patterns(text: string): string[] {
  const parts = text.split(',');
  for (const part of parts) {
    try {
      new RegExp(part);
    } catch {
      throw new Error(`error parsing regexp: ${faultOf(part)}: \`${part}\``);
    }
  }
  return parts;
}

/** What Go's regexp/syntax calls the fault. */
function faultOf(pattern: string): string {
  if (/\[[^\]]*$/.test(pattern)) return 'missing closing ]';
  if (/^[*+?]/.test(pattern)) return 'missing argument to repetition operator';
  return pattern.includes(')') && !pattern.includes('(') ? 'unexpected )' : 'missing closing )';
}
