import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const SERVICES = { group: '', resource: 'services' };
const PODS = { group: '', resource: 'pods' };
function service(stage: Stage, more: object = {}): void {
  stage.client.create(
    SERVICES,
    { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...more } },
    'default',
  );
  stage.settle();
}
function pod(stage: Stage, name: string, more: object = {}): void {
  stage.client.create(
    PODS,
    { metadata: { name, labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...more } },
    'default',
  );
  stage.settle();
}
const web = (stage: Stage, replicas: number) => {
  stage.kubectl(`create deployment web --image=nginx --replicas=${replicas}`);
  stage.settle();
};
const slices = (stage: Stage) => stage.list('endpointslices.discovery.k8s.io').filter(({ metadata }) => metadata.name !== 'kubernetes');
const all = (stage: Stage) => slices(stage).flatMap(({ endpoints }) => (endpoints ?? []) as KubeObject['spec'][]);

describe('endpoint slices', () => {
  scenario(
    'every pod that the selector selects and that has an address is listed, with its node and itself',
    (stage) => {
      service(stage);
      pod(stage, 'p');
      const { status, metadata, spec } = stage.get('pods', 'p')!;
      expect(all(stage)).toEqual([
        {
          addresses: [status.podIP],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: spec.nodeName,
          targetRef: { kind: 'Pod', name: 'p', namespace: 'default', uid: metadata.uid },
        },
      ]);
      expect(slices(stage)[0]!.metadata.labels).toEqual({
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': 'web',
      });
    },
    HOLLOW,
  );

  scenario(
    'a Service without pods has one empty slice; one without a selector none',
    (stage) => {
      service(stage);
      expect(all(stage)).toEqual([]);
      expect(slices(stage)).toHaveLength(1);
      stage.client.create(SERVICES, { metadata: { name: 'bare' }, spec: { ports: [{ port: 80 }] } }, 'default');
      stage.settle();
      expect(slices(stage)).toHaveLength(1);
    },
    HOLLOW,
  );

  scenario(
    'a slice holds a hundred endpoints at most',
    (stage) => {
      service(stage);
      web(stage, 250);
      expect(
        slices(stage)
          .map(({ endpoints }) => endpoints.length)
          .sort(),
      ).toEqual([100, 100, 50].sort());
      expect(stage.kubectl('get endpoints web -o jsonpath={.subsets[0].addresses[*].ip}').split(' ')).toHaveLength(250);
    },
    HOLLOW,
  );

  scenario('a pod that is not ready is listed as such, and taken up once it is', (stage) => {
    service(stage);
    const command = ['sh', '-c', 'sleep 20; touch /tmp/ok; sleep 1000'];
    const readinessProbe = { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 5 };
    stage.client.create(
      PODS,
      {
        metadata: { name: 'p', labels: { app: 'web' } },
        spec: { containers: [{ name: 'c', image: 'busybox:1.36', command, readinessProbe }] },
      },
      'default',
    );
    stage.pass(12);
    expect(all(stage)[0]!.conditions).toEqual({ ready: false, serving: false, terminating: false });
    expect(stage.kubectl('get endpoints web -o jsonpath={.subsets[0].notReadyAddresses[0].targetRef.name}')).toBe('p');
    stage.pass(30);
    expect(all(stage)[0]!.conditions).toEqual({ ready: true, serving: true, terminating: false });
  });

  scenario(
    'publishNotReadyAddresses makes them ready all the same',
    (stage) => {
      service(stage, { publishNotReadyAddresses: true });
      pod(stage, 'p', { readinessGates: [{ conditionType: 'example.com/never' }] });
      expect(all(stage)[0]!.conditions).toMatchObject({ ready: true, serving: false });
    },
    HOLLOW,
  );

  scenario('a pod that is terminating still serves, but is not ready', (stage) => {
    service(stage);
    const command = ['sh', '-c', 'trap "" TERM; while true; do sleep 1; done'];
    stage.client.create(
      PODS,
      { metadata: { name: 'p', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'busybox:1.36', command }] } },
      'default',
    );
    stage.pass(5);
    stage.kubectl('delete pod p --wait=false');
    stage.pass(5);
    expect(all(stage)[0]!.conditions).toEqual({ ready: false, serving: true, terminating: true });
    stage.pass(40);
    expect(all(stage)).toEqual([]);
  });

  scenario(
    'a named target port resolves pod by pod: those that differ get a slice of their own',
    (stage) => {
      service(stage, { ports: [{ port: 80, targetPort: 'http' }] });
      const named = (containerPort: number) => ({ containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort }] }] });
      pod(stage, 'a', named(8080));
      pod(stage, 'b', named(9090));
      expect(
        slices(stage)
          .map(({ ports }) => ports[0].port)
          .sort(),
      ).toEqual([8080, 9090]);
    },
    HOLLOW,
  );

  scenario(
    'a selector that is changed lists other pods',
    (stage) => {
      service(stage);
      web(stage, 2);
      expect(all(stage)).toHaveLength(2);
      stage.kubectl(`patch svc web -p '{"spec":{"selector":{"app":"nothing"}}}'`);
      stage.settle();
      expect(all(stage)).toHaveLength(0);
      expect(stage.kubectl('get endpoints web --no-headers').split(/\s+/)[1]).toBe('<none>');
    },
    HOLLOW,
  );

  scenario(
    'a label that is taken from a pod takes it out of the Service',
    (stage) => {
      service(stage);
      web(stage, 2);
      const [first] = stage.list('pods');
      stage.kubectl(`label pod ${first!.metadata.name} app-`);
      stage.settle();
      expect(all(stage).map(({ targetRef }) => targetRef.name)).not.toContain(first!.metadata.name);
      expect(all(stage)).toHaveLength(2);
    },
    HOLLOW,
  );

  scenario(
    'endpoints bear the zone of their node, and follow it',
    (stage) => {
      service(stage);
      pod(stage, 'p', { nodeName: 'node-1' });
      stage.kubectl('label node node-1 topology.kubernetes.io/zone=a');
      stage.settle();
      expect(all(stage)[0]!.zone).toBe('a');
    },
    HOLLOW,
  );

  scenario(
    'trafficDistribution PreferSameZone: hints name the zone; PreferSameNode: the node too',
    (stage) => {
      stage.kubectl('label node node-1 topology.kubernetes.io/zone=a');
      service(stage, { trafficDistribution: 'PreferSameZone' });
      pod(stage, 'p', { nodeName: 'node-1' });
      expect(all(stage)[0]!.hints).toEqual({ forZones: [{ name: 'a' }] });
      stage.kubectl(`patch svc web -p '{"spec":{"trafficDistribution":"PreferSameNode"}}'`);
      stage.settle();
      expect(all(stage)[0]!.hints).toEqual({ forNodes: [{ name: 'node-1' }], forZones: [{ name: 'a' }] });
    },
    HOLLOW,
  );

  scenario(
    'pods of a headless Service with its name as subdomain have their host names listed',
    (stage) => {
      service(stage, { clusterIP: 'None' });
      pod(stage, 'p', { hostname: 'db-0', subdomain: 'web' });
      expect(all(stage)[0]!.hostname).toBe('db-0');
      expect(slices(stage)[0]!.metadata.labels).toHaveProperty(['service.kubernetes.io/headless'], '');
    },
    HOLLOW,
  );

  scenario(
    'Endpoints that somebody writes for a Service without a selector are mirrored',
    (stage) => {
      stage.client.create(SERVICES, { metadata: { name: 'db' }, spec: { ports: [{ port: 5432 }] } }, 'default');
      stage.client.create(
        { group: '', resource: 'endpoints' },
        { metadata: { name: 'db' }, subsets: [{ addresses: [{ ip: '10.9.8.7' }], ports: [{ port: 5432 }] }] },
        'default',
      );
      stage.settle();
      expect(all(stage)[0]!.addresses).toEqual(['10.9.8.7']);
      expect(slices(stage)[0]!.metadata.labels!['endpointslice.kubernetes.io/managed-by']).toBe('endpointslicemirroring-controller.k8s.io');
    },
    HOLLOW,
  );

  scenario(
    'a Service that is deleted takes its slices along',
    (stage) => {
      service(stage);
      web(stage, 2);
      stage.kubectl('delete svc web');
      stage.settle();
      expect(slices(stage)).toEqual([]);
      expect(stage.get('endpoints', 'web')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'without a cloud a LoadBalancer stays <pending>',
    (stage) => {
      service(stage, { type: 'LoadBalancer' });
      stage.pass(300);
      expect(stage.kubectl('get svc web --no-headers').split(/\s+/)[3]).toBe('<pending>');
      expect(stage.events('Service/web')).toEqual([]);
    },
    HOLLOW,
  );
});
