import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const QUOTAS = { group: '', resource: 'resourcequotas' };
function quota(stage: Stage, spec: object, name = 'q'): void {
  stage.client.create(QUOTAS, { metadata: { name }, spec }, 'default');
  stage.settle();
}
function pod(stage: Stage, name: string, resources?: object, more: object = {}): void {
  stage.client.create(
    { group: '', resource: 'pods' },
    { metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx', ...(resources && { resources }) }], ...more } },
    'default',
  );
  stage.settle();
}
const used = (stage: Stage, name = 'q') => stage.get('resourcequotas', name)!.status.used;

describe('resource quota', () => {
  scenario(
    'what is used is counted, and given back when it goes',
    (stage) => {
      quota(stage, { hard: { pods: '2', 'requests.cpu': '1' } });
      expect(used(stage)).toEqual({ pods: '0', 'requests.cpu': '0' });
      pod(stage, 'a', { requests: { cpu: '300m' } });
      expect(used(stage)).toEqual({ pods: '1', 'requests.cpu': '300m' });
      stage.kubectl('delete pod a');
      stage.settle();
      expect(used(stage)).toEqual({ pods: '0', 'requests.cpu': '0' });
    },
    HOLLOW,
  );

  scenario(
    'more than that is forbidden, and the message says how much',
    (stage) => {
      quota(stage, { hard: { 'requests.cpu': '1' } });
      pod(stage, 'a', { requests: { cpu: '800m' } });
      expect(() => pod(stage, 'b', { requests: { cpu: '300m' } })).toThrow(
        'pods "b" is forbidden: exceeded quota: q, requested: requests.cpu=300m, used: requests.cpu=800m, limited: requests.cpu=1',
      );
    },
    HOLLOW,
  );

  scenario(
    'where cpu is limited every pod has to say how much it wants',
    (stage) => {
      quota(stage, { hard: { 'limits.cpu': '1', 'limits.memory': '1Gi' } });
      expect(() => pod(stage, 'a')).toThrow('pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; limits.memory for: c');
    },
    HOLLOW,
  );

  scenario(
    'a LimitRange fills in what the quota asks for',
    (stage) => {
      quota(stage, { hard: { 'limits.cpu': '1' } });
      stage.client.create(
        { group: '', resource: 'limitranges' },
        { metadata: { name: 'l' }, spec: { limits: [{ type: 'Container', default: { cpu: '200m' } }] } },
        'default',
      );
      pod(stage, 'a');
      expect(used(stage)).toEqual({ 'limits.cpu': '200m' });
    },
    HOLLOW,
  );

  scenario(
    'objects of any kind can be counted',
    (stage) => {
      quota(stage, { hard: { 'count/configmaps': '3', 'count/deployments.apps': '1' } });
      stage.kubectl('create deployment web --image=nginx');
      stage.settle();
      expect(used(stage)).toMatchObject({ 'count/deployments.apps': '1' });
      expect(stage.fails('kubectl create deployment other --image=nginx')).toBe(
        'error: failed to create deployment: deployments.apps "other" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1',
      );
    },
    HOLLOW,
  );

  scenario(
    'scopes: BestEffort and NotBestEffort count pods apart',
    (stage) => {
      quota(stage, { hard: { pods: '5' }, scopes: ['BestEffort'] }, 'best');
      quota(stage, { hard: { pods: '5' }, scopes: ['NotBestEffort'] }, 'rest');
      pod(stage, 'a');
      pod(stage, 'b', { requests: { cpu: '100m' } });
      pod(stage, 'c', { requests: { cpu: '100m' } });
      expect([used(stage, 'best'), used(stage, 'rest')]).toEqual([{ pods: '1' }, { pods: '2' }]);
    },
    HOLLOW,
  );

  scenario(
    'a scopeSelector by priority class',
    (stage) => {
      stage.kubectl('create priorityclass high --value=1000');
      quota(stage, {
        hard: { pods: '1' },
        scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] },
      });
      pod(stage, 'a', undefined, { priorityClassName: 'high' });
      pod(stage, 'b');
      expect(used(stage)).toEqual({ pods: '1' });
      expect(() => pod(stage, 'c', undefined, { priorityClassName: 'high' })).toThrow('exceeded quota: q');
    },
    HOLLOW,
  );

  scenario(
    'pods that have ended use nothing',
    (stage) => {
      quota(stage, { hard: { pods: '1' } });
      pod(stage, 'a', undefined, { restartPolicy: 'Never' });
      const pods = { group: '', resource: 'pods' };
      stage.world.cluster.components.set(`kubelet/${stage.get('pods', 'a')!.spec.nodeName}`, false);
      stage.client.patch(pods, 'default', 'a', { status: { phase: 'Succeeded' } }, { type: 'merge', subresource: 'status' });
      stage.settle();
      expect(used(stage)).toEqual({ pods: '0' });
    },
    HOLLOW,
  );

  scenario(
    'Services: node ports and load balancers',
    (stage) => {
      quota(stage, { hard: { services: '5', 'services.nodeports': '1', 'services.loadbalancers': '0' } });
      stage.kubectl('create service nodeport web --tcp=80');
      stage.settle();
      // The Service kubernetes is the other one.
      expect(used(stage)).toEqual({ services: '2', 'services.nodeports': '1', 'services.loadbalancers': '0' });
      expect(stage.fails('kubectl create service loadbalancer lb --tcp=80')).toContain('is forbidden: exceeded quota: q');
    },
    HOLLOW,
  );

  scenario(
    'a quota that is lowered below what is used stops new objects only',
    (stage) => {
      quota(stage, { hard: { pods: '3' } });
      for (const name of ['a', 'b']) pod(stage, name);
      stage.kubectl(`patch quota q -p '{"spec":{"hard":{"pods":"1"}}}'`);
      stage.settle();
      expect(stage.get('resourcequotas', 'q')!.status).toEqual({ hard: { pods: '1' }, used: { pods: '2' } });
      expect(stage.list('pods')).toHaveLength(2);
    },
    HOLLOW,
  );
});
