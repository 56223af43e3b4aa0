/** Types of parameters, by Go's names of them. */
export type Type = 'any' | 'string' | 'int' | 'int64' | 'float64' | 'bool' | 'map' | 'list' | 'strings' | 'error';

/** A function of templates with what it takes. */
export interface GoFunction {
  readonly params: readonly Type[];
  /** The last parameter takes any number of values. */
  readonly variadic: boolean;
  readonly run: (...args: never[]) => unknown;
}

/** Go's spelling of the types in messages. */
export const TYPE_NAMES: Readonly<Record<Type, string>> = {
  any: 'interface {}',
  string: 'string',
  int: 'int',
  int64: 'int64',
  float64: 'float64',
  bool: 'bool',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  strings: '[]string',
  error: 'error',
};

/** `fn('int string', (n, text) => …)`, `fn('string ...any', …)`. */
export function fn(params: string, run: (...args: never[]) => unknown): GoFunction {
  const words = params === '' ? [] : params.split(' ');
  const variadic = words.at(-1)?.startsWith('...') ?? false;
  return { params: words.map((word) => word.replace('...', '') as Type), variadic, run };
}
