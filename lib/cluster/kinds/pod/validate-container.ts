import { duplicate, forbidden, invalid, notFound, notSupported, required, tooMany, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isPortName, isPortNumber } from '@/lib/api/names';
import { isGiven, listOf, numberOf, structOf, structsOf, textOf } from '../read';
import { validateEnv, validateEnvFrom } from './validate-env';
import { validateLifecycle, validateProbes, type HandlerContext } from './validate-handlers';
import { validateDevices, validateMounts, type Volumes } from './validate-mounts';
import { validateResources } from './validate-resources';
import { validateSecurity } from './validate-security';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** What containers are checked against. */
export interface ContainerContext extends HandlerContext {
  readonly volumes: Volumes;
  readonly claims: ReadonlySet<string>;
  readonly restartPolicy: string;
  readonly hostUsers: boolean;
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL = ['Always', 'IfNotPresent', 'Never'];
const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const RESIZABLE = ['cpu', 'memory'];
const RESIZE = ['NotRequired', 'RestartContainer'];
const RESTART = ['Always', 'Never', 'OnFailure'];
const MOST_RULES = 20;
const MOST_EXIT_CODES = 255;

const known = (value: unknown, field: string, values: readonly string[]): FieldError[] => {
  const text = textOf(value);
  if (text === '') return [required(field)];
  return values.includes(text) ? [] : [notSupported(field, text, values)];
};

/** Models validateContainerCommon. */
function common(container: any, at: string, context: ContainerContext): FieldError[] {
  const name = textOf(container.name);
  return [
    ...(name === '' ? [required(`${at}.name`)] : isDns1123Label(name).map((text) => invalid(`${at}.name`, name, text))),
    ...(textOf(container.image) === '' ? [required(`${at}.image`)] : []),
    ...known(container.terminationMessagePolicy, `${at}.terminationMessagePolicy`, MESSAGE_POLICIES),
    ...ports(container.ports, `${at}.ports`),
    ...validateEnv(container.env, `${at}.env`),
    ...validateEnvFrom(container.envFrom, `${at}.envFrom`),
    ...validateMounts(container, context.volumes, `${at}.volumeMounts`),
    ...validateDevices(container, context.volumes, `${at}.volumeDevices`),
    ...known(container.imagePullPolicy, `${at}.imagePullPolicy`, PULL),
    ...validateResources(container.resources, `${at}.resources`, context.claims),
    ...resizePolicy(container.resizePolicy, `${at}.resizePolicy`, context.restartPolicy),
    ...validateSecurity(container.securityContext, `${at}.securityContext`, context.hostUsers),
  ];
}

/** Models validateContainerPorts. */
function ports(list: unknown, field: string): FieldError[] {
  const names = new Set<string>();
  return structsOf(list).flatMap((port, i) => {
    const found: FieldError[] = [];
    const at = `${field}[${i}]`;
    const name = textOf(port.name);
    const complaints = name === '' ? [] : isPortName(name);
    for (const text of complaints) found.push(invalid(`${at}.name`, name, text));
    if (name !== '' && complaints.length === 0) {
      if (names.has(name)) found.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    const number = numberOf(port.containerPort);
    if (number === 0) found.push(required(`${at}.containerPort`));
    else for (const text of isPortNumber(number)) found.push(invalid(`${at}.containerPort`, number, text));
    const host = numberOf(port.hostPort);
    if (host !== 0) for (const text of isPortNumber(host)) found.push(invalid(`${at}.hostPort`, host, text));
    return [...found, ...known(port.protocol, `${at}.protocol`, PROTOCOLS)];
  });
}

/** Models checkHostPortConflicts. */
function hostPortConflicts(containers: readonly any[], field: string): FieldError[] {
  const seen = new Set<string>();
  const found: FieldError[] = [];
  containers.forEach((container, i) =>
    structsOf(container.ports).forEach((port, j) => {
      if (numberOf(port.hostPort) === 0) return;
      const key = `${textOf(port.protocol)}/${textOf(port.hostIP)}/${port.hostPort}`;
      if (seen.has(key)) found.push(duplicate(`${field}[${i}].ports[${j}].hostPort`, key));
      seen.add(key);
    }),
  );
  return found;
}

/** Models validateResizePolicy. */
function resizePolicy(list: unknown, field: string, restartPolicy: string): FieldError[] {
  const seen = new Set<string>();
  return structsOf(list).flatMap((policy, i) => {
    const name = textOf(policy.resourceName);
    const restart = textOf(policy.restartPolicy);
    const found = seen.has(name) ? [duplicate(`${field}[${i}]`, name)] : [];
    seen.add(name);
    found.push(...known(name, field, RESIZABLE), ...known(restart, field, RESIZE));
    if (restartPolicy === 'Never' && restart !== 'NotRequired')
      found.push(invalid(field, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
    return found;
  });
}

/** Models validateContainerRestartPolicy. */
function restartRules(container: any, at: string): FieldError[] {
  const policy: unknown = container.restartPolicy;
  const rules = structsOf(container.restartPolicyRules);
  const found: FieldError[] = [];
  if (!isGiven(policy)) {
    if (rules.length === 0) return [];
    found.push(required(`${at}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  } else if (!RESTART.includes(policy as string)) found.push(notSupported(`${at}.restartPolicy`, policy, RESTART));
  if (rules.length > MOST_RULES) found.push(tooMany(`${at}.restartPolicyRules`, rules.length, MOST_RULES));
  rules.forEach((rule, i) => {
    const field = `${at}.restartPolicyRules[${i}]`;
    const actions = ['Restart', 'RestartAllContainers'];
    if (!actions.includes(rule.action as string)) found.push(notSupported(`${field}.action`, textOf(rule.action), actions));
    if (!isGiven(rule.exitCodes)) {
      found.push(required(`${field}.exitCodes`, 'must be specified'));
      return;
    }
    const { operator, values } = structOf(rule.exitCodes);
    if (!['In', 'NotIn'].includes(operator as string))
      found.push(notSupported(`${field}.exitCodes.operator`, textOf(operator), ['In', 'NotIn']));
    const count = listOf(values).length;
    if (count > MOST_EXIT_CODES) found.push(tooMany(`${field}.exitCodes.values`, count, MOST_EXIT_CODES));
  });
  return found;
}

/** Models validateContainers. */
export function validateContainers(list: unknown, field: string, context: ContainerContext): FieldError[] {
  const containers = structsOf(list);
  if (containers.length === 0) return [required(field)];
  const names = new Set<string>();
  const found: FieldError[] = [];
  containers.forEach((container, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(container.name);
    found.push(...common(container, at, context));
    if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    names.add(name);
    found.push(...validateLifecycle(container.lifecycle, `${at}.lifecycle`, context), ...validateProbes(container, at, context));
    found.push(...restartRules(container, at));
  });
  return [...found, ...hostPortConflicts(containers, field)];
}

/** Models validateInitContainers. */
export function validateInitContainers(list: unknown, regular: unknown, field: string, context: ContainerContext): FieldError[] {
  const names = new Set(structsOf(regular).map((container) => textOf(container.name)));
  return structsOf(list).flatMap((container, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(container.name);
    const sidecar = container.restartPolicy === 'Always';
    const found = [...common(container, at, context), ...restartRules(container, at)];
    if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    else if (name !== '') names.add(name);
    // Upstream checks them one by one, and counts each as the first.
    found.push(...hostPortConflicts([container], field));
    if (sidecar) {
      found.push(...validateLifecycle(container.lifecycle, `${at}.lifecycle`, context), ...validateProbes(container, at, context));
    } else {
      for (const key of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'])
        if (isGiven(container[key]))
          found.push(forbidden(`${at}.${key}`, 'may not be set for init containers without restartPolicy=Always'));
      structsOf(container.resizePolicy).forEach((policy, j) => {
        if (policy.restartPolicy !== 'RestartContainer') return;
        const why = "must not be set to 'RestartContainer' for non-sidecar initContainers";
        found.push(invalid(`${at}.resizePolicy[${j}].restartPolicy`, policy.restartPolicy, why));
      });
    }
    return found;
  });
}

/** Fields of a container that an ephemeral one may not have, in upstream's order. */
const NOT_EPHEMERAL =
  `ports resources resizePolicy restartPolicy restartPolicyRules livenessProbe readinessProbe startupProbe lifecycle`.split(' ');

const isZero = (value: unknown) =>
  !isGiven(value) ||
  (typeof value === 'object' && Object.keys(value as object).length === 0) ||
  (Array.isArray(value) && value.length === 0);

/** Models validateEphemeralContainers. */
export function validateEphemeralContainers(spec: any, field: string, context: ContainerContext): FieldError[] {
  const others = new Set([...structsOf(spec.containers), ...structsOf(spec.initContainers)].map((one) => textOf(one.name)));
  const names = new Set(others);
  return structsOf(spec.ephemeralContainers).flatMap((container, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(container.name);
    const target = textOf(container.targetContainerName);
    const found = [...common(container, at, context), ...validateImageSpace(container, at)];
    if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (target !== '' && !others.has(target)) found.push(notFound(`${at}.targetContainerName`, target));
    for (const key of NOT_EPHEMERAL)
      if (!isZero(container[key])) found.push(forbidden(`${at}.${key}`, 'cannot be set for an Ephemeral Container'));
    structsOf(container.volumeMounts).forEach((mount, j) => {
      for (const key of ['subPath', 'subPathExpr'])
        if (textOf(mount[key]) !== '') found.push(forbidden(`${at}.volumeMounts[${j}].${key}`, 'cannot be set for an Ephemeral Container'));
    });
    return found;
  });
}

/** Models validateContainerOnlyForPod: templates may still have such images. */
export const validateImageSpace = (container: any, at: string): FieldError[] => {
  const image = textOf(container.image);
  return image === image.trim() ? [] : [invalid(`${at}.image`, image, 'must not have leading or trailing whitespace')];
};
