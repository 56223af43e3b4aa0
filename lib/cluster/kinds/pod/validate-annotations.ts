import { forbidden, invalid, type FieldError } from '@/lib/api/field-error';
import { isGiven, structOf, structsOf, textOf } from '../read';
import { descendingPath } from './validate-paths';
import { validateTolerations } from './validate-placement';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

type Annotations = Readonly<Record<string, string>>;

/** Containers of all kinds, with their places. */
export const allContainers = (spec: any, field: string): { container: any; at: string }[] =>
  LISTS.flatMap((list) => structsOf(spec[list]).map((container, i) => ({ container, at: `${field}.${list}[${i}]` })));

function deletionCostIsFine(value: string): boolean {
  return /^(0|-?[1-9]\d*|[1-9]\d*)$/.test(value) && Number(value) >= -2147483648 && Number(value) <= 2147483647;
}

/** Models ValidateSeccompProfile. */
function seccompProfile(profile: string, field: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith('localhost/')) return descendingPath(profile.slice('localhost/'.length), field);
  return [invalid(field, profile, 'must be a valid seccomp profile')];
}

/** Models ValidatePodSpecificAnnotations. */
export function validatePodAnnotations(annotations: Annotations | undefined, spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const all = structOf(annotations) as Annotations;
  const has = (key: string) => Object.hasOwn(all, key);
  if (has(MIRROR) && textOf(spec.nodeName) === '')
    found.push(invalid(`${field}[${MIRROR}]`, all[MIRROR], 'must set spec.nodeName if mirror pod annotation is set'));
  if (textOf(all[TOLERATIONS]) !== '') {
    try {
      found.push(...validateTolerations(JSON.parse(all[TOLERATIONS]!), `${field}.${TOLERATIONS}`));
    } catch {
      found.push(invalid(field, TOLERATIONS, "invalid character in the annotation's JSON"));
    }
  }
  if (has(DELETION_COST) && !deletionCostIsFine(textOf(all[DELETION_COST])))
    found.push(invalid(`${field}[${DELETION_COST}]`, all[DELETION_COST], 'must be a 32bit integer'));
  if (has(SECCOMP_POD)) found.push(...seccompProfile(textOf(all[SECCOMP_POD]), `${field}.${SECCOMP_POD}`));
  const keys = Object.keys(all).sort();
  for (const key of keys) if (key.startsWith(SECCOMP_CONTAINER)) found.push(...seccompProfile(textOf(all[key]), `${field}.${key}`));
  const names = new Set(allContainers(spec, '').map(({ container }) => textOf(container.name)));
  for (const key of keys) {
    if (!key.startsWith(APP_ARMOR)) continue;
    const container = key.slice(APP_ARMOR.length);
    const profile = textOf(all[key]);
    if (!names.has(container)) found.push(invalid(`${field}[${key}]`, container, 'container not found'));
    if (profile !== '' && profile !== 'runtime/default' && profile !== 'unconfined' && !profile.startsWith('localhost/'))
      found.push(invalid(`${field}[${key}]`, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`));
  }
  return found;
}

/** Models ValidatePodSpecificAnnotationUpdates. */
export function validatePodAnnotationUpdates(pod: any, old: any, field: string): FieldError[] {
  const next = structOf(structOf(pod.metadata).annotations) as Annotations;
  const before = structOf(structOf(old.metadata).annotations) as Annotations;
  const found: FieldError[] = [];
  for (const key of Object.keys(before).sort()) {
    if (next[key] === before[key]) continue;
    if (key.startsWith(APP_ARMOR)) found.push(forbidden(`${field}[${key}]`, 'may not remove or update AppArmor annotations'));
    if (key === MIRROR) found.push(forbidden(`${field}[${key}]`, 'may not remove or update mirror pod annotation'));
  }
  for (const key of Object.keys(next).sort()) {
    if (Object.hasOwn(before, key)) continue;
    if (key.startsWith(APP_ARMOR)) found.push(forbidden(`${field}[${key}]`, 'may not add AppArmor annotations'));
    if (key === MIRROR) found.push(forbidden(`${field}[${key}]`, 'may not add mirror pod annotation'));
  }
  return [...found, ...validatePodAnnotations(next, structOf(pod.spec), field)];
}

interface Profile {
  readonly type?: string;
  readonly localhostProfile?: string;
}

function mustMatch(what: 'seccomp' | 'apparmor', annotation: string, profile: Profile, field: string): FieldError[] {
  const type = [forbidden(`${field}.type`, `${what} type in annotation and field must match`)];
  switch (profile.type) {
    case 'Unconfined':
      return annotation === 'unconfined' ? [] : type;
    case 'RuntimeDefault':
      return annotation === 'runtime/default' || (what === 'seccomp' && annotation === 'docker/default') ? [] : type;
    case 'Localhost':
      if (!annotation.startsWith('localhost/')) return type;
      return annotation.slice('localhost/'.length) === profile.localhostProfile
        ? []
        : [forbidden(`${field}.localhostProfile`, `${what} profile in annotation and field must match`)];
    default:
      return [];
  }
}

/** Models validateSeccompAnnotationsAndFields and validateAppArmorAnnotationsAndFieldsMatchOnCreate. */
export function annotationsMatchFields(metadata: any, spec: any, field: string): FieldError[] {
  const annotations = structOf(structOf(metadata).annotations) as Annotations;
  if (Object.keys(annotations).length === 0) return [];
  const context = structOf(spec.securityContext);
  const found: FieldError[] = [];
  const compare = (what: 'seccomp' | 'apparmor', key: string, profile: unknown, at: string) => {
    if (isGiven(profile) && Object.hasOwn(annotations, key))
      found.push(
        ...mustMatch(
          what,
          annotations[key]!,
          structOf(profile) as Profile,
          `${at}.securityContext.${what === 'seccomp' ? 'seccompProfile' : 'appArmorProfile'}`,
        ),
      );
  };
  compare('seccomp', SECCOMP_POD, context.seccompProfile, field);
  const containers = allContainers(spec, field);
  for (const { container, at } of containers)
    compare('seccomp', SECCOMP_CONTAINER + textOf(container.name), structOf(container.securityContext).seccompProfile, at);
  if (structOf(spec.os).name === 'windows') return found;
  for (const { container, at } of containers) {
    const own: unknown = structOf(container.securityContext).appArmorProfile;
    compare('apparmor', APP_ARMOR + textOf(container.name), isGiven(own) ? own : context.appArmorProfile, at);
  }
  return found;
}
