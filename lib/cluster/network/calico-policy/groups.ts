import type { KubeObject } from '@/lib/api/object';
import type { PolicyView } from '../network-policy';

/** The group of calico.yaml's definitions, and that of Calico's native v3 ones. */
export const CALICO_GROUPS = ['crd.projectcalico.org', 'projectcalico.org'] as const;

/** Objects of one of Calico's resources, by whichever group they were written. */
export const calicoObjects = (view: PolicyView, resource: string): readonly KubeObject[] =>
  CALICO_GROUPS.flatMap((group) => view.list({ group, resource }));
