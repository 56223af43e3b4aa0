import type { Operation, Route } from './operations';
import { parameterNamed } from './parameters';
import { componentSchemas, type SchemaObject } from './schema-object';

const RESPONSE_TEXT: Readonly<Record<string, string>> = { '200': 'OK', '201': 'Created', '202': 'Accepted', '401': 'Unauthorized' };
export const responseText = (code: string): string => RESPONSE_TEXT[code] ?? code;

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const schemaOf = (name: string) => (name === '' ? { type: 'string' } : reference(name));
const contentOf = (types: readonly string[], schema: string) =>
  Object.fromEntries(types.map((type) => [type, { schema: schemaOf(schema) }]));

function parameter(name: string, kind: string): object {
  const { type, in: place, ...rest } = parameterNamed(name, kind);
  return { ...rest, in: place, schema: { type, uniqueItems: true } };
}

function operationObject(operation: Operation, kind: string): object {
  const { id, description, tag, body, responses, produces, consumes, action, gvk, parameters } = operation;
  return {
    tags: [tag],
    description,
    operationId: id,
    ...(parameters.length > 0 && { parameters: parameters.map((name) => parameter(name, kind)) }),
    ...(body && { requestBody: { content: contentOf(consumes, body.schema), ...(body.required && { required: true }) } }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([code, schema]) => [
        code,
        { description: responseText(code), ...(schema !== undefined && { content: contentOf(produces, schema) }) },
      ]),
    ),
    ...(action && { 'x-kubernetes-action': action }),
    ...(gvk && { 'x-kubernetes-group-version-kind': gvk }),
  };
}

/** Names of the definitions that routes mention. */
export function mentioned(routes: readonly Route[]): string[] {
  const names = new Set<string>();
  for (const { operations } of routes) {
    for (const { body, responses } of operations) {
      if (body) names.add(body.schema);
      for (const schema of Object.values(responses)) if (schema) names.add(schema);
    }
  }
  return [...names];
}

/** An OpenAPI v3 document of these paths; `custom` are schemas that are not built in, by definition name. */
export function buildDocument(routes: readonly Route[], custom: Readonly<Record<string, SchemaObject>> = {}): SchemaObject {
  const paths = Object.fromEntries(
    routes.map(({ path, operations, parameters, kind }) => [
      path,
      {
        ...(parameters.length > 0 && { parameters: parameters.map((name) => parameter(name, kind)) }),
        ...Object.fromEntries(operations.map((operation) => [operation.method, operationObject(operation, kind)])),
      },
    ]),
  );
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths,
    components: {
      schemas: componentSchemas(mentioned(routes), custom),
      securitySchemes: {
        BearerToken: { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' },
      },
    },
    security: [{ BearerToken: [] }],
  };
}
