import type { KubeObject } from '@/lib/api/object';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid } from './forbidden';
import { isPodCreation, withSpec } from './pod';

const CLASSES = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };

/** A pod's priority follows from its class, of which one may be everybody's. Models plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(attributes) {
    const { object: pod, old, operation, subresource, call } = attributes;
    const { group, resource } = call.served.resource;
    if (group !== '' || resource !== 'pods' || subresource !== '') return pod;
    if (operation === 'UPDATE' && old) return kept(pod, old);
    return isPodCreation(attributes) ? withPriority(attributes, pod) : pod;
  },
  validate(attributes) {
    const { object, operation, subresource, call } = attributes;
    const { group, resource } = call.served.resource;
    if (group !== CLASSES.group || resource !== CLASSES.resource || subresource !== '' || !object?.globalDefault) return;
    const current = defaultClass(attributes);
    if (!current || (operation !== 'CREATE' && current.metadata.name === object.metadata.name)) return;
    throw forbid(attributes, `PriorityClass ${current.metadata.name} is already marked as default. Only one default can exist`);
  },
};

/** An update that leaves out what was computed keeps it. */
function kept(pod: KubeObject, old: KubeObject): KubeObject {
  const missing = (['priority', 'preemptionPolicy'] as const).filter(
    (field) => pod.spec?.[field] === undefined && old.spec?.[field] !== undefined,
  );
  return missing.length > 0 ? withSpec(pod, Object.fromEntries(missing.map((field) => [field, old.spec[field]]))) : pod;
}

function defaultClass({ call }: Attributes): KubeObject | undefined {
  let best: KubeObject | undefined;
  for (const one of call.server.store.list(CLASSES)) {
    if (one.globalDefault && (!best || (one.value as number) < (best.value as number))) best = one;
  }
  return best;
}

function withPriority(attributes: Attributes, pod: KubeObject): KubeObject {
  const asked = pod.spec?.priorityClassName as string | undefined;
  const found = asked ? attributes.call.server.store.get(CLASSES, '', asked) : defaultClass(attributes);
  if (asked && !found) throw forbid(attributes, `no PriorityClass with name ${asked} was found`);
  const value = (found?.value as number | undefined) ?? 0;
  const given = pod.spec?.priority as number | undefined;
  const computed = 'must not be provided in pod spec; priority admission controller computed';
  if (given !== undefined && given !== value) {
    throw forbid(attributes, `the integer value of priority (${given}) ${computed} ${value} from the given PriorityClass name`);
  }
  const policy = (found?.preemptionPolicy as string | undefined) ?? 'PreemptLowerPriority';
  const givenPolicy = pod.spec?.preemptionPolicy as string | undefined;
  if (givenPolicy !== undefined && givenPolicy !== policy) {
    throw forbid(
      attributes,
      `the string value of PreemptionPolicy (${givenPolicy}) ${computed} ${policy} from the given PriorityClass name`,
    );
  }
  return withSpec(pod, { ...(found && { priorityClassName: found.metadata.name }), priority: value, preemptionPolicy: policy });
}
