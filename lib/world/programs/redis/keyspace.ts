/** What a key holds. */
export type Value =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'hash'; readonly fields: Readonly<Record<string, string>> }
  | { readonly type: 'set'; readonly members: readonly string[] }
  | { readonly type: 'zset'; readonly scores: Readonly<Record<string, number>> };

export interface Entry {
  readonly value: Value;
  /** Virtual milliseconds since the epoch. */
  readonly expires?: number;
}

/** The keys of one database: plain data, replaced whole by each write. */
export type Keyspace = Readonly<Record<string, Entry>>;

const MAGIC = 'REDIS0012\n';
const MOST_KEYS = 20_000;

/** dump.rdb: the real one's magic, and ours for the rest. */
export const toDump = (keys: Keyspace): string => `${MAGIC}${JSON.stringify(keys)}\n`;

/** The keys of a dump; undefined for what is none. */
export function fromDump(text: string): Keyspace | undefined {
  if (!text.startsWith(MAGIC)) return undefined;
  try {
    return JSON.parse(text.slice(MAGIC.length)) as Keyspace;
  } catch {
    return undefined;
  }
}

export function entryOf(keys: Keyspace, key: string, now: number): Entry | undefined {
  const entry = Object.hasOwn(keys, key) ? keys[key] : undefined;
  return entry && (entry.expires === undefined || entry.expires > now) ? entry : undefined;
}

export const withKey = (keys: Keyspace, key: string, entry: Entry): Keyspace => ({ ...keys, [key]: entry });
export const withoutKey = (keys: Keyspace, key: string): Keyspace => {
  const { [key]: _, ...rest } = keys;
  return rest;
};
export const isFull = (keys: Keyspace): boolean => Object.keys(keys).length >= MOST_KEYS;

/** Keys that have not expired. */
export const livingKeys = (keys: Keyspace, now: number): string[] => Object.keys(keys).filter((key) => entryOf(keys, key, now));

/** Redis' patterns: `*`, `?`, `[…]`. */
export function matches(pattern: string, key: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  try {
    return new RegExp(`^${source}$`, 's').test(key);
  } catch {
    return false;
  }
}
