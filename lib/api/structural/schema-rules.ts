import { forbidden, invalid, notSupported, required, type FieldError } from '../field-error';
import { goSchema } from './go-value';
import { defaultErrors } from './default-rules';
import { child, isEmbedded, itemsOf, keyed, META_FIELDS, valuesOf, type JsonSchema } from './json-schema';
import type { MetaValidator } from './metadata';
import { listRules } from './list-rules';
import { checkExpressions, costErrors, rootCosts, type Costs } from './rule-rules';
import { structuralErrors, subschemas, unsupportedField } from './structural-rules';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Fields that the root may have while the status is a subresource, so that the status can be checked by itself. */
const AT_ROOT = [
  'Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum', 'MaxLength', 'MinLength', 'Pattern',
  'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required', 'Items', 'Properties', 'ExternalDocs', 'Example', 'XPreserveUnknownFields',
  'XValidations',
]; // prettier-ignore

export interface SchemaRulesOptions {
  /** The version has a status subresource. */
  readonly status: boolean;
  readonly validateMeta: MetaValidator;
  /** The schema of the stored definition, when it is updated: what it already said is not complained about again. */
  readonly old?: JsonSchema;
}

/**
 * Everything that apiextensions demands of the schema of a version; `path` is that of `openAPIV3Schema`.
 * Models validateCustomResourceDefinitionValidation.
 */
export function schemaErrors(schema: JsonSchema, path: string, options: SchemaRulesOptions): FieldError[] {
  const found: FieldError[] = [];
  if (options.status) checkRoot(schema, path, found);
  if (schema.nullable) found.push(forbidden(child(path, 'nullable'), 'nullable cannot be true at the root'));
  const unsupported = unsupportedField(schema);
  let costs: Costs | undefined;
  if (!unsupported) {
    const structural = structuralErrors(schema, path);
    const defaults = structural.length > 0 ? [] : defaultErrors(schema, path, options.validateMeta);
    found.push(...structural, ...defaults);
    if (structural.length === 0 && defaults.length === 0) costs = rootCosts(schema);
  }
  const { schemaFindings, ruleFindings } = checkSchema(schema, path, { root: true, allowDefaults: true, insideMeta: false }, costs);
  found.push(...schemaFindings, ...ruleFindings);
  if (found.length === 0 && unsupported) found.push(invalid(path, '', unsupported));
  if (costs) found.push(...costErrors(costs, path));
  return found;
}

