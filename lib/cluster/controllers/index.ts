import { verbsOf, type KindTable } from '../kinds/kind-table';
import type { Profile } from '../profiles/profile';
import type { ControllerContext } from './context';
import { daemonSetController } from './daemonset';
import { deploymentController } from './deployment';
import { endpointsController } from './endpoints';
import { endpointSliceController } from './endpointslice';
import { garbageCollector } from './garbage-collector';
import { jobController } from './job';
import { namespaceController } from './namespace';
import { nodeIpamController } from './node-ipam';
import { nodeLifecycleController } from './node-lifecycle';
import { podGarbageCollector } from './pod-gc';
import { pvProtectionController } from './pv-protection';
import { pvcProtectionController } from './pvc-protection';
import { replicaSetController } from './replica-set';
import { resourceQuotaController } from './resource-quota';
import { rootCaCertPublisher } from './root-ca-cert-publisher';
import { serviceAccountController } from './serviceaccount';
import { ttlAfterFinishedController } from './ttl-after-finished';

export interface ControllersOptions {
  readonly kinds: KindTable;
  readonly profile: Profile;
  readonly caPem: string;
}

/** Binds every controller of kube-controller-manager that is simulated. */
export function startControllers(context: ControllerContext, { kinds, profile, caPem }: ControllersOptions): void {
  const deletable = () =>
    kinds
      .all()
      .filter((kind) => ['list', 'watch', 'delete'].every((verb) => verbsOf(kind).includes(verb)))
      .map((kind) => ({ group: kind.group, resource: kind.plural, kind: kind.kind, namespaced: kind.namespaced }));
  const blocks = new Map(profile.hosts.map((host) => [host.name, host.podBlock]));
  serviceAccountController(context);
  rootCaCertPublisher(context, caPem);
  nodeIpamController(context, (node) => blocks.get(node));
  nodeLifecycleController(context);
  namespaceController(context, () => deletable().filter(({ namespaced }) => namespaced));
  garbageCollector(context, deletable);
  replicaSetController(context);
  deploymentController(context);
  daemonSetController(context);
  endpointsController(context);
  endpointSliceController(context);
  podGarbageCollector(context);
  jobController(context);
  ttlAfterFinishedController(context);
  resourceQuotaController(context);
  pvProtectionController(context);
  pvcProtectionController(context);
}
