import { forbidden, goQuote, invalid, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { internalDiff } from '../internal-types';
import { isGiven, structOf, structsOf, textOf } from '../read';
import { qosClass } from './qos';
import { validateMetadataAndSpec } from './validate';
import { validatePodAnnotationUpdates } from './validate-annotations';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MIRROR = 'kubernetes.io/config.mirror';
/** Upstream's path of the whole object: a name that is empty prints as an index that is. */
const WHOLE = '[]';
const RESIZED = ['cpu', 'memory'];

const isMirror = (pod: KubeObject) => Object.hasOwn(pod.metadata.annotations ?? {}, MIRROR);

/** Models ValidatePodEphemeralContainersUpdate. */
export function validateEphemeralUpdate(pod: KubeObject, old: KubeObject): FieldError[] {
  if (isMirror(old)) return [forbidden(WHOLE, 'static pods do not support ephemeral containers')];
  const found = [...validateMetadataAndSpec(pod), ...validatePodAnnotationUpdates(pod, old, 'metadata.annotations')];
  const after = structsOf(structOf(pod.spec).ephemeralContainers);
  for (const before of structsOf(structOf(old.spec).ephemeralContainers)) {
    const same = after.findLast(({ name }) => name === before.name);
    const refuse = (why: string) =>
      found.push(forbidden('spec.ephemeralContainers', `existing ephemeral containers ${goQuote(textOf(before.name))} may not be ${why}`));
    if (!same) refuse('removed\n');
    else if (!deepEqual(same, before)) refuse(`changed\n${internalDiff('EphemeralContainer', before, same)}`);
  }
  return found;
}

/** Containers stay in their places under their names. Models validatePodResizeContainerOrdering. */
export function resizeOrderErrors(spec: any, before: any): FieldError[] {
  const found: FieldError[] = [];
  for (const list of ['containers', 'initContainers']) {
    const next = structsOf(spec[list]);
    const old = structsOf(before[list]);
    if (next.length !== old.length) found.push(forbidden(`spec.${list}`, `${list} may not be added or removed on resize`));
    else
      old.forEach(({ name }, i) => {
        if (next[i].name !== name) found.push(forbidden(`spec.${list}[${i}].name`, `${list} may not be renamed or reordered on resize`));
      });
  }
  return found;
}

const isRemoved = (next: unknown, old: unknown) =>
  Object.keys(structOf(old) as object).some((key) => !Object.hasOwn(structOf(next) as object, key));

function removals(next: any, old: any, at: string, prefix = ''): FieldError[] {
  return ['requests', 'limits'].flatMap((part) =>
    isRemoved(structOf(next)[part], structOf(old)[part]) ? [forbidden(`${at}.${part}`, `${prefix}resource ${part} cannot be removed`)] : [],
  );
}

/** Resources with the amounts that a resize may change as they were before. */
function masked(next: any, old: any): unknown {
  const part = (name: string) => {
    const rest = Object.entries(structOf(structOf(next)[name]) as object).filter(([key]) => !RESIZED.includes(key));
    const kept = Object.entries(structOf(structOf(old)[name]) as object).filter(([key]) => RESIZED.includes(key));
    return Object.fromEntries([...rest, ...kept]);
  };
  return { requests: part('requests'), limits: part('limits') };
}

const plain = (resources: unknown) => ({
  requests: structOf(structOf(resources).requests) as object,
  limits: structOf(structOf(resources).limits) as object,
});

function onlyAmountsChange(next: any, old: any): boolean {
  return (
    deepEqual(masked(next.resources, old.resources), plain(old.resources)) &&
    deepEqual({ ...next, resources: null }, { ...old, resources: null })
  );
}

/** Models ValidatePodResize. */
export function validateResize(pod: KubeObject, old: KubeObject): FieldError[] {
  const spec = structOf(pod.spec);
  const before = structOf(old.spec);
  if (isMirror(old)) return [forbidden(WHOLE, 'static pods cannot be resized')];
  if (structOf(before.os).name === 'windows') return [forbidden(WHOLE, 'windows pods cannot be resized')];
  const found = validateMetadataAndSpec(pod);
  const quality = textOf(structOf(old.status).qosClass) || qosClass(before);
  if (quality !== qosClass(spec)) {
    const why = 'Pod QOS Class may not change as a result of resizing';
    found.push(invalid('spec', textOf(structOf(pod.status).qosClass), why));
  }
  const running = structsOf(structOf(old.status).containerStatuses).find(({ state }) => isGiven(structOf(state).running));
  if (running && !isGiven(running.resources)) found.push(forbidden('spec', 'Pod running on node without support for resize'));
  if (isGiven(before.resources) && !isGiven(spec.resources))
    found.push(forbidden('spec.resources', 'pod-level resources cannot be removed'));
  else if (isGiven(before.resources)) {
    found.push(...removals(spec.resources, before.resources, 'spec.resources', 'pod-level '));
    if (!deepEqual(masked(spec.resources, before.resources), plain(before.resources)))
      found.push(forbidden('spec', 'only cpu and memory resources are mutable at pod-level'));
  }
  const order = resizeOrderErrors(spec, before);
  if (order.length > 0) return [...found, ...order];
  const pairs = (list: string) =>
    structsOf(before[list]).map((was, i) => ({ was, next: structsOf(spec[list])[i], at: `spec.${list}[${i}]` }));
  const sidecars = pairs('initContainers').filter(({ was }) => was.restartPolicy === 'Always');
  for (const { was, next, at } of [...sidecars, ...pairs('containers')])
    found.push(...removals(next.resources, was.resources, `${at}.resources`));
  for (const { was, next } of pairs('containers'))
    if (!onlyAmountsChange(next, was)) found.push(forbidden('spec', 'only cpu and memory resources are mutable'));
  for (const { was, next, at } of pairs('initContainers')) {
    if (was.restartPolicy !== 'Always') {
      if (!deepEqual(next, was)) found.push(forbidden('spec', 'resources for non-sidecar init containers are immutable'));
    } else if (!onlyAmountsChange(next, was))
      found.push(forbidden(at, 'only cpu and memory resources for init or sidecar containers are mutable'));
  }
  return found;
}
