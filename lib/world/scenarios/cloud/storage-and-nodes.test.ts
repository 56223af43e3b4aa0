import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const claim = (name: string, storageClass?: string) => `
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${name} }
spec:
  accessModes: [ReadWriteOnce]
  ${storageClass ? `storageClassName: ${storageClass}` : ''}
  resources: { requests: { storage: 4Gi } }`;
const user = (name: string, volume: string) => `
---
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: main
    image: busybox:1.36
    command: [sh, -c, "echo kept > /data/file; sleep 100000"]
    volumeMounts: [{ name: data, mountPath: /data }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: ${volume} } }]`;
const phase = (stage: Stage, name: string) => stage.get('persistentvolumeclaims', name)!.status.phase;
const volumeOf = (stage: Stage, name: string) =>
  stage.get('persistentvolumes', stage.get('persistentvolumeclaims', name)!.spec.volumeName, '')!;

for (const [profile, classes, provisioner, driver] of [
  ['eks', ['gp2'], 'kubernetes.io/aws-ebs', 'ebs.csi.aws.com'],
  [
    'aks',
    'azurefile azurefile-csi azurefile-csi-premium default managed managed-csi managed-csi-premium managed-premium'.split(' '),
    'disk.csi.azure.com',
    'disk.csi.azure.com',
  ],
  ['gke', ['premium-rwo', 'standard', 'standard-rwo'], 'pd.csi.storage.gke.io', 'pd.csi.storage.gke.io'],
] as const) {
  const wanted = { eks: 'gp2', aks: 'managed-csi', gke: 'standard-rwo' }[profile];
  describe(`cloud: storage and nodes of ${profile}`, () => {
    scenario(
      'it comes with its classes and its driver on every node',
      (stage) => {
        expect(stage.list('storageclasses.storage.k8s.io', '').map(({ metadata }) => metadata.name)).toEqual(classes);
        expect(stage.get('storageclasses.storage.k8s.io', wanted, '')!.provisioner).toBe(provisioner);
        const nodes = stage.list('csinodes.storage.k8s.io', '');
        expect(nodes).toHaveLength(3);
        for (const { spec } of nodes) expect(spec.drivers.map(({ name }: { name: string }) => name)).toContain(driver);
        expect(stage.kubectl('get pods -A --no-headers')).not.toMatch(/Pending|Error|CrashLoop|ContainerCreating/);
      },
      { profile },
    );

    scenario(
      'a claim waits for its first pod, then gets a disk in that pod’s zone',
      (stage) => {
        stage.apply(claim('data', wanted));
        expect(phase(stage, 'data')).toBe('Pending');
        expect(stage.events('PersistentVolumeClaim/data').join('\n')).toContain('WaitForFirstConsumer: waiting for first consumer');
        stage.apply(user('writer', 'data'));
        expect(stage.get('pods', 'writer')!.status.phase).toBe('Running');
        const volume = volumeOf(stage, 'data');
        expect(volume.spec.csi.driver).toBe(driver);
        const node = stage.get('nodes', stage.get('pods', 'writer')!.spec.nodeName, '')!;
        const zones = volume.spec.nodeAffinity.required.nodeSelectorTerms.flatMap((term: { matchExpressions: { values: string[] }[] }) =>
          term.matchExpressions.flatMap(({ values }) => values),
        );
        expect(zones).toContain(node.metadata.labels!['topology.kubernetes.io/zone']);
        expect(stage.list('volumeattachments.storage.k8s.io', '')).toHaveLength(1);
      },
      { profile },
    );

    scenario(
      'nodes have a provider id, an instance type and a zone of their own',
      (stage) => {
        const nodes = stage.list('nodes', '');
        const scheme = { eks: 'aws:///us-east-1', aks: 'azure:///subscriptions/', gke: 'gce://' }[profile];
        for (const { spec } of nodes) expect(spec.providerID).toContain(scheme);
        expect(new Set(nodes.map(({ metadata }) => metadata.labels!['topology.kubernetes.io/zone'])).size).toBe(3);
        expect(stage.kubectl('get nodes -L node.kubernetes.io/instance-type --no-headers')).toMatch(
          /t3\.medium|Standard_D2s_v5|e2-standard-2/,
        );
        expect(stage.kubectl('get nodes --no-headers')).not.toContain('control-plane');
      },
      { profile },
    );
  });
}

describe('cloud: default classes', () => {
  for (const [profile, name] of [
    ['aks', 'default'],
    ['gke', 'standard-rwo'],
  ] as const)
    scenario(
      `on ${profile} a claim without a class gets ${name}`,
      (stage) => {
        stage.apply(claim('plain') + user('reader', 'plain'));
        expect(stage.get('persistentvolumeclaims', 'plain')!.spec.storageClassName).toBe(name);
        expect(phase(stage, 'plain')).toBe('Bound');
      },
      { profile },
    );

  scenario(
    'on eks there is no default class: a claim without one waits for somebody to make a volume',
    (stage) => {
      stage.apply(claim('plain'));
      expect(phase(stage, 'plain')).toBe('Pending');
      expect(stage.events('PersistentVolumeClaim/plain')).toContain(
        'FailedBinding: no persistent volumes available for this claim and no storage class is set',
      );
    },
    { profile: 'eks' },
  );

  scenario(
    'an Azure file share is written from two nodes at a time',
    (stage) => {
      const shared = claim('shared', 'azurefile-csi').replace('ReadWriteOnce', 'ReadWriteMany');
      const [one, two] = stage.list('nodes', '').map(({ metadata }) => metadata.name);
      const on = (name: string, node: string) => user(name, 'shared').replace('  containers:', `  nodeName: ${node}\n  containers:`);
      stage.apply(shared + on('one', one!) + on('two', two!));
      stage.kubectl('exec one -- sh -c "echo hello > /data/from-one"');
      expect(stage.kubectl('exec two -- cat /data/from-one')).toBe('hello');
    },
    { profile: 'aks' },
  );
});
