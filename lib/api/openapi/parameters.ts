import { parametersJson } from './parameters.gen';

/** A parameter of an operation; its place is the query unless `in` says otherwise. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
  readonly required?: true;
}

interface Text {
  readonly type: Parameter['type'];
  readonly description: string;
}

const texts = JSON.parse(parametersJson) as {
  readonly shared: Readonly<Record<string, Text>>;
  readonly own: Readonly<Record<string, Readonly<Record<string, Text>>>>;
};

/** Parameters of a kind's own subresources, as `route.parameters` names them: `pods/exec:command`. */
export const SUBRESOURCE_PARAMETERS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(texts.own).map(([at, own]) => [at, Object.keys(own).map((name) => `${at}:${name}`)]),
);

/** The parameter that a route or an operation names; `kind` is what a `name` in the path names. */
export function parameterNamed(reference: string, kind: string): Parameter {
  if (reference === 'name') return { name: 'name', in: 'path', type: 'string', description: `name of the ${kind}`, required: true };
  if (reference === 'namespace') return path('namespace', 'object name and auth scope, such as for teams and projects');
  if (reference === 'path:path') return path('path', 'path to the resource');
  const at = reference.indexOf(':');
  const own = at > 0 && reference.includes('/') ? texts.own[reference.slice(0, at)]?.[reference.slice(at + 1)] : undefined;
  const text = own ?? texts.shared[reference];
  if (!text) throw new Error(`no parameter ${reference} is described`);
  return { name: own ? reference.slice(at + 1) : reference.split(':')[0]!, in: 'query', ...text };
}

const path = (name: string, description: string): Parameter => ({ name, in: 'path', type: 'string', description, required: true });
