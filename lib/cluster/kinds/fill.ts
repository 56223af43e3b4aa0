type Plain = Readonly<Record<string, unknown>>;

/** `object` with those of `values` that it does not have; `object` itself when it has them all. Undefined values add nothing. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- defaults of any struct
export function fill<T extends object>(object: T | undefined, values: Plain): any {
  const have = (object ?? {}) as Plain;
  let out: Record<string, unknown> | undefined;
  for (const key in values) {
    if (have[key] !== undefined && have[key] !== null) continue;
    if (values[key] === undefined) continue;
    out ??= { ...have };
    out[key] = values[key];
  }
  return out ?? have;
}

/** `object` with `change` applied to what stands at `key`, if anything; shares what did not change. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- defaults of any struct
export function within<T extends object>(object: T, key: string, change: (value: any) => unknown): any {
  const value = (object as Plain)[key];
  if (value === undefined || value === null) return object;
  const changed = change(value);
  return changed === value ? object : { ...object, [key]: changed };
}

/** As `within`, for each item of the list at `key`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- defaults of any struct
export function withinEach<T extends object>(object: T, key: string, change: (item: any) => unknown): any {
  return within(object, key, (list: readonly unknown[]) => {
    if (!Array.isArray(list)) return list;
    let out: unknown[] | undefined;
    list.forEach((item, i) => {
      const changed = change(item);
      if (changed !== item) (out ??= [...list])[i] = changed;
    });
    return out ?? list;
  });
}
