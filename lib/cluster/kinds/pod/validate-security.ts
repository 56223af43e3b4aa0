import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MAX_ID = 2147483647;
const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

const id = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && (value < 0 || value > MAX_ID) ? [invalid(field, value, `must be between 0 and ${MAX_ID}, inclusive`)] : [];

function seccomp(profile: any, field: string): FieldError[] {
  if (!profile) return [];
  const known = ['Localhost', 'RuntimeDefault', 'Unconfined'];
  if (!profile.type) return [required(`${field}.type`, 'type is required when seccompProfile is set')];
  if (!known.includes(profile.type)) return [notSupported(`${field}.type`, profile.type, known)];
  if (profile.type === 'Localhost' && !profile.localhostProfile) {
    return [required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost')];
  }
  if (profile.type !== 'Localhost' && profile.localhostProfile) {
    return [invalid(`${field}.localhostProfile`, profile.localhostProfile, 'can only be set when seccomp type is Localhost')];
  }
  return [];
}

/** Models ValidatePodSecurityContext. */
export function validatePodSecurity(context: any, field: string): FieldError[] {
  if (!context) return [];
  const found = [
    ...id(context.fsGroup, `${field}.fsGroup`),
    ...id(context.runAsUser, `${field}.runAsUser`),
    ...id(context.runAsGroup, `${field}.runAsGroup`),
  ];
  (context.supplementalGroups ?? []).forEach((group: number, i: number) => found.push(...id(group, `${field}.supplementalGroups[${i}]`)));
  const names = new Set<string>();
  (context.sysctls ?? []).forEach((sysctl: any, i: number) => {
    const name = sysctl.name ?? '';
    if (name === '') found.push(required(`${field}.sysctls[${i}].name`));
    else if (name.length > 253 || !SYSCTL.test(name)) {
      found.push(
        invalid(
          `${field}.sysctls[${i}].name`,
          name,
          'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
        ),
      );
    } else if (names.has(name)) found.push({ type: 'Duplicate value', field: `${field}.sysctls[${i}].name`, value: name, detail: '' });
    names.add(name);
  });
  if (context.fsGroupChangePolicy !== undefined && !['Always', 'OnRootMismatch'].includes(context.fsGroupChangePolicy)) {
    found.push(notSupported(`${field}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']));
  }
  found.push(...seccomp(context.seccompProfile, `${field}.seccompProfile`));
  return found;
}

/** The Go struct as upstream prints it in the message. */
function goStruct(context: any): object {
  const order = [
    'capabilities',
    'privileged',
    'seLinuxOptions',
    'windowsOptions',
    'runAsUser',
    'runAsGroup',
    'runAsNonRoot',
    'readOnlyRootFilesystem',
    'allowPrivilegeEscalation',
    'procMount',
    'seccompProfile',
    'appArmorProfile',
  ];
  return Object.fromEntries(
    order.map((key) => [key === 'seLinuxOptions' ? 'SELinuxOptions' : key[0]!.toUpperCase() + key.slice(1), context[key] ?? null]),
  );
}

/** Models ValidateSecurityContext. */
export function validateSecurity(context: any, field: string): FieldError[] {
  if (!context) return [];
  const found = [...id(context.runAsUser, `${field}.runAsUser`), ...id(context.runAsGroup, `${field}.runAsGroup`)];
  if (context.procMount !== undefined && !['Default', 'Unmasked'].includes(context.procMount)) {
    found.push(notSupported(`${field}.procMount`, context.procMount, ['Default', 'Unmasked']));
  }
  found.push(...seccomp(context.seccompProfile, `${field}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged)
      found.push(invalid(field, goStruct(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if ((context.capabilities?.add ?? []).some((name: string) => name === 'CAP_SYS_ADMIN')) {
      found.push(invalid(field, goStruct(context), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
    }
  }
  return found;
}
