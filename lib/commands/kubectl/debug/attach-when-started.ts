import { attachToPod } from '../exec/attach';
import { waitForPod } from '../exec/pods';
import { ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods as kubectl reads them */
/** Waits for the container without a limit, and is its terminal; of one that has ended already, the log. Returns its exit code. */
export function* attachWhenStarted(k: Invocation, namespace: string, name: string, container: string, quiet: boolean): Task<number> {
  const started = (pod: any): boolean => {
    const state = statusOf(pod, container)?.state;
    if (state?.running || state?.terminated) return true;
    const message = state?.waiting?.message;
    if (message && !quiet) k.err(`Warning: container ${container}: ${message}\n`);
    return false;
  };
  const pod = yield* waitForPod(k, namespace, name, started);
  if (pod === undefined)
    throw new ServerError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      reason: 'NotFound',
      message: 'pods "" not found',
      code: 404,
    });
  if (statusOf(pod, container).state.terminated) {
    const { body } = k.rest.send('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { container } });
    if (typeof body === 'string') k.out(body);
    return 0;
  }
  return yield* attachToPod(k, pod, container, { stdin: k.flags.bool('stdin'), tty: k.flags.bool('tty') });
}

const statusOf = ({ status }: any, container: string): any =>
  [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? []), ...(status?.ephemeralContainerStatuses ?? [])].find(
    (one: any) => one.name === container,
  );
