import type { KubeObject } from '@/lib/api/object';
import { forbiddenStatus } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from './chain';
import { isPodCreation, withSpec } from './pod';

const CLASSES = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };

/** A pod's priority follows from its class. Models plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(attributes) {
    const { object: pod, call } = attributes;
    if (!isPodCreation(attributes)) return pod;
    const { store } = call.server;
    const asked = pod.spec?.priorityClassName as string | undefined;
    const found = asked
      ? store.get(CLASSES, '', asked)
      : store
          .list(CLASSES)
          .reduce<KubeObject | undefined>(
            (best, one) => (one.globalDefault && (!best || (one.value as number) < (best.value as number)) ? one : best),
            undefined,
          );
    if (asked && !found) refuse(attributes, `no PriorityClass with name ${asked} was found`);
    const value = (found?.value as number | undefined) ?? 0;
    const given = pod.spec?.priority as number | undefined;
    if (given !== undefined && given !== value) {
      refuse(
        attributes,
        `the integer value of priority (${given}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      );
    }
    const policy = (found?.preemptionPolicy as string | undefined) ?? 'PreemptLowerPriority';
    const givenPolicy = pod.spec?.preemptionPolicy as string | undefined;
    if (givenPolicy !== undefined && givenPolicy !== policy) {
      refuse(
        attributes,
        `the string value of PreemptionPolicy (${givenPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
      );
    }
    return withSpec(pod, {
      ...(found && { priorityClassName: found.metadata.name }),
      priority: value,
      preemptionPolicy: policy,
    });
  },
};

function refuse({ call, object }: Attributes, why: string): never {
  throw forbiddenStatus(call.served.resource, object?.metadata.name ?? '', why);
}
