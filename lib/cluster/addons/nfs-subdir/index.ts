import type { KubeObject } from '@/lib/api/object';
import type { Addon } from '../addon';
import { account, clusterRights, rule } from '../rbac';
import { nfsSubdirProvisioner } from './provisioner';

const ROOT = 'https://raw.githubusercontent.com/kubernetes-sigs/nfs-subdir-external-provisioner/{version}/deploy';
const NAME = 'nfs-client-provisioner';
const PROVISIONER = 'k8s-sigs.io/nfs-subdir-external-provisioner';
const NAMESPACE = 'default';
/** Those of upstream's example: to be changed before it is applied. */
const SERVER = '10.3.243.101';
const PATH = '/ifs/kubernetes';

const rights = (): readonly KubeObject[] => [
  account(NAMESPACE, NAME),
  ...clusterRights('nfs-client-provisioner-runner', 'run-nfs-client-provisioner', { namespace: NAMESPACE, name: NAME }, [
    rule('get list watch', '', 'nodes'),
    rule('get list watch create delete', '', 'persistentvolumes'),
    rule('get list watch update', '', 'persistentvolumeclaims'),
    rule('get list watch', 'storage.k8s.io', 'storageclasses'),
    rule('create update patch', '', 'events'),
  ]),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'leader-locking-nfs-client-provisioner', namespace: NAMESPACE },
    rules: [rule('get list watch create update patch', '', 'endpoints')],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'leader-locking-nfs-client-provisioner', namespace: NAMESPACE },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
    roleRef: { kind: 'Role', name: 'leader-locking-nfs-client-provisioner', apiGroup: 'rbac.authorization.k8s.io' },
  },
];

const deployment = (): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: NAMESPACE, labels: { app: NAME } },
  spec: {
    replicas: 1,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: { app: NAME } },
    template: {
      metadata: { labels: { app: NAME } },
      spec: {
        serviceAccountName: NAME,
        containers: [
          {
            name: NAME,
            image: 'registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2',
            volumeMounts: [{ name: 'nfs-client-root', mountPath: '/persistentvolumes' }],
            env: [
              { name: 'PROVISIONER_NAME', value: PROVISIONER },
              { name: 'NFS_SERVER', value: SERVER },
              { name: 'NFS_PATH', value: PATH },
            ],
          },
        ],
        volumes: [{ name: 'nfs-client-root', nfs: { server: SERVER, path: PATH } }],
      },
    },
  },
});

const storageClass = (): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'nfs-client' },
  provisioner: PROVISIONER,
  parameters: { archiveOnDelete: 'false' },
});

/** kubernetes-sigs/nfs-subdir-external-provisioner. */
export const nfsSubdir: Addon = {
  name: 'nfs-subdir-external-provisioner',
  manifests: [
    { urls: [`${ROOT}/rbac.yaml`], objects: rights },
    { urls: [`${ROOT}/deployment.yaml`], objects: () => [deployment()] },
    { urls: [`${ROOT}/class.yaml`], objects: () => [storageClass()] },
  ],
  operators: [nfsSubdirProvisioner],
};
