import { matchesLabels } from '@/lib/api/label-selector';
import type { Pod } from '@/lib/api/models';
import { quantityNumber, quantityValue } from '@/lib/api/quantity';
import { formatTime } from '@/lib/api/time';
import { errorOf } from '../../client/new-client';
import { bindQueue, ignoreNotFound } from '../../controllers/context';
import { PODS } from '../../client/resources';
import type { Operator, OperatorContext } from '../addon';
import { collectCheckpoints, keepCheckpoint, readCheckpoint } from './checkpoints';
import { capped, estimate, type Aggregate } from './estimate';
import { merge } from './histogram';
import { addOom, addUsage, EMPTY_MODEL, forgetPods, type Model } from './model';
import { durationMs, flagOf, klog, VPAS, type ContainerRecommendation, type Vpa, type VpaCondition } from './resources';
import { selectorOf } from './targets';

const QUEUE = 'vpa-recommender';
const TICK = 'recommend';
/** --checkpoints-gc-interval */
const COLLECT_MS = 600_000;
const MODEL_FILE = '/tmp/model.json';

/** Learns what containers use and recommends requests once a minute. Models vertical-pod-autoscaler/pkg/recommender. */
export const vpaRecommender: Operator = {
  name: 'vpa-recommender',
  bind(context) {
    /** Rounds begin a whole interval after the start. */
    const wait = () => {
      const interval = durationMs(flagOf(context.instances()[0]!.argv, 'recommender-interval') ?? '1m');
      context.sim.after(`controller/${QUEUE}`, TICK, interval, { background: true });
    };
    bindQueue(context, QUEUE, () => {
      const { argv } = context.instances()[0]!;
      wait();
      const vpas = context.client.list<Vpa>(VPAS).items;
      const model = learn(context);
      for (const vpa of vpas) recommend(context, model, vpa, argv);
      if (Math.floor(context.sim.now() / COLLECT_MS) !== Math.floor((context.sim.now() - 60_000) / COLLECT_MS))
        collectCheckpoints(context, vpas);
    });
    return { resync: wait };
  },
};

interface PodMetrics {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly timestamp: string;
  readonly containers?: readonly { readonly name: string; readonly usage: { readonly cpu: string; readonly memory: string } }[];
}

function learn(context: OperatorContext): Model {
  const { client, informers, sim } = context;
  const known = context.readFile(MODEL_FILE);
  let model = known ? (JSON.parse(known) as Model) : EMPTY_MODEL;
  const pods = informers.informer<Pod>(PODS);
  const whose = (pod: Pod, container: string) => ({
    namespace: pod.metadata.namespace!,
    pod: pod.metadata.name,
    container,
    labels: pod.metadata.labels ?? {},
  });
  const response = client.door.handle({ method: 'GET', path: '/apis/metrics.k8s.io/v1beta1/pods', query: {}, headers: {} });
  if (response.status === 200) {
    for (const { metadata, timestamp, containers = [] } of (response.body as { items?: readonly PodMetrics[] }).items ?? []) {
      const pod = pods.get(metadata.namespace, metadata.name);
      if (!pod) continue;
      for (const { name, usage } of containers) {
        const requests = pod.spec?.containers?.find((one) => one.name === name)?.resources?.requests;
        model = addUsage(model, {
          ...whose(pod, name),
          requestedCpu: quantityNumber(requests?.cpu ?? 0),
          at: Date.parse(timestamp),
          cpu: quantityNumber(usage.cpu),
          memory: quantityValue(usage.memory),
        });
      }
    }
  } else {
    const missing = response.status === 404 ? 'the server could not find the requested resource (get pods.metrics.k8s.io)' : undefined;
    const err = missing ?? errorOf(response).message;
    context.log(`${klog('E', sim.now())}cluster_feeder.go:455] "Cannot get ContainerMetricsSnapshot from MetricsClient" err="${err}"\n`);
  }
  for (const pod of pods.list()) {
    for (const { name, state, lastState } of pod.status?.containerStatuses ?? []) {
      const killed = [state?.terminated, lastState?.terminated].find((one) => one?.reason === 'OOMKilled');
      if (!killed?.finishedAt) continue;
      const memory = pod.spec?.containers?.find((one) => one.name === name)?.resources?.requests?.memory;
      model = addOom(model, whose(pod, name), quantityValue(memory ?? 0), Date.parse(killed.finishedAt));
    }
  }
  model = forgetPods(model, (namespace, pod) => pods.get(namespace, pod) !== undefined);
  context.writeFile(MODEL_FILE, JSON.stringify(model));
  return model;
}

