import type { KubeObject } from '@/lib/api/object';
import { notFoundStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import type { ResourceCall } from '../call';
import { bodyValue } from '../decode';
import { answer } from './answer';
import { finishDeletion, pendingFinalizers } from './deletion';

/** PUT namespaces/finalize: spec.finalizers only; the last one ends a deletion. Models namespace storage.FinalizeREST. */
export function finalize(call: ResourceCall): ApiResponse {
  const { served, info, server } = call;
  const wanted = bodyValue(call.request.body, served.kind.kind).value as Partial<KubeObject> | null;
  const current = server.store.get(served.resource, '', info.name);
  if (!current) throw notFoundStatus(served.resource, info.name);
  const finalizers = (wanted?.spec?.finalizers as readonly string[] | undefined) ?? [];
  const { finalizers: _, ...spec } = (current.spec ?? {}) as Record<string, unknown>;
  const next = { ...current, spec: { ...spec, ...(finalizers.length > 0 && { finalizers }) } } as KubeObject;
  const over = next.metadata.deletionTimestamp && !next.metadata.finalizers?.length && !pendingFinalizers(served.kind, next);
  if (over) return answer(call, 200, finishDeletion(call, current, next));
  return answer(call, 200, call.dryRun ? next : server.store.update(served.resource, current, next));
}
