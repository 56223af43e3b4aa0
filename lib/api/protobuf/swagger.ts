import { Writer } from './writer';

type Value = Readonly<Record<string, unknown>>;
type Put = (out: Writer, number: number, value: never) => void;
/** A message: how each field of the JSON object goes into it, by name. `x-` takes the vendor extensions. */
type Message = Readonly<Record<string, readonly [number: number, put: Put]>>;

const text: Put = (out, number, value: string) => void out.text(number, value);
const texts: Put = (out, number, values: readonly string[]) => values.forEach((value) => out.text(number, value));
const flag: Put = (out, number, value: boolean) => void (value && out.int(number, true));
const integer: Put = (out, number, value: number) => void out.int(number, value);
const double: Put = (out, number, value: number) => void out.double(number, value);
/** Any value, as the YAML text that stands for it. */
const any: Put = (out, number, value: unknown) => void out.message(number, (inner) => inner.text(2, `${JSON.stringify(value)}\n`));
const anys: Put = (out, number, values: readonly never[]) => values.forEach((value) => any(out, number, value));

const one =
  (message: () => Message): Put =>
  (out, number, value: Value) =>
    void out.message(number, (inner) => write(inner, message(), value));
const many =
  (put: Put): Put =>
  (out, number, values: readonly never[]) =>
    values.forEach((value) => put(out, number, value));
/** A JSON object whose names are free, as repeated (name, value) pairs in field `field`. */
const named = (out: Writer, field: number, entries: readonly (readonly [string, unknown])[], put: Put) => {
  for (const [name, value] of entries) {
    out.message(field, (inner) => {
      inner.text(1, name);
      put(inner, 2, value as never);
    });
  }
};
/** Such an object as a message of its own. */
const mapOf =
  (put: Put, field = 1): Put =>
  (out, number, value: Value) =>
    void out.message(number, (inner) => named(inner, field, Object.entries(value), put));

/** Writes a JSON object; fields that the table does not name are vendor extensions, or not of this format. */
function write(out: Writer, message: Message, value: Value): void {
  const extensions: [string, unknown][] = [];
  for (const [name, found] of Object.entries(value)) {
    const field = message[name];
    if (field) field[1](out, field[0], found as never);
    else if (name.startsWith('x-')) extensions.push([name, found]);
  }
  if (message['x-']) named(out, message['x-'][0], extensions, any);
}

const extensions = any;
const schema: Put = (out, number, value: Value) => one(() => SCHEMA)(out, number, value as never);
const SCHEMA: Message = {
  $ref: [1, text],
  format: [2, text],
  title: [3, text],
  description: [4, text],
  default: [5, any],
  multipleOf: [6, double],
  maximum: [7, double],
  exclusiveMaximum: [8, flag],
  minimum: [9, double],
  exclusiveMinimum: [10, flag],
  maxLength: [11, integer],
  minLength: [12, integer],
  pattern: [13, text],
  maxItems: [14, integer],
  minItems: [15, integer],
  uniqueItems: [16, flag],
  maxProperties: [17, integer],
  minProperties: [18, integer],
  required: [19, texts],
  enum: [20, anys],
  additionalProperties: [
    21,
    (out, number, value: Value | boolean) =>
      void out.message(number, (inner) => (typeof value === 'boolean' ? inner.int(2, value) : schema(inner, 1, value as never))),
  ],
  type: [22, (out, number, value: string) => void out.message(number, (inner) => inner.text(1, value))],
  items: [23, (out, number, value: Value) => void out.message(number, (inner) => schema(inner, 1, value as never))],
  allOf: [24, many(schema)],
  properties: [25, mapOf(schema)],
  discriminator: [26, text],
  readOnly: [27, flag],
  externalDocs: [29, one(() => EXTERNAL_DOCS)],
  example: [30, any],
  'x-': [31, extensions],
};
const EXTERNAL_DOCS: Message = { description: [1, text], url: [2, text], 'x-': [3, extensions] };

