import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isLabelValue, isQualifiedName, nameIsDnsLabel } from '@/lib/api/names';
import { validateNodeSelector, validateTerm } from '../node-selector';
import { isGiven, listOf, numberOf, sortedKeys, structOf, structsOf, textOf, textsOf } from '../read';
import { validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSION = ['Honor', 'Ignore'];
const INT64 = (1n << 63n) - 1n;

const keyErrors = (key: string, field: string): FieldError[] => isQualifiedName(key).map((text) => invalid(field, key, text));

/** Models ValidateTolerations. */
export function validateTolerations(tolerations: unknown, field: string): FieldError[] {
  return structsOf(tolerations).flatMap((toleration, i) => {
    const found: FieldError[] = [];
    const at = `${field}[${i}]`;
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((name) => textOf(toleration[name])) as [
      string,
      string,
      string,
      string,
    ];
    if (key !== '') found.push(...keyErrors(key, `${at}.key`));
    if (key === '' && operator !== 'Exists') {
      found.push(
        invalid(`${at}.operator`, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"'),
      );
    }
    if (isGiven(toleration.tolerationSeconds) && effect !== 'NoExecute')
      found.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === 'Equal' || operator === '') {
      const text = isLabelValue(value);
      if (text.length > 0) found.push(invalid(`${at}.operator`, value, text.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '') found.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else if (operator === 'Lt' || operator === 'Gt') {
      found.push(...decimalInteger(value, `${at}.value`));
    } else {
      found.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    if (effect !== '' && !EFFECTS.includes(effect)) found.push(notSupported(`${at}.effect`, effect, EFFECTS));
    return found;
  });
}

/** Models content.IsDecimalInteger, then strconv.ParseInt. */
function decimalInteger(value: string, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (!/^(0|-?[1-9][0-9]*)$/.test(value))
    found.push(invalid(field, value, "must be a valid decimal integer in canonical form (e.g., '0', '42', '-10')"));
  const quoted = JSON.stringify(value);
  if (!/^[-+]?\d+$/.test(value)) found.push(invalid(field, value, `strconv.ParseInt: parsing ${quoted}: invalid syntax`));
  else if (BigInt(value) > INT64 || BigInt(value) < -INT64 - 1n)
    found.push(invalid(field, value, `strconv.ParseInt: parsing ${quoted}: value out of range`));
  return found;
}

/** Models validateTopologySpreadConstraints. */
export function validateSpread(list: unknown, field: string): FieldError[] {
  const constraints = structsOf(list);
  return constraints.flatMap((constraint, i) => {
    const at = `${field}[${i}]`;
    const found: FieldError[] = [];
    const key = textOf(constraint.topologyKey);
    const action = textOf(constraint.whenUnsatisfiable);
    if (numberOf(constraint.maxSkew) <= 0) found.push(invalid(`${at}.maxSkew`, numberOf(constraint.maxSkew), 'must be greater than zero'));
    if (key === '') found.push(required(`${at}.topologyKey`, 'can not be empty'));
    if (!ACTIONS.includes(action)) found.push(notSupported(`${at}.whenUnsatisfiable`, action, ACTIONS));
    const again = constraints.slice(i + 1).some((one) => textOf(one.topologyKey) === key && textOf(one.whenUnsatisfiable) === action);
    if (again) found.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${key}, ${action}}`));
    const domains: unknown = constraint.minDomains;
    if (typeof domains === 'number') {
      if (domains <= 0) found.push(invalid(`${at}.minDomains`, domains, 'must be greater than zero'));
      if (action !== 'DoNotSchedule') {
        const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        found.push(invalid(`${at}.minDomains`, domains, why));
      }
    }
    for (const policy of ['nodeAffinityPolicy', 'nodeTaintsPolicy']) {
      const value: unknown = constraint[policy];
      if (isGiven(value) && !INCLUSION.includes(value as string)) found.push(notSupported(`${at}.${policy}`, value, INCLUSION));
    }
    found.push(...matchLabelKeys(textsOf(constraint.matchLabelKeys), [], constraint.labelSelector, at));
    return [...found, ...validateSelector(constraint.labelSelector, `${at}.labelSelector`)];
  });
}

/** Models ValidateMatchLabelKeysAndMismatchLabelKeys; the selector has got what the keys stand for already. */
function matchLabelKeys(match: readonly string[], mismatch: readonly string[], selector: unknown, field: string): FieldError[] {
  const found: FieldError[] = [];
  for (const [name, keys] of [
    ['matchLabelKeys', match],
    ['mismatchLabelKeys', mismatch],
  ] as const) {
    if (keys.length === 0) continue;
    if (!isGiven(selector)) found.push(forbidden(`${field}.${name}`, 'must not be specified when labelSelector is not set'));
    else keys.forEach((key, i) => found.push(...keyErrors(key, `${field}.${name}[${i}]`)));
  }
  if (isGiven(selector)) {
    const taken = new Set(sortedKeys(structOf(selector).matchLabels));
    for (const { key } of structsOf(structOf(selector).matchExpressions) as readonly { key: string }[]) {
      const at = match.lastIndexOf(key);
      if (at >= 0 && taken.has(key)) found.push(invalid(`${field}[${at}]`, key, 'exists in both matchLabelKeys and labelSelector'));
      taken.add(key);
    }
  }
  match.forEach((key, i) => {
    if (mismatch.includes(key))
      found.push(invalid(`${field}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return found;
}

const requirements = (list: unknown) =>
  structsOf(list).map((one) => ({ key: textOf(one.key), operator: textOf(one.operator), values: textsOf(one.values) }));
const nodeTerm = (term: unknown) => {
  const { matchExpressions, matchFields } = structOf(term);
  return { matchExpressions: requirements(matchExpressions), matchFields: requirements(matchFields) };
};

function podTerm(given: unknown, at: string): FieldError[] {
  const term = structOf(given);
  const key = textOf(term.topologyKey);
  return [
    ...validateSelector(term.labelSelector, `${at}.labelSelector`),
    ...validateSelector(term.namespaceSelector, `${at}.namespaceSelector`),
    ...textsOf(term.namespaces).flatMap((name) => nameIsDnsLabel(name, false).map((text) => invalid(`${at}.namespace`, name, text))),
    ...matchLabelKeys(textsOf(term.matchLabelKeys), textsOf(term.mismatchLabelKeys), term.labelSelector, at),
    ...(key === '' ? [required(`${at}.topologyKey`, 'can not be empty')] : []),
    ...keyErrors(key, `${at}.topologyKey`),
  ];
}

const weightIsWrong = (given: unknown, at: string): FieldError[] => {
  const weight = numberOf(given);
  return weight >= 1 && weight <= 100 ? [] : [invalid(`${at}.weight`, weight, 'must be in the range 1-100')];
};

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Models validateAffinity. */
export function validateAffinity(given: unknown, field: string): FieldError[] {
  const affinity = structOf(given);
  const found: FieldError[] = [];
  const node = structOf(affinity.nodeAffinity);
  if (isGiven(node[REQUIRED])) {
    const terms = listOf(structOf(node[REQUIRED]).nodeSelectorTerms).map(nodeTerm);
    found.push(...validateNodeSelector({ nodeSelectorTerms: terms }, `${field}.nodeAffinity.${REQUIRED}`));
  }
  structsOf(node[PREFERRED]).forEach((term, i) => {
    const at = `${field}.nodeAffinity.${PREFERRED}[${i}]`;
    found.push(...weightIsWrong(term.weight, at), ...validateTerm(nodeTerm(term.preference), `${at}.preference`, true));
  });
  for (const kind of ['podAffinity', 'podAntiAffinity']) {
    const pods = structOf(affinity[kind]);
    listOf(pods[REQUIRED]).forEach((term, i) => found.push(...podTerm(term, `${field}.${kind}.${REQUIRED}[${i}]`)));
    structsOf(pods[PREFERRED]).forEach((term: any, i) => {
      const at = `${field}.${kind}.${PREFERRED}[${i}]`;
      found.push(...weightIsWrong(term.weight, at), ...podTerm(term.podAffinityTerm, `${at}.podAffinityTerm`));
    });
  }
  return found;
}
