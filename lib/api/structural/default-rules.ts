import { aggregateText, invalid, type FieldError } from '../field-error';
import { deepEqual } from '../freeze';
import { asResource, child, isEmbedded, itemsOf, keyed, META_FIELDS, type JsonSchema } from './json-schema';
import { listTypeErrors } from './list-types';
import { coerce, embeddedErrors, type MetaValidator } from './metadata';
import { pruned } from './prune';
import { checkRules } from './rules';
import { validateValue } from './validate';

/** Puts a default where it stands in a resource, so that metadata can be checked as a whole. */
type Surroundings = (value: unknown) => unknown;

/**
 * Checks that the defaults of a structural schema hold under it, and that nothing of them would be pruned (unless `prune` is off).
 * Models defaulting.ValidateDefaults.
 */
export function defaultErrors(schema: JsonSchema, path: string, validateMeta: MetaValidator, prune = true): FieldError[] {
  const found: FieldError[] = [];
  check(asResource(schema), schema, path, (value) => value, false, { validateMeta, prune, found });
  return found;
}

interface Context {
  readonly validateMeta: MetaValidator;
  readonly prune: boolean;
  readonly found: FieldError[];
}

const WITH_TYPE = { apiVersion: 'validation/v1', kind: 'Validation' };

function check(schema: JsonSchema, root: JsonSchema, path: string, around: Surroundings, insideMeta: boolean, context: Context): void {
  let inside = insideMeta;
  let whole = root;
  let surround = around;
  if (isEmbedded(schema)) {
    inside = false;
    whole = schema;
    surround = (value) => ({ ...WITH_TYPE, ...(value as object) });
  }
  const given = schema.default;
  if (given !== undefined && given !== null) {
    const at = child(path, 'default');
    if (inside) checkInMeta(given, schema, whole, at, surround, context);
    else checkDefault(given, schema, at, context);
  }
  const items = itemsOf(schema);
  if (items) check(items, whole, child(path, 'items'), (value) => surround([value]), inside, context);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const within = inside || (isEmbedded(schema) && META_FIELDS.has(name));
    check(property, whole, keyed(child(path, 'properties'), name), (value) => surround({ [name]: value }), within, context);
  }
}

function checkInMeta(given: unknown, schema: JsonSchema, root: JsonSchema, at: string, surround: Surroundings, context: Context): void {
  const object = surround(given);
  const { error } = coerce(object, root, true);
  const errors = error ? [error] : embeddedErrors(object, root, true, context.validateMeta);
  if (errors.length > 0) context.found.push(invalid(at, given, `must result in valid metadata: ${aggregateText(errors)}`));
  else context.found.push(...validateValue(given, schema).map((one) => moved(one, at)));
}

function checkDefault(given: unknown, schema: JsonSchema, at: string, { prune, validateMeta, found }: Context): void {
  if (prune && !deepEqual(pruned(given, schema, isEmbedded(schema)), given)) found.push(invalid(at, given, 'must not have unknown fields'));
  const { error } = coerce(given, schema, isEmbedded(schema), [], at);
  if (error) return void found.push(error);
  const embedded = embeddedErrors(given, schema, isEmbedded(schema), validateMeta, at);
  if (embedded.length > 0) return void found.push(...embedded);
  const errors = validateValue(given, schema).map((one) => moved(one, at));
  const lists = listTypeErrors(given, schema, at);
  if (errors.length > 0 || lists.length > 0) return void found.push(...errors, ...lists);
  found.push(...checkRules(given, schema, undefined, []).errors.map((one) => moved(one, at)));
}

/** A finding of a value, as a finding of the default it stands in. */
function moved(error: FieldError, at: string): FieldError {
  if (error.field === '<nil>') return { ...error, field: at };
  return { ...error, field: error.field.startsWith('[') ? `${at}${error.field}` : `${at}.${error.field}` };
}