const REFERENCE: Message = { $ref: [1, text], description: [2, text] };
const BODY_PARAMETER: Message = {
  description: [1, text],
  name: [2, text],
  in: [3, text],
  required: [4, flag],
  schema: [5, schema],
  'x-': [6, extensions],
};
/** Parameters in the query have one field more than those in the path, and so other numbers after it. */
const PARAMETER_PLACES: Readonly<Record<string, readonly [number: number, message: Message]>> = {
  query: [
    3,
    {
      required: [1, flag],
      in: [2, text],
      description: [3, text],
      name: [4, text],
      type: [6, text],
      format: [7, text],
      uniqueItems: [20, flag],
    },
  ],
  path: [
    4,
    {
      required: [1, flag],
      in: [2, text],
      description: [3, text],
      name: [4, text],
      type: [5, text],
      format: [6, text],
      uniqueItems: [19, flag],
    },
  ],
};
const parameter: Put = (out, number, value: Value) =>
  void out.message(number, (inner) => {
    if (value.in === 'body') {
      one(() => BODY_PARAMETER)(inner, 1, value as never);
      return;
    }
    const place = PARAMETER_PLACES[value.in as string];
    if (!place) throw new Error(`no parameter in ${String(value.in)} is encoded`);
    inner.message(2, (nonBody) => one(() => place[1])(nonBody, place[0], value as never));
  });
const parameters = many(
  (out, number, value: Value) =>
    void out.message(number, (inner) =>
      '$ref' in value ? one(() => REFERENCE)(inner, 2, value as never) : parameter(inner, 1, value as never),
    ),
);

const RESPONSE: Message = {
  description: [1, text],
  schema: [2, (out, number, value: Value) => void out.message(number, (inner) => schema(inner, 1, value as never))],
  'x-': [5, extensions],
};
const response: Put = (out, number, value: Value) => void out.message(number, (inner) => one(() => RESPONSE)(inner, 1, value as never));

const OPERATION: Message = {
  tags: [1, texts],
  summary: [2, text],
  description: [3, text],
  operationId: [5, text],
  produces: [6, texts],
  consumes: [7, texts],
  parameters: [8, parameters],
  responses: [9, mapOf(response)],
  schemes: [10, texts],
  deprecated: [11, flag],
  'x-': [13, extensions],
};
const operation = one(() => OPERATION);
const PATH_ITEM: Message = {
  $ref: [1, text],
  get: [2, operation],
  put: [3, operation],
  post: [4, operation],
  delete: [5, operation],
  options: [6, operation],
  head: [7, operation],
  patch: [8, operation],
  parameters: [9, parameters],
  'x-': [10, extensions],
};
const INFO: Message = { title: [1, text], version: [2, text], description: [3, text], 'x-': [7, extensions] };
const API_KEY: Message = { type: [1, text], name: [2, text], in: [3, text], description: [4, text], 'x-': [5, extensions] };
const DOCUMENT: Message = {
  swagger: [1, text],
  info: [2, one(() => INFO)],
  host: [3, text],
  basePath: [4, text],
  schemes: [5, texts],
  consumes: [6, texts],
  produces: [7, texts],
  paths: [
    8,
    mapOf(
      one(() => PATH_ITEM),
      2,
    ),
  ],
  definitions: [9, mapOf(schema)],
  parameters: [10, mapOf(parameter)],
  security: [
    12,
    many(
      mapOf(
        (out, number, values: readonly string[]) => void out.message(number, (inner) => values.forEach((value) => inner.text(1, value))),
      ),
    ),
  ],
  securityDefinitions: [
    13,
    mapOf((out, number, value: Value) => void out.message(number, (inner) => one(() => API_KEY)(inner, 2, value as never))),
  ],
  'x-': [16, extensions],
};

/** An OpenAPI v2 document as a gnostic openapi.v2.Document: what kubectl and client-go ask for. */
export function encodeSwagger(document: object): Buffer {
  const out = new Writer();
  write(out, DOCUMENT, document as Value);
  return out.finish();
}
