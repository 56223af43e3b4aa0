import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isLabelValue, isQualifiedName } from '@/lib/api/names';
import { validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Models ValidateTolerations. */
export function validateTolerations(tolerations: readonly any[], field: string): FieldError[] {
  const found: FieldError[] = [];
  tolerations.forEach((toleration, i) => {
    const at = `${field}[${i}]`;
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    if (key !== '') for (const text of isQualifiedName(key)) found.push(invalid(`${at}.key`, key, text));
    if (key === '' && operator !== 'Exists') {
      found.push(
        invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'),
      );
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      found.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Equal' || operator === '') {
      const text = isLabelValue(value);
      if (text.length > 0) found.push(invalid(`${at}.operator`, value, text.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '') found.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else {
      found.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    if (effect !== '' && !EFFECTS.includes(effect)) found.push(notSupported(`${at}.effect`, effect, EFFECTS));
  });
  return found;
}

/** Models validateTopologySpreadConstraints. */
export function validateSpread(constraints: readonly any[], field: string): FieldError[] {
  const found: FieldError[] = [];
  constraints.forEach((constraint, i) => {
    const at = `${field}[${i}]`;
    if (!(constraint.maxSkew > 0)) found.push(invalid(`${at}.maxSkew`, constraint.maxSkew ?? 0, 'must be greater than zero'));
    if (!constraint.topologyKey) found.push(required(`${at}.topologyKey`, 'can not be empty'));
    else for (const text of isQualifiedName(constraint.topologyKey)) found.push(invalid(`${at}.topologyKey`, constraint.topologyKey, text));
    const known = ['DoNotSchedule', 'ScheduleAnyway'];
    if (!known.includes(constraint.whenUnsatisfiable))
      found.push(notSupported(`${at}.whenUnsatisfiable`, constraint.whenUnsatisfiable ?? '', known));
    const twin = constraints.findIndex(
      (c) => c.topologyKey === constraint.topologyKey && c.whenUnsatisfiable === constraint.whenUnsatisfiable,
    );
    if (twin < i)
      found.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${constraint.topologyKey}, ${constraint.whenUnsatisfiable}}`));
    if (constraint.minDomains !== undefined) {
      if (constraint.minDomains <= 0) found.push(invalid(`${at}.minDomains`, constraint.minDomains, 'must be greater than zero'));
      if (constraint.whenUnsatisfiable !== 'DoNotSchedule') {
        found.push(
          invalid(
            `${at}.minDomains`,
            constraint.minDomains,
            'can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
          ),
        );
      }
    }
    found.push(...validateSelector(constraint.labelSelector, `${at}.labelSelector`));
  });
  return found;
}

function nodeTerm(term: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  (term?.matchExpressions ?? []).forEach((expression: any, i: number) => {
    const where = `${at}.matchExpressions[${i}]`;
    const count = expression.values?.length ?? 0;
    switch (expression.operator) {
      case 'In':
      case 'NotIn':
        if (count === 0) found.push(required(`${where}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (count > 0) found.push(forbidden(`${where}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        break;
      case 'Gt':
      case 'Lt':
        if (count !== 1) found.push(required(`${where}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
        break;
      default:
        found.push(invalid(`${where}.operator`, expression.operator ?? '', 'not a valid selector operator'));
    }
    for (const text of isQualifiedName(expression.key ?? '')) found.push(invalid(`${where}.key`, expression.key ?? '', text));
  });
  return found;
}

function podTerm(term: any, at: string): FieldError[] {
  const found = validateSelector(term?.labelSelector, `${at}.labelSelector`);
  found.push(...validateSelector(term?.namespaceSelector, `${at}.namespaceSelector`));
  if (!term?.topologyKey) found.push(required(`${at}.topologyKey`, 'can not be empty'));
  for (const text of isQualifiedName(term?.topologyKey ?? '')) found.push(invalid(`${at}.topologyKey`, term?.topologyKey ?? '', text));
  return found;
}

const weightIsWrong = (weight: unknown, at: string): FieldError[] =>
  typeof weight === 'number' && weight >= 1 && weight <= 100 ? [] : [invalid(`${at}.weight`, weight ?? 0, 'must be in the range 1-100')];

/** Models validateAffinity. */
export function validateAffinity(affinity: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const node = affinity?.nodeAffinity;
  if (node?.requiredDuringSchedulingIgnoredDuringExecution) {
    const at = `${field}.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
    const terms = node.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms ?? [];
    if (terms.length === 0) found.push(required(`${at}.nodeSelectorTerms`, 'must have at least one node selector term'));
    terms.forEach((term: any, i: number) => found.push(...nodeTerm(term, `${at}.nodeSelectorTerms[${i}]`)));
  }
  (node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term: any, i: number) => {
    const at = `${field}.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
    found.push(...weightIsWrong(term.weight, at), ...nodeTerm(term.preference, `${at}.preference`));
  });
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const pods = affinity?.[kind];
    (pods?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term: any, i: number) =>
      found.push(...podTerm(term, `${field}.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`)),
    );
    (pods?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach((term: any, i: number) => {
      const at = `${field}.${kind}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`;
      found.push(...weightIsWrong(term.weight, at), ...podTerm(term.podAffinityTerm, `${at}.podAffinityTerm`));
    });
  }
  return found;
}
