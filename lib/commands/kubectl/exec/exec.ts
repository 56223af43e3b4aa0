import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { defaultContainer, podFor } from './pods';
import { runSession } from './session';

/** `kubectl exec`. */
export function* exec(k: Invocation): Task<number> {
  const { dashAt } = k;
  const files = k.flags.list('filename');
  if (k.args.length === 0 && files.length === 0) throw new CommandError('pod, type/name or --filename must be specified');
  if (dashAt === 0 && files.length === 0) throw new CommandError('pod, type/name or --filename must be specified');
  const command = k.args.slice(1);
  if (command.length === 0) throw new CommandError('you must specify at least one command for the container');
  if (dashAt < 0) {
    throw new CommandError(
      "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples",
    );
  }
  if (k.flags.duration('pod-running-timeout') <= 0) throw k.usageError('--pod-running-timeout must be higher than zero');
  const pod = yield* podFor(k, k.args[0]!, k.flags.duration('pod-running-timeout'));
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
    throw new CommandError(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  }
  const named = k.flags.text('container');
  const container = named || defaultContainer(k, pod, k.flags.bool('quiet'));
  const stdin = k.flags.bool('stdin');
  // A terminal without input is none.
  let tty = k.flags.bool('tty') && stdin;
  if (tty && !k.sys.isatty(0)) {
    tty = false;
    if (!k.flags.bool('quiet')) k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  }
  const response = k.rest.send('GET', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/exec`, {
    query: {
      command,
      container,
      stdin: stdin ? 'true' : undefined,
      stdout: 'true',
      stderr: tty ? undefined : 'true',
      tty: tty ? 'true' : undefined,
    },
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' },
  });
  return yield* runSession(k, response, { stdin, tty });
}
