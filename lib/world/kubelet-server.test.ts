import { describe, expect, it } from 'vitest';
import { World } from './world';

const sh = (world: World, text: string) => world.runScript({ host: 'controlplane', user: 'root', text });

describe('the kubelet’s server', () => {
  const base = World.boot('kubeadm');

  it('knows nobody without a token or certificate', () => {
    expect(sh(base.fork(), 'curl -sk https://node01:10250/metrics/resource').stdout).toBe('Unauthorized');
  });

  it('asks RBAC what a service account may read', () => {
    const world = base.fork();
    const { stdout } = sh(
      world,
      `kubectl create sa reader >/dev/null; T=$(kubectl create token reader)
get() { curl -sk -H "Authorization: Bearer $T" https://node01:10250$1; }
get /metrics/resource
kubectl create clusterrole m --verb=get --resource=nodes/metrics >/dev/null
kubectl create clusterrolebinding m --clusterrole=m --serviceaccount=default:reader >/dev/null
get /metrics/resource | grep -c ^node_cpu_usage_seconds_total
get /stats/summary`,
    );
    expect(stdout.trimEnd().split('\n')).toEqual([
      'Forbidden (user=system:serviceaccount:default:reader, verb=get, resource=nodes, subresource(s)=[metrics])',
      '1',
      'Forbidden (user=system:serviceaccount:default:reader, verb=get, resource=nodes, subresource(s)=[stats])',
    ]);
  });

  it('answers the API server, and is shown by a certificate of its own', () => {
    const world = base.fork();
    expect(sh(world, 'kubectl get --raw /api/v1/nodes/node01/proxy/stats/summary | jq -r .node.nodeName').stdout).toBe('node01\n');
    expect(sh(world, 'curl -sS --cacert /etc/kubernetes/pki/ca.crt https://172.30.2.2:10250/healthz').stderr).toContain(
      'SSL certificate problem',
    );
  });

  it('is gone while the kubelet is stopped', () => {
    const world = base.fork();
    expect(sh(world, 'systemctl stop kubelet; curl -sS http://localhost:10248/healthz').stderr).toContain(
      'Failed to connect to localhost port 10248',
    );
    expect(sh(world, 'systemctl start kubelet; curl -sS http://localhost:10248/healthz').stdout).toBe('ok');
  });
});
