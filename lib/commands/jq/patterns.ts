import type { Node, Pattern } from './ast';
import { JqError } from './errors';
import { type Json, typeOf } from './json';
import { getIndex } from './paths';
import type { Env } from './scope';

/** How the keys of an object pattern are found. */
type Evaluate = (node: Node, input: Json, env: Env | undefined) => Iterable<Json>;

/** The scopes in which a pattern's variables stand for the parts of a value. Throws JqError. */
export function* bind(evaluate: Evaluate, pattern: Pattern, value: Json, input: Json, env: Env | undefined): Generator<Env | undefined> {
  if (pattern.t === 'var') {
    yield { parent: env, variable: { name: pattern.name, value } };
    return;
  }
  if (pattern.t === 'array') {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`);
    yield* bindAll(evaluate, pattern.items, 0, (i) => (value === null ? null : (value[i] ?? null)), input, env);
    return;
  }
  yield* bindEntries(evaluate, pattern.entries, 0, value, input, env);
}

function* bindAll(
  evaluate: Evaluate,
  items: readonly Pattern[],
  at: number,
  get: (i: number) => Json,
  input: Json,
  env: Env | undefined,
): Generator<Env | undefined> {
  if (at >= items.length) {
    yield env;
    return;
  }
  for (const bound of bind(evaluate, items[at]!, get(at), input, env)) yield* bindAll(evaluate, items, at + 1, get, input, bound);
}

function* bindEntries(
  evaluate: Evaluate,
  entries: Extract<Pattern, { t: 'object' }>['entries'],
  at: number,
  value: Json,
  input: Json,
  env: Env | undefined,
): Generator<Env | undefined> {
  const entry = entries[at];
  if (!entry) {
    yield env;
    return;
  }
  for (const key of evaluate(entry.key, input, env)) {
    if (typeof key !== 'string') throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
    const inner = getIndex(value, key);
    const scope: Env | undefined = entry.variable ? { parent: env, variable: { name: entry.variable, value: inner } } : env;
    if (!entry.value) yield* bindEntries(evaluate, entries, at + 1, value, input, scope);
    else
      for (const bound of bind(evaluate, entry.value, inner, input, scope))
        yield* bindEntries(evaluate, entries, at + 1, value, input, bound);
  }
}
