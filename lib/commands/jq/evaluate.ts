import { arithmetic } from './arithmetic';
import type { FunctionDef, Node } from './ast';
import { callNative, NATIVE } from './builtins';
import { clip, describe, JqBreak, JqCompileError, JqError } from './errors';
import { applyFormat } from './formats';
import type { Host } from './host';
import { type Json, type JsonObject, printJson } from './json';
import { deletePaths, getIndex, getPath, getSlice, iterate, type Path, setPath } from './paths';
import { bind } from './patterns';
import { PRELUDE } from './prelude';
import { define, type Env, withNulls } from './scope';

/** A value, and its path when one is asked for. */
export type Out = readonly [value: Json, path: Path | undefined];

/** Stands for a path that is none. */
class InvalidPath extends Array<Json> {
  constructor(readonly value: Json) {
    super();
  }
}

const MOST_STEPS = 20_000_000;

/** Evaluates one program against one input. */
export class Evaluation {
  private steps = 0;
  private readonly valuesOf = (node: Node, input: Json, env: Env | undefined) => this.values(node, input, env);

  constructor(readonly host: Host) {}

  /** The outputs of a node. With a path, paths are followed from there (jq's `path(f)`). */
  *run(node: Node, input: Json, env: Env | undefined, path?: Path): Generator<Out> {
    if (++this.steps > MOST_STEPS) throw new JqError('this program does more work than is simulated here');
    switch (node.t) {
      case 'identity':
        yield [input, path];
        return;
      case 'recurse':
        yield* this.run({ t: 'call', name: 'recurse', args: [] }, input, env, path);
        return;
      case 'literal':
        yield [node.value, this.noPath(path, node.value)];
        return;
      case 'string':
        for (const text of this.interpolate(node.parts, node.format, input, env)) yield [text, this.noPath(path, text)];
        return;
      case 'format':
        yield [applyFormat(node.name, input), this.noPath(path, input)];
        return;
      case 'index':
        for (const [key] of this.run(node.key, input, env)) {
          for (const [on, at] of this.run(node.on, input, env, path)) yield [getIndex(on, key), at && [...at, key]];
        }
        return;
      case 'slice':
        for (const [to] of node.to ? this.run(node.to, input, env) : [[null] as const]) {
          for (const [from] of node.from ? this.run(node.from, input, env) : [[null] as const]) {
            for (const [on, at] of this.run(node.on, input, env, path)) {
              const key = new Map<string, Json>([
                ['start', from],
                ['end', to],
              ]);
              yield [getSlice(on, from, to), at && [...at, key]];
            }
          }
        }
        return;
      case 'iterate':
        for (const [on, at] of this.run(node.on, input, env, path))
          for (const [key, value] of iterate(on)) yield [value, at && [...at, key]];
        return;
      case 'pipe':
        for (const [value, at] of this.run(node.left, input, env, path)) yield* this.run(node.right, value, env, at);
        return;
      case 'comma':
        yield* this.run(node.left, input, env, path);
        yield* this.run(node.right, input, env, path);
        return;
      case 'alternative':
        yield* this.alternative(node, input, env, path);
        return;
      case 'and':
      case 'or':
        for (const [left] of this.run(node.left, input, env)) {
          if (isTrue(left) !== (node.t === 'and')) yield [node.t === 'or', this.noPath(path, true)];
          else for (const [right] of this.run(node.right, input, env)) yield [isTrue(right), this.noPath(path, true)];
        }
        return;
      case 'binary':
        for (const [right] of this.run(node.right, input, env)) {
          for (const [left] of this.run(node.left, input, env)) {
            const value = arithmetic(node.op, left, right);
            yield [value, this.noPath(path, value)];
          }
        }
        return;
      case 'negate':
        for (const [value] of this.run(node.value, input, env)) {
          if (typeof value !== 'number') throw new JqError(`${describe(value)} cannot be negated`);
          yield [-value, this.noPath(path, value)];
        }
        return;
      case 'array': {
        const items: Json[] = [];
        if (node.value) for (const [value] of this.run(node.value, input, env)) items.push(value);
        yield [items, this.noPath(path, items)];
        return;
      }
      case 'object':
        for (const value of this.object(node.entries, 0, new Map(), input, env)) yield [value, this.noPath(path, value)];
        return;
      case 'if':
        for (const [test] of this.run(node.test, input, env)) {
          if (isTrue(test)) yield* this.run(node.yes, input, env, path);
          else if (node.no) yield* this.run(node.no, input, env, path);
          else yield [input, path];
        }
        return;
      case 'try':
        yield* this.attempt(node, input, env, path);
        return;
      case 'reduce': {
        for (const [init, at] of this.run(node.init, input, env, path)) {
          let state: Out | undefined = [init, at];
          for (const [value] of this.run(node.source, input, env)) {
            for (const bound of bind(this.valuesOf, node.pattern, value, input, env)) {
              const before: Out = state ?? [null, path && []];
              let last: Out | undefined;
              for (const out of this.run(node.update, before[0], bound, before[1])) last = out;
              state = last ?? [null, path && []];
            }
          }
          yield state!;
        }
        return;
      }
      case 'foreach':
        for (const [init, at] of this.run(node.init, input, env, path)) {
          let state: Out = [init, at];
          for (const [value] of this.run(node.source, input, env)) {
            for (const bound of bind(this.valuesOf, node.pattern, value, input, env)) {
              for (const out of this.run(node.update, state[0], bound, state[1])) {
                state = out;
                if (node.extract) yield* this.run(node.extract, out[0], bound, out[1]);
                else yield out;
              }
            }
          }
        }
        return;
      case 'as':
        for (const [value] of this.run(node.source, input, env)) {
          let error: unknown;
          for (const [i, pattern] of node.patterns.entries()) {
            error = undefined;
            try {
              const nulls = node.patterns.length > 1 ? withNulls(node.patterns, env) : env;
              for (const bound of bind(this.valuesOf, pattern, value, input, nulls)) yield* this.run(node.body, input, bound, path);
              break;
            } catch (caught) {
              if (!(caught instanceof JqError) || i === node.patterns.length - 1) throw caught;
              error = caught;
            }
          }
          if (error) throw error;
        }
        return;
      case 'def':
        yield* this.run(node.body, input, define(env, node.fn), path);
        return;
      case 'var': {
        const value = this.variable(node.name, env);
        yield [value, this.noPath(path, value)];
        return;
      }
      case 'label': {
        const id = {};
        try {
          yield* this.run(node.body, input, { parent: env, label: { name: node.name, id } }, path);
        } catch (error) {
          if (!(error instanceof JqBreak) || error.label !== id) throw error;
        }
        return;
      }
      case 'break':
        for (let at = env; at; at = at.parent) if (at.label?.name === node.name) throw new JqBreak(at.label.id);
        throw new JqCompileError(`$*label-${node.name} is not defined`);
      case 'update':
        yield* this.update(node.op, node.left, node.right, input, env);
        return;
      case 'call':
        yield* this.call(node.name, node.args, input, env, path);
        return;
      case 'loc':
        return;
    }
  }

