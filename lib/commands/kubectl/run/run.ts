import { isEnvVarName } from '@/lib/api/names';
import { attachToPod } from '../exec/attach';
import { metadata } from '../create/generated';
import { CommandError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { withLastAppliedStruct } from '../apply/last-applied';
import { waitForPod } from '../exec/pods';
import { overridden } from './overrides';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects as kubectl writes them */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$/;

/** `kubectl run`. */
export function* run(k: Invocation): Task<number> {
  if (k.args.length === 0 || k.dashAt === 0) throw k.usageError('NAME is required for run');
  const timeout = k.flags.duration('pod-running-timeout');
  if (timeout <= 0) throw k.usageError('--pod-running-timeout must be higher than zero');
  const dryRun = dryRunOf(k);
  const cascade = k.flags.text('cascade');
  if (!['background', 'foreground', 'orphan', 'true', 'false'].includes(cascade))
    throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  const name = k.args[0]!;
  const image = k.flags.text('image');
  if (image === '') throw new CommandError('--image is required');
  if (!IMAGE.test(image)) throw new CommandError(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const stdin = k.flags.bool('stdin');
  const tty = k.flags.bool('tty');
  if (tty && !stdin) throw k.usageError('-i/--stdin is required for containers with -t/--tty=true');
  if (k.flags.bool('expose') && k.flags.text('port') === '') throw k.usageError('--port must be set when exposing a service');
  const attach = k.flags.changed('attach') ? k.flags.bool('attach') : stdin;
  const remove = k.flags.bool('rm');
  if (remove && !attach) throw k.usageError('--rm should only be used for attached containers');
  if (attach && dryRun !== 'none')
    throw k.usageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const restart = k.flags.text('restart') || 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) throw k.usageError(`invalid restart policy: ${restart}`);
  if (remove && restart !== 'Never' && restart !== 'OnFailure' && restart !== 'Always') throw k.usageError('--rm needs a restart policy');
  const pull = k.flags.text('image-pull-policy');
  if (pull !== '' && !['Always', 'IfNotPresent', 'Never'].includes(pull)) throw k.usageError(`invalid image pull policy: ${pull}`);

  const object = overridden(k, podOf(k, name, image, restart, pull, stdin, tty, remove || !k.flags.bool('leave-stdin-open')));
  k.discovery.resources();
  const report = reporter(k, dryRun);
  const pod = send(k, 'pods', k.flags.bool('save-config') && dryRun !== 'client' ? withLastAppliedStruct(object) : object, dryRun);
  let exposed: any;
  if (k.flags.bool('expose')) exposed = send(k, 'services', serviceOf(k, name, object), dryRun);
  if (!attach) {
    if (exposed) report(exposed, 'created', { sorted: false });
    // kubectl parts the two documents twice
    if (exposed && k.flags.text('output') === 'yaml') k.out('---\n');
    report(pod, 'created', { sorted: false });
    return 0;
  }
  if (exposed) report(exposed, 'created');
  return yield* attached(k, pod, { stdin, tty, remove, exposed: exposed !== undefined, restart, timeout });
}

function podOf(
  k: Invocation,
  name: string,
  image: string,
  restart: string,
  pull: string,
  stdin: boolean,
  tty: boolean,
  once: boolean,
): any {
  const args = k.dashAt >= 0 ? k.args.slice(k.dashAt) : k.args.slice(1);
  const labels = k.flags.text('labels') === '' ? { run: name } : parseLabels(k.flags.text('labels'));
  const annotations = Object.fromEntries(
    k.flags.list('annotations').map((each) => {
      if (!each.includes('=')) throw new CommandError(`invalid annotations format: ${each}`);
      return [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)];
    }),
  );
  const env = k.flags.list('env').map((each) => {
    const at = each.indexOf('=');
    if (at <= 0 || isEnvVarName(each.slice(0, at)).length > 0) throw new CommandError(`invalid env: ${each}`);
    return { name: each.slice(0, at), ...(each.slice(at + 1) !== '' && { value: each.slice(at + 1) }) };
  });
  const port = k.flags.text('port');
  if (port !== '' && !/^[+-]?\d+$/.test(port)) throw new CommandError(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: metadata(k, name, { labels, ...(Object.keys(annotations).length > 0 && { annotations }) }),
    spec: {
      containers: [
        {
          name,
          image,
          ...(args.length > 0 && (k.flags.bool('command') ? { command: args } : { args })),
          ...(port !== '' && { ports: [{ containerPort: Number(port) }] }),
          ...(env.length > 0 && { env }),
          resources: {},
          ...(pull !== '' && { imagePullPolicy: pull }),
          ...(k.flags.bool('privileged') && { securityContext: { privileged: true } }),
          ...(stdin && { stdin: true }),
          ...(stdin && once && { stdinOnce: true }),
          ...(tty && { tty: true }),
        },
      ],
      restartPolicy: restart,
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  };
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    if (at < 0) throw new CommandError(`unexpected label spec: ${pair}`);
    labels[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return labels;
}

function serviceOf(k: Invocation, name: string, pod: any): any {
  const port = Number(k.flags.text('port'));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadata(k, name),
    spec: { ports: [{ protocol: 'TCP', port, targetPort: port }], selector: pod.metadata.labels },
    status: { loadBalancer: {} },
  };
}

function send(k: Invocation, plural: string, object: any, dryRun: string): any {
  if (dryRun === 'client') return object;
  return k.rest.send('POST', `/api/v1/namespaces/${k.namespace}/${plural}`, {
    body: object,
    query: { fieldManager: k.flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined },
  }).body;
}

interface AttachOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly remove: boolean;
  /** A service of the same name was made, and goes with the pod. */
  readonly exposed: boolean;
  readonly restart: string;
  readonly timeout: number;
}

