import type { Json } from './json';

export type Node =
  | { readonly t: 'identity' | 'recurse' | 'loc' }
  | { readonly t: 'literal'; readonly value: Json }
  | { readonly t: 'string'; readonly format?: string; readonly parts: readonly (string | Node)[] }
  | { readonly t: 'format'; readonly name: string }
  | { readonly t: 'index'; readonly on: Node; readonly key: Node }
  | { readonly t: 'slice'; readonly on: Node; readonly from?: Node; readonly to?: Node }
  | { readonly t: 'iterate'; readonly on: Node }
  | { readonly t: 'try'; readonly body: Node; readonly handler?: Node }
  | { readonly t: 'pipe' | 'comma' | 'alternative' | 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly t: 'binary'; readonly op: string; readonly left: Node; readonly right: Node }
  | { readonly t: 'update'; readonly op: string; readonly left: Node; readonly right: Node }
  | { readonly t: 'negate'; readonly value: Node }
  | { readonly t: 'array'; readonly value?: Node }
  | { readonly t: 'object'; readonly entries: readonly { readonly key: Node; readonly value: Node }[] }
  | { readonly t: 'if'; readonly test: Node; readonly yes: Node; readonly no?: Node }
  | { readonly t: 'reduce'; readonly source: Node; readonly pattern: Pattern; readonly init: Node; readonly update: Node }
  | {
      readonly t: 'foreach';
      readonly source: Node;
      readonly pattern: Pattern;
      readonly init: Node;
      readonly update: Node;
      readonly extract?: Node;
    }
  | { readonly t: 'as'; readonly source: Node; readonly patterns: readonly Pattern[]; readonly body: Node }
  | { readonly t: 'def'; readonly fn: FunctionDef; readonly body: Node }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly t: 'var'; readonly name: string }
  | { readonly t: 'label'; readonly name: string; readonly body: Node }
  | { readonly t: 'break'; readonly name: string };

export type Pattern =
  | { readonly t: 'var'; readonly name: string }
  | { readonly t: 'array'; readonly items: readonly Pattern[] }
  | { readonly t: 'object'; readonly entries: readonly { readonly key: Node; readonly variable?: string; readonly value?: Pattern }[] };

export interface FunctionDef {
  readonly name: string;
  /** Parameters; those with `$` are values. */
  readonly params: readonly string[];
  readonly body: Node;
}

/** A program that jq refuses. */
export class JqSyntaxError extends Error {}
