import { duplicate, forbidden, invalid, notFound, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isDns1123SubdomainWithUnderscore, isQualifiedName } from '@/lib/api/names';
import { internalValue } from '../internal-types';
import { validateSloppyIp } from '../ip-validation';
import { isGiven, numberOf, structOf, structsOf, textOf, textsOf } from '../read';
import { validateLabels } from '../validation';
import { allContainers } from './validate-annotations';
import { validateContainers, validateEphemeralContainers, validateInitContainers, type ContainerContext } from './validate-container';
import { validateAffinity, validateSpread, validateTolerations } from './validate-placement';
import { validatePodResources, validateResources } from './validate-resources';
import { validateHostUsers, validatePodSecurity } from './validate-security';
import { validateVolumes } from './validate-volumes';
import { validateHostProcess, validateOs } from './validate-windows';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MAX_INT32 = 2147483647;
const RESTART = ['Always', 'OnFailure', 'Never'];
const DNS = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const PREEMPTION = ['PreemptLowerPriority', 'Never'];
const MOST_NAMESERVERS = 3;
const MOST_SEARCHES = 32;
const LONGEST_SEARCHES = 2048;
const LONGEST_HOSTNAME = 64;

/** How a spec is checked: that of a pod itself knows the pod's name and has had its ports filled in. */
export interface SpecOptions {
  readonly podName?: string;
  readonly isPod?: boolean;
}

const known = (value: unknown, field: string, values: readonly string[]): FieldError[] => {
  const text = textOf(value);
  if (text === '') return [required(field)];
  return values.includes(text) ? [] : [notSupported(field, text, values)];
};
const subdomain = (value: unknown, field: string): FieldError[] =>
  textOf(value) === '' ? [] : isDns1123Subdomain(textOf(value)).map((text) => invalid(field, value, text));
const label = (value: unknown, field: string): FieldError[] =>
  textOf(value) === '' ? [] : isDns1123Label(textOf(value)).map((text) => invalid(field, value, text));

/** Models core validation.ValidatePodSpec, with findings in its order. */
export function validatePodSpec(given: unknown, field: string, options: SpecOptions = {}): FieldError[] {
  const spec = structOf(given);
  const found: FieldError[] = [];
  const grace: unknown = spec.terminationGracePeriodSeconds;
  const at = (name: string) => `${field}.${name}`;
  if (!isGiven(grace)) found.push(required(at('terminationGracePeriodSeconds')));
  const { errors, volumes } = validateVolumes(spec.volumes, at('volumes'), { podName: options.podName, isPod: options.isPod ?? false });
  found.push(...errors, ...resourceClaims(spec.resourceClaims, at('resourceClaims')));
  const claims = new Set(structsOf(spec.resourceClaims).map((claim) => textOf(claim.name)));
  claims.delete('');
  const context: ContainerContext = {
    volumes,
    claims,
    restartPolicy: textOf(spec.restartPolicy),
    hostUsers: spec.hostUsers !== false,
    gracePeriod: typeof grace === 'number' ? grace : undefined,
    os: spec.os,
  };
  found.push(
    ...validateContainers(spec.containers, at('containers'), context),
    ...validateInitContainers(spec.initContainers, spec.containers, at('initContainers'), context),
    ...validateEphemeralContainers(spec, at('ephemeralContainers'), context),
    ...validatePodResources(spec, claims, field),
    ...hostPorts(spec, at('containers'), options.isPod ?? false),
    ...known(spec.restartPolicy, at('restartPolicy'), RESTART),
    ...known(spec.dnsPolicy, at('dnsPolicy'), DNS),
    ...validateLabels(structOf(spec.nodeSelector), at('nodeSelector')),
    ...validatePodSecurity(spec, field),
    ...validateAffinity(spec.affinity, at('affinity')),
    ...dnsConfig(spec, at('dnsConfig')),
    ...structsOf(spec.readinessGates).flatMap((gate, i) =>
      isQualifiedName(textOf(gate.conditionType)).map((text) =>
        invalid(at(`readinessGates[${i}].conditionType`), textOf(gate.conditionType), text),
      ),
    ),
    ...schedulingGates(spec.schedulingGates, at('schedulingGates')),
    ...validateSpread(spec.topologySpreadConstraints, at('topologySpreadConstraints')),
    ...validateHostProcess(spec, field),
    ...validateHostUsers(spec, field),
    ...hostnameOverride(spec, at('hostnameOverride')),
    ...subdomain(spec.serviceAccountName, at('serviceAccountName')),
    ...subdomain(spec.nodeName, at('nodeName')),
  );
  const deadline: unknown = spec.activeDeadlineSeconds;
  if (typeof deadline === 'number' && (deadline < 1 || deadline > MAX_INT32))
    found.push(invalid(at('activeDeadlineSeconds'), deadline, `must be between 1 and ${MAX_INT32}, inclusive`));
  found.push(
    ...label(spec.hostname, at('hostname')),
    ...label(spec.subdomain, at('subdomain')),
    ...validateTolerations(spec.tolerations, at('tolerations')),
    ...hostAliases(spec.hostAliases, at('hostAliases')),
    ...subdomain(spec.priorityClassName, at('priorityClassName')),
  );
  if (isGiven(spec.runtimeClassName))
    for (const text of isDns1123Subdomain(textOf(spec.runtimeClassName)))
      found.push(invalid(at('runtimeClassName'), spec.runtimeClassName, text));
  if (isGiven(spec.preemptionPolicy)) found.push(...known(spec.preemptionPolicy, at('preemptionPolicy'), PREEMPTION));
  if (isGiven(spec.overhead)) found.push(...overhead(spec.overhead, at('overhead')));
  return [
    ...found,
    ...validateOs(spec, field),
    ...schedulingGroup(spec.schedulingGroup, at('schedulingGroup')),
    ...fileKeyVolumes(spec, field),
  ];
}

