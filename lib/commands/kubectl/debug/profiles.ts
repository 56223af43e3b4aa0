/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl writes them */
export const PROFILES: readonly string[] = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'];

/** What a debugging profile makes of a container. Models pkg/cmd/debug/profiles.go. */
export function applyProfile(profile: string, container: any, where: 'ephemeral' | 'copy' | 'node'): any {
  const security = (fields: object) => ({ ...container, securityContext: { ...container.securityContext, ...fields } });
  switch (profile) {
    case 'general':
      return where === 'node' ? container : security({ capabilities: { add: ['SYS_PTRACE'] } });
    case 'netadmin':
      return security({ capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } });
    case 'sysadmin':
      return security({ privileged: true });
    case 'restricted':
      return security({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    default:
      return container;
  }
}

/** The pod that debugs a node: in its namespaces, with its files at /host, as far as the profile goes. */
export function nodeDebugger(profile: string, name: string, node: string, container: any): any {
  const isolated = profile === 'baseline' || profile === 'restricted';
  const hostFiles = profile === 'legacy' || profile === 'general' || profile === 'sysadmin';
  const hostNetwork = !isolated;
  const own = applyProfile(
    profile,
    hostFiles ? { ...container, volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } : container,
    'node',
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [own],
      ...(hostNetwork && { hostNetwork: true, hostPID: true }),
      ...(hostNetwork && profile !== 'netadmin' && { hostIPC: true }),
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      ...(hostFiles && { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] }),
    },
  };
}
