import { forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isPathSegmentName, isQualifiedName, nameIsDnsSubdomain } from '@/lib/api/names';
import type { KubeObject, ObjectMeta, OwnerReference } from '@/lib/api/object';
import type { Kind } from '../kinds/kind';
import { validateAnnotations, validateLabels } from '../kinds/validation';

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** Models apimachinery validation.ValidateObjectMeta. */
export function validateObjectMeta(object: KubeObject, kind: Kind): FieldError[] {
  const meta = object.metadata;
  const found: FieldError[] = [];
  const validateName = kind.strategy?.validateName ?? nameIsDnsSubdomain;
  if (meta.generateName) {
    for (const text of validateName(meta.generateName, true)) found.push(invalid('metadata.generateName', meta.generateName, text));
  }
  if (!meta.name) found.push(required('metadata.name', 'name or generateName is required'));
  else for (const text of validateName(meta.name, false)) found.push(invalid('metadata.name', meta.name, text));
  if (kind.namespaced) {
    if (!meta.namespace) found.push(required('metadata.namespace'));
    else for (const text of isDns1123Label(meta.namespace)) found.push(invalid('metadata.namespace', meta.namespace, text));
  } else if (meta.namespace) {
    found.push(forbidden('metadata.namespace', 'not allowed on this type'));
  }
  return [...found, ...validateAccessors(meta, isLenient(kind))];
}

const isLenient = (kind: Kind | undefined) => kind?.strategy?.anyFinalizers === true;

/** Metadata of a resource that is embedded in another one, at `path`. Models objectmeta.validateEmbeddedResource. */
export function validateObjectMetaAt(meta: ObjectMeta, path: string): FieldError[] {
  const found: FieldError[] = [];
  for (const text of isPathSegmentName(meta.name)) found.push(invalid('metadata.name', meta.name, text));
  for (const text of meta.namespace ? isDns1123Label(meta.namespace) : []) found.push(invalid('metadata.namespace', meta.namespace, text));
  found.push(...validateAccessors(meta, true));
  return found.map((error) => ({ ...error, field: path + error.field.slice('metadata'.length) }));
}

/** `lenient`: finalizers need not be qualified. */
function validateAccessors(meta: ObjectMeta, lenient: boolean): FieldError[] {
  const found: FieldError[] = [];
  if (meta.generation !== undefined && meta.generation < 0) {
    found.push(invalid('metadata.generation', meta.generation, 'must be greater than or equal to 0'));
  }
  found.push(...validateLabels(meta.labels, 'metadata.labels'), ...validateAnnotations(meta.annotations, 'metadata.annotations'));
  found.push(...validateOwners(meta.ownerReferences ?? []));
  meta.finalizers?.forEach((name) => {
    for (const text of isQualifiedName(name)) found.push(invalid('metadata.finalizers', name, text));
  });
  if (meta.finalizers?.includes('orphan') && meta.finalizers.includes('foregroundDeletion')) {
    found.push(invalid('metadata.finalizers', meta.finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  meta.finalizers?.forEach((name, i) => {
    if (lenient || name.includes('/') || STANDARD_FINALIZERS.has(name)) return;
    found.push(invalid(`metadata.finalizers[${i}]`, name, 'name is neither a standard finalizer name nor is it fully qualified'));
  });
  return found;
}

/** The fields in the order of Go's struct. */
const ownerValue = ({ apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion }: Partial<OwnerReference>) => ({
  apiVersion,
  kind,
  name,
  uid,
  ...(controller !== undefined && { controller }),
  ...(blockOwnerDeletion !== undefined && { blockOwnerDeletion }),
});

/** Models apimachinery validation.ValidateOwnerReferences. */
function validateOwners(owners: readonly OwnerReference[]): FieldError[] {
  const found: FieldError[] = [];
  const path = 'metadata.ownerReferences';
  let first = '';
  for (const owner of owners) {
    const { apiVersion, kind, name, uid } = ownerValue(owner);
    if (!/^[^/]*(\/[^/]*)?$/.test(apiVersion) || !apiVersion.split('/').at(-1)) {
      found.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'));
    }
    for (const [field, value] of Object.entries({ kind, name, uid })) {
      if (value === '') found.push(invalid(`${path}.${field}`, value, 'must not be empty'));
    }
    if (apiVersion === 'v1' && kind === 'Event') {
      found.push(invalid(path, ownerValue(owner), '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (!owner.controller) continue;
    const current = `${kind}/${name}`;
    if (first) {
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${current}`;
      found.push(invalid(path, owners.map(ownerValue), why));
    } else first = current;
  }
  return found;
}

/** Models apimachinery validation.ValidateObjectMetaUpdate. */
export function validateObjectMetaUpdate(next: ObjectMeta, old: ObjectMeta, kind?: Kind): FieldError[] {
  const found: FieldError[] = [];
  if (old.deletionTimestamp && next.finalizers) {
    const added = next.finalizers.filter((name) => !old.finalizers?.includes(name)).sort();
    if (added.length > 0) {
      const list = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`;
      found.push(
        forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`),
      );
    }
  }
  for (const name of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if ((next[name] ?? '') !== (old[name] ?? '')) found.push(invalid(`metadata.${name}`, next[name], 'field is immutable'));
  }
  return [...found, ...validateAccessors(next, isLenient(kind))];
}
