import { expect, it } from 'vitest';
import { World } from './world';

const SETUP = `cat > /etc/kubernetes/audit.yaml <<'END'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  verbs: [create]
  resources: [{group: "", resources: [configmaps, pods/binding]}]
- level: None
END
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
sed -i 's#^    - --allow-privileged=true#&\\n    - --audit-policy-file=/etc/kubernetes/audit.yaml\\n    - --audit-log-path=/var/log/kubernetes/audit.log#' $manifest
sed -i 's#^    volumeMounts:#&\\n    - {mountPath: /etc/kubernetes/audit.yaml, name: policy}\\n    - {mountPath: /var/log/kubernetes, name: log}#' $manifest
sed -i 's#^  volumes:#&\\n  - {name: policy, hostPath: {path: /etc/kubernetes/audit.yaml, type: File}}\\n  - {name: log, hostPath: {path: /var/log/kubernetes, type: DirectoryOrCreate}}#' $manifest
sleep 40`;

it('writes the audit log that the static pod asks for to the host, also after a fork', () => {
  const base = World.boot('kubeadm');
  const run = (world: World, text: string) => world.runScript({ host: 'controlplane', user: 'root', text });
  run(base, SETUP);
  const world = base.fork();
  const { stdout } = run(
    world,
    `kubectl create configmap c --as=jane --as-group=system:masters >/dev/null
kubectl run p --image=nginx:1.27 > /dev/null; sleep 3
jq -r '[.user.username, .impersonatedUser.username, .objectRef.resource, .objectRef.subresource, .responseStatus.code] | map(tostring) | join(" ")' /var/log/kubernetes/audit.log`,
  );
  expect(world.fault).toBeUndefined();
  expect(stdout.trim().split('\n')).toEqual(['kubernetes-admin jane configmaps null 201', 'system:kube-scheduler null pods binding 201']);
  expect(run(base, 'cat /var/log/kubernetes/audit.log').stdout).toBe('');
});
