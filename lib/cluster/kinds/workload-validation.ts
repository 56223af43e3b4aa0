import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { internalValue } from './internal-types';
import { validateTemplate } from './pod/validate-template';
import { isGiven, listOf, numberOf, structOf, textOf } from './read';
import {
  isImmutable,
  isNonNegative,
  labelsValue,
  notOver100,
  percentOf,
  selects,
  selectorValue,
  validateIntOrPercent,
  validateSelector,
} from './validation';

export { validateTemplate } from './pod/validate-template';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

export const isEmptySelector = (selector: any): boolean =>
  Object.keys(structOf(selector?.matchLabels)).length === 0 && listOf(selector?.matchExpressions).length === 0;

/** Models getIntOrPercentValue. */
export const intOrPercent = (value: unknown): number => {
  if (typeof value === 'number') return value;
  const text = textOf(value);
  return percentOf(text) ?? (/^[-+]?\d+$/.test(text) ? Number(text) : 0);
};

/** Whether the pods a template makes are not those that a selector takes. */
export const templateMismatch = (selector: unknown, template: unknown, field: string): FieldError[] => {
  const labels: unknown = structOf(structOf(template).metadata).labels;
  return selects(selector, structOf(labels) as Record<string, string>)
    ? []
    : [invalid(`${field}.metadata.labels`, labelsValue(labels), '`selector` does not match template `labels`')];
};

/** What all templates of pods that run for good have in common. */
export function lastingTemplate(template: any, field: string, owner: string): FieldError[] {
  const spec = structOf(structOf(template).spec);
  const found: FieldError[] = [];
  if (spec.restartPolicy !== 'Always') found.push(notSupported(`${field}.spec.restartPolicy`, textOf(spec.restartPolicy), ['Always']));
  if (isGiven(spec.activeDeadlineSeconds))
    found.push(forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`));
  return found;
}

/** A selector that must be there, not be empty, and take the template's pods. */
function selectorAndTemplate(spec: any): FieldError[] {
  const found: FieldError[] = [];
  const complaints = validateSelector(spec.selector, 'spec.selector');
  if (!isGiven(spec.selector)) found.push(required('spec.selector'));
  else {
    found.push(...complaints);
    if (isEmptySelector(spec.selector))
      found.push(invalid('spec.selector', selectorValue(spec.selector), 'empty selector is invalid for deployment'));
  }
  if (complaints.length > 0) return [...found, invalid('spec.selector', selectorValue(spec.selector), 'invalid label selector')];
  if (!isGiven(spec.selector) || !isEmptySelector(spec.selector))
    found.push(...templateMismatch(spec.selector, spec.template, 'spec.template'));
  return [...found, ...validateTemplate(spec.template, 'spec.template'), ...lastingTemplate(spec.template, 'spec.template', 'ReplicaSet')];
}

/** Models apps validation.ValidateDeploymentStrategy. */
function deploymentStrategy(strategy: any, at: string): FieldError[] {
  if (strategy.type === 'Recreate') {
    return isGiven(strategy.rollingUpdate)
      ? [forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (strategy.type !== 'RollingUpdate')
    return [notSupported(at, internalValue('DeploymentStrategy', strategy), ['Recreate', 'RollingUpdate'])];
  if (!isGiven(strategy.rollingUpdate)) return [required(`${at}.rollingUpdate`, 'this should be defaulted and never be nil')];
  const { maxUnavailable, maxSurge } = structOf(strategy.rollingUpdate);
  const field = `${at}.rollingUpdate.maxUnavailable`;
  const found = [...validateIntOrPercent(maxUnavailable, field), ...validateIntOrPercent(maxSurge, `${at}.rollingUpdate.maxSurge`)];
  if (intOrPercent(maxUnavailable) === 0 && intOrPercent(maxSurge) === 0)
    found.push(invalid(field, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  return [...found, ...notOver100(maxUnavailable, field)];
}

/** Models apps validation.ValidateDeploymentSpec. */
export function validateDeployment(object: any): FieldError[] {
  const spec = structOf(object.spec);
  const found = [
    ...isNonNegative(spec.replicas, 'spec.replicas'),
    ...selectorAndTemplate(spec),
    ...deploymentStrategy(structOf(spec.strategy), 'spec.strategy'),
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...isNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  ];
  const deadline: unknown = spec.progressDeadlineSeconds;
  if (typeof deadline === 'number') {
    found.push(...isNonNegative(deadline, 'spec.progressDeadlineSeconds'));
    if (deadline <= numberOf(spec.minReadySeconds))
      found.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return found;
}

/** Models apps validation.ValidateReplicaSetSpec. */
export function validateReplicaSet(object: any): FieldError[] {
  const spec = structOf(object.spec);
  return [
    ...isNonNegative(spec.replicas, 'spec.replicas'),
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorAndTemplate(spec),
  ];
}

/** Models core validation.ValidateReplicationControllerSpec. */
export function validateReplicationController(object: any): FieldError[] {
  const spec = structOf(object.spec);
  const selector = structOf(spec.selector);
  const found = isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  const empty = Object.keys(selector as object).length === 0;
  if (empty) found.push(required('spec.selector'));
  found.push(...isNonNegative(spec.replicas, 'spec.replicas'));
  if (!isGiven(spec.template)) return [...found, required('spec.template')];
  if (!empty) found.push(...templateMismatch({ matchLabels: selector }, spec.template, 'spec.template'));
  return [
    ...found,
    ...validateTemplate(spec.template, 'spec.template'),
    ...lastingTemplate(spec.template, 'spec.template', 'ReplicationController'),
  ];
}

/** Models apps validation.ValidateRollingUpdateDaemonSet. */
function rollingDaemons(rolling: any, at: string): FieldError[] {
  const { maxUnavailable, maxSurge } = rolling;
  const found = [
    ...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`),
    ...validateIntOrPercent(maxSurge, `${at}.maxSurge`),
    ...notOver100(maxUnavailable, `${at}.maxUnavailable`),
    ...notOver100(maxSurge, `${at}.maxSurge`),
  ];
  const unavailable = intOrPercent(maxUnavailable) !== 0;
  const surge = intOrPercent(maxSurge) !== 0;
  if (unavailable && surge) found.push(invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  if (!unavailable && !surge) found.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  return found;
}

