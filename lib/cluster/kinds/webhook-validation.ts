import { duplicate, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1035Label, isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateMatchConditions, validateRule, type MatchCondition, type Rule } from './admission-rule';
import { validateSelector } from './validation';
import { validateWebhookService, validateWebhookUrl, type WebhookService } from './webhook-client';

interface Webhook {
  readonly name?: string;
  readonly clientConfig?: { readonly url?: string; readonly service?: WebhookService };
  readonly rules?: readonly Rule[];
  readonly failurePolicy?: string;
  readonly matchPolicy?: string;
  readonly namespaceSelector?: object;
  readonly objectSelector?: object;
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly reinvocationPolicy?: string;
  readonly admissionReviewVersions?: readonly string[];
  readonly matchConditions?: readonly MatchCondition[];
}

/** What an update need not mend, for the object had it before. */
interface Leniency {
  readonly matchConditions?: boolean;
  readonly sideEffects?: boolean;
  readonly versions?: boolean;
  readonly names?: boolean;
}

const VERSIONS = ['v1', 'v1beta1'];
const QUIET = ['None', 'NoneOnDryRun'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];

const hooksOf = (object: KubeObject): readonly Webhook[] => object.webhooks ?? [];

/** Models validation.IsFullyQualifiedName. */
function validateQualifiedDomain(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)];
  const complaints = isDns1123Subdomain(name);
  if (complaints.length > 0) return [invalid(field, name, complaints.join(','))];
  return name.split('.').length < 3 ? [invalid(field, name, 'should be a domain with at least three segments separated by dots')] : [];
}

/** Models validateAdmissionReviewVersions. */
function validateVersions(versions: readonly string[], at: string, lenient: boolean): FieldError[] {
  if (versions.length === 0) return [required(at, `must specify one of ${VERSIONS.join(', ')}`)];
  const found: FieldError[] = [];
  versions.forEach((version, i) => {
    if (versions.indexOf(version) < i) found.push(invalid(`${at}[${i}]`, version, 'duplicate version'));
    else for (const text of isDns1035Label(version)) found.push(invalid(`${at}[${i}]`, version, text));
  });
  if (!lenient && !versions.some((version) => VERSIONS.includes(version)))
    found.push(invalid(at, versions, `must include at least one of ${VERSIONS.join(', ')}`));
  return found;
}

const oneOf = (value: string | undefined, values: readonly string[], field: string): FieldError[] =>
  value === undefined || values.includes(value) ? [] : [notSupported(field, value, values)];

/** Models validateValidatingWebhook and validateMutatingWebhook. */
function validateHook(hook: Webhook, at: string, lenient: Leniency): FieldError[] {
  const found = validateQualifiedDomain(hook.name ?? '', `${at}.name`);
  (hook.rules ?? []).forEach((rule, i) => found.push(...validateRule(rule, `${at}.rules[${i}]`)));
  found.push(...oneOf(hook.failurePolicy, ['Fail', 'Ignore'], `${at}.failurePolicy`));
  found.push(...oneOf(hook.matchPolicy, ['Equivalent', 'Exact'], `${at}.matchPolicy`));
  const allowed = lenient.sideEffects ? SIDE_EFFECTS : QUIET;
  if (hook.sideEffects === undefined) found.push(required(`${at}.sideEffects`, `must specify one of ${allowed.join(', ')}`));
  found.push(...oneOf(hook.sideEffects, allowed, `${at}.sideEffects`));
  const { timeoutSeconds: timeout } = hook;
  if (timeout !== undefined && (timeout > 30 || timeout < 1))
    found.push(invalid(`${at}.timeoutSeconds`, timeout, 'the timeout value must be between 1 and 30 seconds'));
  found.push(...validateSelector(hook.namespaceSelector, `${at}.namespaceSelector`));
  found.push(...validateSelector(hook.objectSelector, `${at}.objectSelector`));
  found.push(...oneOf(hook.reinvocationPolicy, ['IfNeeded', 'Never'], `${at}.reinvocationPolicy`));
  const { url, service } = hook.clientConfig ?? {};
  if ((url === undefined) === (service === undefined))
    found.push(required(`${at}.clientConfig`, 'exactly one of url or service is required'));
  else if (url !== undefined) found.push(...validateWebhookUrl(url, `${at}.clientConfig.url`));
  else found.push(...validateWebhookService(service!, `${at}.clientConfig.service`));
  if (!lenient.matchConditions) found.push(...validateMatchConditions(hook.matchConditions ?? [], `${at}.matchConditions`));
  return found;
}

function validateAll(object: KubeObject, lenient: Leniency): FieldError[] {
  const hooks = hooksOf(object);
  return hooks.flatMap((hook, i) => {
    const at = `webhooks[${i}]`;
    const found = validateHook(hook, at, lenient);
    found.push(...validateVersions(hook.admissionReviewVersions ?? [], `${at}.admissionReviewVersions`, lenient.versions === true));
    if (!lenient.names && hook.name && hooks.findIndex(({ name }) => name === hook.name) < i)
      found.push(duplicate(`${at}.name`, hook.name));
    return found;
  });
}

/** Models ValidateValidatingWebhookConfiguration and its mutating counterpart. */
export const validateWebhooks = (object: KubeObject): FieldError[] => validateAll(object, {});

/** Models ValidateValidatingWebhookConfigurationUpdate and its mutating counterpart. */
export function validateWebhooksUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const before = hooksOf(old);
  const after = hooksOf(object);
  const names = before.map(({ name = '' }) => name);
  return validateAll(object, {
    matchConditions:
      before.length === after.length && before.every((hook, i) => deepEqual(hook.matchConditions ?? [], after[i]!.matchConditions ?? [])),
    sideEffects: before.some(({ sideEffects }) => !QUIET.includes(sideEffects ?? '')),
    versions: before.some(({ admissionReviewVersions: known = [] }) => known.length > 0 && !known.some((v) => VERSIONS.includes(v))),
    names: new Set(names).size < names.length,
  });
}