/** Models validatePodResourceClaims. */
function resourceClaims(list: unknown, field: string): FieldError[] {
  const names = new Set<string>();
  return structsOf(list).flatMap((claim, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(claim.name);
    const found: FieldError[] = [];
    if (name === '') found.push(required(`${at}.name`));
    else if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    else found.push(...label(name, `${at}.name`));
    names.add(name);
    const { resourceClaimName: direct, resourceClaimTemplateName: template } = claim;
    const value = () => internalValue('PodResourceClaim', claim);
    if (isGiven(direct) && isGiven(template))
      found.push(invalid(at, value(), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    if (!isGiven(direct) && !isGiven(template))
      found.push(invalid(at, value(), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    for (const key of ['resourceClaimName', 'resourceClaimTemplateName'])
      if (isGiven(claim[key]))
        for (const text of isDns1123Subdomain(textOf(claim[key]))) found.push(invalid(`${at}.${key}`, claim[key], text));
    return found;
  });
}

/** Models validatePodHostNetworkDeps. */
function hostPorts(spec: any, field: string, isPod: boolean): FieldError[] {
  if (spec.hostNetwork !== true) return [];
  return structsOf(spec.containers).flatMap((container, i) =>
    structsOf(container.ports).flatMap((port, j) => {
      const host = numberOf(port.hostPort);
      if ((!isPod && host === 0) || host === numberOf(port.containerPort)) return [];
      return [invalid(`${field}[${i}].ports[${j}].hostPort`, host, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

/** Models validatePodDNSConfig. */
function dnsConfig(spec: any, field: string): FieldError[] {
  const config = structOf(spec.dnsConfig);
  const servers = textsOf(config.nameservers);
  if (spec.dnsPolicy === 'None') {
    if (!isGiven(spec.dnsConfig)) return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    if (servers.length === 0)
      return [required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const found: FieldError[] = [];
  if (servers.length > MOST_NAMESERVERS)
    found.push(invalid(`${field}.nameservers`, servers, `must not have more than ${MOST_NAMESERVERS} nameservers`));
  servers.forEach((ip, i) => found.push(...validateSloppyIp(`${field}.nameservers[${i}]`, ip)));
  const searches = textsOf(config.searches);
  if (searches.length > MOST_SEARCHES)
    found.push(invalid(`${field}.searches`, searches, `must not have more than ${MOST_SEARCHES} search paths`));
  if (searches.join(' ').length > LONGEST_SEARCHES) {
    const why = `must not have more than ${LONGEST_SEARCHES} characters (including spaces) in the search list`;
    found.push(invalid(`${field}.searches`, searches, why));
  }
  searches.forEach((search, i) => {
    if (search === '.') return;
    const name = search.replace(/\.$/, '');
    for (const text of isDns1123SubdomainWithUnderscore(name)) found.push(invalid(`${field}.searches[${i}]`, name, text));
  });
  structsOf(config.options).forEach((option, i) => {
    if (textOf(option.name) === '') found.push(required(`${field}.options[${i}]`, 'must not be empty'));
  });
  return found;
}

/** Models validateSchedulingGates. */
function schedulingGates(list: unknown, field: string): FieldError[] {
  const seen = new Set<string>();
  return structsOf(list).flatMap((gate, i) => {
    const name = textOf(gate.name);
    const found = isQualifiedName(name).map((text) => invalid(`${field}[${i}]`, name, text));
    if (seen.has(name)) found.push(duplicate(`${field}[${i}]`, name));
    seen.add(name);
    return found;
  });
}

/** Models validatePodHostName. */
function hostnameOverride(spec: any, field: string): FieldError[] {
  if (!isGiven(spec.hostnameOverride)) return [];
  const name = textOf(spec.hostnameOverride);
  const found: FieldError[] = [];
  if (spec.setHostnameAsFQDN === true) found.push(forbidden(field, 'may not be specified when setHostnameAsFQDN is true'));
  if (spec.hostNetwork === true) found.push(forbidden(field, 'may not be specified when hostNetwork is true'));
  if (Buffer.byteLength(name) > LONGEST_HOSTNAME) found.push(tooLong(field, LONGEST_HOSTNAME));
  return [...found, ...isDns1123Subdomain(name).map((text) => invalid(field, name, text))];
}

function hostAliases(list: unknown, field: string): FieldError[] {
  return structsOf(list).flatMap((alias, i) => [
    ...validateSloppyIp(`${field}[${i}].ip`, textOf(alias.ip)),
    ...textsOf(alias.hostnames).flatMap((name, j) =>
      isDns1123Subdomain(name).map((text) => invalid(`${field}[${i}].hostnames[${j}]`, name, text)),
    ),
  ]);
}

/** Models validateOverhead: as limits of a container, and said to be. */
const overhead = (given: unknown, field: string): FieldError[] => validateResources({ limits: given }, field);

function schedulingGroup(given: unknown, field: string): FieldError[] {
  if (!isGiven(given)) return [];
  const name = textOf(structOf(given).podGroupName);
  if (name === '') return [required(`${field}.podGroupName`)];
  return isDns1123Subdomain(name).map((text) => invalid(`${field}.podGroupName`, name, text));
}

/** Models validateFileKeyRefVolumes. */
function fileKeyVolumes(spec: any, field: string): FieldError[] {
  const volumes = new Map(structsOf(spec.volumes).map((volume) => [textOf(volume.name), volume]));
  return allContainers(spec, field).flatMap(({ container, at }) =>
    structsOf(container.env).flatMap((variable, i) => {
      const ref: unknown = structOf(variable.valueFrom).fileKeyRef;
      if (!isGiven(ref)) return [];
      const where = `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`;
      const name = textOf(structOf(ref).volumeName);
      const volume = volumes.get(name);
      if (!volume) return [notFound(where, name)];
      return isGiven(volume.emptyDir) ? [] : [invalid(where, name, 'referenced volume must be of type emptyDir')];
    }),
  );
}
