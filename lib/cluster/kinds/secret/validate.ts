import { invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isConfigMapKey } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { immutableComplaints } from '../config-map/validate';

const MOST_BYTES = 1024 * 1024;
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

/** Models core validation.ValidateSecret. */
export function validateSecret(secret: KubeObject): FieldError[] {
  const data: Readonly<Record<string, string>> = secret.data ?? {};
  const found: FieldError[] = [];
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    for (const text of isConfigMapKey(key)) found.push(invalid(`data[${key}]`, key, text));
    bytes += Math.floor((data[key]!.length * 3) / 4);
  }
  if (bytes > MOST_BYTES) found.push(tooLong('data', MOST_BYTES));
  if (secret.type === 'kubernetes.io/service-account-token' && !secret.metadata.annotations?.['kubernetes.io/service-account.name']) {
    found.push(required('metadata.annotations[kubernetes.io/service-account.name]'));
  }
  if (secret.type === 'kubernetes.io/basic-auth' && data.username === undefined && data.password === undefined) {
    found.push(required('data[username]'), required('data[password]'));
  }
  for (const key of REQUIRED[secret.type as string] ?? []) {
    if (data[key] === undefined) found.push(required(`data[${key}]`));
    else if (key.startsWith('.docker')) {
      const complaint = jsonComplaint(Buffer.from(data[key], 'base64').toString('utf8'));
      if (complaint) found.push(invalid(`data[${key}]`, '<secret contents redacted>', complaint));
    }
  }
  return found;
}

function jsonComplaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const first = text.trimStart()[0];
    return first === undefined ? 'unexpected end of JSON input' : `invalid character '${first}' looking for beginning of value`;
  }
}

/** Models ValidateSecretUpdate. */
export function validateSecretUpdate(secret: KubeObject, old: KubeObject): FieldError[] {
  const found = secret.type === old.type ? [] : [invalid('type', secret.type, 'field is immutable')];
  return [...found, ...immutableComplaints(secret, old, ['data']), ...validateSecret(secret)];
}
