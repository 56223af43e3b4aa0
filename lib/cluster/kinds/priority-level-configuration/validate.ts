import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { validateConditionTypes } from '../flow-schema/validate';
import { internalValue } from '../internal-types';
import { bootstrapPriorityLevels } from './bootstrap';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MOST_QUEUES = 10_000_000;
const HASH_BITS = 60;

/** Models flowcontrol validation.ValidatePriorityLevelConfiguration. */
export function validatePriorityLevel(level: KubeObject): FieldError[] {
  const { type = '', exempt, limited } = (level.spec ?? {}) as { type?: string; exempt?: any; limited?: any };
  const { name } = level.metadata;
  const found: FieldError[] = [];
  if ((name === 'exempt') !== (type === 'Exempt'))
    found.push(invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"));
  if (type === 'Exempt') {
    if (limited !== undefined) found.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    if (exempt !== undefined) found.push(...validateExempt(exempt));
  } else if (type === 'Limited') {
    if (exempt !== undefined) found.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (limited === undefined) found.push(required('spec.limited', 'must not be empty when type is Limited'));
    else found.push(...validateLimited(limited));
  } else found.push(notSupported('spec.type', type, ['Exempt', 'Limited']));
  const mandatory =
    name === 'exempt' || name === 'catch-all' ? bootstrapPriorityLevels().find((other) => other.metadata.name === name) : undefined;
  // How much the exempt level lends may be tuned.
  const fixed = (object: KubeObject) => (name === 'exempt' ? { ...object.spec, exempt: undefined } : object.spec);
  if (mandatory && !deepEqual(fixed(level), fixed(mandatory)))
    found.push(
      invalid('spec', internalValue('PriorityLevelConfigurationSpec', level.spec), `spec of '${name}' must equal the fixed value`),
    );
  return [...found, ...validateConditionTypes(level)];
}

const percent = (value: number | undefined, field: string): FieldError[] =>
  value !== undefined && (value < 0 || value > 100) ? [invalid(field, value, 'must be between 0 and 100, inclusive')] : [];
const shares = (value: number | undefined, field: string): FieldError[] =>
  value !== undefined && value < 0 ? [invalid(field, value, 'must be a non-negative integer')] : [];

const validateExempt = (exempt: any): FieldError[] => [
  ...shares(exempt.nominalConcurrencyShares, 'spec.exempt.nominalConcurrencyShares'),
  ...percent(exempt.lendablePercent, 'spec.exempt.lendablePercent'),
];

/** Models ValidateLimitedPriorityLevelConfiguration. */
function validateLimited(limited: any): FieldError[] {
  const at = 'spec.limited';
  const found = [
    ...shares(limited.nominalConcurrencyShares, `${at}.nominalConcurrencyShares`),
    ...validateResponse(limited.limitResponse ?? {}),
  ];
  found.push(...percent(limited.lendablePercent, `${at}.lendablePercent`));
  const borrowing: number | undefined = limited.borrowingLimitPercent;
  if (borrowing !== undefined && borrowing < 0)
    found.push(invalid(`${at}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer'));
  return found;
}

function validateResponse({ type = '', queuing }: any): FieldError[] {
  const at = 'spec.limited.limitResponse';
  if (type === 'Reject')
    return queuing === undefined ? [] : [forbidden(`${at}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')];
  if (type !== 'Queue') return [notSupported(`${at}.type`, type, ['Queue', 'Reject'])];
  if (queuing === undefined) return [required(`${at}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
  return validateQueuing(queuing, `${at}.queuing`);
}

/** Models ValidatePriorityLevelQueuingConfiguration. */
function validateQueuing({ queues = 0, handSize = 0, queueLengthLimit = 0 }: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  if (queueLengthLimit <= 0) found.push(invalid(`${at}.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) found.push(invalid(`${at}.queues`, queues, 'must be positive'));
  else if (queues > MOST_QUEUES) found.push(invalid(`${at}.queues`, queues, `must not be greater than ${MOST_QUEUES}`));
  if (handSize <= 0) found.push(invalid(`${at}.handSize`, handSize, 'must be positive'));
  else if (handSize > queues) found.push(invalid(`${at}.handSize`, handSize, `should not be greater than queues (${queues})`));
  else if (entropyBits(queues as number, handSize as number) > HASH_BITS) {
    const text = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS}`;
    found.push(invalid(`${at}.handSize`, handSize, text));
  }
  return found;
}

/** Bits of randomness that dealing a hand takes. Models shufflesharding.RequiredEntropyBits. */
function entropyBits(deck: number, hand: number): number {
  let bits = 0;
  for (let i = 0; i < hand && bits <= HASH_BITS + 1; i++) bits += Math.log2(deck - i);
  return Math.ceil(bits);
}
