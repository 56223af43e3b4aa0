import type { KubeObject } from '@/lib/api/object';
import type { KindContext, Strategy, Subresource } from './kind';

/**
 * The strategy of most kinds that have a status: clients cannot set it but through `/status`, which in turn cannot change the
 * rest. `empty` is the status a new object gets.
 */
export function withStatus<T extends KubeObject = KubeObject>(empty: object = {}): Strategy<T> {
  return {
    generation: true,
    prepareForCreate: (object) => ({ ...object, status: empty }),
    prepareForUpdate: (object, old) => keepStatus(object, old),
    prepareForStatusUpdate: (object, old) => keepSpec(object, old),
  };
}

/** `object` with the status of `old`, or without one when it has none. */
export function keepStatus<T extends KubeObject>(object: T, old: T): T {
  if (object.status === old.status) return object;
  const { status: _, ...rest } = object;
  return (old.status === undefined ? rest : { ...rest, status: old.status }) as unknown as T;
}

/** `object` with everything of `old` but the status and the metadata that status updates may change. */
export function keepSpec<T extends KubeObject>(object: T, old: T): T {
  const metadata = { ...object.metadata, labels: old.metadata.labels };
  if (metadata.labels === undefined) delete metadata.labels;
  const kept = { ...old, metadata } as Record<string, unknown>;
  if (object.status === undefined) delete kept.status;
  else kept.status = object.status;
  return kept as unknown as T;
}

export const statusSubresource: Subresource = { name: 'status', verbs: ['get', 'patch', 'update'] };

/** Joins strategies: later ones override, `prepare` steps run one after the other, findings of validation add up. */
export function joinStrategies<T extends KubeObject>(...parts: readonly Strategy<T>[]): Strategy<T> {
  return parts.reduce((a, b) => ({
    ...a,
    ...b,
    ...chain(a, b, 'prepareForCreate', (f, g) => (o: T, c: KindContext) => g(f(o, c), c)),
    ...chain(a, b, 'prepareForUpdate', (f, g) => (o: T, old: T, c: KindContext) => g(f(o, old, c), old, c)),
    ...chain(a, b, 'prepareForStatusUpdate', (f, g) => (o: T, old: T, c: KindContext) => g(f(o, old, c), old, c)),
    ...chain(a, b, 'validate', (f, g) => (o: T, c: KindContext) => [...f(o, c), ...g(o, c)]),
    ...chain(a, b, 'validateUpdate', (f, g) => (o: T, old: T, c: KindContext) => [...f(o, old, c), ...g(o, old, c)]),
  }));
}

function chain<T extends KubeObject, K extends keyof Strategy<T>>(
  a: Strategy<T>,
  b: Strategy<T>,
  key: K,
  both: (f: NonNullable<Strategy<T>[K]>, g: NonNullable<Strategy<T>[K]>) => NonNullable<Strategy<T>[K]>,
): Partial<Strategy<T>> {
  const f = a[key];
  const g = b[key];
  return f && g ? ({ [key]: both(f, g) } as Partial<Strategy<T>>) : {};
}
