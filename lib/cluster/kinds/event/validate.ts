import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Subdomain, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { isGiven, numberOf, structOf, textOf } from '../read';

const MOST_CHARACTERS = 128;
const LONGEST_NOTE = 1024;
const IMMUTABLE =
  'involvedObject reason message source firstTimestamp lastTimestamp count reason type eventTime action related reportingController reportingInstance'.split(
    ' ',
  );

/** Models core validation's legacyValidateEvent: all that events of the core group are held to. */
export function validateEvent(event: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  const namespace = event.metadata.namespace ?? '';
  const about = textOf(structOf(event.involvedObject).namespace);
  const mismatch = () => found.push(invalid('involvedObject.namespace', about, 'does not match event.namespace'));
  const limit = (field: string, text: string, most: number) => {
    if (new TextEncoder().encode(text).length > most) found.push(invalid(field, '', `can have at most ${most} characters`));
  };
  if (!isGiven(event.eventTime)) {
    if (about === '' ? namespace !== '' && namespace !== 'default' : namespace !== about) mismatch();
  } else {
    if (about === '' && namespace !== 'default' && namespace !== 'kube-system') mismatch();
    const controller = textOf(event.reportingComponent);
    if (controller === '') found.push(required('reportingController'));
    for (const text of isQualifiedName(controller)) found.push(invalid('reportingController', controller, text));
    for (const field of ['reportingInstance', 'action', 'reason']) {
      const text = textOf(event[field]);
      if (text === '') found.push(required(field));
      limit(field, text, MOST_CHARACTERS);
    }
    limit('message', textOf(event.message), LONGEST_NOTE);
  }
  for (const text of isDns1123Subdomain(namespace)) found.push(invalid('namespace', namespace, text));
  return found;
}

function validateSeries(event: KubeObject): FieldError[] {
  if (!isGiven(event.series)) return [];
  const found: FieldError[] = [];
  if (numberOf(structOf(event.series).count) < 2) found.push(invalid('series.count', '', 'should be at least 2'));
  if (!isGiven(structOf(event.series).lastObservedTime)) found.push(required('series.lastObservedTime'));
  return found;
}

/** Models ValidateEventCreate for events.k8s.io/v1, in the shape of the core group. */
export function validateStrictEvent(event: KubeObject): FieldError[] {
  const found = [...validateEvent(event), ...validateSeries(event)];
  const unset = (field: string, isSet: boolean) => {
    if (isSet) found.push(invalid(field, '', 'needs to be unset'));
  };
  if (!isGiven(event.eventTime)) found.push(required('eventTime'));
  if (event.type !== 'Normal' && event.type !== 'Warning') found.push(invalid('type', '', `has invalid value: ${textOf(event.type)}`));
  unset('firstTimestamp', isGiven(event.firstTimestamp));
  unset('lastTimestamp', isGiven(event.lastTimestamp));
  unset('count', numberOf(event.count) !== 0);
  unset(
    'source',
    Object.values(structOf(event.source) as object).some((part) => textOf(part) !== ''),
  );
  return found;
}

/** Models ValidateEventUpdate for events.k8s.io/v1: the series may change, nothing else. */
export function validateStrictEventUpdate(event: KubeObject, old: KubeObject): FieldError[] {
  const found = validateEvent(event);
  if (!deepEqual(event.series, old.series)) found.push(...validateSeries(event));
  for (const field of IMMUTABLE) {
    const key = field === 'reportingController' ? 'reportingComponent' : field;
    if (!deepEqual(event[key] ?? null, old[key] ?? null)) found.push(invalid(field, event[key] ?? null, 'field is immutable'));
  }
  return found;
}
