import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { nodeLabelDeprecation } from '../deprecated-labels';
import { isImmutable } from '../validation';

const MOST_PARAMETERS = 512;
const MOST_BYTES = 256 * 1024;
const POLICIES = ['Delete', 'Retain'];
const MODES = ['Immediate', 'WaitForFirstConsumer'];

/** A provisioner or driver: a qualified name, in lower case. Models storage validation's validateProvisioner. */
export function validateProvisioner(name: string | undefined, field: string): FieldError[] {
  if (!name) return [required(field)];
  const lower = name.toLowerCase();
  return isQualifiedName(lower).map((text) => invalid(field, lower, text));
}

/** Models validateParameters. */
export function validateParameters(parameters: Readonly<Record<string, string>> | undefined, mayBeEmpty: boolean): FieldError[] {
  const entries = Object.entries(parameters ?? {});
  if (entries.length > MOST_PARAMETERS) return [tooLong('parameters', MOST_PARAMETERS)];
  const found = entries.filter(([key]) => key === '').map(([key]) => invalid('parameters', key, 'field can not be empty.'));
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (size > MOST_BYTES) found.push(tooLong('parameters', MOST_BYTES));
  if (!mayBeEmpty && entries.length === 0) found.push(required('parameters', 'must contain at least one key/value pair'));
  return found;
}

interface Term {
  readonly matchLabelExpressions?: readonly { readonly key?: string; readonly values?: readonly string[] }[];
}

/** Models validateAllowedTopologies and ValidateTopologySelectorTerm. */
function validateTopologies(terms: readonly Term[]): FieldError[] {
  const found: FieldError[] = [];
  const before: Readonly<Record<string, readonly string[]>>[] = [];
  terms.forEach(({ matchLabelExpressions = [] }, i) => {
    const term: Record<string, readonly string[]> = {};
    matchLabelExpressions.forEach(({ key = '', values = [] }, j) => {
      const at = `allowedTopologies[${i}].matchLabelExpressions[${j}]`;
      if (Object.hasOwn(term, key)) found.push(duplicate(`${at}.key`, key));
      term[key] = [...new Set(values)].sort();
      if (values.length === 0) found.push(required(`${at}.values`));
      values.forEach((value, n) => {
        if (values.indexOf(value) < n) found.push(duplicate(`${at}.values[${n}]`, value));
      });
      for (const text of isQualifiedName(key)) found.push(invalid(`${at}.key`, key, text));
    });
    // Upstream compares with as many empty terms as there are terms, too.
    const same = before.filter((other) => deepEqual(other, term)).length + (Object.keys(term).length === 0 ? terms.length : 0);
    for (let n = 0; n < same; n++) found.push(duplicate(`allowedTopologies[${i}].matchLabelExpressions`, ''));
    before.push(term);
  });
  return found;
}

/** Models storage validation.ValidateStorageClass. */
export function validateStorageClass(storage: KubeObject): FieldError[] {
  const found = [...validateProvisioner(storage.provisioner, 'provisioner'), ...validateParameters(storage.parameters, true)];
  if (storage.reclaimPolicy && !POLICIES.includes(storage.reclaimPolicy))
    found.push(notSupported('reclaimPolicy', storage.reclaimPolicy, POLICIES));
  if (!MODES.includes(storage.volumeBindingMode)) found.push(notSupported('volumeBindingMode', storage.volumeBindingMode ?? '', MODES));
  return [...found, ...validateTopologies(storage.allowedTopologies ?? [])];
}

/** Models ValidateStorageClassUpdate. */
export function validateStorageClassUpdate(storage: KubeObject, old: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy'])
    if (!deepEqual(storage[field] ?? null, old[field] ?? null)) found.push(forbidden(field, `updates to ${field} are forbidden.`));
  return [...found, ...isImmutable(storage.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode')];
}

/** Models pkg/api/storage.GetWarningsForStorageClass. */
export const storageClassWarnings = (storage: KubeObject): string[] =>
  ((storage.allowedTopologies ?? []) as readonly Term[]).flatMap(({ matchLabelExpressions = [] }, i) =>
    matchLabelExpressions.flatMap(({ key = '' }, j) => {
      const why = nodeLabelDeprecation(key);
      return why ? [`allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${why}`] : [];
    }),
  );
