import { forbidden, duplicate, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from '@/lib/api/names';
import { validateLabels } from '../validation';
import { validateContainers } from './validate-container';
import { validateAffinity, validateSpread, validateTolerations } from './validate-placement';
import { validatePodSecurity } from './validate-security';
import { validateVolumes } from './validate-volumes';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const IP = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/;
const isIp = (text: string) => IP.test(text) && (text.includes(':') || text.split('.').every((part) => Number(part) <= 255));
const MAX_INT32 = 2147483647;

/** Models core validation.ValidatePodSpec, with findings in its order. */
export function validatePodSpec(spec: any, field: string, options: { template?: boolean } = {}): FieldError[] {
  const found: FieldError[] = [];
  const volumes = validateVolumes(spec?.volumes ?? [], `${field}.volumes`);
  found.push(...volumes.errors);
  found.push(...validateContainers(spec ?? {}, volumes.names, field));
  const restart = spec?.restartPolicy ?? '';
  if (restart === '') found.push(required(`${field}.restartPolicy`));
  else if (!['Always', 'OnFailure', 'Never'].includes(restart))
    found.push(notSupported(`${field}.restartPolicy`, restart, ['Always', 'OnFailure', 'Never']));
  found.push(...dnsPolicy(spec, field));
  found.push(...validateLabels(spec?.nodeSelector, `${field}.nodeSelector`));
  found.push(...validatePodSecurity(spec?.securityContext, `${field}.securityContext`));
  (spec?.imagePullSecrets ?? []).forEach((secret: any, i: number) => {
    if (!secret.name) found.push(required(`${field}.imagePullSecrets[${i}].name`));
  });
  found.push(...validateAffinity(spec?.affinity, `${field}.affinity`));
  found.push(...dnsConfig(spec, field));
  (spec?.readinessGates ?? []).forEach((gate: any, i: number) => {
    for (const text of isQualifiedName(gate.conditionType ?? ''))
      found.push(invalid(`${field}.readinessGates[${i}].conditionType`, gate.conditionType ?? '', text));
  });
  const gates = new Set<string>();
  (spec?.schedulingGates ?? []).forEach((gate: any, i: number) => {
    for (const text of isQualifiedName(gate.name ?? '')) found.push(invalid(`${field}.schedulingGates[${i}].name`, gate.name ?? '', text));
    if (gates.has(gate.name)) found.push(duplicate(`${field}.schedulingGates[${i}]`, gate.name));
    gates.add(gate.name);
  });
  found.push(...validateSpread(spec?.topologySpreadConstraints ?? [], `${field}.topologySpreadConstraints`));
  if (spec?.serviceAccountName) {
    for (const text of isDns1123Subdomain(spec.serviceAccountName))
      found.push(invalid(`${field}.serviceAccountName`, spec.serviceAccountName, text));
  }
  if (spec?.nodeName) for (const text of isDns1123Subdomain(spec.nodeName)) found.push(invalid(`${field}.nodeName`, spec.nodeName, text));
  const deadline = spec?.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > MAX_INT32)) {
    found.push(invalid(`${field}.activeDeadlineSeconds`, deadline, `must be between 1 and ${MAX_INT32}, inclusive`));
  }
  if (spec?.hostname) {
    if (spec.hostname.includes('.')) found.push(invalid(`${field}.hostname`, spec.hostname, 'must not contain dots'));
    else for (const text of isDns1123Label(spec.hostname)) found.push(invalid(`${field}.hostname`, spec.hostname, text));
  }
  if (spec?.subdomain) for (const text of isDns1123Label(spec.subdomain)) found.push(invalid(`${field}.subdomain`, spec.subdomain, text));
  found.push(...validateTolerations(spec?.tolerations ?? [], `${field}.tolerations`));
  (spec?.hostAliases ?? []).forEach((alias: any, i: number) => {
    if (!isIp(alias.ip ?? ''))
      found.push(invalid(`${field}.hostAliases[${i}].ip`, alias.ip ?? '', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
    (alias.hostnames ?? []).forEach((name: string) => {
      for (const text of isDns1123Subdomain(name)) found.push(invalid(`${field}.hostAliases[${i}].hostnames`, name, text));
    });
  });
  if (spec?.priorityClassName) {
    for (const text of isDns1123Subdomain(spec.priorityClassName))
      found.push(invalid(`${field}.priorityClassName`, spec.priorityClassName, text));
  }
  const grace = spec?.terminationGracePeriodSeconds;
  if (options.template && typeof grace === 'number' && grace < 0)
    found.push(invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0'));
  return found;
}

function dnsPolicy(spec: any, field: string): FieldError[] {
  const policy = spec?.dnsPolicy ?? '';
  const known = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
  if (policy === '') return [required(`${field}.dnsPolicy`)];
  return known.includes(policy) ? [] : [notSupported(`${field}.dnsPolicy`, policy, known)];
}

function dnsConfig(spec: any, field: string): FieldError[] {
  const config = spec?.dnsConfig;
  if (spec?.dnsPolicy === 'None') {
    if (!config) return [required(`${field}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if ((config.nameservers ?? []).length === 0)
      return [required(`${field}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const found: FieldError[] = [];
  if ((config?.nameservers ?? []).length > 3)
    found.push(invalid(`${field}.dnsConfig.nameservers`, config.nameservers, 'must not have more than 3 nameservers'));
  (config?.nameservers ?? []).forEach((ip: string, i: number) => {
    if (!isIp(ip))
      found.push(invalid(`${field}.dnsConfig.nameservers[${i}]`, ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  });
  return found;
}

/** Models ValidatePodCreate. */
export function validatePod(pod: any): FieldError[] {
  const found = validatePodSpec(pod.spec ?? {}, 'spec');
  if ((pod.spec?.ephemeralContainers ?? []).length > 0) found.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  return found;
}
