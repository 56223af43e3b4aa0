import type { KubeObject } from '@/lib/api/object';
import type { OperatorContext } from '../addon';

export type HelperAction = 'create' | 'delete';

const SCRIPTS = { create: 'setup', delete: 'teardown' } as const;

/** The pod that makes or removes a volume's directory on its node. Models createHelperPod of rancher/local-path-provisioner. */
export function helperPod(context: OperatorContext, action: HelperAction, volume: string, node: string, path: string): KubeObject {
  const { namespace, serviceAccount } = context.instances()[0]!;
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `helper-pod-${action}-${volume}`, namespace },
    spec: {
      priorityClassName: 'system-node-critical',
      restartPolicy: 'Never',
      nodeName: node,
      serviceAccountName: serviceAccount,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: 'helper-pod',
          image: 'busybox',
          imagePullPolicy: 'IfNotPresent',
          command: ['/bin/sh', `/script/${SCRIPTS[action]}`],
          args: ['-p', path, '-s', '0', '-m', 'Filesystem', '-a', action],
          env: [
            { name: 'VOL_DIR', value: path },
            { name: 'VOL_MODE', value: 'Filesystem' },
          ],
          volumeMounts: [
            { name: 'data', mountPath: parent },
            { name: 'script', mountPath: '/script' },
          ],
        },
      ],
      volumes: [
        { name: 'data', hostPath: { path: parent, type: 'DirectoryOrCreate' } },
        {
          name: 'script',
          configMap: { name: 'local-path-config', items: [{ key: SCRIPTS[action], path: SCRIPTS[action] }], defaultMode: 0o755 },
        },
      ],
    },
  };
}
