import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { validatePodSpec } from './pod/validate';
import {
  isImmutable,
  isNonNegative,
  notOver100,
  percentOf,
  selects,
  validateIntOrPercent,
  validateLabels,
  validateSelector,
} from './validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const isEmpty = (selector: any) => Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;

/** A selector that must be there, not be empty, and take the template's pods. */
function selectorAndTemplate(spec: any, what: string, options: { always?: boolean } = {}): FieldError[] {
  const found: FieldError[] = [];
  if (spec.selector === undefined) found.push(required('spec.selector'));
  else {
    found.push(...validateSelector(spec.selector, 'spec.selector'));
    if (isEmpty(spec.selector)) found.push(invalid('spec.selector', spec.selector, `empty selector is invalid for ${what}`));
  }
  found.push(...template(spec, options));
  return found;
}

function template(spec: any, options: { always?: boolean } = {}): FieldError[] {
  const found: FieldError[] = [];
  const labels = spec.template?.metadata?.labels;
  if (!isEmpty(spec.selector) ? !selects(spec.selector, labels ?? {}) : spec.selector === undefined) {
    found.push(invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'));
  }
  found.push(...validateTemplate(spec.template, 'spec.template'));
  if (options.always !== false && spec.template?.spec?.restartPolicy !== undefined && spec.template.spec.restartPolicy !== 'Always') {
    const at = 'spec.template.spec.restartPolicy';
    if (['OnFailure', 'Never'].includes(spec.template.spec.restartPolicy))
      found.push(notSupported(at, spec.template.spec.restartPolicy, ['Always']));
  }
  return found;
}

/** Models core validation.ValidatePodTemplateSpec. */
export function validateTemplate(value: any, field: string): FieldError[] {
  return [
    ...validateLabels(value?.metadata?.labels, `${field}.metadata.labels`),
    ...validatePodSpec(value?.spec ?? {}, `${field}.spec`, { template: true }),
  ];
}

/** Models apps validation.ValidateDeploymentSpec. */
export function validateDeployment(object: any): FieldError[] {
  const spec = object.spec ?? {};
  const found = isNonNegative(spec.replicas, 'spec.replicas');
  found.push(...selectorAndTemplate(spec, 'deployment'));
  const strategy = spec.strategy ?? {};
  if (strategy.type === 'Recreate') {
    if (strategy.rollingUpdate !== undefined) {
      found.push({
        type: 'Forbidden',
        field: 'spec.strategy.rollingUpdate',
        detail: "may not be specified when strategy `type` is 'Recreate'",
      });
    }
  } else if (strategy.type === 'RollingUpdate') {
    const { maxUnavailable, maxSurge } = strategy.rollingUpdate ?? {};
    found.push(
      ...validateIntOrPercent(maxUnavailable, 'spec.strategy.rollingUpdate.maxUnavailable'),
      ...validateIntOrPercent(maxSurge, 'spec.strategy.rollingUpdate.maxSurge'),
    );
    const zero = (value: unknown) => value === 0 || percentOf(value) === 0;
    if (zero(maxUnavailable) && zero(maxSurge)) {
      found.push(invalid('spec.strategy.rollingUpdate.maxUnavailable', maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
    }
    found.push(...notOver100(maxUnavailable, 'spec.strategy.rollingUpdate.maxUnavailable'));
  } else {
    found.push(
      notSupported('spec.strategy', { Type: strategy.type ?? '', RollingUpdate: strategy.rollingUpdate ?? null }, [
        'Recreate',
        'RollingUpdate',
      ]),
    );
  }
  found.push(
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...isNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
  );
  if (spec.progressDeadlineSeconds !== undefined) {
    found.push(...isNonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds'));
    if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) {
      found.push(invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'));
    }
  }
  return found;
}

/** Models apps validation.ValidateReplicaSetSpec. */
export function validateReplicaSet(object: any): FieldError[] {
  const spec = object.spec ?? {};
  return [
    ...isNonNegative(spec.replicas, 'spec.replicas'),
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...selectorAndTemplate(spec, 'deployment'),
  ];
}

/** Models core validation.ValidateReplicationControllerSpec. */
export function validateReplicationController(object: any): FieldError[] {
  const spec = object.spec ?? {};
  const found = isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  const selector = spec.selector ?? {};
  if (Object.keys(selector).length === 0) found.push(required('spec.selector'));
  found.push(...isNonNegative(spec.replicas, 'spec.replicas'));
  if (spec.template === undefined) found.push(required('spec.template'));
  else found.push(...template({ ...spec, selector: { matchLabels: selector } }));
  return found;
}

/** Models apps validation.ValidateStatefulSetSpec. */
export function validateStatefulSet(object: any): FieldError[] {
  const spec = object.spec ?? {};
  const found: FieldError[] = [];
  if (!spec.podManagementPolicy) found.push(required('spec.podManagementPolicy'));
  else if (!['OrderedReady', 'Parallel'].includes(spec.podManagementPolicy)) {
    found.push(invalid('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"));
  }
  const update = spec.updateStrategy ?? {};
  if (!update.type) found.push(required('spec.updateStrategy'));
  else if (update.type === 'OnDelete') {
    if (update.rollingUpdate !== undefined)
      found.push(invalid('spec.updateStrategy.rollingUpdate', update.rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'"));
  } else if (update.type === 'RollingUpdate')
    found.push(...isNonNegative(update.rollingUpdate?.partition, 'spec.updateStrategy.rollingUpdate.partition'));
  else
    found.push(
      invalid(
        'spec.updateStrategy',
        { Type: update.type, RollingUpdate: update.rollingUpdate ?? null },
        "must be 'RollingUpdate' or 'OnDelete'",
      ),
    );
  found.push(...isNonNegative(spec.replicas, 'spec.replicas'), ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'));
  found.push(...selectorAndTemplate(spec, 'statefulset'));
  return found;
}

/** Models apps validation.ValidateDaemonSetSpec. */
export function validateDaemonSet(object: any): FieldError[] {
  const spec = object.spec ?? {};
  const found = validateSelector(spec.selector, 'spec.selector');
  if (spec.selector !== undefined && isEmpty(spec.selector))
    found.push(invalid('spec.selector', spec.selector, 'empty selector is invalid for daemonset'));
  found.push(...template(spec));
  found.push(...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'));
  const update = spec.updateStrategy ?? {};
  if (update.type === 'RollingUpdate') {
    const at = 'spec.updateStrategy.rollingUpdate';
    const { maxUnavailable, maxSurge } = update.rollingUpdate ?? {};
    found.push(...validateIntOrPercent(maxUnavailable, `${at}.maxUnavailable`), ...validateIntOrPercent(maxSurge, `${at}.maxSurge`));
    const some = (value: unknown) => (percentOf(value) ?? (typeof value === 'number' ? value : 0)) > 0;
    if (some(maxUnavailable) && some(maxSurge))
      found.push(invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
    if (!some(maxUnavailable) && !some(maxSurge)) found.push(required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
    found.push(...notOver100(maxUnavailable, `${at}.maxUnavailable`), ...notOver100(maxSurge, `${at}.maxSurge`));
  } else if (update.type !== 'OnDelete') {
    found.push(notSupported('spec.updateStrategy.type', update.type ?? '', ['RollingUpdate', 'OnDelete']));
  }
  found.push(...isNonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'));
  return found;
}

const MAY_CHANGE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

/** Models apps validation.ValidateStatefulSetUpdate. */
export function validateStatefulSetUpdate(object: any, old: any): FieldError[] {
  const fixed = (spec: any) => ({
    selector: spec.selector,
    serviceName: spec.serviceName,
    volumeClaimTemplates: spec.volumeClaimTemplates,
    podManagementPolicy: spec.podManagementPolicy,
  });
  const changed = isImmutable(fixed(object.spec ?? {}), fixed(old.spec ?? {}), 'spec').length > 0;
  return [...validateStatefulSet(object), ...(changed ? [{ type: 'Forbidden', field: 'spec', detail: MAY_CHANGE } as FieldError] : [])];
}

/** An update whose selector must stay as it was. */
export const withFixedSelector =
  (validate: (object: any) => FieldError[]) =>
  (object: any, old: any): FieldError[] => [
    ...validate(object),
    ...isImmutable(object.spec?.selector, old.spec?.selector, 'spec.selector'),
  ];
