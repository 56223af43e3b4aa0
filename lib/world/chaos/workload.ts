import type { KubeObject } from '@/lib/api/object';
import type { Client } from '@/lib/cluster/client/client';
import { resource } from './resource';

const container = { name: 'app', image: 'registry.k8s.io/pause:3.10', resources: { requests: { cpu: '10m', memory: '8Mi' } } };
const template = (app: string, spec: object = {}) => ({ metadata: { labels: { app } }, spec: { containers: [container], ...spec } });
const named = (apiVersion: string, kind: string, name: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'default' },
  spec,
});

/** How many pods the quota of namespace `bounded` allows; its Deployment wants more. */
export const QUOTA = 4;

/**
 * A bit of everything that controllers keep up: Deployments (one below a quota), a StatefulSet with claims, a DaemonSet, Jobs,
 * Services, a disruption budget.
 */
export function install(client: Client, options: { readonly claims: boolean }): void {
  const create = (what: string, object: KubeObject) => client.create(resource(what), object, object.metadata.namespace ?? '');
  create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bounded' } });
  create('resourcequotas', {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'few', namespace: 'bounded' },
    spec: { hard: { pods: String(QUOTA), 'requests.cpu': '1', configmaps: '10' } },
  });
  const selector = (app: string) => ({ matchLabels: { app } });
  create(
    'deployments.apps',
    named('apps/v1', 'Deployment', 'web', {
      replicas: 4,
      selector: selector('web'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      template: template('web'),
    }),
  );
  const bounded = named('apps/v1', 'Deployment', 'greedy', {
    replicas: QUOTA + 2,
    selector: selector('greedy'),
    template: template('greedy'),
  });
  create('deployments.apps', { ...bounded, metadata: { ...bounded.metadata, namespace: 'bounded' } });
  create('services', named('v1', 'Service', 'web', { selector: { app: 'web' }, ports: [{ port: 80 }] }));
  create('services', named('v1', 'Service', 'db', { clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 80 }] }));
  create(
    'statefulsets.apps',
    named('apps/v1', 'StatefulSet', 'db', {
      replicas: 3,
      serviceName: 'db',
      selector: selector('db'),
      template: template('db'),
      ...(options.claims && {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'chaos', resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }),
    }),
  );
  if (options.claims) {
    create('storageclasses.storage.k8s.io', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'chaos' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'Immediate',
    });
    for (let i = 0; i < 5; i++)
      create('persistentvolumes', {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `disk-${i}` },
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'chaos',
          persistentVolumeReclaimPolicy: 'Retain',
          hostPath: { path: `/mnt/disk-${i}`, type: 'DirectoryOrCreate' },
        },
      });
  }
  create(
    'daemonsets.apps',
    named('apps/v1', 'DaemonSet', 'agent', {
      selector: selector('agent'),
      template: template('agent', { tolerations: [{ operator: 'Exists' }] }),
    }),
  );
  create('poddisruptionbudgets.policy', named('policy/v1', 'PodDisruptionBudget', 'web', { minAvailable: 2, selector: selector('web') }));
  create('jobs.batch', job('first'));
}

/** A Job of three pods, two at a time, that may fail often. */
export function job(name: string): KubeObject {
  const { resources: _none, ...bare } = container;
  const work = { ...bare, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2'] };
  return named('batch/v1', 'Job', name, {
    completions: 3,
    parallelism: 2,
    backoffLimit: 50,
    template: { metadata: { labels: { work: name } }, spec: { restartPolicy: 'Never', containers: [work] } },
  });
}
