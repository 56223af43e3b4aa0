import type { KubeObject } from '@/lib/api/object';

/** What is asked of whom. Models pkg/registry/core/rest/storage_core.go: serversToValidate. */
const COMPONENTS = [
  { name: 'etcd-0', component: 'etcd', url: '' },
  { name: 'controller-manager', component: 'kube-controller-manager', url: 'https://127.0.0.1:10257/healthz' },
  { name: 'scheduler', component: 'kube-scheduler', url: 'https://127.0.0.1:10259/healthz' },
];

/** Asks the components for their health. Models pkg/registry/core/componentstatus. */
export function componentStatuses(isHealthy: (component: string) => boolean): readonly KubeObject[] {
  return COMPONENTS.map(({ name, component, url }) => {
    const healthy = isHealthy(component);
    const refused = `Get "${url}": dial tcp ${/:\/\/([^/]+)/.exec(url)?.[1] ?? ''}: connect: connection refused`;
    const condition = { type: 'Healthy', status: healthy ? 'True' : 'False', message: healthy ? 'ok' : refused };
    return { apiVersion: 'v1', kind: 'ComponentStatus', metadata: { name }, conditions: [condition] };
  });
}
