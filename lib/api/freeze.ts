/** Freezes a value and everything below it. A frozen sub-tree is taken to be frozen throughout and not entered again. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) for (const item of value) deepFreeze(item);
  else for (const key in value) deepFreeze(value[key]);
  return Object.freeze(value);
}

/** Structural equality of JSON-like values; shared sub-trees cost nothing. Keys holding undefined count as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let count = 0;
  for (const key in left) {
    if (left[key] === undefined) continue;
    count++;
    if (!deepEqual(left[key], right[key])) return false;
  }
  for (const key in right) if (right[key] !== undefined) count--;
  return count === 0;
}

/** `next` with every sub-tree that equals its counterpart in `old` replaced by it; `old` itself when all is equal. */
export function shareWith<T>(old: unknown, next: T): T {
  if (old === next || typeof old !== 'object' || typeof next !== 'object' || old === null || next === null) return next;
  if (Array.isArray(next)) {
    if (!Array.isArray(old)) return next;
    let same = old.length === next.length;
    let out: unknown[] | undefined;
    for (let i = 0; i < next.length; i++) {
      const shared: unknown = shareWith(old[i], next[i]);
      if (shared !== next[i]) (out ??= next.slice())[i] = shared;
      if (shared !== old[i]) same = false;
    }
    return same ? (old as T) : ((out ?? next) as T);
  }
  if (Array.isArray(old)) return next;
  const left = old as Record<string, unknown>;
  const right = next as Record<string, unknown>;
  let out: Record<string, unknown> | undefined;
  let same = true;
  let count = 0;
  for (const key in right) {
    if (right[key] === undefined) continue;
    count++;
    const shared = shareWith(left[key], right[key]);
    if (shared !== right[key]) (out ??= { ...right })[key] = shared;
    if (shared !== left[key]) same = false;
  }
  if (same) for (const key in left) if (left[key] !== undefined) count--;
  return same && count === 0 ? (old as T) : ((out ?? next) as T);
}
