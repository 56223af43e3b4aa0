import type { KubeObject } from '@/lib/api/object';
import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { internalValue } from '../internal-types';
import { isGiven, structOf, structsOf, textOf, textsOf, listOf } from '../read';
import { descendingPath } from './validate-paths';
import { validateWindowsOptions } from './validate-windows';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MAX_ID = 2147483647;
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const PROFILES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const LONGEST_PROFILE = 4095;

const id = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && (value < 0 || value > MAX_ID) ? [invalid(field, value, `must be between 0 and ${MAX_ID}, inclusive`)] : [];

const oneOf = (value: unknown, field: string, known: readonly string[]): FieldError[] =>
  isGiven(value) && !known.includes(value as string) ? [notSupported(field, value, known)] : [];

/** Models validateSeccompProfileField. */
function seccomp(given: unknown, field: string): FieldError[] {
  if (!isGiven(given)) return [];
  const profile = structOf(given);
  const type = textOf(profile.type);
  const path: unknown = profile.localhostProfile;
  const found =
    type === '' ? [required(`${field}.type`, 'type is required when seccompProfile is set')] : oneOf(type, `${field}.type`, PROFILES);
  const at = `${field}.localhostProfile`;
  if (type !== 'Localhost') {
    if (isGiven(path)) found.push(invalid(at, internalValue('Profile', profile), 'can only be set when seccomp type is Localhost'));
  } else if (!isGiven(path)) found.push(required(at, 'must be set when seccomp type is Localhost'));
  else found.push(...descendingPath(textOf(path), at));
  return found;
}

/** Models ValidateAppArmorProfileField. */
function appArmor(given: unknown, field: string): FieldError[] {
  if (!isGiven(given)) return [];
  const profile = structOf(given);
  const type = textOf(profile.type);
  const at = `${field}.localhostProfile`;
  if (type === '') return [required(`${field}.type`, 'type is required when appArmorProfile is set')];
  if (!PROFILES.includes(type)) return [notSupported(`${field}.type`, type, PROFILES)];
  if (type !== 'Localhost')
    return isGiven(profile.localhostProfile)
      ? [invalid(at, profile.localhostProfile, 'can only be set when AppArmor type is Localhost')]
      : [];
  if (!isGiven(profile.localhostProfile)) return [required(at, 'must be set when AppArmor type is Localhost')];
  const name = textOf(profile.localhostProfile);
  const found: FieldError[] = [];
  if (name.trim() !== name) found.push(invalid(at, name, 'must not be padded with whitespace'));
  else if (name === '') found.push(required(at, 'must be set when AppArmor type is Localhost'));
  if (Buffer.byteLength(name) > LONGEST_PROFILE) found.push(tooLong(at, LONGEST_PROFILE));
  return found;
}

/** The namespace a sysctl belongs to, when it is one of those that pods may have of their own. */
function namespaceOf(name: string): 'ipc' | 'net' | undefined {
  const dotted = /^[^/]*\.[^/]*$|^[^/.]*$/.test(name.slice(0, Math.max(name.search(/[./]/) + 1, 0))) ? name : name.replaceAll('/', '.');
  if (/^kernel\.(shm|msg|sem)/.test(dotted) || dotted.startsWith('fs.mqueue.')) return 'ipc';
  return dotted.startsWith('net.') ? 'net' : undefined;
}

/** Models validateSysctls. */
function sysctls(list: unknown, spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const names = new Set<string>();
  structsOf(list).forEach((sysctl, i) => {
    const at = `${field}[${i}].name`;
    const name = textOf(sysctl.name);
    if (name === '') found.push(required(at));
    else if (name.length > 253 || !SYSCTL.test(name)) {
      const why = `must have at most 253 characters and match regex ${SYSCTL.source.replaceAll('[./]', '[\\./]')}`;
      found.push(invalid(at, name, why));
    } else if (names.has(name)) found.push(duplicate(at, name));
    const namespace = namespaceOf(name);
    if (spec.hostNetwork === true && namespace === 'net') found.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC === true && namespace === 'ipc') found.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
    names.add(name);
  });
  return found;
}

