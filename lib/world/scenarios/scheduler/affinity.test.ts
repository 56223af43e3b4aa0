import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';
import { HOLLOW, NO_VICTIMS, nodeOf, on, put, why } from './pods';

const HOST = 'kubernetes.io/hostname';
const term = (app: string, more: object = {}) => ({ labelSelector: { matchLabels: { app } }, topologyKey: HOST, ...more });
const near = (...terms: object[]) => ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });
const apart = (...terms: object[]) => ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } });

/** node-1 and node-2 in zone a, node-3 in zone b. */
function zones(stage: Stage): void {
  stage.kubectl('label node node-1 node-2 topology.kubernetes.io/zone=a');
  stage.kubectl('label node node-3 topology.kubernetes.io/zone=b');
}
const ZONE = 'topology.kubernetes.io/zone';
const spread = (more: object = {}) => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } }, ...more },
  ],
});
const WEB = { labels: { app: 'web' } };

describe('scheduler: affinity between pods', () => {
  scenario(
    'a pod that must be near another follows it',
    (stage) => {
      put(stage, 'cache', on(3), { labels: { app: 'cache' } });
      put(stage, 'web', near(term('cache')));
      expect(nodeOf(stage, 'web')).toBe('node-3');
    },
    HOLLOW,
  );

  scenario(
    'without that other pod it stays Pending; the first of a group that is drawn to itself does not',
    (stage) => {
      put(stage, 'web', near(term('cache')));
      expect(why(stage, 'web')).toMatch(/^0\/3 nodes are available: 3 node\(s\) didn't match pod affinity rules\. /);
      put(stage, 'self', near(term('self')), { labels: { app: 'self' } });
      expect(nodeOf(stage, 'self')).toBeDefined();
      put(stage, 'cache', {}, { labels: { app: 'cache' } });
      stage.settle();
      expect(nodeOf(stage, 'web')).toBe(nodeOf(stage, 'cache'));
    },
    HOLLOW,
  );

  scenario(
    'of four replicas that avoid each other on three nodes one stays Pending',
    (stage) => {
      for (const n of [1, 2, 3, 4]) put(stage, `web-${n}`, apart(term('web')), WEB);
      expect(new Set([1, 2, 3].map((n) => nodeOf(stage, `web-${n}`))).size).toBe(3);
      expect(why(stage, 'web-4')).toBe(`0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules.${NO_VICTIMS}`);
    },
    HOLLOW,
  );

  scenario(
    'anti-affinity works both ways: a pod without any is kept away by those that have',
    (stage) => {
      for (const n of [1, 2, 3]) put(stage, `lonely-${n}`, { ...on(n), ...apart(term('web')) });
      put(stage, 'web', {}, WEB);
      expect(why(stage, 'web')).toBe(`0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules.${NO_VICTIMS}`);
    },
    HOLLOW,
  );

  scenario(
    'terms look in the pod’s own namespace unless namespaces or a namespaceSelector say otherwise',
    (stage) => {
      stage.kubectl('create namespace other');
      stage.kubectl('label namespace other team=b');
      put(stage, 'cache', on(2), { labels: { app: 'cache' }, namespace: 'other' });
      put(stage, 'own', near(term('cache')));
      put(stage, 'named', near(term('cache', { namespaces: ['other'] })));
      put(stage, 'selected', near(term('cache', { namespaceSelector: { matchLabels: { team: 'b' } } })));
      put(stage, 'all', near(term('cache', { namespaceSelector: {} })));
      expect(['own', 'named', 'selected', 'all'].map((name) => nodeOf(stage, name))).toEqual([undefined, 'node-2', 'node-2', 'node-2']);
    },
    HOLLOW,
  );

  scenario(
    'a topology key other than the host name makes whole zones near or far',
    (stage) => {
      zones(stage);
      put(stage, 'cache', on(1), { labels: { app: 'cache' } });
      put(stage, 'far', apart(term('cache', { topologyKey: ZONE })));
      expect(nodeOf(stage, 'far')).toBe('node-3');
      put(stage, 'near', { ...near(term('cache', { topologyKey: ZONE })), nodeName: undefined });
      expect(['node-1', 'node-2']).toContain(nodeOf(stage, 'near'));
    },
    HOLLOW,
  );

  scenario(
    'matchLabelKeys: a new revision need not avoid the pods of the old one',
    (stage) => {
      const lonely = apart(term('web', { matchLabelKeys: ['pod-template-hash'] }));
      for (const n of [1, 2, 3]) put(stage, `old-${n}`, lonely, { labels: { app: 'web', 'pod-template-hash': 'old' } });
      put(stage, 'new', lonely, { labels: { app: 'web', 'pod-template-hash': 'new' } });
      expect(nodeOf(stage, 'new')).toBeDefined();
      put(stage, 'old-4', lonely, { labels: { app: 'web', 'pod-template-hash': 'old' } });
      expect(nodeOf(stage, 'old-4')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'mismatchLabelKeys: tenants keep each other off their nodes',
    (stage) => {
      const exclusive = apart({ labelSelector: {}, topologyKey: HOST, mismatchLabelKeys: ['tenant'] });
      put(stage, 'a1', { ...on(1), ...exclusive }, { labels: { tenant: 'a' } });
      put(stage, 'a2', { ...on(1), ...exclusive }, { labels: { tenant: 'a' } });
      put(stage, 'b1', { ...on(1), ...exclusive }, { labels: { tenant: 'b' } });
      expect([nodeOf(stage, 'a1'), nodeOf(stage, 'a2'), nodeOf(stage, 'b1')]).toEqual(['node-1', 'node-1', undefined]);
    },
    HOLLOW,
  );

  scenario(
    'preferred affinity draws, preferred anti-affinity repels, neither refuses',
    (stage) => {
      put(stage, 'cache', on(2), { labels: { app: 'cache' } });
      const preferred = [{ weight: 100, podAffinityTerm: term('cache') }];
      put(stage, 'near', { affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } });
      put(stage, 'far', { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } });
      expect(nodeOf(stage, 'near')).toBe('node-2');
      expect(nodeOf(stage, 'far')).not.toBe('node-2');
      for (const n of [1, 3]) stage.kubectl(`cordon node-${n}`);
      put(stage, 'must', { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } });
      expect(nodeOf(stage, 'must')).toBe('node-2');
    },
    HOLLOW,
  );
});

