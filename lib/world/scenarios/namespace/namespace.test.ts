import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const conditions = (stage: Stage) =>
  Object.fromEntries(
    ((stage.get('namespaces', 'team', '')!.status.conditions ?? []) as KubeObject['status'][]).map(({ type, status, message }) => [
      type,
      `${status}: ${message}`,
    ]),
  );

describe('namespace', () => {
  scenario(
    'a new one gets a service account and the root certificate',
    (stage) => {
      stage.kubectl('create namespace team');
      stage.settle();
      expect(stage.get('serviceaccounts', 'default', 'team')).toBeDefined();
      expect(stage.get('configmaps', 'kube-root-ca.crt', 'team')!.data['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
      expect(stage.get('namespaces', 'team', '')!.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'team' });
    },
    HOLLOW,
  );

  scenario(
    'both come back when they are deleted, or changed',
    (stage) => {
      stage.kubectl('delete serviceaccount default');
      stage.kubectl('delete configmap kube-root-ca.crt');
      stage.settle();
      expect(stage.get('serviceaccounts', 'default')).toBeDefined();
      stage.kubectl(`patch configmap kube-root-ca.crt -p '{"data":{"ca.crt":"x"}}'`);
      stage.settle();
      expect(stage.get('configmaps', 'kube-root-ca.crt')!.data['ca.crt']).not.toBe('x');
    },
    HOLLOW,
  );

  scenario(
    'deleting it empties it, then it goes',
    (stage) => {
      stage.kubectl('create namespace team');
      stage.kubectl('create deployment web -n team --image=nginx --replicas=2');
      stage.settle();
      stage.kubectl('delete namespace team');
      stage.settle();
      expect(stage.get('namespaces', 'team', '')).toBeUndefined();
      expect([stage.list('pods', 'team'), stage.list('configmaps', 'team')]).toEqual([[], []]);
    },
    HOLLOW,
  );

  scenario(
    'a finalizer in it keeps it Terminating, and the conditions say whose',
    (stage) => {
      stage.kubectl('create namespace team');
      stage.client.create({ group: '', resource: 'configmaps' }, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }, 'team');
      stage.kubectl('delete namespace team --wait=false');
      stage.pass(30);
      expect(stage.kubectl('get namespace team --no-headers').split(/\s+/)[1]).toBe('Terminating');
      expect(conditions(stage)).toEqual({
        NamespaceDeletionDiscoveryFailure: 'False: All resources successfully discovered',
        NamespaceDeletionGroupVersionParsingFailure: 'False: All legacy kube types successfully parsed',
        NamespaceDeletionContentFailure: 'False: All content successfully deleted, may be waiting on finalization',
        NamespaceContentRemaining: 'True: Some resources are remaining: configmaps. has 1 resource instances',
        NamespaceFinalizersRemaining:
          'True: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
      });
      stage.client.patch({ group: '', resource: 'configmaps' }, 'team', 'held', { metadata: { finalizers: null } }, { type: 'merge' });
      stage.pass(30);
      expect(stage.get('namespaces', 'team', '')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'nothing new may be created in one that is going',
    (stage) => {
      stage.kubectl('create namespace team');
      stage.client.create({ group: '', resource: 'configmaps' }, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }, 'team');
      stage.kubectl('delete namespace team --wait=false');
      expect(stage.fails('kubectl create configmap x -n team')).toBe(
        'error: failed to create configmap: configmaps "x" is forbidden: unable to create new content in namespace team because it is being terminated',
      );
    },
    HOLLOW,
  );

  scenario(
    'default, kube-system, kube-public and kube-node-lease cannot be deleted',
    (stage) => {
      expect(stage.fails('kubectl delete namespace default')).toBe(
        'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted',
      );
    },
    HOLLOW,
  );

  scenario(
    'its own finalizer can be taken by the finalize subresource: what is in it is left behind',
    (stage) => {
      stage.kubectl('create namespace team');
      stage.client.create({ group: '', resource: 'configmaps' }, { metadata: { name: 'held', finalizers: ['example.com/hold'] } }, 'team');
      stage.kubectl('delete namespace team --wait=false');
      stage.pass(5);
      stage.ok(
        `kubectl get namespace team -o json | jq '.spec.finalizers=[]' | kubectl replace --raw /api/v1/namespaces/team/finalize -f -`,
      );
      stage.settle();
      expect(stage.get('namespaces', 'team', '')).toBeUndefined();
      expect(stage.get('configmaps', 'held', 'team')).toBeDefined();
    },
    HOLLOW,
  );
});
