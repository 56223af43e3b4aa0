import type { LayeredMap } from '@/lib/sim/layered-map';
import { verbsOf, type KindTable } from '../kinds/kind-table';
import type { Certificate } from '../pki/certificate';
import type { Profile } from '../profiles/profile';
import { accountUser } from './controller-accounts';
import { attachDetachController } from './attach-detach';
import { bootstrapSignerController } from './bootstrap-signer';
import { clusterRoleAggregationController } from './clusterrole-aggregation';
import type { ControllerContext } from './context';
import { cronJobController } from './cron-job';
import { csrApprovingController } from './csr-approving';
import { csrCleanerController } from './csr-cleaner';
import { csrSigningController } from './csr-signing';
import { daemonSetController } from './daemonset';
import type { FailedDaemonPods } from './failed-daemon-pods';
import { deploymentController } from './deployment';
import { disruptionController } from './disruption';
import { endpointsController } from './endpoints';
import { endpointSliceController } from './endpointslice';
import { endpointSliceMirroringController } from './endpointslice-mirroring';
import { ephemeralVolumeController } from './ephemeral-volume';
import { garbageCollector } from './garbage-collector';
import { horizontalController } from './horizontal';
import type { ScalingMemory } from './horizontal-behavior';
import { jobController } from './job';
import { namespaceController } from './namespace';
import { nodeIpamController } from './node-ipam';
import { nodeLifecycleController } from './node-lifecycle';
import { persistentVolumeBinder } from './persistentvolume-binder';
import { podGarbageCollector } from './pod-gc';
import { pvProtectionController } from './pv-protection';
import { pvcProtectionController } from './pvc-protection';
import { replicaSetController, replicationController } from './replica-set';
import { resourceClaimController } from './resource-claim';
import { resourceQuotaController } from './resource-quota';
import { rootCaCertPublisher } from './root-ca-cert-publisher';
import { serviceAccountController } from './serviceaccount';
import { serviceLoadBalancerController } from './service-lb';
import { serviceCidrsController } from './service-cidrs';
import { statefulSetController } from './stateful-set';
import { taintEvictionController } from './taint-eviction';
import { tokenCleanerController } from './token-cleaner';
import { tokenController } from './token';
import { ttlController } from './ttl';
import { ttlAfterFinishedController } from './ttl-after-finished';
import { validatingAdmissionPolicyStatusController } from './validating-admission-policy-status';
import { volumeExpandController } from './volume-expand';

export interface ControllersOptions {
  readonly kinds: KindTable;
  readonly profile: Profile;
  readonly caPem: string;
  /** Signs certificates that are asked for (`--cluster-signing-cert-file`). */
  readonly ca: Certificate;
  /** Signs tokens in secrets (`--service-account-private-key-file`). */
  readonly tokenKeyPem: string;
  /** What the horizontal pod autoscaler remembers: state. */
  readonly autoscaling: LayeredMap<ScalingMemory>;
  /** What the DaemonSet controller remembers of pods that failed: state. */
  readonly failedDaemonPods: LayeredMap<FailedDaemonPods>;
}

/**
 * Binds every controller of kube-controller-manager that is simulated, each with the service account whose rights it has
 * (bootstrappolicy: `system:controller:<account>`).
 */

export function startControllers(
  root: ControllerContext,
  { kinds, profile, caPem, ca, tokenKeyPem, autoscaling, failedDaemonPods }: ControllersOptions,
): void {
  const deletable = () =>
    kinds
      .all()
      .filter((kind) => ['list', 'watch', 'delete'].every((verb) => verbsOf(kind).includes(verb)))
      .map((kind) => ({
        group: kind.group,
        resource: kind.plural,
        kind: kind.kind,
        namespaced: kind.namespaced,
        ...(kind.faces && { version: kind.versions[0]!.name }),
      }));
  const named = new Map(profile.hosts.flatMap((host) => (host.podBlock ? [[host.name, host.podBlock] as const] : [])));
  serviceAccountController(root.as('service-account-controller'));
  rootCaCertPublisher(root.as('root-ca-cert-publisher'), caPem);
  nodeIpamController(root.as('node-controller'), {
    clusterCidr: profile.podCidr,
    named,
    ...(profile.allocateNodeCidrs === false ? { allocates: false } : {}),
    ...(profile.nodeCidrMaskSize ? { maskSize: profile.nodeCidrMaskSize } : {}),
  });
  nodeLifecycleController(root.as('node-controller'));
  taintEvictionController(root.as('node-controller'));
  namespaceController(root.as('namespace-controller'), () => deletable().filter(({ namespaced }) => namespaced));
  garbageCollector(root.as('generic-garbage-collector'), deletable);
  replicaSetController(root.as('replicaset-controller'));
  replicationController(root.as('replication-controller'));
  deploymentController(root.as('deployment-controller'));
  daemonSetController(root.as('daemon-set-controller'), failedDaemonPods);
  endpointsController(root.as('endpoint-controller'));
  endpointSliceController(root.as('endpointslice-controller'));
  serviceLoadBalancerController(root.as('service-controller'), profile);
  endpointSliceMirroringController(root.as('endpointslicemirroring-controller'));
  podGarbageCollector(root.as('pod-garbage-collector'));
  statefulSetController(root.as('statefulset-controller'));
  jobController(root.as('job-controller'));
  cronJobController(root.as('cronjob-controller'));
  horizontalController(root.as('horizontal-pod-autoscaler'), {
    user: accountUser('horizontal-pod-autoscaler'),
    memory: autoscaling,
    mappings: (group, kind) =>
      kinds
        .all()
        .filter((entry) => entry.group === group && entry.kind === kind)
        .map((entry) => ({ version: entry.versions[0]!.name, resource: entry.plural })),
  });
  ttlAfterFinishedController(root.as('ttl-after-finished-controller'));
  ttlController(root.as('ttl-controller'));
  disruptionController(root.as('disruption-controller'));
  serviceCidrsController(root.as('service-cidrs-controller'));
  resourceClaimController(root.as('resource-claim-controller'));
  resourceQuotaController(root.as('resourcequota-controller'));
  persistentVolumeBinder(root.as('persistent-volume-binder'));
  attachDetachController(root.as('attachdetach-controller'));
  volumeExpandController(root.as('expand-controller'));
  ephemeralVolumeController(root.as('ephemeral-volume-controller'));
  pvProtectionController(root.as('pv-protection-controller'));
  pvcProtectionController(root.as('pvc-protection-controller'));
  csrApprovingController(root.as('certificate-controller'));
  csrSigningController(root.as('certificate-controller'), ca);
  csrCleanerController(root.as('certificate-controller'));
  clusterRoleAggregationController(root.as('clusterrole-aggregation-controller'));
  validatingAdmissionPolicyStatusController(root.as('validatingadmissionpolicy-status-controller'), kinds);
  tokenController(root, { caPem, privatePem: tokenKeyPem });
  bootstrapSignerController(root.as('bootstrap-signer'));
  tokenCleanerController(root.as('token-cleaner'));
}
