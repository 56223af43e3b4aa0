import { goQuote } from '@/lib/api/field-error';
import { isDns1123Label } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, quantityMilliValue } from '@/lib/api/quantity';
import { expressionWarnings, nodeLabelDeprecation } from '../deprecated-labels';
import { isGiven, numberOf, ownOf, sortedKeys, structOf, structsOf, textOf } from '../read';
import { overlapWarnings } from './overlap-warnings';
import { allContainers } from './validate-annotations';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests */

const ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const VOLUMES: readonly (readonly [string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', ''],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];
const SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';
const NO_SELECTOR = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** A name that pods' hostnames come from. `use` is what upstream calls it. */
export function hostnameWarnings(name: string | undefined, use = 'Pod names and hostnames'): string[] {
  const why = isDns1123Label(name ?? '');
  if (why.length === 0) return [];
  return [`metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${why.join(' ')}]`];
}

function fractionWarnings(list: unknown, names: readonly string[], field: string): string[] {
  return names.flatMap((name) => {
    const value = ownOf(list, name) as string | undefined;
    if (value === undefined || quantityMilliValue(value) % 1000 === 0) return [];
    return [`${field}[${name}]: fractional byte value ${goQuote(canonicalQuantity(value))} is invalid, must be an integer`];
  });
}

/** What a pod or a template says that is deprecated or does nothing. `path` is where the template stands, '' for pods. */
export function podWarnings(given: unknown, path: string): string[] {
  const at = path === '' ? '' : `${path}.`;
  const pod = structOf(given);
  const spec = structOf(pod.spec);
  const annotations = structOf(structOf(pod.metadata).annotations) as Readonly<Record<string, string>>;
  return [
    ...placementWarnings(spec, `${at}spec`),
    ...ANNOTATIONS.flatMap(([key, why]) => (Object.hasOwn(annotations, key) ? [`${at}metadata.annotations[${key}]: ${why}`] : [])),
    ...volumeWarnings(spec, `${at}spec`),
    ...overlapWarnings(spec.volumes),
    ...duplicates(spec.hostAliases, 'ip', `${at}spec.hostAliases`),
    ...duplicates(spec.imagePullSecrets, 'name', `${at}spec.imagePullSecrets`),
    ...structsOf(spec.imagePullSecrets).flatMap(({ name }, i) =>
      textOf(name) === '' ? [`${at}spec.imagePullSecrets[${i}].name: invalid empty name ""`] : [],
    ),
    ...fractionWarnings(spec.overhead, ['memory', 'ephemeral-storage'], `${at}spec.overhead`),
    ...containerWarnings(spec, annotations, at),
    ...portWarnings(spec, `${at}spec`),
    ...(numberOf(spec.terminationGracePeriodSeconds) < 0
      ? [`${at}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...affinityWarnings(structOf(spec.affinity), `${at}spec.affinity`),
  ];
}

function placementWarnings(spec: any, at: string): string[] {
  const found: string[] = [];
  for (const key of sortedKeys(spec.nodeSelector)) {
    const why = nodeLabelDeprecation(key);
    if (why) found.push(`${at}.nodeSelector[${key}]: ${why}`);
  }
  const affinity = structOf(structOf(spec.affinity).nodeAffinity);
  const field = `${at}.affinity.nodeAffinity`;
  structsOf(structOf(affinity[REQUIRED]).nodeSelectorTerms).forEach((term, i) => {
    found.push(...expressionWarnings(structsOf(term.matchExpressions), `${field}.${REQUIRED}.nodeSelectorTerms[${i}]`));
  });
  structsOf(affinity[PREFERRED]).forEach((term, i) => {
    found.push(...expressionWarnings(structsOf(structOf(term.preference).matchExpressions), `${field}.${PREFERRED}[${i}].preference`));
  });
  structsOf(spec.topologySpreadConstraints).forEach((constraint, i) => {
    const key = textOf(constraint.topologyKey);
    const why = nodeLabelDeprecation(key);
    if (why) found.push(`${at}.topologySpreadConstraints[${i}].topologyKey: ${key} is ${why}`);
    if (!isGiven(constraint.labelSelector)) found.push(`${at}.topologySpreadConstraints[${i}].labelSelector: ${NO_SELECTOR}`);
  });
  return found;
}

function volumeWarnings(spec: any, at: string): string[] {
  return structsOf(spec.volumes).flatMap((volume, i) =>
    VOLUMES.flatMap(([key, why]) => {
      if (!isGiven(volume[key])) return [];
      const field = `${at}.volumes[${i}].${key === 'storageos' ? 'storageOS' : key}`;
      if (key !== 'ephemeral') return [`${field}: ${why}`];
      const { resources } = structOf(structOf(structOf(volume.ephemeral).volumeClaimTemplate).spec) as any;
      return claimWarnings(resources, `${field}.volumeClaimTemplate.spec`);
    }),
  );
}

/** Models GetWarningsForPersistentVolumeClaimSpec. */
export const claimWarnings = (resources: unknown, at: string): string[] =>
  ['requests', 'limits'].flatMap((part) => fractionWarnings(structOf(resources)[part], ['storage'], `${at}.resources.${part}`));

function duplicates(list: unknown, key: string, at: string): string[] {
  const seen = new Set<string>();
  return structsOf(list).flatMap((item, i) => {
    const value = textOf(item[key]);
    if (seen.has(value)) return [`${at}[${i}].${key}: duplicate ${key} ${goQuote(value)}`];
    seen.add(value);
    return [];
  });
}

function containerWarnings(spec: any, annotations: Readonly<Record<string, string>>, at: string): string[] {
  const found: string[] = [];
  const security = structOf(spec.securityContext);
  const seccomp = (key: string) => {
    if (Object.hasOwn(annotations, key)) found.push(`${at}metadata.annotations[${key}]: ${SECCOMP}`);
  };
  if (!isGiven(security.seccompProfile)) seccomp('seccomp.security.alpha.kubernetes.io/pod');
  for (const { container, at: where } of allContainers(spec, `${at}spec`)) {
    const own = structOf(container.securityContext);
    if (!isGiven(own.seccompProfile)) seccomp(`container.seccomp.security.alpha.kubernetes.io/${textOf(container.name)}`);
    const armor = `container.apparmor.security.beta.kubernetes.io/${textOf(container.name)}`;
    if (at !== '' && !isGiven(security.appArmorProfile) && !isGiven(own.appArmorProfile) && Object.hasOwn(annotations, armor))
      found.push(`${at}metadata.annotations[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    for (const name of ['memory', 'ephemeral-storage'])
      for (const part of ['limits', 'requests'])
        found.push(...fractionWarnings(structOf(container.resources)[part], [name], `${where}.resources.${part}`));
    found.push(...envWarnings(container.env, `${where}.env`));
  }
  return found;
}

function envWarnings(env: unknown, at: string): string[] {
  const seen = new Set<string>();
  return structsOf(env).flatMap((item, i) => {
    const name = textOf(item.name);
    const reference = `$(${name})`;
    const value = textOf(item.value);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    // X=$(X)1 builds on the value before it.
    if (!isGiven(item.valueFrom) && value !== reference && value.includes(reference)) return [];
    return [`${at}[${i}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`];
  });
}

function portWarnings(spec: any, at: string): string[] {
  const found: string[] = [];
  const all = new Map<string, { field: string; hostIP: string; hostPort: number }[]>();
  for (const { container, at: where } of allContainers(spec, at)) {
    structsOf(container.ports).forEach((port, i) => {
      const field = `${where}.ports[${i}]`;
      const hostIP = textOf(port.hostIP);
      const hostPort = numberOf(port.hostPort);
      const [name, number, protocol] = [textOf(port.name), numberOf(port.containerPort), textOf(port.protocol)];
      if (hostIP !== '' && hostPort === 0) {
        const text = `{Name:${name} HostPort:0 ContainerPort:${number} Protocol:${protocol} HostIP:${hostIP}}`;
        found.push(`${field}: hostIP set without hostPort: ${text}`);
      }
      const key = `${number}/${protocol}`;
      const others = all.get(key) ?? [];
      for (const other of others) {
        const say = (how: string) => found.push(`${field}: ${how} port definition with ${other.field}`);
        if (hostIP === other.hostIP && hostPort === other.hostPort) say('duplicate');
        else if (hostPort === 0 || other.hostPort === 0) say('overlapping');
        else if (hostPort === other.hostPort && (hostIP === '') !== (other.hostIP === '')) say('dangerously ambiguous');
      }
      all.set(key, [...others, { field, hostIP, hostPort }]);
    });
  }
  return found;
}

function affinityWarnings(affinity: any, at: string): string[] {
  return ['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
    ...structsOf(structOf(affinity[kind])[REQUIRED]).flatMap((term, i) =>
      isGiven(term.labelSelector) ? [] : [`${at}.${kind}.${REQUIRED}[${i}].labelSelector: ${NO_SELECTOR}`],
    ),
    ...structsOf(structOf(affinity[kind])[PREFERRED]).flatMap((term, i) =>
      isGiven(structOf(term.podAffinityTerm).labelSelector)
        ? []
        : [`${at}.${kind}.${PREFERRED}[${i}].podAffinityTerm.labelSelector: ${NO_SELECTOR}`],
    ),
  ]);
}

/** Warnings of a kind that holds a pod template at `spec.template`; on updates only when the spec changed. */
export function workloadWarnings(object: KubeObject, old: KubeObject | undefined): string[] {
  if (old && old.metadata.generation === object.metadata.generation) return [];
  return [...(old ? [] : hostnameWarnings(object.metadata.name)), ...podWarnings(structOf(object.spec).template, 'spec.template')];
}

/** The same for kinds whose names are no part of hostnames, or are held to be labels anyway. */
export const templateWarnings = (object: KubeObject, old: KubeObject | undefined): string[] =>
  old && old.metadata.generation === object.metadata.generation ? [] : podWarnings(structOf(object.spec).template, 'spec.template');
