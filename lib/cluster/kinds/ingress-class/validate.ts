import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, regexError } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateTypedReference } from '../typed-reference';
import { isImmutable } from '../validation';

const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const LONGEST = 250;
const SCOPES = ['Cluster', 'Namespace'];

interface Parameters {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly scope?: string;
  readonly namespace?: string;
}

/** Models validation.IsDomainPrefixedPath. */
function validateDomainPath(value: string, field: string): FieldError[] {
  if (value === '') return [required(field)];
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1) return [invalid(field, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const host = value.slice(0, slash);
  const path = value.slice(slash + 1);
  const found = isDns1123Subdomain(host).map((text) => invalid(field, host, text));
  if (!new RegExp(`^${HTTP_PATH}$`).test(path)) found.push(invalid(field, path, regexError('Invalid path', HTTP_PATH)));
  return found;
}

/** Models networking validation.ValidateIngressClass. */
export function validateIngressClass(ingressClass: KubeObject): FieldError[] {
  const { controller = '', parameters } = (ingressClass.spec ?? {}) as { controller?: string; parameters?: Parameters };
  const found: FieldError[] = controller.length > LONGEST ? [tooLong('spec.controller', LONGEST)] : [];
  found.push(...validateDomainPath(controller, 'spec.controller'));
  return parameters ? [...found, ...validateParameters(parameters, 'spec.parameters')] : found;
}

/** Models validateIngressClassParametersReference. */
function validateParameters(parameters: Parameters, at: string): FieldError[] {
  const found = validateTypedReference(parameters, at);
  const { scope, namespace } = parameters;
  if (scope === undefined) return [...found, required(`${at}.scope`)];
  if (!SCOPES.includes(scope)) found.push(notSupported(`${at}.scope`, scope, SCOPES));
  else if (scope === 'Namespace') {
    if (namespace === undefined) found.push(required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'"));
    else for (const text of isDns1123Label(namespace)) found.push(invalid(`${at}.namespace`, namespace, text));
  } else if (namespace !== undefined) found.push(forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'"));
  return found;
}

/** Models ValidateIngressClassUpdate: the controller stays. */
export const validateIngressClassUpdate = (ingressClass: KubeObject, old: KubeObject): FieldError[] => [
  ...isImmutable(ingressClass.spec?.controller ?? '', old.spec?.controller ?? '', 'spec.controller'),
  ...validateIngressClass(ingressClass),
];
