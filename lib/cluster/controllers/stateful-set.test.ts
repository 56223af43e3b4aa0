import { describe, expect, it } from 'vitest';
import { testCluster } from '../test-cluster';
import { CONTROLLER_REVISIONS, EVENTS, PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS } from '../client/resources';

function start(spec: object = {}) {
  const { sim, admin } = testCluster({ stuck: { pullError: 'rpc error: code = NotFound desc = not found' } });
  const set = {
    metadata: { name: 's' },
    spec: {
      serviceName: 's',
      replicas: 3,
      selector: { matchLabels: { app: 's' } },
      template: { metadata: { labels: { app: 's' } }, spec: { containers: [{ name: 'c', image: 'one' }] } },
      ...spec,
    },
  };
  admin.create(STATEFUL_SETS, set, 'default');
  sim.settle({ limitMs: 60_000 });
  const pods = () => admin.list(PODS, 'default').items.filter(({ metadata }) => metadata.labels?.app === 's');
  const images = () => Object.fromEntries(pods().map((pod) => [pod.metadata.name, pod.spec.containers[0].image as string]));
  const patch = (body: object) => {
    admin.patch(STATEFUL_SETS, 'default', 's', { spec: body }, { type: 'strategic' });
    sim.settle({ limitMs: 120_000 });
  };
  const setImage = (image: string) => patch({ template: { spec: { containers: [{ name: 'c', image }] } } });
  const status = () => admin.get(STATEFUL_SETS, 'default', 's')!.status;
  return { sim, admin, pods, images, patch, setImage, status };
}

describe('StatefulSets', () => {
  it('make pods in order, each with claims of its own', () => {
    const claim = { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
    const { admin, pods, status } = start({ replicas: 1, volumeClaimTemplates: [claim] });
    expect(pods().map(({ metadata }) => metadata.name)).toEqual(['s-0']);
    expect(admin.list(PERSISTENT_VOLUME_CLAIMS, 'default').items.map(({ metadata }) => metadata.name)).toEqual(['data-s-0']);
    const [first] = pods();
    expect(first!.metadata.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 's-0', 'apps.kubernetes.io/pod-index': '0' });
    expect(first!.spec).toMatchObject({ hostname: 's-0', subdomain: 's' });
    expect(first!.spec.volumes[0]).toEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data-s-0' } });
    expect(status()).toMatchObject({ replicas: 1, updatedReplicas: 1, currentRevision: status().updateRevision });
    const events = admin.list(EVENTS, 'default').items.filter((event) => event.involvedObject.kind === 'StatefulSet');
    expect(events.map((event) => event.message)).toEqual([
      'Create Claim data-s-0 Pod s-0 in StatefulSet s success',
      'Create Pod s-0 in StatefulSet s successful',
    ]);
  });

  it('do not go on while a pod is not ready, unless in parallel', () => {
    const template = { metadata: { labels: { app: 's' } }, spec: { containers: [{ name: 'c', image: 'stuck' }] } };
    expect(Object.keys(start({ template }).images())).toEqual(['s-0']);
    expect(Object.keys(start({ template, podManagementPolicy: 'Parallel' }).images())).toEqual(['s-0', 's-1', 's-2']);
  });

  it('roll from the highest ordinal down to the partition', () => {
    const { images, setImage, patch, status } = start();
    patch({ updateStrategy: { rollingUpdate: { partition: 2 } } });
    setImage('two');
    expect(images()).toEqual({ 's-0': 'one', 's-1': 'one', 's-2': 'two' });
    expect(status().currentRevision).not.toBe(status().updateRevision);
    patch({ updateStrategy: { rollingUpdate: { partition: 0 } } });
    expect(images()).toEqual({ 's-0': 'two', 's-1': 'two', 's-2': 'two' });
    expect(status()).toMatchObject({ updatedReplicas: 3, currentReplicas: 3, currentRevision: status().updateRevision });
  });

  it('leave pods be with OnDelete, and take up an old revision again', () => {
    const { sim, admin, images, setImage, patch } = start();
    patch({ updateStrategy: { type: 'OnDelete', rollingUpdate: null } });
    setImage('two');
    expect(new Set(Object.values(images()))).toEqual(new Set(['one']));
    admin.delete(PODS, 'default', 's-1');
    sim.settle({ limitMs: 120_000 });
    expect(images()['s-1']).toBe('two');
    setImage('one');
    const revisions = admin.list(CONTROLLER_REVISIONS, 'default').items.filter(({ metadata }) => metadata.name.startsWith('s-'));
    expect(revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
  });

  it('scale down from the highest ordinal', () => {
    const { images, patch } = start();
    patch({ replicas: 1 });
    expect(Object.keys(images())).toEqual(['s-0']);
  });
});
