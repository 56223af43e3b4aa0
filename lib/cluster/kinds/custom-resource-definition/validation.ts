import { invalid, notSupported, required, tooMany, duplicate, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1035Label, isDns1123Subdomain } from '@/lib/api/names';
import { readFieldPath, schemaErrors, schemaHas, type JsonSchema } from '@/lib/api/structural';
import { validateObjectMetaAt } from '../../apiserver/object-meta';
import { approvalErrors } from './approval';
import { conversionErrors } from './conversion';
import { isTrue, type Definition, type DefinitionSpec, type DefinitionVersion, type Names } from './definition';
import { goVersions, hoistedOf, type Hoisted } from './internal';

const SCOPES = ['Cluster', 'Namespaced'];
const MOST_SELECTABLE = 8;
const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

/** Models ValidateCustomResourceDefinition. Errors of what all versions share stand at the top, as in upstream's internal version. */
export function validateDefinition(definition: Definition): FieldError[] {
  const { spec, metadata } = definition;
  const found: FieldError[] = [];
  if (metadata.name && metadata.name !== `${spec.names?.plural ?? ''}.${spec.group ?? ''}`) {
    found.push(invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  found.push(
    ...specErrors(spec),
    ...storedErrors(definition),
    ...approvalErrors(definition, undefined),
    ...preserveErrors(definition, undefined),
  );
  return found;
}

/** Models ValidateCustomResourceDefinitionUpdate. */
export function validateDefinitionUpdate(definition: Definition, old: Definition): FieldError[] {
  const { spec } = definition;
  const found = specErrors(spec, old);
  const keep = (field: string, next: string | undefined, before: string | undefined) => {
    if ((next ?? '') !== (before ?? '')) found.push(invalid(field, next ?? '', 'field is immutable'));
  };
  if (isTrue(old, 'Established')) {
    keep('spec.scope', spec.scope, old.spec.scope);
    keep('spec.names.kind', spec.names?.kind, old.spec.names.kind);
  }
  keep('spec.group', spec.group, old.spec.group);
  keep('spec.names.plural', spec.names?.plural, old.spec.names.plural);
  found.push(...storedErrors(definition), ...approvalErrors(definition, old), ...preserveErrors(definition, old));
  return found;
}

/** Formats that are not checked, each once; of an update those that are new. */
export function definitionWarnings(
  definition: Definition,
  old: Definition | undefined,
  isKnown: (format: string, type?: string) => boolean,
) {
  const formats = (one: Definition | undefined) => {
    const names = new Set<string>();
    for (const { schema } of one?.spec.versions ?? []) {
      if (!schema?.openAPIV3Schema) continue;
      schemaHas(schema.openAPIV3Schema, ({ format, type }) => {
        if (format && !isKnown(format, type)) names.add(format);
        return false;
      });
    }
    return names;
  };
  const before = formats(old);
  return [...formats(definition)].filter((name) => !before.has(name)).map((name) => `unrecognized format ${JSON.stringify(name)}`);
}

function preserveErrors({ spec }: Definition, old: Definition | undefined): FieldError[] {
  if (!spec.preserveUnknownFields || old?.spec.preserveUnknownFields) return [];
  const why = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalid('spec.preserveUnknownFields', true, why)];
}

function storedErrors({ spec, status }: Definition): FieldError[] {
  const path = 'status.storedVersions';
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')];
  const found: FieldError[] = [];
  for (const version of spec.versions ?? []) {
    if (version.storage && !stored.includes(version.name))
      found.push(invalid(path, stored, `must have the storage version ${version.name}`));
  }
  stored.forEach((name, i) => {
    if (spec.versions?.some((version) => version.name === name)) return;
    const why = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
    found.push(invalid(`${path}[${i}]`, name, why));
  });
  return found;
}

function specErrors(spec: DefinitionSpec, old?: Definition): FieldError[] {
  const found: FieldError[] = [];
  const { group = '', scope = '', versions = [], names } = spec;
  if (group === '') found.push(required('spec.group'));
  else {
    const errors = isDns1123Subdomain(group);
    if (errors.length > 0) found.push(invalid('spec.group', group, errors.join(',')));
    else if (!group.includes('.')) found.push(invalid('spec.group', group, 'should be a domain with at least one dot'));
  }
  if (scope === '') found.push(required('spec.scope'));
  else if (!SCOPES.includes(scope)) found.push(notSupported('spec.scope', scope, SCOPES));
  const hoisted = hoistedOf(versions);
  if (!hoisted.schema?.openAPIV3Schema) {
    versions.forEach((version, i) => {
      if (!version.schema?.openAPIV3Schema) found.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
    });
  }
  const schemas = versions.flatMap(({ schema }) => (schema?.openAPIV3Schema ? [schema.openAPIV3Schema] : []));
  if (spec.preserveUnknownFields && schemas.some((schema) => schemaHas(schema, (one) => one.default !== undefined))) {
    found.push(invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema'));
  }
  versions.forEach((version, i) => found.push(...versionErrors(version, i, hoisted, old)));
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    found.push(invalid('spec.versions', goVersions(versions, hoisted), 'must contain unique version names'));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    found.push(invalid('spec.versions', goVersions(versions, hoisted), 'must have exactly one version marked as storage version'));
  }
  for (const field of ['plural', 'singular', 'kind', 'listKind'] as const) if (!names?.[field]) found.push(required(`spec.names.${field}`));
  found.push(...nameErrors(names ?? { plural: '', kind: '' }, 'spec.names'));
  found.push(...hoistedErrors(hoisted, versions, old));
  found.push(...conversionErrors(spec, old));
  return found;
}

/** What all versions say alike. */
function hoistedErrors(hoisted: Hoisted, versions: readonly DefinitionVersion[], old: Definition | undefined): FieldError[] {
  const found: FieldError[] = [];
  const { schema, subresources, columns, selectable } = hoisted;
  const status = versions.some((version) => version.subresources?.status !== undefined);
  const before = old?.spec.versions.find(({ name }) => name === versions[0]?.name)?.schema?.openAPIV3Schema;
  if (schema?.openAPIV3Schema) found.push(...errorsOfSchema(schema.openAPIV3Schema, 'spec.validation.openAPIV3Schema', status, before));
  if (subresources) found.push(...subresourceErrors(subresources, 'spec.subresources'));
  columns?.forEach((column, i) => found.push(...columnErrors(column, `spec.additionalPrinterColumns[${i}]`)));
  if (selectable) {
    if (!schema?.openAPIV3Schema) {
      found.push(invalid('spec.selectableFields', '', 'selectableFields may only be set when validations.schema is included'));
    } else found.push(...selectableErrors(selectable, schema.openAPIV3Schema, 'spec.selectableFields'));
  }
  return found;
}

function versionErrors(version: DefinitionVersion, i: number, hoisted: Hoisted, old: Definition | undefined): FieldError[] {
  const path = `spec.versions[${i}]`;
  const found: FieldError[] = [];
  const errors = isDns1035Label(version.name ?? '');
  if (errors.length > 0) found.push(invalid(`${path}.name`, version.name ?? '', errors.join(',')));
  for (const text of deprecationErrors(version)) found.push(invalid(`${path}.deprecationWarning`, version.deprecationWarning, text));
  const schema = version.schema?.openAPIV3Schema;
  if (schema && !hoisted.schema) {
    const before = old?.spec.versions.find(({ name }) => name === version.name)?.schema?.openAPIV3Schema;
    found.push(...errorsOfSchema(schema, `${path}.schema.openAPIV3Schema`, version.subresources?.status !== undefined, before));
  }
  if (version.subresources && !hoisted.subresources) found.push(...subresourceErrors(version.subresources, `${path}.subresources`));
  if (!hoisted.columns) {
    version.additionalPrinterColumns?.forEach((column, at) =>
      found.push(...columnErrors(column, `${path}.additionalPrinterColumns[${at}]`)),
    );
  }
  if (version.selectableFields?.length && !hoisted.selectable) {
    const why = 'selectableFields may only be set when version.schema.openAPIV3Schema is not included';
    if (!schema && !hoisted.schema) found.push(invalid(`${path}.selectableFields`, '', why));
    else
      found.push(...selectableErrors(version.selectableFields, (schema ?? hoisted.schema?.openAPIV3Schema)!, `${path}.selectableFields`));
  }
  return found;
}

/** A schema that is stored already is not checked again. */
function errorsOfSchema(schema: JsonSchema, path: string, status: boolean, old: JsonSchema | undefined): FieldError[] {
  if (old && (old === schema || deepEqual(old, schema))) return [];
  return schemaErrors(schema, path, { status, validateMeta: validateObjectMetaAt });
}

function deprecationErrors({ deprecated, deprecationWarning }: DefinitionVersion): string[] {
  if (deprecationWarning === undefined) return [];
  if (!deprecated) return ['can only be set for deprecated versions'];
  const found: string[] = [];
  if (deprecationWarning.length > 256) found.push('must be <= 256 characters long');
  if (deprecationWarning.length === 0) found.push('must not be an empty string');
  const odd = /[^\P{C}]/u.exec(deprecationWarning);
  if (odd) found.push(`must only contain printable UTF-8 characters; non-printable character found at index ${odd.index}`);
  return found;
}

/** Models ValidateCustomResourceDefinitionNames. */
function nameErrors(names: Names, path: string): FieldError[] {
  const found: FieldError[] = [];
  const check = (field: string, value: string | undefined) => {
    const errors = value ? isDns1035Label(value) : [];
    if (errors.length > 0) found.push(invalid(`${path}.${field}`, value, errors.join(',')));
  };
  const checkMixed = (field: string, value: string | undefined) => {
    const errors = value ? isDns1035Label(value.toLowerCase()) : [];
    const text = `may have mixed case, but should otherwise match: ${errors.join(',')}`;
    if (errors.length > 0) found.push(invalid(`${path}.${field}`, value, text));
  };
  check('plural', names.plural);
  check('singular', names.singular);
  checkMixed('kind', names.kind);
  checkMixed('listKind', names.listKind);
  names.shortNames?.forEach((name, i) => check(`shortNames[${i}]`, name));
  if (names.kind && names.kind === names.listKind) {
    found.push(invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  }
  names.categories?.forEach((name, i) => check(`categories[${i}]`, name));
  return found;
}

function simplePathErrors(text: string, path: string): FieldError[] {
  if (text === '') return [invalid(path, text, 'must not be empty')];
  return text.startsWith('.') ? [] : [invalid(path, text, 'must be a simple json path starting with .')];
}

function subresourceErrors({ scale }: NonNullable<DefinitionVersion['subresources']>, path: string): FieldError[] {
  if (!scale) return [];
  const found: FieldError[] = [];
  const check = (field: string, value: string | undefined, below: readonly string[], why: string) => {
    const at = `${path}.scale.${field}`;
    if (!value) return void found.push(required(at));
    const errors = simplePathErrors(value, at);
    if (errors.length > 0) found.push(...errors);
    else if (!below.some((prefix) => value.startsWith(prefix))) found.push(invalid(at, value, why));
  };
  check('specReplicasPath', scale.specReplicasPath, ['.spec.'], 'should be a json path under .spec');
  check('statusReplicasPath', scale.statusReplicasPath, ['.status.'], 'should be a json path under .status');
  const selector = scale.labelSelectorPath;
  if (selector) check('labelSelectorPath', selector, ['.spec.', '.status.'], 'should be a json path under either .spec or .status');
  return found;
}

/** Models ValidateCustomResourceColumnDefinition. */
function columnErrors(column: NonNullable<DefinitionVersion['additionalPrinterColumns']>[number], path: string): FieldError[] {
  const found: FieldError[] = [];
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  if (!column.name) found.push(required(`${path}.name`));
  if (!column.type) found.push(required(`${path}.type`, types));
  else if (!COLUMN_TYPES.includes(column.type)) found.push(invalid(`${path}.type`, column.type, types));
  if (column.format && !COLUMN_FORMATS.includes(column.format)) {
    found.push(invalid(`${path}.format`, column.format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  }
  if (!column.jsonPath) found.push(required(`${path}.JSONPath`));
  else found.push(...simplePathErrors(column.jsonPath, `${path}.JSONPath`));
  return found;
}

/** Models ValidateCustomResourceSelectableFields. */
function selectableErrors(fields: readonly { readonly jsonPath: string }[], schema: JsonSchema, path: string): FieldError[] {
  const found: FieldError[] = [];
  const seen = new Set<string>();
  fields.forEach(({ jsonPath }, i) => {
    const at = `${path}[${i}].jsonPath`;
    if (!jsonPath) return void found.push(required(at));
    const read = readFieldPath(jsonPath, schema, false);
    if ('error' in read) return void found.push(invalid(at, jsonPath, `is an invalid path: ${read.error}`));
    if (read.root === 'metadata') found.push(invalid(at, jsonPath, 'must not point to fields in metadata'));
    if (!['string', 'boolean', 'integer'].includes(read.schema?.type ?? '')) {
      const why = 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      found.push(invalid(at, jsonPath, why));
    }
    if (seen.has(read.path)) found.push(duplicate(at, jsonPath));
    seen.add(read.path);
  });
  if (seen.size > MOST_SELECTABLE) found.push(tooMany(path, seen.size, MOST_SELECTABLE));
  return found;
}
