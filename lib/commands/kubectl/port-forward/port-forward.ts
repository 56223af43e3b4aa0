import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, ServerError } from '../errors';
import { podFor } from '../exec/pods';
import type { Invocation, Task } from '../invocation';
import { targetsOf } from '../resource/arguments';
import { listenOn } from './listen';
import { parseAddresses, parsePorts, podPorts, refuseUdp, servicePorts } from './ports';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects as they came */
/** `kubectl port-forward`: listens on this host and hands what comes to a pod, until it is interrupted or loses the pod. */
export function* portForward(k: Invocation): Task<number> {
  if (k.args.length < 2) throw k.usageError('TYPE/NAME and list of ports are required for port-forward');
  const [word, ...given] = k.args as [string, ...string[]];
  const timeoutMs = k.flags.duration('pod-running-timeout');
  if (timeoutMs <= 0) throw k.usageError('--pod-running-timeout must be higher than zero');
  const service = serviceOf(k, word);
  const pod = yield* podFor(k, word, timeoutMs);
  let ports: string[];
  if (service) {
    refuseUdp(
      given,
      service.spec.ports.map((port: any) => ({ name: port.name, number: port.port, protocol: port.protocol })),
    );
    ports = servicePorts(given, service, pod);
  } else {
    const declared = pod.spec.containers.flatMap((container: any) => container.ports ?? []);
    refuseUdp(
      given,
      declared.map((port: any) => ({ name: port.name, number: port.containerPort, protocol: port.protocol })),
    );
    ports = podPorts(given, pod);
  }
  if (pod.status?.phase !== 'Running')
    throw new CommandError(`unable to forward port because pod is not running. Current status=${pod.status?.phase}`);
  const addresses = parseAddresses(k.flags.list('address'));
  return yield* forward(k, pod, addresses, parsePorts(ports));
}

function serviceOf(k: Invocation, word: string): any {
  if (!word.includes('/')) return undefined;
  const { resource, name } = targetsOf(k, [word])[0] as { resource: Resource; name: string };
  if (resource.plural !== 'services' || resource.group !== '') return undefined;
  return k.rest.get(resourcePath(resource, k.namespace, name));
}

/** Models portforward.PortForwarder.ForwardPorts. */
function* forward(
  k: Invocation,
  pod: any,
  addresses: ReturnType<typeof parseAddresses>,
  ports: ReturnType<typeof parsePorts>,
): Task<number> {
  const { sys } = k;
  const { name, namespace } = pod.metadata;
  const response = k.rest.exchange('GET', `/api/v1/namespaces/${namespace}/pods/${name}/portforward`, {
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'SPDY/3.1+portforward.k8s.io' },
  });
  const { stream } = response;
  if (!stream) throw new CommandError(`error upgrading connection: ${upgradeFailure(response.body as any)}`);
  sys.handleSignal('INT', 'handle');
  try {
    let listening = false;
    for (const port of ports) {
      try {
        for (const line of listenOn(sys, addresses, port, 'kubectl-port-forward', { stream: stream.id })) k.out(line);
        listening = true;
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        k.err(`Unable to listen on port ${port.local}: ${error.plain}\n`);
      }
    }
    if (!listening) {
      const asked = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
      throw new CommandError(`unable to listen on any of the requested ports: [${asked}]`);
    }
    for (;;) {
      yield* k.wait([stream.channel, sys.signalChannel()]);
      if (sys.takeSignals().includes('INT')) return 0;
      // The port that lost the pod has closed the stream (see service.ts).
      if (sys.streamRead(stream.id).ended) throw new CommandError('lost connection to pod');
    }
  } finally {
    sys.streamClose(stream.id);
  }
}

function upgradeFailure(status: any): string {
  return status?.kind === 'Status' ? new ServerError(status).message : 'unable to upgrade connection';
}
