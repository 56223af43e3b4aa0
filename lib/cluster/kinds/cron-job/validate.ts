import { invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isNonNegative } from '../validation';
import { validateJobSpec } from '../job/validate';
import { cronComplaint } from './schedule-syntax';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const POLICIES = ['Allow', 'Forbid', 'Replace'];
const LONGEST_NAME = 52;

/** Models batch validation.ValidateCronJobCreate. */
export function validateCronJob(cron: any): FieldError[] {
  const spec = cron.spec ?? {};
  const found: FieldError[] = [];
  if (!spec.schedule) found.push(required('spec.schedule'));
  else {
    if (/TZ/.test(spec.schedule)) {
      found.push(invalid('spec.schedule', spec.schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
    } else {
      const complaint = cronComplaint(spec.schedule);
      if (complaint) found.push(invalid('spec.schedule', spec.schedule, complaint));
    }
  }
  found.push(...isNonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'));
  if (!spec.concurrencyPolicy) found.push(required('spec.concurrencyPolicy'));
  else if (!POLICIES.includes(spec.concurrencyPolicy)) found.push(notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, POLICIES));
  found.push(...validateJobSpec(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec'));
  found.push(
    ...isNonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...isNonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  );
  if (spec.timeZone !== undefined) found.push(...timeZone(spec.timeZone));
  if (cron.metadata.name?.length > LONGEST_NAME)
    found.push({
      ...tooLong('metadata.name', LONGEST_NAME),
      type: 'Invalid value',
      value: cron.metadata.name,
      detail: `must be no more than ${LONGEST_NAME} characters`,
    });
  return found;
}

function timeZone(zone: string): FieldError[] {
  if (zone === '') return [invalid('spec.timeZone', zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    return [invalid('spec.timeZone', zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    return [invalid('spec.timeZone', zone, `unknown time zone ${zone}`)];
  }
}
