import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { answers, client, clusterIp, code, netexec, nodePort, pods, service } from './cast';

const seen = (text: string) => text.replace(/:\d+$/, '');
const other = (node: string) => (node === 'node01' ? 'node02' : 'node01');
const from = (stage: Stage, pod: string, url: string) => seen(stage.kubectl(`exec ${pod} -- curl -s -m 2 ${url}`));

describe('service: traffic policies, source addresses, affinity', () => {
  scenario('pods see the address of the pod that asks them through a ClusterIP', (stage) => {
    stage.apply(netexec('web', 1) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]') + client());
    expect(from(stage, 'client', `http://${clusterIp(stage, 'web')}/clientip`)).toBe(stage.get('pods', 'client')!.status.podIP);
  });

  scenario('externalTrafficPolicy Cluster hides the client behind the address of the node', (stage) => {
    stage.apply(netexec('web', 1) + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080 }]'));
    const url = `http://node01:${nodePort(stage, 'web')}/clientip`;
    expect(seen(stage.ok(`curl -s -m 2 ${url}`, 'base'))).toBe('172.30.2.2');
  });

  scenario('externalTrafficPolicy Local keeps the address of the client', (stage) => {
    stage.apply(
      netexec('web', 1) + service('web', 'type: NodePort, externalTrafficPolicy: Local, ports: [{ port: 80, targetPort: 8080 }]'),
    );
    const [pod] = pods(stage, 'web');
    expect(seen(stage.ok(`curl -s -m 2 http://${pod!.node}:${nodePort(stage, 'web')}/clientip`, 'base'))).toBe('172.30.0.10');
  });

  scenario('externalTrafficPolicy Local drops what comes to a node without a pod', (stage) => {
    stage.apply(
      netexec('web', 1) + service('web', 'type: NodePort, externalTrafficPolicy: Local, ports: [{ port: 80, targetPort: 8080 }]'),
    );
    const [pod] = pods(stage, 'web');
    expect(stage.sh(`curl -sS -m 2 http://${other(pod!.node)}:${nodePort(stage, 'web')}/`, 'base')).toMatchObject({ exit: 28 });
  });

  scenario('externalTrafficPolicy Local does not hold for what starts on the node itself', (stage) => {
    stage.apply(
      netexec('web', 1) + service('web', 'type: NodePort, externalTrafficPolicy: Local, ports: [{ port: 80, targetPort: 8080 }]'),
    );
    const elsewhere = other(pods(stage, 'web')[0]!.node);
    expect(code(stage, `http://${elsewhere}:${nodePort(stage, 'web')}/`, elsewhere)).toBe('200');
  });

  scenario('internalTrafficPolicy Local sends to pods of the own node only', (stage) => {
    stage.apply(netexec('web', 1) + service('web', 'internalTrafficPolicy: Local, ports: [{ port: 80, targetPort: 8080 }]'));
    const [pod] = pods(stage, 'web');
    const url = `http://${clusterIp(stage, 'web')}/`;
    expect(code(stage, url, pod!.node)).toBe('200');
    expect(stage.sh(`curl -sS -m 2 ${url}`, other(pod!.node))).toMatchObject({ exit: 28 });
  });

  scenario('the health check port of a Local LoadBalancer tells which nodes have pods', (stage) => {
    stage.apply(
      netexec('web', 1) + service('web', 'type: LoadBalancer, externalTrafficPolicy: Local, ports: [{ port: 80, targetPort: 8080 }]'),
    );
    const [pod] = pods(stage, 'web');
    const port = stage.get('services', 'web')!.spec.healthCheckNodePort as number;
    expect(port).toBeGreaterThanOrEqual(30_000);
    expect(JSON.parse(stage.ok(`curl -s http://${pod!.node}:${port}/healthz`))).toEqual({
      service: { namespace: 'default', name: 'web' },
      localEndpoints: 1,
      serviceProxyHealthy: true,
    });
    expect(code(stage, `http://${other(pod!.node)}:${port}/healthz`)).toBe('503');
  });

  scenario('sessionAffinity ClientIP brings a client back to the same pod', (stage) => {
    stage.apply(netexec('web', 3) + service('web', 'sessionAffinity: ClientIP, ports: [{ port: 80, targetPort: 8080 }]'));
    expect(answers(stage, `http://${clusterIp(stage, 'web')}/hostname`, 20)).toHaveLength(1);
  });

  scenario('session affinity ends after its timeout', (stage) => {
    stage.apply(
      netexec('web', 4) +
        service(
          'web',
          'sessionAffinity: ClientIP, sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } }, ports: [{ port: 80, targetPort: 8080 }]',
        ),
    );
    const found = stage.ok(`for i in $(seq 12); do curl -s http://${clusterIp(stage, 'web')}/hostname; echo; sleep 6; done`);
    expect(new Set(found.split('\n').filter(Boolean)).size).toBeGreaterThan(1);
  });

  scenario('session affinity survives that the pod goes away by choosing another', (stage) => {
    stage.apply(netexec('web', 2) + service('web', 'sessionAffinity: ClientIP, ports: [{ port: 80, targetPort: 8080 }]'));
    const url = `http://${clusterIp(stage, 'web')}/hostname`;
    const [first] = answers(stage, url, 1);
    stage.kubectl(`delete pod ${first}`);
    stage.settle();
    expect(answers(stage, url, 1)[0]).not.toBe(first);
  });

  scenario('a NetworkPolicy sees the pod behind a Service, after the address has been translated', (stage) => {
    stage.apply(
      netexec('web', 1) +
        service('web', 'ports: [{ port: 80, targetPort: 8080 }]') +
        client('friend') +
        client('stranger') +
        `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec:
  podSelector: { matchLabels: { app: web } }
  ingress: [{ from: [{ podSelector: { matchLabels: { app: friend } } }], ports: [{ port: 8080 }] }]`,
    );
    expect(stage.sh('kubectl exec friend -- curl -s -m 2 -o /dev/null http://web').exit).toBe(0);
    expect(stage.sh('kubectl exec stranger -- curl -s -m 2 -o /dev/null http://web').exit).toBe(28);
  });

  scenario('loadBalancerSourceRanges keep others from the address of a load balancer', (stage) => {
    stage.apply(
      netexec('web', 1) +
        service('web', 'type: LoadBalancer, loadBalancerSourceRanges: [10.1.0.0/16], ports: [{ port: 80, targetPort: 8080 }]'),
    );
    stage.kubectl(`patch service web --subresource=status -p '{"status":{"loadBalancer":{"ingress":[{"ip":"172.30.9.9"}]}}}'`);
    stage.settle();
    expect(stage.sh('curl -sS -m 2 http://172.30.9.9/', 'node01')).toMatchObject({ exit: 28 });
    stage.kubectl(`patch service web --type=json -p '[{"op":"remove","path":"/spec/loadBalancerSourceRanges"}]'`);
    stage.settle();
    expect(code(stage, 'http://172.30.9.9/', 'node01')).toBe('200');
  });
});