describe('scheduler: topology spread', () => {
  scenario(
    'maxSkew keeps zones level, however many nodes they have',
    (stage) => {
      zones(stage);
      for (let n = 0; n < 6; n++) put(stage, `web-${n}`, spread(), WEB);
      const inB = [0, 1, 2, 3, 4, 5].filter((n) => nodeOf(stage, `web-${n}`) === 'node-3');
      expect(inB).toHaveLength(3);
    },
    HOLLOW,
  );

  scenario(
    'DoNotSchedule: when the other zone is closed the pod waits',
    (stage) => {
      zones(stage);
      put(stage, 'web-1', { ...on(1), ...spread() }, WEB);
      stage.kubectl('cordon node-3');
      put(stage, 'web-2', spread(), WEB);
      expect(why(stage, 'web-2')).toBe(
        "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints." +
          ' no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
      );
    },
    HOLLOW,
  );

  scenario(
    'ScheduleAnyway: the pod goes where it can',
    (stage) => {
      zones(stage);
      put(stage, 'web-1', { ...on(1), ...spread() }, WEB);
      stage.kubectl('cordon node-3');
      put(stage, 'web-2', spread({ whenUnsatisfiable: 'ScheduleAnyway' }), WEB);
      expect(['node-1', 'node-2']).toContain(nodeOf(stage, 'web-2'));
    },
    HOLLOW,
  );

  scenario(
    'nodes without the label are left out',
    (stage) => {
      stage.kubectl('label node node-1 topology.kubernetes.io/zone=a');
      put(stage, 'web-1', spread(), WEB);
      put(stage, 'web-2', { ...spread(), ...on(2) }, WEB);
      expect(nodeOf(stage, 'web-1')).toBe('node-1');
      expect(why(stage, 'web-2')).toContain("1 node(s) didn't match pod topology spread constraints (missing required label)");
    },
    HOLLOW,
  );

  scenario(
    'minDomains: with fewer zones than asked for the least is taken as none',
    (stage) => {
      stage.kubectl('label node node-1 node-2 node-3 topology.kubernetes.io/zone=a');
      put(stage, 'web-1', spread({ minDomains: 2 }), WEB);
      put(stage, 'web-2', spread({ minDomains: 2 }), WEB);
      expect(nodeOf(stage, 'web-1')).toBeDefined();
      expect(nodeOf(stage, 'web-2')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'nodeTaintsPolicy: nodes whose taints the pod does not tolerate count as domains unless it is Honor',
    (stage) => {
      zones(stage);
      stage.kubectl('taint node node-3 a=b:NoSchedule');
      put(stage, 'web-1', spread(), WEB);
      put(stage, 'web-2', spread(), WEB);
      expect(nodeOf(stage, 'web-2')).toBeUndefined();
      put(stage, 'web-3', spread({ nodeTaintsPolicy: 'Honor' }), WEB);
      expect(nodeOf(stage, 'web-3')).toBeDefined();
    },
    HOLLOW,
  );

  scenario(
    'nodeAffinityPolicy: nodes outside of the pod’s affinity do not count unless it is Ignore',
    (stage) => {
      zones(stage);
      put(stage, 'web-1', { ...on(1), ...spread() }, WEB);
      put(stage, 'web-2', { ...on(1), ...spread() }, WEB);
      expect(nodeOf(stage, 'web-2')).toBe('node-1');
      put(stage, 'web-3', { ...on(1), ...spread({ nodeAffinityPolicy: 'Ignore' }) }, WEB);
      expect(nodeOf(stage, 'web-3')).toBeUndefined();
    },
    HOLLOW,
  );

  scenario(
    'pods of one Deployment are spread over nodes by default',
    (stage) => {
      stage.kubectl('create deployment web --image=nginx --replicas=6');
      stage.settle();
      const count = new Map<string, number>();
      for (const pod of stage.list('pods')) count.set(pod.spec.nodeName, (count.get(pod.spec.nodeName) ?? 0) + 1);
      expect([...count.values()]).toEqual([2, 2, 2]);
    },
    HOLLOW,
  );
});
