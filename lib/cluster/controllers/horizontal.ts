import type { Condition } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabels, parseLabelSelector } from '@/lib/api/label-selector';
import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import type { LayeredMap } from '@/lib/sim/layered-map';
import { ApiError, type UserInfo } from '../client/client';
import { errorOf } from '../client/new-client';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { limit, newMemory, remember, stabilize, type ScalingMemory } from './horizontal-behavior';
import { FailedMetric, proposalOf, tolerancesOf, type MetricProposal } from './horizontal-metrics';
import { newMetricsClient } from './metrics-client';
import { HORIZONTAL_POD_AUTOSCALERS, PODS } from '../client/resources';

const QUEUE = 'controller/horizontal-pod-autoscaler';
/** --horizontal-pod-autoscaler-sync-period: also the wait before an autoscaler is looked at for the first time. */
const SYNC_MS = 15_000;

export interface HorizontalOptions {
  readonly user: UserInfo;
  /** What the autoscaler remembers, by namespace and name. */
  readonly memory: LayeredMap<ScalingMemory>;
  /** Collections of a kind, with the version that is preferred: `apps/v1/deployments`. */
  readonly mappings: (group: string, kind: string) => readonly { readonly version: string; readonly resource: string }[];
}

interface Scale extends KubeObject {
  readonly status?: { readonly replicas?: number; readonly selector?: string };
}

/** An autoscaler and the status that is being made of it. */
interface Turn {
  readonly hpa: KubeObject;
  status: Record<string, unknown> & { conditions?: readonly Condition[] };
}

