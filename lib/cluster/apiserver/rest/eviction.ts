import { conditionOf, type Condition } from '@/lib/api/condition';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, forbiddenStatus, notFoundStatus, successStatus, tooManyRequestsStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import { admitSubresource } from '../admission/chain';
import type { ResourceCall } from '../call';
import { answer } from './answer';
import type { DeleteOptions } from './delete-options';
import { deleteObject } from './deletion';
import { readKind } from './read-kind';
import { POD_DISRUPTION_BUDGETS } from '../../client/resources';

/** POST pods/eviction: a deletion that disruption budgets may forbid. Models registry/core/pod/storage.EvictionREST. */
export function evict(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const given = readKind<Partial<KubeObject>>(call, 'Eviction', 'policy/v1', 'io.k8s.api.policy.v1.Eviction');
  if (given.metadata?.name && given.metadata.name !== info.name) {
    throw badRequestStatus('name in URL does not match name in Eviction object');
  }
  const metadata = { ...given.metadata, name: info.name, namespace: info.namespace };
  const eviction = admitSubresource(call, { apiVersion: 'policy/v1', kind: 'Eviction', ...given, metadata });
  const options = withDryRun(call, (eviction.deleteOptions as DeleteOptions | undefined) ?? {});
  const pod = server.store.get(served.resource, info.namespace, info.name);
  if (!pod) throw notFoundStatus(served.resource, info.name);
  const budgets = ignoresBudgets(pod)
    ? []
    : server.store
        .list(POD_DISRUPTION_BUDGETS, info.namespace)
        .filter(({ spec }) => matchesLabelSelector(spec?.selector, pod.metadata.labels));
  if (budgets.length > 1) return answer(call, 201, TOO_MANY_BUDGETS);
  const dryRun = call.dryRun || (options.dryRun?.length ?? 0) > 0;
  if (budgets[0]) spend(call, budgets[0], pod, dryRun);
  const doomed = dryRun ? pod : marked(call, pod);
  deleteObject({ ...call, dryRun }, doomed, options);
  return answer(call, 201, { ...successStatus(), code: 201 });
}

const TOO_MANY_BUDGETS = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
  code: 500,
};

/** The request's dry run is the deletion's, too. Models propagateDryRun. */
function withDryRun({ request }: ResourceCall, options: DeleteOptions): DeleteOptions {
  const asked = request.query.dryRun ?? [];
  const given = options.dryRun ?? [];
  if (asked.length === 0 || given.length === 0) return asked.length === 0 ? options : { ...options, dryRun: asked };
  if (asked.join() === given.join()) return options;
  throw badRequestStatus(`Non-matching dry-run options in request and content: [${asked.join(' ')}] and [${given.join(' ')}]`);
}

/** Pods whose going disrupts nothing. Models canIgnorePDB. */
const ignoresBudgets = (pod: KubeObject): boolean =>
  ['Succeeded', 'Failed', 'Pending'].includes(pod.status?.phase as string) || pod.metadata.deletionTimestamp !== undefined;

/** The pod says why it goes. Models addConditionAndDeletePod. */
function marked(call: ResourceCall, pod: KubeObject): KubeObject {
  if (conditionOf(pod, 'DisruptionTarget')?.status === 'True') return pod;
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(call.server.sim.now()),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
  };
  const others = ((pod.status?.conditions ?? []) as readonly Condition[]).filter(({ type }) => type !== 'DisruptionTarget');
  const next = { ...pod, status: { ...pod.status, conditions: [...others, condition] } } as KubeObject;
  return call.server.store.update(call.served.resource, pod, next);
}

const MOST_DISRUPTED = 2000;

/** Takes one disruption off the budget. Throws what forbids it. Models checkAndDecrement. */
function spend(call: ResourceCall, budget: KubeObject, pod: KubeObject, dryRun: boolean): void {
  const status = (budget.status ?? {}) as {
    disruptionsAllowed?: number;
    observedGeneration?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
    disruptedPods?: object;
  };
  const { disruptionsAllowed: allowed = 0, currentHealthy = 0, desiredHealthy = 0, disruptedPods = {} } = status;
  if (conditionOf(pod, 'Ready')?.status !== 'True') {
    if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    if (currentHealthy >= desiredHealthy && desiredHealthy > 0) return;
  }
  const { name } = budget.metadata;
  const tooMany = (message: string, seconds = 0) =>
    tooManyRequestsStatus("Cannot evict pod as it would violate the pod's disruption budget.", seconds, [
      { reason: 'DisruptionBudget', message },
    ]);
  const forbidden = (why: string) => forbiddenStatus({ group: 'policy', resource: 'poddisruptionbudget' }, name, why);
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (allowed < 0) throw forbidden('pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MOST_DISRUPTED) {
    throw forbidden('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  }
  if (allowed === 0) {
    const condition = conditionOf(budget, 'DisruptionAllowed');
    if (condition?.status === 'False' && condition.reason === 'SyncFailed') {
      throw tooMany(
        `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${condition.message ?? ''}`,
      );
    }
    throw tooMany(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`);
  }
  if (dryRun) return;
  const disrupted = { ...disruptedPods, [pod.metadata.name]: formatTime(call.server.sim.now()) };
  const next = { ...budget, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods: disrupted } };
  call.server.store.update(POD_DISRUPTION_BUDGETS, budget, next);
}