/** Models apps validation.ValidateDaemonSetSpec. */
export function validateDaemonSet(object: any): FieldError[] {
  const spec = structOf(object.spec);
  const found = validateSelector(spec.selector, 'spec.selector');
  if (found.length === 0) found.push(...templateMismatch(spec.selector, spec.template, 'spec.template'));
  if (isGiven(spec.selector) && isEmptySelector(spec.selector))
    found.push(invalid('spec.selector', selectorValue(spec.selector), 'empty selector is invalid for daemonset'));
  found.push(
    ...validateTemplate(spec.template, 'spec.template'),
    ...lastingTemplate(spec.template, 'spec.template', 'DaemonSet'),
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
  );
  const update = structOf(spec.updateStrategy);
  const at = 'spec.updateStrategy';
  if (update.type === 'RollingUpdate') {
    if (!isGiven(update.rollingUpdate)) found.push(required(`${at}.rollingUpdate`));
    else found.push(...rollingDaemons(structOf(update.rollingUpdate), `${at}.rollingUpdate`));
  } else if (update.type !== 'OnDelete') {
    found.push(notSupported(at, internalValue('DaemonSetUpdateStrategy', update), ['RollingUpdate', 'OnDelete']));
  }
  return [...found, ...isNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit')];
}

/** An update whose selector must stay as it was. */
export const withFixedSelector =
  (validate: (object: any) => FieldError[]) =>
  (object: any, old: any): FieldError[] => {
    const selector: unknown = structOf(object.spec).selector;
    const fixed = isImmutable(selector, structOf(old.spec).selector, 'spec.selector');
    return [...validate(object), ...fixed.map((error) => ({ ...error, value: selectorValue(selector) }))];
  };

/** Counters of a status, none of which may be negative. */
const counters = (status: any, names: readonly string[]): FieldError[] =>
  names.flatMap((name) => isNonNegative(status[name], `status.${name}`));

/** Models ValidateDeploymentStatus and its like. `parts` may not be more than the replicas there are. */
export const replicaStatus =
  (parts: readonly string[], others: readonly string[], readyIs: string) =>
  (object: any, old: any): FieldError[] => {
    const status = structOf(object.status);
    const replicas = numberOf(status.replicas);
    const found = counters(status, ['replicas', ...parts, ...others, 'observedGeneration', 'collisionCount']);
    for (const part of parts)
      if (numberOf(status[part]) > replicas) found.push(invalid(`status.${part}`, status[part], 'cannot be greater than status.replicas'));
    if (numberOf(status.availableReplicas) > numberOf(status.readyReplicas))
      found.push(invalid('status.availableReplicas', status.availableReplicas, `cannot be greater than ${readyIs}`));
    const before = numberOf(structOf(old.status).collisionCount);
    if (numberOf(status.collisionCount) < before)
      found.push(invalid('status.collisionCount', numberOf(status.collisionCount), 'cannot be decremented'));
    return found;
  };
