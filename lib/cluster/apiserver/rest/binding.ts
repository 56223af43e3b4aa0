import type { KubeObject } from '@/lib/api/object';
import { conflictStatus, notFoundStatus, badRequestStatus, successStatus } from '@/lib/api/status';
import { formatTime } from '@/lib/api/time';
import type { ApiResponse } from '../../client/client';
import { admitSubresource } from '../admission/chain';
import type { ResourceCall } from '../call';
import { bodyValue } from '../decode';
import { trackUpdate } from '../managed-fields';
import { answer } from './answer';
import { fieldManagerOf } from './options';

/** POST pods/binding: the scheduler's word. Models registry/core/pod/storage.BindingREST. */
export function bind(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const given = bodyValue(call.request.body, 'Binding').value as Partial<KubeObject> | null;
  const metadata = { ...given?.metadata, name: info.name, namespace: info.namespace };
  const binding = admitSubresource(call, { apiVersion: 'v1', kind: 'Binding', ...given, metadata });
  const node = (binding.target as { name?: string } | undefined)?.name;
  if (!node) throw badRequestStatus('Binding "" is invalid: target.name: Required value');
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
    status: { ...current.status, conditions: [...conditions, scheduled] },
  } as KubeObject;
  const tracked = trackUpdate(call, current, next, fieldManagerOf(call.request));
  if (!call.dryRun) server.store.update(served.resource, current, tracked);
  return answer(call, 201, successStatus());
}