/** Scales what has a scale subresource by its metrics. Models pkg/controller/podautoscaler/horizontal.go. */
export function horizontalController(context: ControllerContext, { user, memory, mappings }: HorizontalOptions): void {
  const { client, informers, sim } = context;
  const hpas = informers.informer(HORIZONTAL_POD_AUTOSCALERS);
  const pods = informers.informer<Pod>(PODS);
  const events = context.events('horizontal-pod-autoscaler');
  const metrics = newMetricsClient(client.door, user, () => sim.now());
  const flags = () => context.configuration?.();
  const syncMs = () => flags()?.autoscalerSyncMs ?? SYNC_MS;
  bindQueue(context, 'horizontal-pod-autoscaler', (key) => {
    const hpa = client.get(HORIZONTAL_POD_AUTOSCALERS, ...splitKey(key));
    if (!hpa) return void memory.delete(key);
    reconcile(hpa);
    sim.after(QUEUE, key, syncMs(), { background: true });
  });
  hpas.onChange(({ type, object }) => {
    if (type === 'DELETED') sim.after(QUEUE, keyOf(object), 0);
    else if (type === 'ADDED') sim.after(QUEUE, keyOf(object), syncMs(), { background: true });
  });

  function reconcile(hpa: KubeObject): void {
    const turn: Turn = { hpa, status: { ...hpa.status } };
    const found = scaleOf(turn);
    if (!found) return;
    const { scale, path } = found;
    const key = keyOf(hpa);
    const { maxReplicas, minReplicas: min = 1, behavior } = hpa.spec;
    const current: number = scale.spec?.replicas ?? 0;
    if (!memory.has(key)) memory.set(key, newMemory(current, sim.now()));
    let desired = current;
    let why = '';
    let statuses: readonly object[] = [];
    if (current === 0 && min !== 0) {
      set(turn, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
    } else if (current > maxReplicas) {
      [desired, why] = [maxReplicas, 'Current number of replicas above Spec.MaxReplicas'];
    } else if (current < min) {
      [desired, why] = [min, 'Current number of replicas below Spec.MinReplicas'];
    } else {
      const sum = compute(turn, scale);
      statuses = sum.statuses;
      if (!sum.best) {
        finish(turn, current, (hpa.status?.desiredReplicas as number | undefined) ?? 0, statuses, false);
        return;
      }
      desired = sum.best.replicas;
      if (desired > current) why = `${sum.best.name} above target`;
      else if (desired < current) why = 'All metrics below target';
      desired = normalize(turn, key, current, desired, min);
    }
    const rescale = desired !== current;
    if (rescale) {
      const response = request('PUT', path, { ...scale, spec: { ...scale.spec, replicas: desired } });
      if (response.status >= 300) {
        const { message } = errorOf(response);
        events.event(hpa, 'Warning', 'FailedRescale', `New size: ${desired}; reason: ${why}; error: ${message}`);
        set(turn, 'AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${message}`);
        return finish(turn, current, (hpa.status?.desiredReplicas as number | undefined) ?? 0, statuses, false);
      }
      set(turn, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`);
      events.event(hpa, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${why}`);
      memory.set(key, remember(memory.get(key)!, behavior, current, desired, sim.now()));
    }
    finish(turn, current, desired, statuses, rescale);
  }

  const request = (method: string, path: string, body?: unknown) =>
    client.door.handle({ method, path, query: {}, headers: {}, as: user, ...(body !== undefined && { body }) });

  /** The target's scale and where it lies; undefined, and said so, when it cannot be had. */
  function scaleOf(turn: Turn): { scale: Scale; path: string } | undefined {
    const { apiVersion = '', kind, name } = turn.hpa.spec.scaleTargetRef;
    const fail = (message: string) => {
      events.event(turn.hpa, 'Warning', 'FailedGetScale', message);
      const text = `the HPA controller was unable to get the target's current scale: ${message}`;
      set(turn, 'AbleToScale', 'False', 'FailedGetScale', text);
      write(turn);
      return undefined;
    };
    const parts = apiVersion.split('/');
    if (parts.length > 2) return fail(`unexpected GroupVersion string: ${apiVersion}`);
    const group = parts.length === 2 ? parts[0]! : '';
    const known = mappings(group, kind);
    if (known.length === 0) return fail(`no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`);
    let first: string | undefined;
    for (const { version, resource } of known) {
      const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      const path = `${root}/namespaces/${turn.hpa.metadata.namespace}/${resource}/${encodeURIComponent(name)}/scale`;
      const response = request('GET', path);
      if (response.status < 300) {
        set(turn, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
        return { scale: response.body as Scale, path };
      }
      first ??= errorOf(response).message;
    }
    return fail(first ?? 'unrecognized resource');
  }

  /** Other autoscalers of the same target, whose pods are the same. Models hpasControllingPodsUnderSelector. */
  function othersOn(hpa: KubeObject): readonly KubeObject[] {
    const { kind, name } = hpa.spec.scaleTargetRef;
    return hpas.list(hpa.metadata.namespace).filter(({ metadata, spec }) => {
      const same = spec.scaleTargetRef.kind === kind && spec.scaleTargetRef.name === name;
      return metadata.uid !== hpa.metadata.uid && same;
    });
  }

  /** The most that any metric asks for; without `best` when too few could be had. Models computeReplicasForMetrics. */
  function compute(turn: Turn, scale: Scale): { best?: MetricProposal; statuses: readonly object[] } {
    const { hpa } = turn;
    const invalid = (reason: string, message: string, condition: string) => {
      events.event(hpa, 'Warning', reason, message);
      set(turn, 'ScalingActive', 'False', 'InvalidSelector', condition);
      events.event(hpa, 'Warning', 'FailedComputeMetricsReplicas', message);
      return { statuses: [] };
    };
    const selector = scale.status?.selector ?? '';
    if (selector === '') return invalid('SelectorRequired', 'selector is required', "the HPA target's scale is missing a selector");
    const parsed = parseLabelSelector(selector);
    const selected = pods.list(hpa.metadata.namespace).filter((pod) => matchesLabels(parsed, pod.metadata.labels));
    const rivals = othersOn(hpa);
    if (rivals.length > 0) {
      const all = [hpa, ...rivals].map(({ metadata }) => `{${metadata.name} ${metadata.namespace}}`).sort();
      const message = `pods by selector ${selector} are controlled by multiple HPAs: [${all.join(' ')}]`;
      events.event(hpa, 'Warning', 'AmbiguousSelector', message);
      set(turn, 'ScalingActive', 'False', 'AmbiguousSelector', message);
      events.event(hpa, 'Warning', 'FailedComputeMetricsReplicas', message);
      return { statuses: [] };
    }
    const specReplicas = scale.spec?.replicas ?? 0;
    const question = {
      client: metrics,
      namespace: hpa.metadata.namespace ?? '',
      pods: selected,
      selector,
      specReplicas,
      statusReplicas: scale.status?.replicas ?? 0,
      tolerances: tolerancesOf(hpa, flags()?.autoscalerTolerance),
      warmUp: { initializationMs: flags()?.autoscalerInitializationMs, readinessDelayMs: flags()?.autoscalerReadinessDelayMs },
      now: sim.now(),
    };
    const specs: readonly object[] = hpa.spec.metrics ?? [];
    const statuses: object[] = [];
    let best: MetricProposal | undefined;
    const failures: FailedMetric[] = [];
    for (const spec of specs) {
      try {
        const proposal = proposalOf(spec, question);
        statuses.push(proposal.status);
        if (!best || proposal.replicas > best.replicas) best = proposal;
      } catch (error) {
        if (!(error instanceof FailedMetric)) throw error;
        events.event(hpa, 'Warning', error.reason, error.message);
        failures.push(error);
        // Upstream's status has an entry for each metric, empty for those that failed.
        statuses.push({ type: '' });
      }
    }
    const [failure] = failures;
    if (failure && (failures.length >= specs.length || !best || best.replicas < specReplicas)) {
      const text = `the HPA was unable to compute the replica count: ${failure.message}`;
      set(turn, 'ScalingActive', 'False', failure.reason, text);
      const sum = `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${failure.summary}`;
      events.event(hpa, 'Warning', 'FailedComputeMetricsReplicas', sum);
      return { statuses };
    }
    const text = `the HPA was able to successfully calculate a replica count from ${best!.name}`;
    set(turn, 'ScalingActive', 'True', 'ValidMetricFound', text);
    return { best, statuses };
  }

  const windowS = () => {
    const ms = flags()?.autoscalerDownscaleStabilizationMs;
    return ms === undefined ? undefined : ms / 1000;
  };

  function normalize(turn: Turn, key: string, current: number, desired: number, min: number): number {
    const now = sim.now();
    const stable = stabilize(memory.get(key)!, turn.hpa.spec.behavior, current, desired, now, windowS());
    memory.set(key, stable.memory);
    if (stable.replicas !== desired) set(turn, 'AbleToScale', 'True', stable.reason, stable.message);
    else set(turn, 'AbleToScale', 'True', 'ReadyForNewScale', 'recommended size matches current size');
    const limited = limit(stable.memory, turn.hpa, { current, desired: stable.replicas, min }, now);
    set(turn, 'ScalingLimited', limited.replicas === stable.replicas ? 'False' : 'True', limited.reason, limited.message);
    return limited.replicas;
  }

  function set(turn: Turn, type: string, status: 'True' | 'False', reason: string, message: string): void {
    const before = turn.status.conditions ?? [];
    const old = before.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : formatTime(sim.now());
    const made: Condition = { type, status, lastTransitionTime, reason, message };
    turn.status.conditions = old ? before.map((condition) => (condition === old ? made : condition)) : [...before, made];
  }

  function finish(turn: Turn, current: number, desired: number, statuses: readonly object[], rescale: boolean): void {
    const { lastScaleTime, conditions } = turn.status;
    turn.status = {
      ...(turn.hpa.status?.observedGeneration !== undefined && { observedGeneration: turn.hpa.status.observedGeneration }),
      ...(rescale ? { lastScaleTime: formatTime(sim.now()) } : lastScaleTime ? { lastScaleTime } : {}),
      ...(current > 0 && { currentReplicas: current }),
      desiredReplicas: desired,
      currentMetrics: statuses.length > 0 ? statuses : null,
      ...(conditions && { conditions }),
    };
    write(turn);
  }

  function write({ hpa, status }: Turn): void {
    if (deepEqual(status, hpa.status)) return;
    try {
      client.update(HORIZONTAL_POD_AUTOSCALERS, { ...hpa, status }, 'status');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      events.event(hpa, 'Warning', 'FailedUpdateStatus', error.message);
      throw error;
    }
  }
}
