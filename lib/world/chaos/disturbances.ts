import type { KubeObject } from '@/lib/api/object';
import { ApiError, type Client } from '@/lib/cluster/client/client';
import type { Random } from '@/lib/sim/random';
import { World } from '../world';
import { resource } from './resource';
import { job } from './workload';

/** What a run of chaos holds: the world may be swapped for its copy. */
export interface Run {
  world: World;
  readonly random: Random;
  readonly client: () => Client;
  /** Components that are down, and since which step. */
  readonly down: Map<string, number>;
  /** Nodes of the profile. */
  readonly nodes: readonly string[];
  step: number;
  made: number;
}

export interface Disturbance {
  readonly name: string;
  readonly weight: number;
  act(run: Run): void;
}

const PODS = resource('pods');
const DEPLOYMENTS = resource('deployments.apps');
const SETS = resource('statefulsets.apps');

const pods = (run: Run): readonly KubeObject[] => run.client().list(PODS, 'default').items;
const some = <T>(run: Run, from: readonly T[]): T | undefined => (from.length === 0 ? undefined : run.random.pick(from));

function toggle(run: Run, component: string): void {
  if (run.down.has(component)) heal(run, component);
  else {
    run.world.cluster.components.set(component, false);
    run.down.set(component, run.step);
  }
}

/** Starts a component again. */
export function heal(run: Run, component: string): void {
  run.world.cluster.components.set(component, true);
  run.down.delete(component);
}

function patchSpec(run: Run, what: { group: string; resource: string }, name: string, spec: object, namespace = 'default'): void {
  run.client().patch(what, namespace, name, { spec }, { type: 'strategic' });
}

/** What may happen to a cluster. Each acts at once; time passes in between. */
export const DISTURBANCES: readonly Disturbance[] = [
  {
    name: 'a pod is deleted',
    weight: 6,
    act: (run) => {
      const pod = some(run, pods(run));
      if (pod) run.client().delete(PODS, 'default', pod.metadata.name);
    },
  },
  {
    name: 'a pod is deleted by force',
    weight: 2,
    act: (run) => {
      const pod = some(run, pods(run));
      if (pod) run.client().delete(PODS, 'default', pod.metadata.name, { gracePeriodSeconds: 0 });
    },
  },
  {
    name: 'a pod is evicted',
    weight: 2,
    act: (run) => {
      const pod = some(run, pods(run));
      if (!pod) return;
      const { name } = pod.metadata;
      run.client().door.handle({
        method: 'POST',
        path: `/api/v1/namespaces/default/pods/${name}/eviction`,
        query: {},
        headers: {},
        as: { name: 'chaos', groups: ['system:masters', 'system:authenticated'] },
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } },
      });
    },
  },
  { name: 'a kubelet stops or starts', weight: 4, act: (run) => toggle(run, `kubelet/${run.random.pick(run.nodes)}`) },
  { name: 'the controller manager stops or starts', weight: 3, act: (run) => toggle(run, 'kube-controller-manager') },
  { name: 'the scheduler stops or starts', weight: 3, act: (run) => toggle(run, 'kube-scheduler') },
  { name: 'the API server stops or starts', weight: 2, act: (run) => toggle(run, 'kube-apiserver') },
  { name: 'etcd stops or starts', weight: 1, act: (run) => toggle(run, 'etcd') },
  { name: 'the Deployment is scaled', weight: 3, act: (run) => patchSpec(run, DEPLOYMENTS, 'web', { replicas: run.random.int(7) }) },
  { name: 'the StatefulSet is scaled', weight: 2, act: (run) => patchSpec(run, SETS, 'db', { replicas: run.random.int(5) }) },
  {
    name: 'a template changes',
    weight: 3,
    act: (run) => {
      const change = { template: { metadata: { annotations: { turn: String(run.step) } } } };
      const [what, name] = run.random.pick([
        ['deployments.apps', 'web'],
        ['statefulsets.apps', 'db'],
        ['daemonsets.apps', 'agent'],
      ] as const);
      patchSpec(run, resource(what), name, change);
    },
  },
  {
    name: 'the greedy Deployment starts over',
    weight: 1,
    act: (run) => patchSpec(run, DEPLOYMENTS, 'greedy', { template: { metadata: { annotations: { turn: String(run.step) } } } }, 'bounded'),
  },
  {
    name: 'a ReplicaSet is deleted',
    weight: 1,
    act: (run) => {
      const set = some(run, run.client().list(resource('replicasets.apps'), 'default').items);
      const propagationPolicy = run.random.pick(['Background', 'Foreground', 'Orphan'] as const);
      if (set) run.client().delete(resource('replicasets.apps'), 'default', set.metadata.name, { propagationPolicy });
    },
  },
  {
    name: 'a Job begins',
    weight: 2,
    act: (run) => void run.client().create(resource('jobs.batch'), job(`job-${run.made++}`), 'default'),
  },
  {
    name: 'a Job is deleted',
    weight: 1,
    act: (run) => {
      const found = some(run, run.client().list(resource('jobs.batch'), 'default').items);
      if (found) run.client().delete(resource('jobs.batch'), 'default', found.metadata.name, { propagationPolicy: 'Background' });
    },
  },
  {
    name: 'a node is cordoned or not',
    weight: 2,
    act: (run) => {
      const name = run.random.pick(run.nodes);
      const unschedulable = run.client().get(resource('nodes'), '', name)?.spec.unschedulable === true;
      run.client().patch(resource('nodes'), '', name, { spec: { unschedulable: unschedulable ? null : true } }, { type: 'merge' });
    },
  },
  {
    name: 'a node that is down is deleted',
    weight: 1,
    act: (run) => {
      const name = some(
        run,
        run.nodes.filter((node) => run.down.has(`kubelet/${node}`)),
      );
      if (name) run.client().delete(resource('nodes'), '', name);
    },
  },
  {
    name: 'minutes go by',
    weight: 3,
    act: (run) => void run.world.sim.runUntil(run.world.sim.now() + (1 + run.random.int(8)) * 60_000),
  },
  { name: 'the run goes on in a fork', weight: 2, act: (run) => void (run.world = run.world.fork()) },
  {
    name: 'the run goes on from a snapshot',
    weight: 1,
    act: (run) => void (run.world = World.restore(JSON.parse(JSON.stringify(run.world.snapshot())) as never)),
  },
];

/** Does one thing, drawn by weight; what the API server refuses, or cannot do now, is passed over. Returns its name. */
export function disturb(run: Run): string {
  const total = DISTURBANCES.reduce((sum, { weight }) => sum + weight, 0);
  let left = run.random.int(total);
  const chosen = DISTURBANCES.find(({ weight }) => (left -= weight) < 0)!;
  try {
    chosen.act(run);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return chosen.name;
}
