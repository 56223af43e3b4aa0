import { getOwn, setOwn } from './own';

/** RFC 7386: null removes, objects merge, everything else replaces. Shares what does not change. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? (target as Record<string, unknown>) : {};
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else if (value !== undefined) setOwn(out, key, mergePatch(getOwn(base, key), value));
  }
  return out;
}
