import type { KubeObject } from '@/lib/api/object';
import type { CsiDriver } from '../../storage/drivers';
import { account, clusterRights, rule, type Rule } from '../rbac';

/** How a driver is deployed: what its manifests differ in. */
export interface Deployed {
  readonly driver: CsiDriver;
  readonly namespace: string;
  /** Deployment, DaemonSet and their accounts. */
  readonly controller: string;
  readonly node: string;
  readonly controllerAccount: string;
  readonly nodeAccount: string;
  readonly replicas: number;
  readonly image: string;
  /** Name of the plugin's container. */
  readonly container: string;
  readonly controllerArgs: readonly string[];
  readonly nodeArgs: readonly string[];
  /** Directory of its socket on nodes, when not its name. */
  readonly socket?: string;
  /** Modes that its CSIDriver lists. */
  readonly modes: readonly string[];
  readonly hostNetwork?: boolean;
  readonly ephemeral?: boolean;
}

const SIG = 'registry.k8s.io/sig-storage';
const SIDECARS = {
  'csi-provisioner': `${SIG}/csi-provisioner:v5.3.0`,
  'csi-attacher': `${SIG}/csi-attacher:v4.9.0`,
  'csi-snapshotter': `${SIG}/csi-snapshotter:v8.3.0`,
  'csi-resizer': `${SIG}/csi-resizer:v1.14.0`,
} as const;

const RULES: readonly Rule[] = [
  rule('get list watch create patch delete update', '', 'persistentvolumes'),
  rule('get list watch update', '', 'persistentvolumeclaims'),
  rule('patch update', '', 'persistentvolumeclaims/status'),
  rule('get list watch', '', 'nodes pods'),
  rule('list watch create update patch get', '', 'events'),
  rule('get list watch', 'storage.k8s.io', 'storageclasses csinodes volumeattributesclasses'),
  rule('get list watch update patch', 'storage.k8s.io', 'volumeattachments'),
  rule('patch update', 'storage.k8s.io', 'volumeattachments/status'),
  rule('get list', 'snapshot.storage.k8s.io', 'volumesnapshots'),
  rule('get list watch', 'snapshot.storage.k8s.io', 'volumesnapshotclasses'),
  rule('get list watch update patch', 'snapshot.storage.k8s.io', 'volumesnapshotcontents'),
  rule('update patch', 'snapshot.storage.k8s.io', 'volumesnapshotcontents/status'),
  rule('get watch list delete update create patch', 'coordination.k8s.io', 'leases'),
];

const socket = { name: 'socket-dir', mountPath: '/csi' };

export const rightsOf = ({ namespace, controllerAccount, nodeAccount }: Deployed): KubeObject[] => [
  account(namespace, controllerAccount),
  account(namespace, nodeAccount),
  ...clusterRights(`${controllerAccount}-role`, `${controllerAccount}-binding`, { namespace, name: controllerAccount }, RULES),
];

export const driverOf = ({ driver, modes }: Deployed): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSIDriver',
  metadata: { name: driver.name },
  spec: {
    attachRequired: driver.attachable,
    podInfoOnMount: !driver.attachable,
    fsGroupPolicy: driver.fsGroupPolicy,
    volumeLifecycleModes: modes,
  },
});

export function controllerOf(deployed: Deployed): KubeObject {
  const { driver, namespace, controller, controllerAccount, replicas, image, container, controllerArgs, hostNetwork } = deployed;
  const labels = { app: controller };
  const names = (Object.keys(SIDECARS) as (keyof typeof SIDECARS)[]).filter(
    (name) =>
      (name !== 'csi-attacher' || driver.attachable) &&
      (name !== 'csi-resizer' || driver.expandable) &&
      (name !== 'csi-snapshotter' || driver.snapshots),
  );
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: controller, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: controllerAccount,
          priorityClassName: 'system-cluster-critical',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          ...(hostNetwork ? { hostNetwork, dnsPolicy: 'ClusterFirstWithHostNet' } : {}),
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
          ],
          containers: [
            ...names.map((name) => ({
              name,
              image: SIDECARS[name],
              args: ['--csi-address=/csi/csi.sock', '--v=2', '--leader-election=true'],
              volumeMounts: [socket],
              resources: { requests: { cpu: '10m', memory: '20Mi' } },
            })),
            {
              name: container,
              image,
              args: controllerArgs,
              env: [
                { name: 'CSI_ENDPOINT', value: 'unix:///csi/csi.sock' },
                { name: 'NODE_ID', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              ],
              volumeMounts: [socket],
              resources: { requests: { cpu: '10m', memory: '20Mi' } },
            },
          ],
          volumes: [{ name: 'socket-dir', emptyDir: {} }],
        },
      },
    },
  };
}

export function nodesOfDriver({
  driver,
  namespace,
  node,
  nodeAccount,
  image,
  container,
  nodeArgs,
  socket: directory = driver.name,
}: Deployed): KubeObject {
  const labels = { app: node };
  const plugins = `/var/lib/kubelet/plugins/${directory}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: node, namespace },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          dnsPolicy: 'ClusterFirstWithHostNet',
          serviceAccountName: nodeAccount,
          priorityClassName: 'system-node-critical',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: 'node-driver-registrar',
              image: `${SIG}/csi-node-driver-registrar:v2.14.0`,
              args: ['--v=2', '--csi-address=/csi/csi.sock', `--kubelet-registration-path=${plugins}/csi.sock`],
              volumeMounts: [socket, { name: 'registration-dir', mountPath: '/registration' }],
            },
            {
              name: container,
              image,
              args: nodeArgs,
              env: [
                { name: 'CSI_ENDPOINT', value: 'unix:///csi/csi.sock' },
                { name: 'NODE_ID', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
              ],
              securityContext: { privileged: true },
              volumeMounts: [socket, { name: 'kubelet-dir', mountPath: '/var/lib/kubelet', mountPropagation: 'Bidirectional' }],
            },
          ],
          volumes: [
            { name: 'socket-dir', hostPath: { path: plugins, type: 'DirectoryOrCreate' } },
            { name: 'registration-dir', hostPath: { path: '/var/lib/kubelet/plugins_registry', type: 'Directory' } },
            { name: 'kubelet-dir', hostPath: { path: '/var/lib/kubelet', type: 'Directory' } },
          ],
        },
      },
    },
  };
}

/** Everything of a driver. */
export const objectsOf = (deployed: Deployed): KubeObject[] => [
  ...rightsOf(deployed),
  driverOf(deployed),
  controllerOf(deployed),
  nodesOfDriver(deployed),
];
