import { child, keyed, propertyOf, valuesOf, type JsonSchema } from './json-schema';

export type FieldPath =
  { readonly path: string; readonly root: string; readonly schema: JsonSchema | undefined } | { readonly error: string };

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', "'": "'", '\\': '\\' };

/**
 * Reads a path of fields and keys of maps (`.spec.labels['a']`) that a schema must know. `arrays`: brackets are allowed.
 * Models cel.ValidFieldPath.
 */
export function readFieldPath(text: string, schema: JsonSchema, arrays = true): FieldPath {
  const tokens = text.match(/'(?:[^'\\]|\\.)*'|[.[\]]|[^.[\]]+/g) ?? [];
  let path = '';
  let root = '';
  let at: JsonSchema | undefined = schema;
  const go = (name: string): string | undefined => {
    if (at?.properties) {
      const next = propertyOf(at, name);
      path = child(path, name);
      if (!next) return 'does not refer to a valid field';
      at = next;
    } else if (at?.additionalProperties !== undefined) {
      path = keyed(path, name);
      at = valuesOf(at);
    } else return 'does not refer to a valid field';
    root ||= name;
    return undefined;
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    let name: string;
    if (token === '[') {
      if (!arrays) return { error: 'array notation is not allowed' };
      const quoted = tokens[++i];
      if (quoted === undefined) return { error: 'unexpected end of JSON path' };
      if (!/^'.*'$/s.test(quoted) || quoted.length < 2) return { error: `expected single quoted string but got ${quoted}` };
      const bad = /\\(?![abfnrtv'\\])./s.exec(quoted.slice(1, -1));
      if (bad) return { error: `invalid string literal: invalid escape char ${bad[0]}` };
      name = quoted.slice(1, -1).replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
      const error = go(name);
      if (error) return { error };
      const close = tokens[++i];
      if (close === undefined) return { error: 'unexpected end of JSON path' };
      if (close !== ']') return { error: `expected ] but got ${close}` };
    } else if (token === '.') {
      const next = tokens[++i];
      if (next === undefined) return { error: 'unexpected end of JSON path' };
      const error = go(next);
      if (error) return { error };
    } else return { error: `expected [ or . but got: ${token}` };
  }
  return { path, root, schema: at };
}
