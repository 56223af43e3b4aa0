/** Patch releases that the community's repositories offer, by minor version, newest minor last. */
export const KUBERNETES_RELEASES: Readonly<Record<string, readonly string[]>> = {
  '1.34': ['1.34.0', '1.34.1', '1.34.2', '1.34.3'],
  '1.35': ['1.35.0', '1.35.1', '1.35.2', '1.35.3'],
  '1.36': ['1.36.0', '1.36.1', '1.36.2', '1.36.3'],
};

/** `v1.36.3` → `1.36` */
export const minorOf = (version: string): string => /^v?(\d+\.\d+)/.exec(version)?.[1] ?? '';

/** The newest patch release of a minor version, with its `v`; undefined where there is none. */
export function newestOf(minor: string): string | undefined {
  const newest = KUBERNETES_RELEASES[minor]?.at(-1);
  return newest && `v${newest}`;
}

/** Compares `v1.36.3` and `1.35.10` by number; below zero: `a` is older. */
export function compareReleases(a: string, b: string): number {
  const parts = (text: string) => text.replace(/^v/, '').split(/[.-]/).map(Number);
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
