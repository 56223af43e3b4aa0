import type { FunctionDef, Node, Pattern } from './ast';
import type { Json } from './json';

interface Closure {
  readonly def: FunctionDef;
  readonly env: Env;
}

/** Names in scope; the closure of a definition sees itself. */
export interface Env {
  readonly parent?: Env;
  readonly variable?: { readonly name: string; readonly value: Json };
  readonly fn?: { readonly key: string; readonly closure: Closure | { readonly node: Node; readonly env: Env } };
  readonly label?: { readonly name: string; readonly id: object };
}

/** The scope with a function in it. */
export function define(env: Env | undefined, fn: FunctionDef): Env {
  const scope: { parent?: Env; fn?: Env['fn'] } = { parent: env };
  scope.fn = { key: `${fn.name}/${fn.params.length}`, closure: { def: fn, env: env! } };
  return scope;
}

/** The scope with every variable of the patterns set to null, as `?//` has it. */
export function withNulls(patterns: readonly Pattern[], env: Env | undefined): Env | undefined {
  let out = env;
  const visit = (pattern: Pattern) => {
    if (pattern.t === 'var') out = { parent: out, variable: { name: pattern.name, value: null } };
    else if (pattern.t === 'array') pattern.items.forEach(visit);
    else
      for (const entry of pattern.entries) {
        if (entry.variable) out = { parent: out, variable: { name: entry.variable, value: null } };
        if (entry.value) visit(entry.value);
      }
  };
  patterns.forEach(visit);
  return out;
}
