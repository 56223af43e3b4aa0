import { parseLabelSelector, SelectorError } from '@/lib/api/label-selector';
import { canonicalQuantity, QuantityError } from '@/lib/api/quantity';
import { CommandError } from '../errors';
import { generated, metadata } from './generated';

/** `kubectl create quota`. */
export const createQuota = generated({
  group: '/api/v1',
  plural: 'resourcequotas',
  namespaced: true,
  failing: 'failed to create quota: ',
  make(k, name) {
    const hardText = k.flags.text('hard');
    const hard: Record<string, string> = {};
    for (const pair of hardText === '' ? [] : hardText.split(',')) {
      const parts = pair.split('=');
      if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      hard[parts[0]!] = quantity(parts[1]!);
    }
    const scopes = k.flags.text('scopes') === '' ? [] : k.flags.text('scopes').split(',');
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: metadata(k, name),
      spec: { ...(Object.keys(hard).length > 0 && { hard }), ...(scopes.length > 0 && { scopes }) },
      status: {},
    };
  },
});

/** A quantity in its canonical form; complains as resource.ParseQuantity. */
export function quantity(text: string): string {
  try {
    return canonicalQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError)
      throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    throw error;
  }
}

const AMOUNT = /^\d+%?$/;
const intOrPercent = (text: string) => (text.endsWith('%') ? text : Number(text));

/** `kubectl create poddisruptionbudget`. */
export const createPodDisruptionBudget = generated({
  group: '/apis/policy/v1',
  plural: 'poddisruptionbudgets',
  namespaced: true,
  failing: 'failed to create poddisruptionbudgets: ',
  make(k, name) {
    const selector = k.flags.text('selector');
    const min = k.flags.text('min-available');
    const max = k.flags.text('max-unavailable');
    if (selector === '') throw new CommandError('a selector must be specified');
    if (min === '' && max === '') throw new CommandError('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') throw new CommandError('min-available and max-unavailable cannot be both specified');
    if (min !== '' && !AMOUNT.test(min)) throw new CommandError('invalid format specified for min-available');
    if (max !== '' && !AMOUNT.test(max)) throw new CommandError('invalid format specified for max-unavailable');
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: metadata(k, name),
      spec: {
        ...(min !== '' && { minAvailable: intOrPercent(min) }),
        selector: labelSelectorOf(selector),
        ...(max !== '' && { maxUnavailable: intOrPercent(max) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
});

/** A selector's text as a metav1.LabelSelector. */
export function labelSelectorOf(text: string): object {
  let requirements;
  try {
    requirements = parseLabelSelector(text);
  } catch (error) {
    if (error instanceof SelectorError)
      throw new CommandError(`couldn't parse the selector string ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
  const matchLabels: Record<string, string> = {};
  const matchExpressions: object[] = [];
  const names: Readonly<Record<string, string>> = { in: 'In', notin: 'NotIn', '!=': 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };
  for (const { key, operator, values } of requirements as readonly { key: string; operator: string; values: readonly string[] }[]) {
    if (operator === '=' || operator === '==') matchLabels[key] = values[0] ?? '';
    else matchExpressions.push({ key, operator: names[operator], ...(values.length > 0 && { values }) });
  }
  return { ...(Object.keys(matchLabels).length > 0 && { matchLabels }), ...(matchExpressions.length > 0 && { matchExpressions }) };
}

/** `kubectl create priorityclass`. */
export const createPriorityClass = generated({
  group: '/apis/scheduling.k8s.io/v1',
  plural: 'priorityclasses',
  namespaced: false,
  failing: 'failed to create priorityclass: ',
  make(k, name) {
    const description = k.flags.text('description');
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: metadata(k, name, { namespaced: false }),
      value: k.flags.int('value'),
      ...(k.flags.bool('global-default') && { globalDefault: true }),
      ...(description && { description }),
      preemptionPolicy: k.flags.text('preemption-policy'),
    };
  },
});

/** `kubectl create namespace`. */
export const createNamespace = generated({
  group: '/api/v1',
  plural: 'namespaces',
  namespaced: false,
  make: (k, name) => ({ kind: 'Namespace', apiVersion: 'v1', metadata: metadata(k, name, { namespaced: false }), spec: {}, status: {} }),
});

/** `kubectl create serviceaccount`. */
export const createServiceAccount = generated({
  group: '/api/v1',
  plural: 'serviceaccounts',
  namespaced: true,
  failing: 'failed to create serviceaccount: ',
  make: (k, name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadata(k, name) }),
});
