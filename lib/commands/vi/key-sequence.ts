/** What the keys of normal mode say: `"a2d3w` is register a, operator d, count 6, key w. */
export interface KeySequence {
  readonly register: string | undefined;
  readonly operator: string | undefined;
  /** A motion, a text object or a command, with the character it takes. */
  readonly key: string;
  readonly count: number;
  /** Whether a count was typed. */
  readonly given: boolean;
}

const MOST_COUNT = 100_000;

/** Reads the keys typed so far; undefined while more have to come. In visual mode operators are commands. */
export function parseKeys(keys: string, visual: boolean): KeySequence | undefined {
  const m = /^(?:"(.))?([1-9]\d*)?(?:"(.))?((?:g[uU~])|[dcy><=])?([1-9]\d*)?([^]*)$/u.exec(keys)!;
  if (keys === '"') return undefined;
  const register = m[1] ?? m[3];
  const operator = visual ? undefined : m[4];
  const key = (visual ? (m[4] ?? '') : '') + m[6]!;
  const given = m[2] !== undefined || m[5] !== undefined;
  const count = Math.min(MOST_COUNT, Number(m[2] ?? 1) * Number(m[5] ?? 1));
  if (key === '' && (operator || given || register)) return undefined;
  if (['g', 'f', 'F', 't', 'T', 'r', 'm', "'", '`', 'z', 'Z', 'q', '@'].includes(key)) return undefined;
  if ((operator || visual) && /^[ia]$/.test(key)) return undefined;
  if (operator && key === 'g') return undefined;
  return { register, operator, key, count, given };
}
