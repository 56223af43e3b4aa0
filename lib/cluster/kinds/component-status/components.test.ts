import { expect, it } from 'vitest';
import { testCluster } from '../../test-cluster';

it('says which components answer', () => {
  const { cluster, admin } = testCluster();
  const resource = { group: '', resource: 'componentstatuses' };
  const states = () =>
    admin.list(resource).items.map(({ metadata, conditions }) => `${metadata.name} ${conditions[0].status} ${conditions[0].message}`);
  expect(states()).toEqual(['etcd-0 True ok', 'controller-manager True ok', 'scheduler True ok']);
  cluster.components.set('kube-scheduler', false);
  expect(states()[2]).toBe('scheduler False Get "https://127.0.0.1:10259/healthz": dial tcp 127.0.0.1:10259: connect: connection refused');
  expect(admin.get(resource, '', 'scheduler')?.conditions).toMatchObject([{ type: 'Healthy', status: 'False' }]);
  expect(admin.get(resource, '', 'nobody')).toBeUndefined();
});
