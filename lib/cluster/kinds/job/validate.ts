import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain } from '@/lib/api/names';
import { isImmutable, isNonNegative, selects, validateSelector } from '../validation';
import { validateTemplate } from '../workload-validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** What a job's and a cron job's template have in common. Models validateJobSpec. */
export function validateJobSpec(spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  for (const key of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ]) {
    found.push(...isNonNegative(spec[key], `${field}.${key}`));
  }
  if (spec.managedBy !== undefined && !isDomainPath(spec.managedBy)) {
    found.push(invalid(`${field}.managedBy`, spec.managedBy, 'must be a domain-prefixed path (such as "acme.io/foo")'));
  }
  if (spec.completionMode !== undefined) {
    if (!['NonIndexed', 'Indexed'].includes(spec.completionMode))
      found.push(notSupported(`${field}.completionMode`, spec.completionMode, ['NonIndexed', 'Indexed']));
    if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
      found.push(required(`${field}.completions`, 'when completion mode is Indexed'));
    }
  }
  found.push(...validateTemplate(spec.template, `${field}.template`));
  const restart = spec.template?.spec?.restartPolicy ?? '';
  if (restart === '' || restart === 'Always')
    found.push(required(`${field}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  else if (!['OnFailure', 'Never'].includes(restart))
    found.push(notSupported(`${field}.template.spec.restartPolicy`, restart, ['OnFailure', 'Never']));
  return found;
}

function isDomainPath(text: string): boolean {
  const at = text.indexOf('/');
  return (
    at > 0 &&
    at < text.length - 1 &&
    isDns1123Subdomain(text.slice(0, at)).length === 0 &&
    /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(text.slice(at + 1))
  );
}

/** Models batch validation.ValidateJob. */
export function validateJob(job: any): FieldError[] {
  const spec = job.spec ?? {};
  const found: FieldError[] = [];
  if (!spec.manualSelector && spec.selector && spec.template) {
    const own = { 'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '' };
    const labels = spec.selector.matchLabels ?? {};
    if (Object.keys(labels).some((key) => !(key in own)) || (spec.selector.matchExpressions ?? []).length > 0) {
      found.push(invalid('spec.selector', spec.selector, '`selector` not auto-generated'));
    }
  }
  const rest = validateJobSpec(spec, 'spec');
  found.push(...rest.filter((error) => !error.field.startsWith('spec.template')));
  if (spec.selector === undefined) {
    if (spec.template !== undefined) found.push(required('spec.selector'));
  } else found.push(...validateSelector(spec.selector, 'spec.selector'));
  const labels = spec.template?.metadata?.labels;
  if (spec.selector && !selects(spec.selector, labels ?? {})) {
    found.push(invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'));
  }
  found.push(...rest.filter((error) => error.field.startsWith('spec.template')));
  return found;
}

/** Models batch validation.ValidateJobUpdate: a running job's template, selector and completions are fixed. */
export function validateJobUpdate(job: any, old: any): FieldError[] {
  const found = validateJob(job);
  const indexed = job.spec?.completionMode === 'Indexed' && job.spec?.completions === job.spec?.parallelism;
  if (!indexed) found.push(...isImmutable(job.spec?.completions, old.spec?.completions, 'spec.completions'));
  found.push(...isImmutable(job.spec?.selector, old.spec?.selector, 'spec.selector'));
  const suspendedBefore = old.spec?.suspend && !old.status?.startTime;
  if (!suspendedBefore) found.push(...isImmutable(job.spec?.template, old.spec?.template, 'spec.template'));
  found.push(...isImmutable(job.spec?.completionMode, old.spec?.completionMode, 'spec.completionMode'));
  return found;
}