function* attached(k: Invocation, created: any, options: AttachOptions): Task<number> {
  const name: string = created.metadata.name;
  const path = `/api/v1/namespaces/${k.namespace}/pods/${name}`;
  let code = 0;
  try {
    const running = (pod: any) =>
      ['Running', 'Succeeded', 'Failed'].includes(pod.status?.phase) &&
      (pod.status?.phase !== 'Running' ||
        pod.status?.containerStatuses?.every((each: any) => each.ready || each.state?.running || each.state?.terminated));
    const pod = yield* waitForPod(k, k.namespace, name, running, options.timeout);
    if (!pod) throw new CommandError('timed out waiting for the condition');
    const phase = pod.status.phase;
    const container: string = pod.spec.containers[0].name;
    if (phase === 'Succeeded' || phase === 'Failed') yield* printLog(k, path, container);
    else {
      try {
        yield* attachToPod(k, pod, container, options);
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
        k.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
        yield* printLog(k, path, container);
      }
    }
    if (options.restart === 'Never' || options.restart === 'OnFailure') {
      const ended = yield* waitForPod(k, k.namespace, name, (each: any) => ['Succeeded', 'Failed'].includes(each.status?.phase), 60_000);
      const state = ended?.status?.containerStatuses?.[0]?.state?.terminated;
      if (ended?.status?.phase === 'Failed' && state) {
        code = state.exitCode ?? 1;
        if (options.remove) yield* remove(k, path, name, options.exposed);
        k.err(`pod ${k.namespace}/${name} terminated (${state.reason ?? 'Error'})\n`);
        return code;
      }
    }
  } catch (error) {
    if (options.remove) yield* remove(k, path, name, options.exposed);
    throw error;
  }
  if (options.remove) yield* remove(k, path, name, options.exposed);
  return code;
}

function* printLog(k: Invocation, path: string, container: string): Task<void> {
  const { body, stream } = k.rest.send('GET', `${path}/log`, { query: { container, follow: 'true' } });
  if (typeof body === 'string') k.out(body);
  if (stream) yield* k.rest.follow({ status: 200, headers: {}, stream }, (item) => (k.out(String(item)), false));
}

function* remove(k: Invocation, path: string, name: string, exposed: boolean): Task<void> {
  try {
    k.rest.send('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' } });
    if (!k.flags.bool('quiet')) k.out(`pod ${JSON.stringify(name)} deleted from ${k.namespace} namespace\n`);
    yield* waitForPod(k, k.namespace, name, () => false, 60_000);
    if (!exposed) return;
    k.rest.send('DELETE', `/api/v1/namespaces/${k.namespace}/services/${name}`, {
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    });
    if (!k.flags.bool('quiet')) k.out(`service ${JSON.stringify(name)} deleted from ${k.namespace} namespace\n`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
  }
}
