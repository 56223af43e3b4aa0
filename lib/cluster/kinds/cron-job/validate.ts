import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { validateJobSpec } from '../job/validate';
import { isGiven, structOf, textOf } from '../read';
import { isNonNegative, selectorValue } from '../validation';
import { cronComplaint } from './schedule-syntax';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const POLICIES = ['Allow', 'Forbid', 'Replace'];
const LONGEST_NAME = 52;

/** Models batch validation.ValidateCronJobCreate. */
export function validateCronJob(cron: any): FieldError[] {
  const name = textOf(structOf(cron.metadata).name);
  const found = cronSpec(structOf(cron.spec), undefined);
  if (Buffer.byteLength(name) > LONGEST_NAME) found.push(invalid('metadata.name', name, `must be no more than ${LONGEST_NAME} characters`));
  return found;
}

/** Models ValidateCronJobUpdate: names that were let pass once stay. */
export const validateCronJobUpdate = (cron: any, old: any): FieldError[] => cronSpec(structOf(cron.spec), structOf(old.spec));

/** Models validateCronJobSpec. */
function cronSpec(spec: any, old: any): FieldError[] {
  const found: FieldError[] = [];
  const schedule = textOf(spec.schedule);
  if (schedule === '') found.push(required('spec.schedule'));
  else found.push(...scheduleFormat(schedule, textOf(old?.schedule).includes('TZ'), isGiven(spec.timeZone)));
  found.push(...isNonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'));
  if (isGiven(spec.timeZone) && (!old || old.timeZone !== spec.timeZone)) found.push(...timeZone(textOf(spec.timeZone)));
  const policy = textOf(spec.concurrencyPolicy);
  if (policy === '') found.push(required('spec.concurrencyPolicy'));
  else if (!POLICIES.includes(policy)) found.push(notSupported('spec.concurrencyPolicy', policy, POLICIES));
  const job = structOf(structOf(spec.jobTemplate).spec);
  found.push(...validateJobSpec(job, 'spec.jobTemplate.spec'));
  if (isGiven(job.selector))
    found.push(invalid('spec.jobTemplate.spec.selector', selectorValue(job.selector), '`selector` will be auto-generated'));
  if (job.manualSelector === true) found.push(notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']));
  return [
    ...found,
    ...isNonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...isNonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ];
}

/** Models validateScheduleFormat. A zone may stand before the schedule, as far as the parser goes. */
function scheduleFormat(schedule: string, mayHaveZone: boolean, hasTimeZone: boolean): FieldError[] {
  const zoned = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/s.exec(schedule);
  const complaint =
    zoned && !isTimeZone(zoned[1]!)
      ? `provided bad location ${zoned[1]}: unknown time zone ${zoned[1]}`
      : cronComplaint(zoned?.[2]?.trim() ?? schedule);
  const found = complaint ? [invalid('spec.schedule', schedule, complaint)] : [];
  if (!schedule.includes('TZ')) return found;
  if (!mayHaveZone) found.push(invalid('spec.schedule', schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (hasTimeZone) found.push(invalid('spec.schedule', schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  return found;
}

/** Whether Go's time package has a zone of this name; it minds upper and lower case. */
function isTimeZone(zone: string): boolean {
  if (zone === '' || zone === 'UTC') return true;
  if (!/^[A-Z]/.test(zone) || zone.split('/').some((part) => /^[a-z]/.test(part))) return false;
  try {
    const { timeZone: resolved } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
    return resolved.toLowerCase() !== zone.toLowerCase() || resolved === zone;
  } catch {
    return false;
  }
}

/** Models validateTimeZone. */
function timeZone(zone: string): FieldError[] {
  const at = 'spec.timeZone';
  const unknown = invalid(at, zone, `unknown time zone ${zone}`);
  if (zone === '') return [invalid(at, zone, 'timeZone must be nil or non-empty string')];
  for (const part of zone.split('/'))
    if (part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part)) return [unknown];
  if (zone.toLowerCase() === 'local') {
    const found = [invalid(at, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
    return zone === 'Local' ? found : [...found, unknown];
  }
  return isTimeZone(zone) ? [] : [unknown];
}
