/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const SAME = '***';

/** Both sides of a Secret with its values masked, so that it still shows which differ. Models diff.Masker. */
export function masked(before: any, after: any): [any, any] {
  const mask = (object: any, other: any, changed: string) => {
    if (!object?.data) return object;
    const data = Object.fromEntries(
      Object.entries(object.data).map(([key, value]) => [
        key,
        other?.data && key in other.data && other.data[key] !== value ? changed : SAME,
      ]),
    );
    return { ...object, data };
  };
  return [mask(before, after, `${SAME} (before)`), mask(after, before, `${SAME} (after)`)];
}
