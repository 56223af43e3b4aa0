import { parseTime } from '@/lib/api/time';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { endedAs } from './job';
import { JOBS } from '../client/resources';

/** Deletes Jobs some time after they ended. Models pkg/controller/ttlafterfinished. */
export function ttlAfterFinishedController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const jobs = informers.informer(JOBS);
  const enqueue = bindQueue(context, 'ttl-after-finished', (key) => {
    const [namespace, name] = splitKey(key);
    const job = jobs.get(namespace, name);
    const end = job && endedAs(job);
    if (!job || !end || job.metadata.deletionTimestamp || job.spec.ttlSecondsAfterFinished === undefined) return;
    const left = parseTime(end.lastTransitionTime ?? undefined) + job.spec.ttlSecondsAfterFinished * 1000 - sim.now();
    if (left > 0) sim.after('controller/ttl-after-finished', key, left, { background: true });
    else ignoreNotFound(() => client.delete(JOBS, namespace, name, { propagationPolicy: 'Foreground', uid: job.metadata.uid }));
  });
  jobs.onChange(({ type, object }) => {
    if (type !== 'DELETED' && object.spec.ttlSecondsAfterFinished !== undefined && endedAs(object)) enqueue(keyOf(object));
  });
}
