import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, notFoundStatus, internalErrorStatus, successStatus, tooManyRequestsStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import { admitSubresource } from '../admission/chain';
import type { ResourceCall } from '../call';
import { answer } from './answer';
import { deleteObject } from './deletion';
import { readKind } from './read-kind';

const BUDGETS = { group: 'policy', resource: 'poddisruptionbudgets' };

/** POST pods/eviction: a deletion that disruption budgets may forbid. Models registry/core/pod/storage.EvictionREST. */
export function evict(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const given = readKind<Partial<KubeObject>>(call, 'Eviction', 'policy/v1', 'io.k8s.api.policy.v1.Eviction');
  if (given.metadata?.name && given.metadata.name !== info.name) {
    throw badRequestStatus('name in URL does not match name in Eviction object');
  }
  const metadata = { ...given.metadata, name: info.name, namespace: info.namespace };
  const eviction = admitSubresource(call, { apiVersion: 'policy/v1', kind: 'Eviction', ...given, metadata });
  const pod = server.store.get(served.resource, info.namespace, info.name);
  if (!pod) throw notFoundStatus(served.resource, info.name);
  const done = () => {
    deleteObject(call, server.store.get(served.resource, info.namespace, info.name)!, (eviction.deleteOptions as object | undefined) ?? {});
    return answer(call, 201, successStatus());
  };
  const phase = pod.status?.phase as string | undefined;
  if (phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || pod.metadata.deletionTimestamp) return done();
  const budgets = server.store
    .list(BUDGETS, info.namespace)
    .filter((budget) => matchesLabelSelector(budget.spec?.selector, pod.metadata.labels));
  if (budgets.length > 1) {
    throw internalErrorStatus('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  }
  const budget = budgets[0];
  if (budget) spend(call, budget, pod);
  return done();
}

function spend(call: ResourceCall, budget: KubeObject, pod: KubeObject): void {
  const ready = (pod.status?.conditions as { type: string; status: string }[] | undefined)?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
  const status = (budget.status ?? {}) as {
    disruptionsAllowed?: number;
    observedGeneration?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
    disruptedPods?: object;
  };
  if (!ready) {
    if (budget.spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    if ((status.currentHealthy ?? 0) >= (status.desiredHealthy ?? 0) && (status.desiredHealthy ?? 0) > 0) return;
  }
  const { name } = budget.metadata;
  const refuse = (message: string) =>
    tooManyRequestsStatus("Cannot evict pod as it would violate the pod's disruption budget.", 0, [
      { reason: 'DisruptionBudget', message },
    ]);
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) {
    throw tooManyRequestsStatus("Cannot evict pod as it would violate the pod's disruption budget.", 10, [
      { reason: 'DisruptionBudget', message: `The disruption budget ${name} is still being processed by the server.` },
    ]);
  }
  const allowed = status.disruptionsAllowed ?? 0;
  if (allowed <= 0) {
    throw refuse(
      `The disruption budget ${name} needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`,
    );
  }
  if (call.dryRun) return;
  const next = {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: allowed - 1,
      disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: formatTime(call.server.sim.now()) },
    },
  };
  call.server.store.update(BUDGETS, budget, next);
}
