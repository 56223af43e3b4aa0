import { isMap, type JsonSchema, type ValidationRule } from './json-schema';

/**
 * Structs of upstream's internal API group have no JSON tags: a field error prints them with Go's names of their fields, all of
 * them, in order. These are the ones that such errors show.
 */
export const goRule = (rule: ValidationRule): object => ({
  Rule: rule.rule,
  Message: rule.message ?? '',
  MessageExpression: rule.messageExpression ?? '',
  Reason: rule.reason ?? null,
  FieldPath: rule.fieldPath ?? '',
  OptionalOldSelf: rule.optionalOldSelf ?? null,
});

const listOf = <T, R>(items: readonly T[] | undefined, of: (item: T) => R): readonly R[] | null => (items?.length ? items.map(of) : null);

const mapOf = (schemas: Readonly<Record<string, JsonSchema>> | undefined) =>
  schemas
    ? Object.fromEntries(
        Object.keys(schemas)
          .sort()
          .map((name) => [name, goSchema(schemas[name])]),
      )
    : null;

const orBool = (value: JsonSchema | boolean | undefined) =>
  value === undefined ? null : typeof value === 'boolean' ? { Allows: value, Schema: null } : { Allows: true, Schema: goSchema(value) };

/** apiextensions.JSONSchemaProps */
export function goSchema(schema: JsonSchema | undefined): object | null {
  if (!schema) return null;
  const { items } = schema;
  return {
    ID: schema.id ?? '',
    Schema: schema.$schema ?? '',
    Ref: schema.$ref ?? null,
    Description: schema.description ?? '',
    Type: schema.type ?? '',
    Nullable: schema.nullable ?? false,
    Format: schema.format ?? '',
    Title: schema.title ?? '',
    Default: schema.default ?? null,
    Maximum: schema.maximum ?? null,
    ExclusiveMaximum: schema.exclusiveMaximum ?? false,
    Minimum: schema.minimum ?? null,
    ExclusiveMinimum: schema.exclusiveMinimum ?? false,
    MaxLength: schema.maxLength ?? null,
    MinLength: schema.minLength ?? null,
    Pattern: schema.pattern ?? '',
    MaxItems: schema.maxItems ?? null,
    MinItems: schema.minItems ?? null,
    UniqueItems: schema.uniqueItems ?? false,
    MultipleOf: schema.multipleOf ?? null,
    Enum: listOf(schema.enum, (one) => one),
    MaxProperties: schema.maxProperties ?? null,
    MinProperties: schema.minProperties ?? null,
    Required: listOf(schema.required, (one) => one),
    Items:
      items === undefined
        ? null
        : isMap(items)
          ? { Schema: goSchema(items as JsonSchema), JSONSchemas: null }
          : { Schema: null, JSONSchemas: (items as readonly JsonSchema[]).map(goSchema) },
    AllOf: listOf(schema.allOf, goSchema),
    OneOf: listOf(schema.oneOf, goSchema),
    AnyOf: listOf(schema.anyOf, goSchema),
    Not: goSchema(schema.not),
    Properties: mapOf(schema.properties),
    AdditionalProperties: orBool(schema.additionalProperties),
    PatternProperties: mapOf(schema.patternProperties),
    Dependencies: schema.dependencies ?? null,
    AdditionalItems: orBool(schema.additionalItems),
    Definitions: mapOf(schema.definitions),
    ExternalDocs: schema.externalDocs ?? null,
    Example: schema.example ?? null,
    XPreserveUnknownFields: schema['x-kubernetes-preserve-unknown-fields'] ?? null,
    XEmbeddedResource: schema['x-kubernetes-embedded-resource'] ?? false,
    XIntOrString: schema['x-kubernetes-int-or-string'] ?? false,
    XListMapKeys: listOf(schema['x-kubernetes-list-map-keys'], (one) => one),
    XListType: schema['x-kubernetes-list-type'] ?? null,
    XMapType: schema['x-kubernetes-map-type'] ?? null,
    XValidations: listOf(schema['x-kubernetes-validations'], goRule),
  };
}
