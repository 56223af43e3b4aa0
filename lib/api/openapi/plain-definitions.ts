import { definitionTexts } from '@/lib/api/schema';

/** An OpenAPI v3 schema object, as a plain value. */
export type SchemaObject = Readonly<Record<string, unknown>>;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const APIEXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';
export const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
export const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
export const TIME = `${META}.Time`;
export const MICRO_TIME = `${META}.MicroTime`;
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const INFO = 'io.k8s.apimachinery.pkg.version.Info';

const quantityText = `Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON and YAML, in addition to String() and AsInt64() accessors.

The serialization format is:

\`\`\` <quantity>        ::= <signedNumber><suffix>

	(Note that <suffix> may be empty, from the "" case in <decimalSI>.)

<digit>           ::= 0 | 1 | ... | 9 <digits>          ::= <digit> | <digit><digits> <number>          ::= <digits> | <digits>.<digits> | <digits>. | .<digits> <sign>            ::= "+" | "-" <signedNumber>    ::= <number> | <sign><number> <suffix>          ::= <binarySI> | <decimalExponent> | <decimalSI> <binarySI>        ::= Ki | Mi | Gi | Ti | Pi | Ei

	(International System of units; See: http://physics.nist.gov/cuu/Units/binary.html)

<decimalSI>       ::= m | "" | k | M | G | T | P | E

	(Note that 1024 = 1Ki but 1000 = 1k; I didn't choose the capitalization.)

<decimalExponent> ::= "e" <signedNumber> | "E" <signedNumber> \`\`\`

No matter which of the three exponent forms is used, no quantity may represent a number greater than 2^63-1 in magnitude, nor may it have more than 3 decimal places. Numbers larger or more precise will be capped or rounded up. (E.g.: 0.1m will rounded up to 1m.) This may be extended in the future if we require larger or smaller quantities.

When a Quantity is parsed from a string, it will remember the type of suffix it had, and will use the same type again when it is serialized.

Before serializing, Quantity will be put in "canonical form". This means that Exponent/suffix will be adjusted up or down (with a corresponding increase or decrease in Mantissa) such that:

- No precision is lost - No fractional digits will be emitted - The exponent (or suffix) is as large as possible.

The sign will be omitted unless the number is negative.

Examples:

- 1.5 will be serialized as "1500m" - 1.5Gi will be serialized as "1536Mi"

Note that the quantity will NEVER be internally represented by a floating point number. That is the whole point of this exercise.

Non-canonical values will still parse as long as they are well formed, but will be re-emitted in their canonical form. (So always use canonical form, or don't diff.)

This format is intended to make it difficult to use these numbers without writing some sort of special handling code in the hopes that that will cause implementors to also use a fixed point implementation.`;

/** Definitions that are no objects with fields of their own: what client-node writes as plain types. */
const shapes: Readonly<Record<string, SchemaObject>> = {
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [INT_OR_STRING]: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  [TIME]: { type: 'string', format: 'date-time' },
  [MICRO_TIME]: { type: 'string', format: 'date-time' },
  [`${META}.FieldsV1`]: { type: 'object' },
  [`${META}.Patch`]: { type: 'object' },
  [RAW]: { type: 'object' },
  [`${APIEXTENSIONS}.JSON`]: {},
  [`${APIEXTENSIONS}.JSONSchemaPropsOrArray`]: {},
  [`${APIEXTENSIONS}.JSONSchemaPropsOrBool`]: {},
  [`${APIEXTENSIONS}.JSONSchemaPropsOrStringArray`]: {},
  [`${APIEXTENSIONS}.CustomResourceSubresourceStatus`]: { type: 'object' },
};

/** Definitions that fields without a type of their own refer to, by definition and field. */
const fieldDefinitions: Readonly<Record<string, string>> = {
  [`${APIEXTENSIONS}.CustomResourceSubresources.status`]: `${APIEXTENSIONS}.CustomResourceSubresourceStatus`,
  [`${APIEXTENSIONS}.JSONSchemaProps.additionalItems`]: `${APIEXTENSIONS}.JSONSchemaPropsOrBool`,
  [`${APIEXTENSIONS}.JSONSchemaProps.additionalProperties`]: `${APIEXTENSIONS}.JSONSchemaPropsOrBool`,
  [`${APIEXTENSIONS}.JSONSchemaProps.default`]: `${APIEXTENSIONS}.JSON`,
  [`${APIEXTENSIONS}.JSONSchemaProps.dependencies`]: `${APIEXTENSIONS}.JSONSchemaPropsOrStringArray`,
  [`${APIEXTENSIONS}.JSONSchemaProps.enum`]: `${APIEXTENSIONS}.JSON`,
  [`${APIEXTENSIONS}.JSONSchemaProps.example`]: `${APIEXTENSIONS}.JSON`,
  [`${APIEXTENSIONS}.JSONSchemaProps.items`]: `${APIEXTENSIONS}.JSONSchemaPropsOrArray`,
  [`${META}.ManagedFieldsEntry.fieldsV1`]: `${META}.FieldsV1`,
};

/** The definition of a field that may hold any object: `at` is `<definition>.<field>`. */
export const anyDefinition = (at: string): string => fieldDefinitions[at] ?? RAW;

const VERSION_FIELDS = ['major', 'minor', 'gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'];
const EMULATION_FIELDS = ['emulationMajor', 'emulationMinor', 'minCompatibilityMajor', 'minCompatibilityMinor'];

function versionInfo(): SchemaObject {
  const { about, fields } = definitionTexts(INFO);
  const field = (name: string, more: object) => [name, { ...(fields[name] && { description: fields[name] }), type: 'string', ...more }];
  return {
    description: about,
    type: 'object',
    required: VERSION_FIELDS,
    properties: Object.fromEntries([
      ...VERSION_FIELDS.map((name) => field(name, { default: '' })),
      ...EMULATION_FIELDS.map((name) => field(name, {})),
    ]),
  };
}

const made = new Map<string, SchemaObject>();

/** The schema of such a definition: the same value each time; undefined for others. */
export function plainDefinition(name: string): SchemaObject | undefined {
  const known = made.get(name);
  if (known) return known;
  const shape = name === INFO ? versionInfo() : shapes[name];
  if (!shape) return undefined;
  const schema = { description: name === QUANTITY ? quantityText : definitionTexts(name).about, ...shape };
  made.set(name, schema);
  return schema;
}
