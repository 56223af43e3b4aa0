import { invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Label, isDns1123Subdomain } from '@/lib/api/names';
import { internalTemplate, internalValue } from '../internal-types';
import { validateTemplate } from '../pod/validate-template';
import { isGiven, numberOf, structOf, structsOf, textOf } from '../read';
import { isImmutable, isNonNegative, selects, selectorValue, validateSelector } from '../validation';
import { templateMismatch } from '../workload-validation';
import { validatePodFailurePolicy, validateSuccessPolicy } from './validate-policies';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MODES = ['NonIndexed', 'Indexed'];
const MOST = 100_000;
const MOST_WITH_MANY = 10_000;
const LONGEST_MANAGER = 63;

/** Models validation.IsDomainPrefixedPath. */
function domainPath(text: string, field: string): FieldError[] {
  if (text === '') return [required(field)];
  const at = text.indexOf('/');
  const domain = text.slice(0, at);
  const path = text.slice(at + 1);
  if (at <= 0 || path === '') return [invalid(field, text, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const found = isDns1123Subdomain(domain).map((why) => invalid(field, domain, why));
  if (found.length > 0) return found;
  return /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)
    ? []
    : [invalid(field, path, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')")];
}

const COUNTERS = `parallelism completions activeDeadlineSeconds backoffLimit ttlSecondsAfterFinished backoffLimitPerIndex`.split(' ');

/** What is asked of jobs whose pods are numbered. */
function indexed(spec: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { completions, parallelism, maxFailedIndexes: failed } = spec;
  const most = (key: string, limit: number, why: string) => {
    if (typeof spec[key] === 'number' && spec[key] > limit)
      found.push(invalid(`${field}.${key}`, spec[key], `must be less than or equal to ${why}`));
  };
  if (!isGiven(completions)) found.push(required(`${field}.completions`, 'when completion mode is Indexed'));
  most('parallelism', MOST, `${MOST} when completion mode is Indexed`);
  if (isGiven(completions) && isGiven(failed)) most('maxFailedIndexes', numberOf(completions), 'completions');
  most('maxFailedIndexes', MOST, String(MOST));
  if (numberOf(completions) > MOST && isGiven(spec.backoffLimitPerIndex)) {
    if (!isGiven(failed)) found.push(required(`${field}.maxFailedIndexes`, `must be specified when completions is above ${MOST}`));
    const why = `${MOST_WITH_MANY} when completions are above ${MOST} and used with backoff limit per index`;
    if (isGiven(parallelism)) most('parallelism', MOST_WITH_MANY, why);
    most('maxFailedIndexes', MOST_WITH_MANY, why);
  }
  return found;
}

/** What a job's and a cron job's template have in common. Models validateJobSpec. */
export function validateJobSpec(spec: any, field: string): FieldError[] {
  const found = COUNTERS.flatMap((key) => isNonNegative(spec[key], `${field}.${key}`));
  if (isGiven(spec.maxFailedIndexes)) {
    found.push(...isNonNegative(spec.maxFailedIndexes, `${field}.maxFailedIndexes`));
    if (!isGiven(spec.backoffLimitPerIndex)) found.push(required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (isGiven(spec.managedBy)) {
    found.push(...domainPath(textOf(spec.managedBy), `${field}.managedBy`));
    if (textOf(spec.managedBy).length > LONGEST_MANAGER) found.push(tooLong(`${field}.managedBy`, LONGEST_MANAGER));
  }
  const mode: unknown = spec.completionMode;
  if (isGiven(mode) && !MODES.includes(mode as string)) found.push(notSupported(`${field}.completionMode`, mode, MODES));
  if (mode === 'Indexed') found.push(...indexed(spec, field));
  if (!isGiven(mode) || mode === 'NonIndexed') {
    for (const key of ['backoffLimitPerIndex', 'maxFailedIndexes'])
      if (isGiven(spec[key])) found.push(invalid(`${field}.${key}`, spec[key], 'requires indexed completion mode'));
  }
  if (isGiven(spec.podFailurePolicy)) found.push(...validatePodFailurePolicy(spec, `${field}.podFailurePolicy`));
  if (isGiven(spec.successPolicy)) {
    const at = `${field}.successPolicy`;
    if (mode === 'Indexed') found.push(...validateSuccessPolicy(spec, at));
    else found.push(invalid(at, internalValue('SuccessPolicy', spec.successPolicy), 'requires indexed completion mode'));
  }
  const replacement: unknown = spec.podReplacementPolicy;
  const replacements = isGiven(spec.podFailurePolicy) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (isGiven(replacement) && !replacements.includes(replacement as string))
    found.push(notSupported(`${field}.podReplacementPolicy`, replacement, replacements));
  return [
    ...found,
    ...validateTemplate(spec.template, `${field}.template`),
    ...restartPolicy(spec, `${field}.template.spec.restartPolicy`),
  ];
}

function restartPolicy(spec: any, field: string): FieldError[] {
  const policy = textOf(structOf(structOf(spec.template).spec).restartPolicy);
  if (policy === '' || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(field, policy, ['OnFailure', 'Never'])];
  return isGiven(spec.podFailurePolicy) && policy !== 'Never'
    ? [invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

/** Models validateGeneratedSelector. */
function generatedSelector(job: any): FieldError[] {
  const spec = structOf(job.spec);
  if (spec.manualSelector === true || !isGiven(spec.selector)) return [];
  const { uid = '', name = '' } = structOf(job.metadata) as { uid?: string; name?: string };
  const found = uid === '' ? [required('metadata.uid')] : [];
  const labels = structOf(structOf(structOf(spec.template).metadata).labels) as Record<string, string>;
  const expected = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
  for (const [key, value] of Object.entries(expected)) {
    const at = `spec.template.metadata.labels[${key}]`;
    if (!Object.hasOwn(labels, key)) found.push(required(at, `must be '${value}'`));
    else if (labels[key] !== value) found.push(invalid(at, sorted(labels), `must be '${value}'`));
  }
  if (validateSelector(spec.selector, '').length === 0 && !selects(spec.selector, expected))
    found.push(invalid('spec.selector', selectorValue(spec.selector), '`selector` not auto-generated'));
  return found;
}

const sorted = (labels: Record<string, string>) => Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

function jobSpec(spec: any): FieldError[] {
  const found = validateJobSpec(spec, 'spec');
  const complaints = validateSelector(spec.selector, 'spec.selector');
  if (!isGiven(spec.selector)) found.push(required('spec.selector'));
  else found.push(...complaints);
  return complaints.length > 0 ? found : [...found, ...templateMismatch(spec.selector, spec.template, 'spec.template')];
}

/** Models batch validation.ValidateJob. */
export function validateJob(job: any): FieldError[] {
  const spec = structOf(job.spec);
  const name = textOf(structOf(job.metadata).name);
  const found = [...generatedSelector(job), ...jobSpec(spec)];
  const completions = numberOf(spec.completions);
  if (spec.completionMode !== 'Indexed' || completions <= 0) return found;
  const hostname = `${name}-${completions - 1}`;
  if (isDns1123Label(hostname).length > 0)
    found.push(invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${hostname}`));
  return found;
}

/** Fields of a template that may change while a job that has never run is suspended. Models validatePodTemplateUpdate. */
function templateChange(job: any, old: any): FieldError[] {
  const next = structOf(structOf(job.spec).template);
  const before = structOf(structOf(old.spec).template);
  const suspended = structOf(old.spec).suspend === true;
  let kept = before;
  if (suspended && !isGiven(structOf(old.status).startTime)) {
    const spec = structOf(next.spec);
    const copy = { ...structOf(before.spec) };
    for (const key of ['nodeSelector', 'tolerations', 'schedulingGates']) copy[key] = spec[key];
    const { nodeAffinity: _, ...others } = structOf(copy.affinity) as Record<string, unknown>;
    const affinity = { ...others, ...(isGiven(structOf(spec.affinity).nodeAffinity) ? { nodeAffinity: spec.affinity.nodeAffinity } : {}) };
    copy.affinity = Object.keys(affinity).length > 0 || isGiven(spec.affinity) ? affinity : undefined;
    const { labels, annotations } = structOf(next.metadata);
    kept = { ...before, metadata: { ...structOf(before.metadata), labels, annotations }, spec: copy };
  }
  if (suspended) {
    // Resources may change while a job is suspended; all else is compared as it is.
    const spec = { ...structOf(kept.spec) };
    for (const list of ['containers', 'initContainers']) {
      const now = structsOf(structOf(next.spec)[list]);
      if (now.length !== structsOf(spec[list]).length) continue;
      if (isGiven(spec[list]))
        spec[list] = structsOf(spec[list]).map((one, i) => (one.name === now[i].name ? { ...one, resources: now[i].resources } : one));
    }
    const same = deepEqual(internalValue('PodSpec', structOf(next.spec)), internalValue('PodSpec', spec));
    return same ? [] : [invalid('spec.template.spec', internalValue('PodSpec', next.spec), 'field is immutable')];
  }
  const same = deepEqual(internalTemplate(next), internalTemplate(kept));
  return same ? [] : [invalid('spec.template', internalTemplate(next), 'field is immutable')];
}

/** Models batch validation.ValidateJobUpdate. */
export function validateJobUpdate(job: any, old: any): FieldError[] {
  const spec = structOf(job.spec);
  const before = structOf(old.spec);
  const found = jobSpec(spec);
  if (spec.completionMode !== 'Indexed')
    found.push(...isImmutable(spec.completions ?? null, before.completions ?? null, 'spec.completions'));
  else if (isGiven(spec.completions) && spec.completions !== before.completions && spec.completions !== spec.parallelism)
    found.push(invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism'));
  const fixed = (key: string, show: (value: any) => unknown = (value) => value ?? null) => {
    if (!deepEqual(spec[key], before[key])) found.push(invalid(`spec.${key}`, show(spec[key]), 'field is immutable'));
  };
  const optional = (type: string) => (value: unknown) => (isGiven(value) ? internalValue(type, value) : null);
  fixed('selector', selectorValue);
  found.push(...templateChange(job, old));
  fixed('completionMode');
  fixed('podFailurePolicy', optional('PodFailurePolicy'));
  fixed('backoffLimitPerIndex');
  fixed('managedBy');
  fixed('successPolicy', optional('SuccessPolicy'));
  return found;
}
