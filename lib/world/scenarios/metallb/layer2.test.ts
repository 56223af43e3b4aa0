import { describe, expect } from 'vitest';
import { code, netexec, pods, service } from '../service/cast';
import { scenario, type Stage } from '../stage';

const URL = 'https://raw.githubusercontent.com/metallb/metallb/v0.15.2/config/manifests/metallb-native.yaml';
const BALANCED = 'type: LoadBalancer, ports: [{ port: 80, targetPort: 8080 }]';

const pool = (addresses: string, name = 'first-pool', more = '') => `
---
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: { name: ${name}, namespace: metallb-system }
spec: { addresses: ["${addresses}"]${more} }`;
const advertisement = `
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: { name: example, namespace: metallb-system }`;

function install(stage: Stage, config: string): Stage {
  stage.kubectl(`apply -f ${URL}`);
  stage.settle().pass(5);
  return config ? stage.apply(config) : stage;
}

const externalIp = (stage: Stage, name: string) => stage.kubectl(`get service ${name} --no-headers`).split(/\s+/)[3];

describe('metallb: layer 2', () => {
  scenario('a Service of type LoadBalancer gets the first address of the pool, and is reached there from outside', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210') + advertisement);
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    expect(externalIp(stage, 'web')).toBe('172.30.0.200');
    expect(code(stage, 'http://172.30.0.200/', 'base')).toBe('200');
    expect(stage.events('Service/web')).toEqual(
      expect.arrayContaining([
        'IPAllocated: Assigned IP ["172.30.0.200"]',
        expect.stringMatching(/^nodeAssigned: announcing from node "(node01|node02|controlplane)" with protocol "layer2"$/),
      ]),
    );
  });

  scenario('without a pool the Service stays pending', (stage) => {
    install(stage, '');
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    expect(externalIp(stage, 'web')).toBe('<pending>');
    expect(stage.events('Service/web')).toContain('AllocationFailed: Failed to allocate IP for "default/web": no available IPs');
  });

  scenario('a pool that comes later is used for Services that wait', (stage) => {
    install(stage, '');
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    stage.apply(pool('172.30.0.220/32') + advertisement);
    expect(externalIp(stage, 'web')).toBe('172.30.0.220');
  });

  scenario('an exhausted pool leaves the next Service pending until an address is free', (stage) => {
    install(stage, pool('172.30.0.200/32') + advertisement);
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    stage.apply(service('second', BALANCED, 'web'));
    expect(externalIp(stage, 'second')).toBe('<pending>');
    expect(stage.events('Service/second')).toContain('AllocationFailed: Failed to allocate IP for "default/second": no available IPs');
    stage.kubectl('delete service web');
    stage.settle();
    expect(externalIp(stage, 'second')).toBe('172.30.0.200');
  });

  scenario('an address that is asked for is given, one outside of the pools is refused', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210') + advertisement);
    stage.apply(netexec('web', 1) + service('web', `loadBalancerIP: 172.30.0.205, ${BALANCED}`));
    stage.apply(service('wrong', `loadBalancerIP: 10.1.1.1, ${BALANCED}`, 'web'));
    expect(externalIp(stage, 'web')).toBe('172.30.0.205');
    expect(stage.events('Service/wrong')).toContain(
      'AllocationFailed: Failed to allocate IP for "default/wrong": ["10.1.1.1"] is not allowed in config',
    );
  });

  scenario('without an L2Advertisement the address is given, and nobody answers for it', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210'));
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    expect(externalIp(stage, 'web')).toBe('172.30.0.200');
    expect(stage.sh('curl -sS -m 2 http://172.30.0.200/', 'base').exit).toBe(7);
    expect(code(stage, 'http://172.30.0.200/', 'node01')).toBe('200');
  });

  scenario('a pool with autoAssign false is used by name only', (stage) => {
    install(stage, pool('172.30.0.200/32', 'reserved', ', autoAssign: false') + advertisement);
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    expect(externalIp(stage, 'web')).toBe('<pending>');
    stage.kubectl('annotate service web metallb.io/address-pool=reserved');
    stage.settle();
    expect(externalIp(stage, 'web')).toBe('172.30.0.200');
  });

  scenario('with externalTrafficPolicy Local a node with a pod announces, and the client is seen', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210') + advertisement);
    stage.apply(netexec('web', 1) + service('web', `externalTrafficPolicy: Local, ${BALANCED}`));
    expect(stage.events('Service/web')).toContain(
      `nodeAssigned: announcing from node "${pods(stage, 'web')[0]!.node}" with protocol "layer2"`,
    );
    expect(stage.ok('curl -s -m 2 http://172.30.0.200/clientip', 'base')).toMatch(/^172\.30\.0\.10:/);
  });

  scenario('the controller gives nothing while it is scaled away; what was given stays', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210') + advertisement);
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    stage.kubectl('-n metallb-system scale deployment controller --replicas=0');
    stage.settle().pass(35);
    stage.apply(service('late', BALANCED, 'web'));
    expect([externalIp(stage, 'web'), externalIp(stage, 'late')]).toEqual(['172.30.0.200', '<pending>']);
    expect(code(stage, 'http://172.30.0.200/', 'base')).toBe('200');
  });

  scenario('a Service that becomes a ClusterIP gives its address back', (stage) => {
    install(stage, pool('172.30.0.200/32') + advertisement);
    stage.apply(netexec('web', 1) + service('web', BALANCED));
    stage.kubectl(`patch service web -p '{"spec":{"type":"ClusterIP"}}'`);
    stage.settle();
    expect(externalIp(stage, 'web')).toBe('<none>');
    expect(stage.sh('curl -sS -m 2 http://172.30.0.200/', 'base').exit).toBe(7);
  });

  scenario('pools are listed with their ranges', (stage) => {
    install(stage, pool('172.30.0.200-172.30.0.210') + advertisement);
    expect(stage.kubectl('-n metallb-system get ipaddresspools')).toMatch(
      /NAME +AUTO ASSIGN +AVOID BUGGY IPS +ADDRESSES\nfirst-pool +true +false +\["172\.30\.0\.200-172\.30\.0\.210"\]/,
    );
  });
});
