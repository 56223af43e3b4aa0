import type { KubeObject } from '@/lib/api/object';
import type { Addon } from '../addon';
import { account, clusterRights, rule } from '../rbac';
import { snapshotController } from './controller';
import { snapshotClasses, snapshotContents, snapshotsDefinition } from './definitions';

const ROOT = 'https://raw.githubusercontent.com/kubernetes-csi/external-snapshotter/{version}';
const NAMESPACE = 'kube-system';
const NAME = 'snapshot-controller';

const rights = (): readonly KubeObject[] => [
  account(NAMESPACE, NAME),
  ...clusterRights('snapshot-controller-runner', 'snapshot-controller-role', { namespace: NAMESPACE, name: NAME }, [
    rule('get list watch', '', 'persistentvolumes'),
    rule('get list watch update', '', 'persistentvolumeclaims'),
    rule('list watch create update patch', '', 'events'),
    rule('get list watch', 'snapshot.storage.k8s.io', 'volumesnapshotclasses'),
    rule('create get list watch update delete patch', 'snapshot.storage.k8s.io', 'volumesnapshotcontents'),
    rule('patch update', 'snapshot.storage.k8s.io', 'volumesnapshotcontents/status'),
    rule('create get list watch update patch delete', 'snapshot.storage.k8s.io', 'volumesnapshots'),
    rule('update patch', 'snapshot.storage.k8s.io', 'volumesnapshots/status'),
  ]),
];

const deployment = (): KubeObject => {
  const labels = { 'app.kubernetes.io/name': NAME };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      minReadySeconds: 35,
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }, type: 'RollingUpdate' },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: NAME,
          containers: [
            {
              name: NAME,
              image: 'registry.k8s.io/sig-storage/snapshot-controller:v8.3.0',
              args: ['--v=5', '--leader-election=true'],
              imagePullPolicy: 'IfNotPresent',
            },
          ],
        },
      },
    },
  };
};

/** kubernetes-csi/external-snapshotter: the kinds of snapshots and their controller. */
export const snapshots: Addon = {
  name: 'snapshot-controller',
  manifests: [
    { urls: [`${ROOT}/client/config/crd/snapshot.storage.k8s.io_volumesnapshotclasses.yaml`], objects: () => [snapshotClasses()] },
    { urls: [`${ROOT}/client/config/crd/snapshot.storage.k8s.io_volumesnapshotcontents.yaml`], objects: () => [snapshotContents()] },
    { urls: [`${ROOT}/client/config/crd/snapshot.storage.k8s.io_volumesnapshots.yaml`], objects: () => [snapshotsDefinition()] },
    { urls: [`${ROOT}/deploy/kubernetes/snapshot-controller/rbac-snapshot-controller.yaml`], objects: rights },
    { urls: [`${ROOT}/deploy/kubernetes/snapshot-controller/setup-snapshot-controller.yaml`], objects: () => [deployment()] },
  ],
  operators: [snapshotController],
};