function recommend(context: OperatorContext, model: Model, vpa: Vpa, argv: readonly string[]): void {
  const recommenders = vpa.spec.recommenders ?? [];
  if (recommenders.length > 0 && recommenders[0]!.name !== (flagOf(argv, 'recommender-name') ?? 'default')) return;
  const { client, informers, sim } = context;
  const namespace = vpa.metadata.namespace!;
  const found = selectorOf(context, vpa);
  const selected = 'selector' in found ? found.selector : undefined;
  const matches = (labels: Readonly<Record<string, string>> | undefined) => selected !== undefined && matchesLabels(selected, labels);
  const pods = informers
    .informer<Pod>(PODS)
    .list(namespace)
    .filter(({ metadata }) => matches(metadata.labels));
  const aggregates = new Map<string, Aggregate>();
  for (const one of Object.values(model.aggregates)) {
    if (one.namespace === namespace && matches(one.labels)) aggregates.set(one.container, combine(aggregates.get(one.container), one));
  }
  for (const [container, one] of aggregates) {
    const before = readCheckpoint(context, vpa, container);
    if (before && one.first > before.last) aggregates.set(container, combine(before, one));
  }
  const spread = Math.max(1, ...pods.map(({ spec }) => spec?.containers?.length ?? 1));
  const containerRecommendations = [...aggregates]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, known]) => (known.count > 0 ? (capped(vpa, estimate(name, known, spread, argv)) ?? []) : []));
  const recommendation = containerRecommendations.length > 0 ? { containerRecommendations } : {};
  const conditions = conditionsOf(vpa, sim.now(), {
    recommended: containerRecommendations,
    matched: pods.length > 0,
    unsupported: 'error' in found ? found.error : undefined,
  });
  if (JSON.stringify([vpa.status?.recommendation, vpa.status?.conditions]) !== JSON.stringify([recommendation, conditions]))
    ignoreNotFound(() =>
      client.patch(
        VPAS,
        namespace,
        vpa.metadata.name,
        {
          status: {
            recommendation: Object.keys(recommendation).length > 0 ? recommendation : { containerRecommendations: null },
            conditions,
          },
        },
        { type: 'merge', subresource: 'status' },
      ),
    );
  for (const [container, known] of aggregates) keepCheckpoint(context, vpa, container, known);
}

const combine = (one: Aggregate | undefined, other: Aggregate): Aggregate =>
  one
    ? {
        cpu: merge(one.cpu, other.cpu),
        memory: merge(one.memory, other.memory),
        count: one.count + other.count,
        first: one.first === 0 ? other.first : Math.min(one.first, other.first || one.first),
        last: Math.max(one.last, other.last),
      }
    : other;

interface Findings {
  readonly recommended: readonly ContainerRecommendation[];
  readonly matched: boolean;
  readonly unsupported: string | undefined;
}

/** Models model/vpa.go UpdateConditions. */
function conditionsOf(vpa: Vpa, now: number, { recommended, matched, unsupported }: Findings): VpaCondition[] {
  const none = matched ? {} : { reason: 'NoPodsMatched', message: 'No pods match this VPA object' };
  const topmost = unsupported?.startsWith('The targetRef');
  const wanted: Omit<VpaCondition, 'lastTransitionTime'>[] = [
    ...(unsupported === undefined
      ? []
      : [
          {
            type: 'ConfigUnsupported',
            status: 'True' as const,
            message: topmost ? unsupported : `Cannot read targetRef. Reason: ${unsupported}`,
          },
        ]),
    ...(matched ? [] : [{ type: 'NoPodsMatched', status: 'True' as const, ...none }]),
    recommended.length > 0
      ? { type: 'RecommendationProvided', status: 'True' }
      : { type: 'RecommendationProvided', status: 'False', ...none },
  ];
  return wanted.map(({ type, status, ...why }) => {
    const before = vpa.status?.conditions?.find((one) => one.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime! : formatTime(now);
    return {
      lastTransitionTime,
      ...('message' in why && { message: why.message }),
      ...('reason' in why && { reason: why.reason }),
      status,
      type,
    };
  });
}
