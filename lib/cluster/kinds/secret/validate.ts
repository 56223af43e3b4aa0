import { invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isConfigMapKey } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { parseJson } from '../../apiserver/json';
import { decodedBytes, immutableComplaints, MOST_BYTES } from '../config-map/validate';
import { sortedKeys, structOf, textOf } from '../read';

const ACCOUNT = 'kubernetes.io/service-account.name';

/** Models core validation.ValidateSecret. */
export function validateSecret(secret: KubeObject): FieldError[] {
  const data = structOf(secret.data) as Readonly<Record<string, string>>;
  const found: FieldError[] = [];
  let bytes = 0;
  for (const key of sortedKeys(data)) {
    for (const text of isConfigMapKey(key)) found.push(invalid(`data[${key}]`, key, text));
    bytes += decodedBytes(textOf(data[key]));
  }
  if (bytes > MOST_BYTES) found.push(tooLong('data', MOST_BYTES));
  const lacking = (...keys: string[]) => keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`));
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      if (!secret.metadata.annotations?.[ACCOUNT]) found.push(required(`metadata.annotations[${ACCOUNT}]`));
      break;
    case 'kubernetes.io/dockercfg':
      found.push(...dockerConfig(data, '.dockercfg'));
      break;
    case 'kubernetes.io/dockerconfigjson':
      found.push(...dockerConfig(data, '.dockerconfigjson'));
      break;
    case 'kubernetes.io/basic-auth':
      if (lacking('username', 'password').length === 2) found.push(...lacking('username', 'password'));
      break;
    case 'kubernetes.io/ssh-auth':
      if (!textOf(data['ssh-privatekey'])) found.push(required('data[ssh-privatekey]'));
      break;
    case 'kubernetes.io/tls':
      found.push(...lacking('tls.crt', 'tls.key'));
  }
  return found;
}

function dockerConfig(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  if (!Object.hasOwn(data, key)) return [required(`data[${key}]`)];
  const parsed = parseJson(Buffer.from(textOf(data[key]), 'base64').toString('utf8'));
  const complaint = 'error' in parsed ? parsed.error : structComplaint(parsed.value);
  return complaint ? [invalid(`data[${key}]`, '<secret contents redacted>', complaint)] : [];
}

/** What encoding/json says of a value that is no object. */
function structComplaint(value: unknown): string | undefined {
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return undefined;
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
}

/** Models ValidateSecretUpdate. */
export function validateSecretUpdate(secret: KubeObject, old: KubeObject): FieldError[] {
  const found = secret.type === old.type ? [] : [invalid('type', secret.type, 'field is immutable')];
  return [...found, ...immutableComplaints(secret, old, ['data']), ...validateSecret(secret)];
}
