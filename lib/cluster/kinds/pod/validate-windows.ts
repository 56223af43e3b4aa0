import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain } from '@/lib/api/names';
import { isGiven, structOf, structsOf, textOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const NOT_ON_WINDOWS = 'cannot be set for a windows pod';
const MOST_KIB = 64;
const LONGEST_DOMAIN = 256;
const LONGEST_USER = 104;
const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const NETBIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Models validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(given: unknown, field: string): FieldError[] {
  if (!isGiven(given)) return [];
  const options = structOf(given);
  const found: FieldError[] = [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (isGiven(name))
    for (const text of isDns1123Subdomain(textOf(name))) found.push(invalid(`${field}.gmsaCredentialSpecName`, name, text));
  if (isGiven(spec)) {
    const length = Buffer.byteLength(textOf(spec));
    if (length === 0) found.push(invalid(`${field}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
    else if (length > MOST_KIB * 1024)
      found.push(invalid(`${field}.gmsaCredentialSpec`, spec, `gmsaCredentialSpec size must be under ${MOST_KIB} KiB`));
  }
  if (isGiven(user)) for (const text of userComplaints(textOf(user))) found.push(invalid(`${field}.runAsUserName`, user, text));
  return found;
}

function userComplaints(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/[\x00-\x1f\x7f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0]! : undefined;
  const found: string[] = [];
  if ((domain?.length ?? 0) >= LONGEST_DOMAIN) found.push(`runAsUserName's Domain length must be under ${LONGEST_DOMAIN} characters`);
  if (domain !== undefined && !NETBIOS_DOMAIN.test(domain) && !DNS_DOMAIN.test(domain))
    found.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') found.push("runAsUserName's User cannot be empty");
  else if (user.length > LONGEST_USER) found.push(`runAsUserName's User length must not be longer than ${LONGEST_USER} characters`);
  if (/^[. ]+$/.test(user)) found.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) found.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return found;
}

/** Models validateWindowsHostProcessPod. */
export function validateHostProcess(spec: any, field: string): FieldError[] {
  const ofPod: unknown = structOf(structOf(spec.securityContext).windowsOptions).hostProcess;
  const found: FieldError[] = [];
  let all = 0;
  let host = 0;
  for (const list of LISTS)
    structsOf(spec[list]).forEach((container, i) => {
      all++;
      const own: unknown = structOf(structOf(container.securityContext).windowsOptions).hostProcess;
      if (isGiven(ofPod) && isGiven(own) && ofPod !== own) {
        const why = `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`;
        found.push(invalid(`${field}.${list}[${i}].securityContext.windowsOptions.hostProcess`, own, why));
      }
      if (own === true || (!isGiven(own) && ofPod === true)) host++;
    });
  if (host === 0) return found;
  if (host !== all)
    found.push(invalid(field, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (spec.hostNetwork !== true)
    found.push(invalid(`${field}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
  return found;
}

const POD_CONTEXT = `appArmorProfile seLinuxOptions hostUsers hostPID hostIPC seccompProfile fsGroup fsGroupChangePolicy sysctls
  shareProcessNamespace runAsUser runAsGroup supplementalGroups supplementalGroupsPolicy seLinuxChangePolicy`.split(/\s+/);
const ON_SPEC = new Set(['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace']);
const CONTAINER_CONTEXT = `appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged
  allowPrivilegeEscalation procMount runAsUser runAsGroup`.split(/\s+/);

const isSet = (value: unknown) => isGiven(value) && value !== false && !(Array.isArray(value) && value.length === 0);

function windows(spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const context = structOf(spec.securityContext);
  for (const key of POD_CONTEXT) {
    if (!ON_SPEC.has(key)) {
      if (isSet(context[key])) found.push(forbidden(`${field}.securityContext.${key}`, NOT_ON_WINDOWS));
    } else if (key === 'hostPID' || key === 'hostIPC' ? spec[key] === true : isGiven(spec[key])) {
      found.push(forbidden(`${field}.${key}`, NOT_ON_WINDOWS));
    }
  }
  for (const list of LISTS)
    structsOf(spec[list]).forEach((container, i) => {
      const own = structOf(container.securityContext);
      for (const key of CONTAINER_CONTEXT)
        if (isGiven(own[key])) found.push(forbidden(`${field}.${list}[${i}].securityContext.${key}`, NOT_ON_WINDOWS));
    });
  return found;
}

function linux(spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const check = (context: unknown, at: string) => {
    if (isGiven(structOf(context).windowsOptions))
      found.push(forbidden(`${at}.securityContext.windowsOptions`, 'windows options cannot be set for a linux pod'));
  };
  check(spec.securityContext, field);
  for (const list of LISTS) structsOf(spec[list]).forEach((container, i) => check(container.securityContext, `${field}.${list}[${i}]`));
  return found;
}

/** Models validateOS, then what goes with the system that is named. */
export function validateOs(spec: any, field: string): FieldError[] {
  if (!isGiven(spec.os)) return [];
  const name = textOf(structOf(spec.os).name);
  if (name === '') return [required(`${field}.os.name`, 'cannot be empty')];
  if (name === 'linux') return linux(spec, field);
  return name === 'windows' ? windows(spec, field) : [notSupported(`${field}.os`, name, ['linux', 'windows'])];
}
