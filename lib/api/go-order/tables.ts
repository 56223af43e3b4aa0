import { schemaFor, type FieldSchema } from '../schema';
import { fieldNumbers } from './field-numbers.gen';
import { extensionFieldNumbers } from './field-numbers-extensions';

/** A field of a message. */
export interface Entry {
  readonly number: number;
  readonly name: string;
  /** The definition of a message whose fields stand inline in the JSON. */
  readonly inline?: string;
}

const known = new Map<string, readonly Entry[]>();
const LIST = ['metadata=1', 'items=2'];

/** The fields of a definition, in the order of Go's struct; undefined for definitions without a table. */
export function entriesOf(definition: string): readonly Entry[] | undefined {
  const found = known.get(definition);
  if (found) return found;
  const at = definition.lastIndexOf('.');
  const [group, name] = [definition.slice(0, at), definition.slice(at + 1)];
  const row = (fieldNumbers[group] ?? extensionFieldNumbers[group])?.[name];
  if (row === undefined && !isList(definition)) return undefined;
  const entries = (row === undefined ? LIST : row.split(' ').filter(Boolean)).map((entry): Entry => {
    const [field, number] = entry.split('=') as [string, string];
    return field.startsWith('~')
      ? { number: Number(number), name: field.slice(1), inline: `${group}.${field.slice(1)}` }
      : { number: Number(number), name: field };
  });
  known.set(definition, entries);
  return entries;
}

const isList = (definition: string) => definition.endsWith('List') && schemaFor(definition)?.fields.items !== undefined;

/** Fields of a message that stands inline in another: its own, if it is a definition, and else those of the other. */
export const inlineFields = (inner: string, outer: Readonly<Record<string, FieldSchema>>): Readonly<Record<string, FieldSchema>> => ({
  ...schemaFor(inner)?.fields,
  ...outer,
});

/** Names of a definition's fields in the order of Go's struct; undefined without a table. */
export function fieldOrder(definition: string): readonly string[] | undefined {
  return entriesOf(definition)?.flatMap(({ name, inline }) => (inline ? (fieldOrder(inline) ?? []) : [name]));
}

const APIEXTENSIONS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1';
export const JSON_SCHEMA = `${APIEXTENSIONS}.JSONSchemaProps`;

/** How a field of no one type travels, by definition and field; others are JSON text in field 1 of a message. */
const UNIONS: Readonly<Record<string, 'schema-or-array' | 'schema-or-bool' | 'schema-or-strings' | 'empty'>> = {
  [`${JSON_SCHEMA}.items`]: 'schema-or-array',
  [`${JSON_SCHEMA}.additionalItems`]: 'schema-or-bool',
  [`${JSON_SCHEMA}.additionalProperties`]: 'schema-or-bool',
  [`${JSON_SCHEMA}.dependencies`]: 'schema-or-strings',
  [`${APIEXTENSIONS}.CustomResourceSubresources.status`]: 'empty',
};
export const unionOf = (definition: string, field: string) => UNIONS[`${definition}.${field}`];