/** Models validatePodSpecSecurityContext. */
export function validatePodSecurity(spec: any, field: string): FieldError[] {
  const context = structOf(spec.securityContext);
  const at = `${field}.securityContext`;
  const found = [
    ...id(context.fsGroup, `${at}.fsGroup`),
    ...id(context.runAsUser, `${at}.runAsUser`),
    ...id(context.runAsGroup, `${at}.runAsGroup`),
    ...listOf(context.supplementalGroups).flatMap((group, i) => id(group, `${at}.supplementalGroups[${i}]`)),
  ];
  if (spec.shareProcessNamespace === true && spec.hostPID === true)
    found.push(invalid(`${at}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  return [
    ...found,
    ...sysctls(context.sysctls, spec, `${at}.sysctls`),
    ...oneOf(context.fsGroupChangePolicy, `${at}.fsGroupChangePolicy`, ['Always', 'OnRootMismatch']),
    ...seccomp(context.seccompProfile, `${at}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${at}.windowsOptions`),
    ...appArmor(context.appArmorProfile, `${at}.appArmorProfile`),
    ...oneOf(context.supplementalGroupsPolicy, `${at}.supplementalGroupsPolicy`, ['Merge', 'Strict']),
    ...oneOf(context.seLinuxChangePolicy, `${at}.seLinuxChangePolicy`, ['MountOption', 'Recursive']),
  ];
}

/** Models ValidateSecurityContext. */
export function validateSecurity(given: unknown, field: string, hostUsers: boolean): FieldError[] {
  if (!isGiven(given)) return [];
  const context = structOf(given);
  const found = [...id(context.runAsUser, `${field}.runAsUser`), ...id(context.runAsGroup, `${field}.runAsGroup`)];
  found.push(...oneOf(context.procMount, `${field}.procMount`, ['Default', 'Unmasked']));
  if (hostUsers && context.procMount === 'Unmasked')
    found.push(invalid(`${field}.procMount`, context.procMount, '`hostUsers` must be false to use `Unmasked`'));
  found.push(...seccomp(context.seccompProfile, `${field}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    const refuse = (why: string) =>
      invalid(field, internalValue('SecurityContext', context), `cannot set \`allowPrivilegeEscalation\` to false and ${why}`);
    if (context.privileged === true) found.push(refuse('`privileged` to true'));
    for (const name of textsOf(structOf(context.capabilities).add))
      if (name === 'CAP_SYS_ADMIN') found.push(refuse('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return [
    ...found,
    ...validateWindowsOptions(context.windowsOptions, `${field}.windowsOptions`),
    ...appArmor(context.appArmorProfile, `${field}.appArmorProfile`),
  ];
}

/** Models validateHostUsers: users of their own go with namespaces of their own. */
export function validateHostUsers(spec: any, field: string): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const why = 'when `hostUsers` is false';
  const found: FieldError[] = [];
  if (spec.hostNetwork === true) found.push(forbidden(`${field}.hostNetwork`, why));
  if (spec.hostPID === true) found.push(forbidden(`${field}.HostPID`, why));
  if (spec.hostIPC === true) found.push(forbidden(`${field}.HostIPC`, why));
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'])
    structsOf(spec[list]).forEach((container, i) => {
      if (listOf(container.volumeDevices).length > 0) found.push(forbidden(`${field}.${list}[${i}].volumeDevices`, why));
    });
  return found;
}

/** Containers that `--allow-privileged=false` does not let in. Models ValidateSecurityContext with capabilities.AllowPrivileged off. */
export function refusePrivileged(pod: KubeObject): FieldError[] {
  return ['containers', 'initContainers'].flatMap((list) =>
    structsOf(structOf(pod.spec)[list]).flatMap((container, i) =>
      structOf(container.securityContext).privileged === true
        ? [forbidden(`spec.${list}[${i}].securityContext.privileged`, 'disallowed by cluster policy')]
        : [],
    ),
  );
}
