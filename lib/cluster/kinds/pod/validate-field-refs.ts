import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import { canonicalQuantity, compareQuantities } from '@/lib/api/quantity';
import { textOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** What an environment variable may refer to. */
export const ENV_FIELDS =
  'metadata.name metadata.namespace metadata.uid spec.nodeName spec.serviceAccountName status.hostIP status.hostIPs status.podIP status.podIPs'.split(
    ' ',
  );
/** What a file of a volume may refer to. */
export const VOLUME_FIELDS = 'metadata.annotations metadata.labels metadata.name metadata.namespace metadata.uid'.split(' ');
/** Field labels that pods know at all. */
const LABELS = new Set([...ENV_FIELDS, ...VOLUME_FIELDS, 'spec.host', 'spec.restartPolicy', 'spec.schedulerName', 'status.phase']);
const RESOURCES = 'limits.cpu limits.ephemeral-storage limits.memory requests.cpu requests.ephemeral-storage requests.memory'.split(' ');
const BYTES = '1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei'.split(' ');
const BYTES_TEXT = "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the";

/** `metadata.labels['x']` → its path and subscript. Models fieldpath.SplitMaybeSubscriptedPath. */
function subscripted(path: string): [string, string] | undefined {
  if (!path.endsWith("']")) return undefined;
  const at = path.indexOf("['");
  return at > 0 ? [path.slice(0, at), path.slice(at + 2, -2)] : undefined;
}

/** Models validateObjectFieldSelector. */
export function validateFieldRef(ref: any, fields: readonly string[], field: string): FieldError[] {
  const version = textOf(ref.apiVersion);
  const path = textOf(ref.fieldPath);
  const at = `${field}.fieldPath`;
  if (version === '') return [required(`${field}.apiVersion`)];
  if (path === '') return [required(at)];
  const refuse = (why: string) => [invalid(at, path, `error converting fieldPath: ${why}`)];
  if (version !== 'v1') return refuse(`unsupported pod version: ${version}`);
  const parts = subscripted(path);
  if (parts) {
    const [base, subscript] = parts;
    if (base === 'metadata.annotations')
      return isQualifiedName(subscript.toLowerCase()).map((text) => invalid(field, subscript.toLowerCase(), text));
    if (base === 'metadata.labels') return isQualifiedName(subscript).map((text) => invalid(field, subscript, text));
    return refuse(`field label does not support subscript: ${path}`);
  }
  if (!LABELS.has(path)) return refuse(`field label not supported: ${path}`);
  const label = path === 'spec.host' ? 'spec.nodeName' : path;
  return fields.includes(label) ? [] : [notSupported(at, label, fields)];
}

function divisorIsWrong(resource: string, given: unknown, field: string): FieldError[] {
  if (given === undefined || given === null || compareQuantities(given as string, '0') === 0) return [];
  const divisor = canonicalQuantity(given as string);
  const refuse = (why: string) => [invalid(`${field}.divisor`, resource, why)];
  if (/^(limits|requests)\.cpu$/.test(resource)) {
    return ['1m', '1'].includes(divisor) ? [] : refuse("only divisor's values 1m and 1 are supported with the cpu resource");
  }
  if (BYTES.includes(divisor)) return [];
  if (/^(limits|requests)\.memory$/.test(resource)) return refuse(`${BYTES_TEXT} memory resource`);
  if (/^(limits|requests)\.ephemeral-storage$/.test(resource)) return refuse(`${BYTES_TEXT} local ephemeral storage resource`);
  if (/^(limits|requests)\.hugepages-/.test(resource)) return refuse(`${BYTES_TEXT} hugepages resource`);
  return [];
}

/** Models validateContainerResourceFieldSelector. */
export function validateResourceFieldRef(ref: any, field: string, inVolume: boolean): FieldError[] {
  const found: FieldError[] = [];
  const resource = textOf(ref.resource);
  if (inVolume && textOf(ref.containerName) === '') found.push(required(`${field}.containerName`));
  else if (resource === '') found.push(required(`${field}.resource`));
  else if (!RESOURCES.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    found.push(notSupported(`${field}.resource`, resource, RESOURCES));
  return [...found, ...divisorIsWrong(resource, ref.divisor, field)];
}
