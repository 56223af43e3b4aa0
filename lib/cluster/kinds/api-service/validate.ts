import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1035Label, isDns1123Subdomain, isPathSegmentName, isPortNumber } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';

interface Spec {
  readonly group?: string;
  readonly version?: string;
  readonly groupPriorityMinimum?: number;
  readonly versionPriority?: number;
  readonly caBundle?: string;
  readonly insecureSkipTLSVerify?: boolean;
  readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number };
}

/** Models apiregistration validation.ValidateAPIService. Names are checked here, for they depend on the spec. */
export function validateApiService(object: KubeObject): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0, caBundle = '', ...spec } = (object.spec ?? {}) as Spec;
  const { name = '' } = object.metadata;
  const wanted = `${version}.${group}`;
  const found: FieldError[] = [];
  if (name !== '' && isPathSegmentName(name).length === 0 && name !== wanted)
    found.push(invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`));
  if (group === '' && version !== 'v1') found.push(required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '') for (const text of isDns1123Subdomain(group)) found.push(invalid('spec.group', group, text));
  for (const text of isDns1035Label(version)) found.push(invalid('spec.version', version, text));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20_000)
    found.push(invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'));
  if (versionPriority <= 0 || versionPriority > 1000)
    found.push(invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  const insecure = spec.insecureSkipTLSVerify === true;
  if (!spec.service) {
    const bytes = Buffer.from(caBundle, 'base64').length;
    if (bytes > 0) found.push(invalid('spec.caBundle', `${bytes} bytes`, 'local APIServices may not have a caBundle'));
    if (insecure) found.push(invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'));
    return found;
  }
  const { namespace, name: service, port = 0 } = spec.service;
  if (!namespace) found.push(required('spec.service.namespace'));
  if (!service) found.push(required('spec.service.name'));
  const complaints = isPortNumber(port);
  if (complaints.length > 0) found.push(invalid('spec.service.port', port, `port is not valid: ${complaints.join(', ')}`));
  if (insecure && caBundle !== '') found.push(invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  return found;
}

/** Models ValidateAPIServiceStatus. */
export const validateApiServiceStatus = (object: KubeObject): FieldError[] =>
  ((object.status?.conditions ?? []) as readonly { status?: string }[]).flatMap(({ status = '' }, i) =>
    ['True', 'False', 'Unknown'].includes(status)
      ? []
      : [notSupported(`status.conditions[${i}].status`, status, ['True', 'False', 'Unknown'])],
  );
