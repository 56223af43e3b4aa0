const BUCKETS = 1024;
const MOST_IN_BUCKET = 2;

/** FNV-1 as bash's hash tables use it. */
function hash(key: string): number {
  let value = 2166136261;
  for (const byte of Buffer.from(key, 'utf8')) value = Math.imul(value, 16777619) ^ byte;
  return value >>> 0;
}

/** The entries of an associative array as bash lists them: by the bucket of the key. Models hashlib.c and assoc.c. */
export function hashOrder(map: ReadonlyMap<string, string>): [string, string][] {
  const entries = [...map];
  if (entries.length < 2) return entries;
  let buckets = BUCKETS;
  while (entries.length >= buckets * MOST_IN_BUCKET) buckets *= 4;
  return entries
    .map((entry, i) => ({ entry, i, bucket: hash(entry[0]) & (buckets - 1) }))
    .sort((a, b) => a.bucket - b.bucket || b.i - a.i)
    .map(({ entry }) => entry);
}
