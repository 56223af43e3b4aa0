import { describe, expect } from 'vitest';
import { scenario } from '../stage';
import { answers, client, clusterIp, code, netexec, nodePort, pods, service } from './cast';

describe('service: who is reached, and how', () => {
  scenario('a ClusterIP spreads connections over all ready pods', (stage) => {
    stage.apply(netexec('web', 3) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
    expect(answers(stage, `http://${clusterIp(stage, 'web')}/hostname`, 40)).toEqual(
      pods(stage, 'web')
        .map(({ name }) => name)
        .sort(),
    );
  });

  scenario('a named targetPort is looked up in each pod', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 80, targetPort: web }]'));
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('200');
  });

  scenario('a named targetPort that no pod has leaves the Service without endpoints', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 80, targetPort: http }]'));
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}/`).stderr).toContain("Couldn't connect to server");
  });

  scenario('a selector that fits no pod: connections are refused, and the endpoints show none', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 80, targetPort: 8080 }]', 'wbe'));
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}/`)).toMatchObject({ exit: 7 });
    expect(stage.kubectl('describe service web')).toMatch(/Endpoints: +\n/);
  });

  scenario('a wrong targetPort has endpoints, and still refuses', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 80, targetPort: 80 }]'));
    expect(stage.kubectl('get endpointslices -l kubernetes.io/service-name=web --no-headers')).toContain(' 80 ');
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}/`)).toMatchObject({ exit: 7 });
  });

  scenario('another port of a ClusterIP leads nowhere: the connection times out', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}:81/`)).toMatchObject({ exit: 28 });
  });

  scenario('a Service of UDP is not there for TCP', (stage) => {
    stage.apply(netexec('web') + service('web', 'ports: [{ port: 8081, protocol: UDP }]'));
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}:8081/`)).toMatchObject({ exit: 28 });
  });

  scenario('each port of a Service with several has its own target', (stage) => {
    stage.apply(
      netexec('web') + service('web', 'ports: [{ name: a, port: 80, targetPort: 8080 }, { name: b, port: 8443, targetPort: 9999 }]'),
    );
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('200');
    expect(stage.sh(`curl -sS -m 2 http://${clusterIp(stage, 'web')}:8443/`)).toMatchObject({ exit: 7 });
  });

  scenario('a NodePort answers on every node, also where no pod runs', (stage) => {
    stage.apply(netexec('web', 1) + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080 }]'));
    const port = nodePort(stage, 'web');
    for (const node of ['controlplane', 'node01', 'node02']) expect(code(stage, `http://${node}:${port}/`)).toBe('200');
  });

  scenario('a NodePort is reached from outside of the cluster; a ClusterIP is not', (stage) => {
    stage.apply(netexec('web') + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080 }]'));
    expect(code(stage, `http://node01:${nodePort(stage, 'web')}/`, 'base')).toBe('200');
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`, 'base')).toBe('000');
  });

  scenario('in iptables mode a NodePort answers at 127.0.0.1 of a node too', (stage) => {
    stage.apply(netexec('web') + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080 }]'));
    expect(code(stage, `http://127.0.0.1:${nodePort(stage, 'web')}/`)).toBe('200');
  });

  scenario('a nodePort asked for is given, and a taken one is refused', (stage) => {
    stage.apply(netexec('web') + service('web', 'type: NodePort, ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]'));
    expect(code(stage, 'http://node02:30080/')).toBe('200');
    expect(stage.fails(`kubectl create service nodeport other --tcp=80 --node-port=30080`)).toContain('provided port is already allocated');
  });

  scenario('externalIPs of a Service are served by every node that is asked for them', (stage) => {
    stage.apply(netexec('web') + service('web', 'externalIPs: [172.30.2.2], ports: [{ port: 8888, targetPort: 8080 }]'));
    expect(code(stage, 'http://172.30.2.2:8888/', 'base')).toBe('200');
    expect(code(stage, 'http://172.30.3.2:8888/', 'base')).toBe('000');
  });

  scenario('a pod reaches itself through its own Service', (stage) => {
    stage.apply(netexec('web', 1) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
    const [pod] = pods(stage, 'web');
    expect(stage.kubectl(`exec ${pod!.name} -- curl -s -m 2 http://web/hostname`)).toBe(pod!.name);
  });

  scenario('a Service without selector sends to the addresses of an EndpointSlice written by hand', (stage) => {
    stage.apply(netexec('web', 1));
    const [pod] = pods(stage, 'web');
    stage.apply(`
apiVersion: v1
kind: Service
metadata: { name: by-hand }
spec: { ports: [{ port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: by-hand-1, labels: { kubernetes.io/service-name: by-hand } }
addressType: IPv4
ports: [{ port: 8080 }]
endpoints: [{ addresses: [${pod!.ip}] }]`);
    expect(stage.ok(`curl -s -m 2 http://${clusterIp(stage, 'by-hand')}/hostname`)).toBe(pod!.name);
  });

  scenario('a pod that is not ready gets nothing, unless publishNotReadyAddresses says so', (stage) => {
    const never = '        readinessProbe: { httpGet: { path: /nope, port: 8080 }, periodSeconds: 1 }';
    stage.apply(
      netexec('web', 1, never) +
        service('web', 'ports: [{ port: 80, targetPort: 8080 }]') +
        service('early', 'publishNotReadyAddresses: true, ports: [{ port: 80, targetPort: 8080 }]', 'web'),
    );
    stage.pass(5);
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('000');
    expect(code(stage, `http://${clusterIp(stage, 'early')}/`)).toBe('200');
  });

  scenario('while all pods terminate, those that still serve keep getting traffic', (stage) => {
    const slow = '        lifecycle: { preStop: { sleep: { seconds: 20 } } }';
    stage.apply(netexec('web', 1, slow) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
    stage.kubectl('delete deployment web --wait=false');
    stage.pass(3);
    expect(stage.kubectl('get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[0].endpoints[0].conditions}')).toBe(
      '{"ready":false,"serving":true,"terminating":true}',
    );
    expect(code(stage, `http://${clusterIp(stage, 'web')}/`)).toBe('200');
  });

  scenario('ready pods are preferred to terminating ones', (stage) => {
    const slow = '        lifecycle: { preStop: { sleep: { seconds: 20 } } }';
    stage.apply(netexec('web', 2, slow) + service('web', 'ports: [{ port: 80, targetPort: 8080 }]'));
    const [leaving] = pods(stage, 'web');
    stage.kubectl(`delete pod ${leaving!.name} --wait=false`);
    stage.pass(2);
    expect(answers(stage, `http://${clusterIp(stage, 'web')}/hostname`)).not.toContain(leaving!.name);
  });

  scenario('a headless Service has no address of its own; its name stands for all of its pods', (stage) => {
    stage.apply(netexec('web', 2) + service('web', 'clusterIP: None, ports: [{ port: 8080 }]') + client());
    expect(stage.kubectl('get service web --no-headers').split(/\s+/)[2]).toBe('None');
    const found = stage.kubectl('exec client -- dig +short web.default.svc.cluster.local').split('\n').sort();
    expect(found).toEqual(pods(stage, 'web').map(({ ip }) => ip));
  });

  scenario('a LoadBalancer without a provider stays pending and works as a NodePort', (stage) => {
    stage.apply(netexec('web') + service('web', 'type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }]'));
    expect(stage.kubectl('get service web --no-headers')).toContain('<pending>');
    expect(code(stage, `http://node01:${nodePort(stage, 'web')}/`, 'base')).toBe('200');
  });
});
