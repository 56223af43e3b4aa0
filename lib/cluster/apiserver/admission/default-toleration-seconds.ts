import type { Toleration } from '@/lib/api/models';
import type { AdmissionPlugin } from './chain';
import { withSpec } from './pod';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const NOT_READY = KEYS[0];

/** Pods tolerate a node that is gone for five minutes. Models plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit({ object: pod, call, subresource, operation }) {
    const { group, resource } = call.served.resource;
    if (group !== '' || resource !== 'pods' || subresource !== '' || (operation !== 'CREATE' && operation !== 'UPDATE')) return pod;
    const tolerations = (pod.spec?.tolerations ?? []) as readonly Toleration[];
    const seconds = call.server.admission().tolerationSeconds;
    const added = KEYS.filter((key) => !tolerations.some((one) => tolerates(one, key))).map((key) => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: (key === NOT_READY ? seconds?.notReady : seconds?.unreachable) ?? SECONDS,
    }));
    return added.length > 0 ? withSpec(pod, { tolerations: [...tolerations, ...added] }) : pod;
  },
};

const tolerates = ({ key, effect }: Toleration, taint: string) =>
  (key === undefined || key === '' || key === taint) && (effect === undefined || effect === '' || effect === 'NoExecute');
