import type { ContainerState } from '@/lib/cluster/kubelet/runtime';
import type { ContainerRecord } from './node-state';

/** A container as the runtime tells the kubelet of it. */
export function stateOf(record: ContainerRecord): ContainerState {
  const { id, spec, image, imageId, startedAt, finishedAt, exitCode, signal, oomKilled, lost, terminationMessage, user } = record;
  return {
    id,
    podUid: spec.podUid,
    sandboxId: spec.sandboxId,
    name: spec.name,
    attempt: spec.attempt,
    image,
    imageId,
    state: finishedAt === undefined ? 'running' : 'exited',
    startedAt,
    ...(finishedAt === undefined ? {} : { finishedAt, exitCode: exitCode ?? 0 }),
    ...(signal ? { signal } : {}),
    ...(user ? { user } : {}),
    ...(oomKilled ? { oomKilled } : {}),
    ...(lost ? { lost } : {}),
    ...(terminationMessage ? { terminationMessage } : {}),
  };
}
