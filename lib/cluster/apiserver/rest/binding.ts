import { aggregateText, notSupported, required, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, conflictStatus, failure, notFoundStatus, successStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import { admitSubresource } from '../admission/chain';
import type { ResourceCall } from '../call';
import { answer } from './answer';
import { readKind } from './read-kind';

interface BindingBody {
  readonly metadata?: Partial<KubeObject['metadata']>;
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** POST pods/binding: the scheduler's word. Nobody manages what it sets. Models registry/core/pod/storage.BindingREST. */
export function bind(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const given = readKind<BindingBody>(call, 'Binding', 'v1', 'io.k8s.api.core.v1.Binding');
  if (given.metadata?.name && given.metadata.name !== info.name) {
    throw badRequestStatus('name in URL does not match name in Binding object');
  }
  const metadata = { ...given.metadata, name: info.name, namespace: info.namespace };
  const binding = admitSubresource(call, { apiVersion: 'v1', kind: 'Binding', ...given, metadata });
  const { kind = '', name: node = '' } = (binding.target as BindingBody['target']) ?? {};
  const found: FieldError[] = [];
  if (kind !== '' && kind !== 'Node') found.push(notSupported('target.kind', kind, ['Node', '<empty>']));
  if (node === '') found.push(required('target.name'));
  if (found.length > 0) throw failure(500, '', aggregateText(found));
  const current = server.store.get(served.resource, info.namespace, info.name);
  if (!current) throw notFoundStatus(served.resource, info.name);
  const conflict = (why: string) => conflictStatus({ group: '', resource: 'pods/binding' }, info.name, why);
  if (current.metadata.deletionTimestamp) throw conflict(`pod ${info.name} is being deleted, cannot be assigned to a host`);
  if (current.spec.nodeName) throw conflict(`pod ${info.name} is already assigned to node "${current.spec.nodeName}"`);
  if (current.spec.schedulingGates?.length) throw conflict(`pod ${info.name} has non-empty .spec.schedulingGates`);
  const conditions = ((current.status?.conditions as { type: string }[] | undefined) ?? []).filter(({ type }) => type !== 'PodScheduled');
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(server.sim.now()),
    observedGeneration: current.metadata.generation,
  };
  // The gate ClearingNominatedNodeNameAfterBinding: the nomination has done its work.
  const { nominatedNodeName: _, ...status } = current.status ?? {};
  const annotations = { ...current.metadata.annotations, ...binding.metadata.annotations };
  const labels = { ...current.metadata.labels, ...binding.metadata.labels };
  const next = {
    ...current,
    metadata: {
      ...current.metadata,
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
    spec: { ...current.spec, nodeName: node },
    status: { ...status, conditions: [...conditions, scheduled] },
  } as KubeObject;
  if (!call.dryRun) server.store.update(served.resource, current, next);
  return answer(call, 201, { ...successStatus(), code: 201 });
}