  /** Values alone. */
  *values(node: Node, input: Json, env: Env | undefined): Generator<Json> {
    for (const [value] of this.run(node, input, env)) yield value;
  }

  private noPath(path: Path | undefined, value: Json): Path | undefined {
    if (path === undefined) return undefined;
    return new InvalidPath(value) as unknown as Path;
  }

  private *interpolate(
    parts: readonly (string | Node)[],
    format: string | undefined,
    input: Json,
    env: Env | undefined,
    from = 0,
  ): Generator<string> {
    if (from >= parts.length) {
      yield '';
      return;
    }
    const part = parts[from]!;
    for (const rest of this.interpolate(parts, format, input, env, from + 1)) {
      if (typeof part === 'string') yield part + rest;
      else for (const value of this.values(part, input, env)) yield applyFormat(format ?? '@text', value) + rest;
    }
  }

  private *alternative(node: { left: Node; right: Node }, input: Json, env: Env | undefined, path?: Path): Generator<Out> {
    let any = false;
    try {
      for (const out of this.run(node.left, input, env, path)) {
        if (!isTrue(out[0])) continue;
        any = true;
        yield out;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!any) yield* this.run(node.right, input, env, path);
  }

  private *attempt(node: { body: Node; handler?: Node }, input: Json, env: Env | undefined, path?: Path): Generator<Out> {
    const outputs = this.run(node.body, input, env, path);
    for (;;) {
      let next: IteratorResult<Out>;
      try {
        next = outputs.next();
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (error.value instanceof Map && error.value.get('__jq') !== undefined) throw error;
        if (node.handler) yield* this.run(node.handler, error.value, env, path);
        return;
      }
      if (next.done) return;
      yield next.value;
    }
  }

  private *object(
    entries: readonly { key: Node; value: Node }[],
    at: number,
    built: JsonObject,
    input: Json,
    env: Env | undefined,
  ): Generator<JsonObject> {
    const entry = entries[at];
    if (!entry) {
      yield built;
      return;
    }
    for (const key of this.values(entry.key, input, env)) {
      if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
      for (const value of this.values(entry.value, input, env))
        yield* this.object(entries, at + 1, new Map(built).set(key, value), input, env);
    }
  }

  private variable(name: string, env: Env | undefined): Json {
    for (let at = env; at; at = at.parent) if (at.variable?.name === name) return at.variable.value;
    if (name === 'ENV') return this.host.env();
    if (name === '__prog_args' || name === 'ARGS') return this.host.named;
    throw new JqCompileError(`$${name} is not defined`);
  }

  private *update(op: string, left: Node, right: Node, input: Json, env: Env | undefined): Generator<Out> {
    if (op === '|=') {
      let value = input;
      const doomed: Path[] = [];
      for (const path of this.paths(left, input, env)) {
        let any = false;
        for (const next of this.values(right, getPath(value, path), env)) {
          value = setPath(value, path, next);
          any = true;
          break;
        }
        if (!any) doomed.push(path);
      }
      yield [doomed.length ? deletePaths(value, doomed) : value, undefined];
      return;
    }
    for (const given of this.values(right, input, env)) {
      let value = input;
      for (const path of this.paths(left, input, env)) {
        const old = getPath(value, path);
        const next = op === '=' ? given : op === '//=' ? (isTrue(old) ? old : given) : arithmetic(op.slice(0, -1), old, given);
        value = setPath(value, path, next);
      }
      yield [value, undefined];
    }
  }

  /** The paths a node leads to. */
  *paths(node: Node, input: Json, env: Env | undefined): Generator<Path> {
    for (const [, path] of this.run(node, input, env, [])) {
      if (path instanceof InvalidPath)
        throw new JqError(`Invalid path expression with result ${clip(printJson((path as unknown as InvalidPath).value))}`);
      yield path!;
    }
  }

  private *call(name: string, args: readonly Node[], input: Json, env: Env | undefined, path?: Path): Generator<Out> {
    const key = `${name}/${args.length}`;
    for (let at = env; at; at = at.parent) {
      if (at.fn?.key !== key) continue;
      const { closure } = at.fn;
      if ('node' in closure) yield* this.run(closure.node, input, closure.env, path);
      else yield* this.enter(closure.def, { parent: closure.env, fn: at.fn }, args, input, env, path);
      return;
    }
    switch (key) {
      case 'empty/0':
        return;
      case 'error/0':
        throw new JqError(input);
      case 'error/1':
        for (const value of this.values(args[0]!, input, env)) throw new JqError(value);
        return;
      case 'path/1':
        for (const found of this.paths(args[0]!, input, env)) yield [[...found], this.noPath(path, null)];
        return;
      case 'getpath/1':
        for (const found of this.values(args[0]!, input, env)) {
          if (!Array.isArray(found)) throw new JqError('Path must be specified as an array');
          yield [getPath(input, found), path && [...path, ...found]];
        }
        return;
      case 'input/0':
      case 'inputs/0':
        for (;;) {
          const next = this.host.input();
          if (next === undefined) {
            if (name === 'inputs') return;
            throw new JqError('No more inputs');
          }
          yield [next, undefined];
          if (name === 'input') return;
        }
      case 'range/2':
        for (const to of this.values(args[1]!, input, env)) {
          for (const from of this.values(args[0]!, input, env)) {
            if (typeof from !== 'number' || typeof to !== 'number') throw new JqError('Range bounds must be numeric');
            for (let n = from; n < to; n++) {
              if (++this.steps > MOST_STEPS) throw new JqError('this program does more work than is simulated here');
              yield [n, this.noPath(path, n)];
            }
          }
        }
        return;
      case 'debug/0':
        this.host.stderr(`${printJson(['DEBUG:', input])}\n`);
        yield [input, path];
        return;
      case 'stderr/0':
        this.host.stderr(printJson(input));
        yield [input, path];
        return;
    }
    const prelude = PRELUDE.get(key);
    if (prelude) {
      yield* this.enter(prelude, undefined, args, input, env, path);
      return;
    }
    if (!NATIVE.has(key)) throw new JqCompileError(`${key} is not defined`);
    for (const values of this.product(args, args.length - 1, [], input, env)) {
      const value = callNative(key, input, values, this.host);
      yield [value, this.noPath(path, value)];
    }
  }

  /** All combinations of arguments; the last one varies slowest, as in jq. */
  private *product(
    args: readonly Node[],
    at: number,
    chosen: readonly Json[],
    input: Json,
    env: Env | undefined,
  ): Generator<readonly Json[]> {
    if (at < 0) {
      yield chosen;
      return;
    }
    for (const value of this.values(args[at]!, input, env)) yield* this.product(args, at - 1, [value, ...chosen], input, env);
  }

  private *enter(
    def: FunctionDef,
    scope: Env | undefined,
    args: readonly Node[],
    input: Json,
    env: Env | undefined,
    path?: Path,
  ): Generator<Out> {
    yield* this.bindParams(def, 0, scope, args, input, env, path);
  }

  private *bindParams(
    def: FunctionDef,
    at: number,
    scope: Env | undefined,
    args: readonly Node[],
    input: Json,
    env: Env | undefined,
    path?: Path,
  ): Generator<Out> {
    const param = def.params[at];
    if (param === undefined) {
      yield* this.run(def.body, input, scope, path);
      return;
    }
    const node = args[at]!;
    if (!param.startsWith('$')) {
      yield* this.bindParams(
        def,
        at + 1,
        { parent: scope, fn: { key: `${param}/0`, closure: { node, env: env! } } },
        args,
        input,
        env,
        path,
      );
      return;
    }
    for (const value of this.values(node, input, env)) {
      const name = param.slice(1);
      const bound: Env = {
        parent: { parent: scope, fn: { key: `${name}/0`, closure: { node: { t: 'literal', value }, env: env! } } },
        variable: { name, value },
      };
      yield* this.bindParams(def, at + 1, bound, args, input, env, path);
    }
  }
}

export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}
