import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { defaultContainer, hasContainer, podFor } from './pods';
import { runSession, type SessionOptions } from './session';

/* eslint-disable @typescript-eslint/no-explicit-any -- a pod as it came */
/** Attaches this terminal to a container. */
export function* attachToPod(k: Invocation, pod: any, container: string, { stdin, tty }: SessionOptions): Task<number> {
  if (tty && !k.sys.isatty(0)) k.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  const quiet = k.flags.has('quiet') && k.flags.bool('quiet');
  if (!quiet) {
    k.err(
      'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n',
    );
    k.err("If you don't see a command prompt, try pressing enter.\n");
  }
  const useTty = tty && k.sys.isatty(0);
  const response = k.rest.send('GET', `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}/attach`, {
    query: {
      container,
      stdin: stdin ? 'true' : undefined,
      stdout: 'true',
      stderr: useTty ? undefined : 'true',
      tty: useTty ? 'true' : undefined,
    },
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' },
  });
  const code = yield* runSession(k, response, { stdin, tty: useTty });
  if (!quiet && stdin && useTty) k.out(reattachMessage(pod, container));
  return code;
}

/** How to come back to a container that is started again or goes on. Models AttachOptions.reattachMessage. */
function reattachMessage(pod: any, container: string): string {
  const command = `kubectl attach ${pod.metadata.name} -c ${container} -i -t`;
  if (pod.spec.ephemeralContainers?.some((each: any) => each.name === container))
    return `Session ended, the ephemeral container will not be restarted but may be reattached using '${command}' if it is still running\n`;
  if ((pod.spec.restartPolicy ?? 'Always') !== 'Always') return '';
  return `Session ended, resume using '${command}' command when the pod is running\n`;
}

/** `kubectl attach`. */
export function* attach(k: Invocation): Task<number> {
  if (k.args.length === 0) throw new CommandError('at least 1 argument is required for attach');
  if (k.args.length > 2)
    throw new CommandError(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${k.args.length}: [${k.args.join(' ')}]`);
  if (k.flags.duration('pod-running-timeout') <= 0) throw k.usageError('--pod-running-timeout must be higher than zero');
  const pod = yield* podFor(k, k.args.length === 2 ? `${k.args[0]}/${k.args[1]}` : k.args[0]!, k.flags.duration('pod-running-timeout'));
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') {
    throw new CommandError(`cannot attach a container in a completed pod; current phase is ${pod.status.phase}`);
  }
  const named = k.flags.text('container');
  if (named !== '' && !hasContainer(pod, named))
    throw new CommandError(`cannot attach to the container: container ${named} not found in pod ${pod.metadata.name}`);
  const container = named || defaultContainer(k, pod, k.flags.bool('quiet'));
  const spec = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])].find(
    (each: any) => each.name === container,
  );
  let tty = k.flags.bool('tty');
  if (tty && !spec?.tty) {
    tty = false;
    if (!k.flags.bool('quiet')) k.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  }
  return yield* attachToPod(k, pod, container, { stdin: k.flags.bool('stdin'), tty });
}