function checkRoot(schema: JsonSchema, path: string, found: FieldError[]): void {
  const { properties, items, additionalProperties, ...rest } = schema;
  // What is deep below does not matter here, and is not copied.
  const shallow = {
    ...rest,
    ...(properties && { properties: {} }),
    ...(items && { items: {} }),
    ...(additionalProperties && { additionalProperties: true }),
  };
  const set = goSchema(shallow) as Record<string, unknown>;
  for (const [name, value] of Object.entries(set)) {
    if (value === null || value === '' || value === false) continue;
    if (name === 'Type') {
      if (schema.type === 'object') continue;
      const why = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      found.push(invalid(child(path, 'type'), schema.type, why));
      return;
    }
    if (AT_ROOT.includes(name)) continue;
    const why = `only [${AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
    found.push(invalid(path, goSchema(schema), why));
    return;
  }
}

/** What holds for a part of a schema because of where it is. */
interface Place {
  readonly root: boolean;
  readonly allowDefaults: boolean;
  readonly noDefaultsBecause?: string;
  readonly insideMeta: boolean;
  /** The closest ancestor whose values cannot be compared with those before an update. */
  readonly uncorrelated?: string;
}

interface Findings {
  readonly schemaFindings: FieldError[];
  readonly ruleFindings: FieldError[];
}

/** Models ValidateCustomResourceDefinitionOpenAPISchema. */
function checkSchema(schema: JsonSchema, path: string, place: Place, costs: Costs | undefined): Findings {
  const all: Findings = { schemaFindings: [], ruleFindings: [] };
  const found = all.schemaFindings;
  checkOne(schema, path, place, found);
  const go = (one: JsonSchema | undefined, at: string, where: Partial<Place>, below: Costs | undefined) => {
    if (!one) return;
    const inner = checkSchema(one, at, { ...place, root: false, ...where }, below);
    found.push(...inner.schemaFindings);
    all.ruleFindings.push(...inner.ruleFindings);
  };
  const values = valuesOf(schema);
  if (schema.additionalProperties !== undefined) {
    if (schema.properties && Object.keys(schema.properties).length > 0 && schema.additionalProperties !== true) {
      found.push(forbidden(child(path, 'additionalProperties'), 'additionalProperties and properties are mutual exclusive'));
    }
    const where = place.insideMeta ? withoutDefaults('inside additionalProperties applying to object metadata') : {};
    go(values, child(path, 'additionalProperties'), where, values && costs?.below(values));
  }
  const mapType = schema['x-kubernetes-map-type'];
  const isUncorrelated = mapType !== undefined && mapType !== 'granular' && mapType !== 'atomic';
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const meta = (place.root || isEmbedded(schema)) && META_FIELDS.has(name);
    const where: Partial<Place> = {
      ...(isUncorrelated && place.uncorrelated === undefined && { uncorrelated: path }),
      ...(meta && { insideMeta: true }),
      ...(meta && place.root && withoutDefaults(`in top-level ${name}`)),
    };
    go(property, keyed(child(path, 'properties'), name), where, costs?.below(property));
  }
  go(schema.not, child(path, 'not'), {}, undefined);
  for (const name of ['allOf', 'oneOf', 'anyOf'] as const) {
    schema[name]?.forEach((one, i) => go(one, keyed(child(path, name), i), {}, undefined));
  }
  for (const [name, one] of Object.entries(schema.definitions ?? {})) go(one, keyed(child(path, 'definitions'), name), {}, undefined);
  const items = itemsOf(schema);
  const inItems = schema['x-kubernetes-list-type'] !== 'map' && place.uncorrelated === undefined ? { uncorrelated: path } : {};
  go(items, child(path, 'items'), inItems, items && costs?.below(items));
  listRules(schema, path, found);
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length > 0) checkExpressions(schema, path, place.root || isEmbedded(schema), place.uncorrelated, costs, all);
  return all;
}

const withoutDefaults = (why: string): Partial<Place> => ({ allowDefaults: false, noDefaultsBecause: why });

/** Models specStandardValidatorV3.validate. */
function checkOne(schema: JsonSchema, path: string, place: Place, found: FieldError[]): void {
  const refuse = (name: keyof JsonSchema, isSet: boolean, why = `${name} is not supported`) => {
    if (isSet) found.push(forbidden(child(path, name), why));
  };
  const some = (value: object | undefined) => value !== undefined && Object.keys(value).length > 0;
  if (schema.type && !TYPES.includes(schema.type)) found.push(notSupported(child(path, 'type'), schema.type, TYPES));
  if (schema.default !== undefined && !place.allowDefaults) {
    refuse('default', true, `must not be set${place.noDefaultsBecause ? ` ${place.noDefaultsBecause}` : ''}`);
  }
  refuse('id', !!schema.id);
  refuse('additionalItems', schema.additionalItems !== undefined);
  refuse('patternProperties', some(schema.patternProperties));
  refuse('definitions', some(schema.definitions));
  refuse('dependencies', schema.dependencies !== undefined);
  refuse('$ref', schema.$ref !== undefined);
  refuse('type', schema.type === 'null', 'type cannot be set to null, use nullable as an alternative');
  refuse('items', Array.isArray(schema.items) && schema.items.length > 0, 'items must be a schema object and not an array');
  refuse('x-kubernetes-embedded-resource', place.insideMeta && isEmbedded(schema), 'must not be used inside of resource meta');
  refuse('uniqueItems', schema.uniqueItems === true, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic');
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    found.push(invalid(child(path, 'x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  }
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return;
  if (schema.type !== 'object') {
    const why = 'must be object if x-kubernetes-map-type is specified';
    found.push(schema.type ? invalid(child(path, 'type'), schema.type, why) : required(child(path, 'type'), why));
  }
  if (mapType !== 'atomic' && mapType !== 'granular') {
    found.push(notSupported(child(path, 'x-kubernetes-map-type'), mapType, ['atomic', 'granular']));
  }
}

/** Whether some part of a schema fulfils a condition. Models SchemaHas. */
export function schemaHas(schema: JsonSchema, condition: (schema: JsonSchema) => boolean): boolean {
  return condition(schema) || subschemas(schema).some((one) => schemaHas(one, condition));
}
