import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { PODS } from '../../client/resources';
import type { OperatorContext, OperatorInstance } from '../addon';

export type Sidecar = 'csi-provisioner' | 'csi-attacher' | 'csi-resizer' | 'csi-snapshotter';

const imageOf = (image: string): string => (image.split('/').pop() ?? '').replace(/[:@].*/, '');

const hasContainer = (pod: KubeObject | undefined, name: string): boolean =>
  ((pod?.spec?.containers ?? []) as readonly { readonly image: string }[]).some(({ image }) => imageOf(image) === name);

/** A driver's controller service is asked only in pods that have sidecars to ask it; those of nodes have a registrar alone. */
export const isControllerPod = (_instance: OperatorInstance, pod: KubeObject | undefined): boolean =>
  (['csi-provisioner', 'csi-attacher', 'csi-resizer', 'csi-snapshotter'] as const).some((name) => hasContainer(pod, name));

/** Whether a sidecar runs beside the driver that leads. */
export function sidecarRuns(context: OperatorContext, sidecar: Sidecar): boolean {
  const [leader] = context.instances();
  const pod = leader && context.informers.informer<Pod>(PODS).get(leader.namespace, leader.pod);
  return pod?.status?.containerStatuses?.some(({ image, state }) => imageOf(image) === sidecar && state?.running) ?? false;
}

/** What events name as their source: `ebs.csi.aws.com_ebs-csi-controller-7d8f_…`. */
export const sourceOf = (context: OperatorContext, driver: string): string => `${driver}_${context.instances()[0]?.pod ?? ''}`;
