import type { Io, Task } from '../command/stdio';

/** Whether a member is one of the operands or below one; what was hit is put into `found`. */
export function chosen(name: string, wanted: readonly string[], found: Set<string>): boolean {
  if (wanted.length === 0) return true;
  const bare = name.replace(/\/$/, '');
  for (const word of wanted) {
    const want = word.replace(/\/$/, '');
    if (bare === want || bare.startsWith(`${want}/`)) {
      found.add(word);
      return true;
    }
  }
  return false;
}

export function* reportMissing(io: Io, wanted: readonly string[], found: ReadonlySet<string>): Task<number> {
  const missing = wanted.filter((word) => !found.has(word));
  for (const word of missing) yield* io.error(`${word}: Not found in archive`);
  if (missing.length) yield* io.error('Exiting with failure status due to previous errors');
  return missing.length ? 2 : 0;
}
