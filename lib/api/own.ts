/** Sets a field of an object of any names: `__proto__` is one like others. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

/** A field of an object; not what every object has from its prototype. */
export const getOwn = (target: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(target, name) ? target[name] : undefined;
