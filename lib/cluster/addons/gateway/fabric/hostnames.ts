/** Whether a host name (or a pattern of its own) is within `pattern`: '' is everything, `*.a.b` any names below. */
export function covers(pattern: string, name: string): boolean {
  if (pattern === '' || pattern === name) return true;
  return pattern.startsWith('*.') && name.endsWith(pattern.slice(1));
}

/** The host names that a listener and a route have in common; a route without any takes the listener's ('' is all there are). */
export function commonHosts(listener: string, route: readonly string[]): readonly string[] {
  if (route.length === 0) return [listener];
  return route.flatMap((name) => {
    if (covers(listener, name)) return [name];
    return covers(name, listener) ? [listener] : [];
  });
}

/** How exactly a pattern names hosts: names before patterns, longer ones first. */
export function precision(pattern: string): number {
  if (pattern === '') return 0;
  return pattern.startsWith('*.') ? pattern.length : 1000 + pattern.length;
}

/** The most exact of the patterns that a name is within; undefined when there is none. */
export function mostExact<T>(items: readonly T[], patternOf: (item: T) => string, name: string): T | undefined {
  return items.filter((item) => covers(patternOf(item), name)).sort((a, b) => precision(patternOf(b)) - precision(patternOf(a)))[0];
}
