import { JsonPathError } from './parse';

/** Models get.RelaxedJSONPathExpression: `x.y`, `.x.y`, `{x.y}`, `{.x.y}` → `{.x.y}`. */
export function relaxedPath(expression: string): string {
  if (expression === '') return expression;
  const found = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!found)
    throw new JsonPathError(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return `{.${found[1] ?? found[2]}}`;
}
