import { createHash } from 'node:crypto';
import { mentioned, responseText } from './document';
import type { Operation, Route } from './operations';
import { parameterNamed } from './parameters';
import { componentSchemas, type SchemaObject } from './schema-object';
import { swaggerSchema } from './swagger-schema';

const reference = (name: string) => ({ $ref: `#/definitions/${name}` });
const schemaOf = (name: string) => (name === '' ? { type: 'string' } : reference(name));

/** Parameters that many operations share, under the names that operations refer to them by. */
class SharedParameters {
  readonly found: Record<string, object> = {};
  private readonly names = new Map<string, string>();

  refer(parameter: { readonly name: string }): object {
    const text = JSON.stringify(parameter);
    let name = this.names.get(text);
    if (name === undefined) {
      name = `${parameter.name}-${createHash('sha256').update(text).digest('base64url').slice(0, 8)}`;
      this.names.set(text, name);
      this.found[name] = parameter;
    }
    return { $ref: `#/parameters/${name}` };
  }
}

const plain = (name: string, kind: string) => {
  const { type, in: place, ...rest } = parameterNamed(name, kind);
  return { ...rest, in: place, type, uniqueItems: true };
};

function operationObject(operation: Operation, kind: string, shared: SharedParameters): object {
  const { id, description, tag, body, responses, produces, consumes, action, gvk, parameters } = operation;
  const named = parameters.map((name) => shared.refer(plain(name, kind)));
  const bodyParameter = body && { name: 'body', in: 'body', ...(body.required && { required: true }), schema: reference(body.schema) };
  const all = bodyParameter ? [shared.refer(bodyParameter), ...named] : named;
  return {
    ...(consumes.length > 0 && { consumes }),
    description,
    operationId: id,
    ...(all.length > 0 && { parameters: all }),
    produces,
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, schema]) => [
        code,
        { description: responseText(code), ...(schema !== undefined && { schema: schemaOf(schema) }) },
      ]),
    ),
    schemes: ['https'],
    tags: [tag],
    ...(action && { 'x-kubernetes-action': action }),
    ...(gvk && { 'x-kubernetes-group-version-kind': gvk }),
  };
}

/** An OpenAPI v2 document of these paths; `custom` are OpenAPI v3 schemas that are not built in, by definition name. */
export function buildSwagger(routes: readonly Route[], custom: Readonly<Record<string, SchemaObject>> = {}): SchemaObject {
  const shared = new SharedParameters();
  const paths: Record<string, object> = {};
  for (const { path, operations, parameters, kind } of routes) {
    paths[path] = {
      ...Object.fromEntries(operations.map((operation) => [operation.method, operationObject(operation, kind, shared)])),
      ...(parameters.length > 0 && { parameters: parameters.map((name) => shared.refer(plain(name, kind))) }),
    };
  }
  const definitions: Record<string, SchemaObject> = {};
  for (const [name, schema] of Object.entries(componentSchemas(mentioned(routes), custom))) definitions[name] = swaggerSchema(schema, name);
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths,
    definitions,
    parameters: shared.found,
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  };
}
