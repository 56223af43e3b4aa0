import { CommandError } from '../errors';
import { podFor } from '../exec/pods';
import type { Invocation, Task } from '../invocation';

/** `kubectl port-forward`: says what it cannot do. */
export function* portForward(k: Invocation): Task<number> {
  if (k.args.length < 2) throw k.usageError('TYPE/NAME and list of ports are required for port-forward');
  const pod = yield* podFor(k, k.args[0]!, k.flags.duration('pod-running-timeout'));
  if (pod.status?.phase !== 'Running')
    throw new CommandError(`unable to forward port because pod is not running. Current status=${pod.status?.phase}`);
  throw new CommandError('port-forward is not simulated here; from a cluster host, use the pod or service address instead');
}
