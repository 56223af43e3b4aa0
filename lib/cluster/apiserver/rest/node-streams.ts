import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import { attributesOf, decide, forbiddenFor } from '../authz/authorize';
import { admitRequest } from '../admission/chain';
import type { ResourceCall } from '../call';
import { flagOf, queryOf } from '../request-info';
import { answer, textAnswer } from './answer';
import { get } from './read';

/** pods/log, exec, attach and portforward: forwarded to the kubelet of the pod's node. */
export function serveNodeStream(call: ResourceCall): ApiResponse {
  const { info, request, server } = call;
  if (info.subresource !== 'log') {
    admitRequest({ call, operation: 'CONNECT', object: optionsOf(call), old: undefined, subresource: info.subresource });
    mustCreate(call);
  }
  const pod = get(call);
  const node = server.nodeProxy;
  if (info.subresource === 'portforward') {
    requireHost(pod, call);
    const ports = (request.query.ports ?? []).flatMap((text) => text.split(',')).map(Number);
    return { ...answer(call, 101, undefined), stream: node.portForward(pod, ports) };
  }
  const container = containerOf(pod, queryOf(request, 'container'));
  if (info.subresource === 'log') {
    if (!pod.spec?.nodeName) return textAnswer(200, '');
    const { text, stream } = node.log(pod, container, {
      container,
      follow: flagOf(request, 'follow'),
      previous: flagOf(request, 'previous'),
      timestamps: flagOf(request, 'timestamps'),
      ...numbers(call, ['sinceSeconds', 'tailLines', 'limitBytes']),
      ...(queryOf(request, 'sinceTime') && { sinceTime: queryOf(request, 'sinceTime')! }),
    });
    const response = textAnswer(200, text ?? '');
    return stream ? { ...response, stream } : response;
  }
  requireHost(pod, call);
  const options = {
    container,
    stdin: flagOf(request, 'stdin'),
    stdout: flagOf(request, 'stdout'),
    stderr: flagOf(request, 'stderr'),
    tty: flagOf(request, 'tty'),
    ...(info.subresource === 'exec' && { command: request.query.command ?? [] }),
  };
  if (info.subresource === 'exec' && !request.query.command?.length) {
    throw badRequestStatus('you must specify at least 1 command for the container');
  }
  if (!options.stdin && !options.stdout && !options.stderr) {
    throw badRequestStatus('you must specify at least one of stdin, stdout, stderr');
  }
  const stream = info.subresource === 'exec' ? node.exec(pod, container, options) : node.attach(pod, container, options);
  return { ...answer(call, 101, undefined), stream };
}

/**
 * A WebSocket opens a connection with GET, for which `get` was asked of the authorizers; it takes `create` as well. Models
 * AuthorizePodWebsocketUpgradeCreatePermission (on since v1.35).
 */
function mustCreate({ info, server, user }: ResourceCall): void {
  if (info.verb === 'create') return;
  const attributes = { ...attributesOf(info), verb: 'create' };
  const { allowed, reason } = decide(server, user, attributes);
  if (!allowed) throw forbiddenFor(user, attributes, reason);
}

const OPTIONS: Readonly<Record<string, string>> = {
  exec: 'PodExecOptions',
  attach: 'PodAttachOptions',
  portforward: 'PodPortForwardOptions',
};

/** What admission sees of a connection. */
function optionsOf({ info, request }: ResourceCall): KubeObject {
  const flags = ['stdin', 'stdout', 'stderr', 'tty'].filter((name) => flagOf(request, name)).map((name) => [name, true] as const);
  const container = queryOf(request, 'container');
  const ports = (request.query.ports ?? []).flatMap((text) => text.split(',')).map(Number);
  return {
    apiVersion: 'v1',
    kind: OPTIONS[info.subresource] ?? '',
    metadata: {},
    ...(info.subresource === 'portforward' ? { ports } : Object.fromEntries(flags)),
    ...(container && { container }),
    ...(info.subresource === 'exec' && { command: request.query.command ?? [] }),
  } as unknown as KubeObject;
}

function requireHost(pod: KubeObject, call: ResourceCall): void {
  const { name } = pod.metadata;
  const phase = pod.status?.phase as string | undefined;
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw badRequestStatus(`cannot ${call.info.subresource} into a container in a completed pod; current phase is ${phase}`);
  }
  if (!pod.spec?.nodeName) throw badRequestStatus(`pod ${name} does not have a host assigned`);
}

/** The container asked for, or the only one. Models podutils' and registry/core/pod's LogLocation and streamLocation. */
function containerOf(pod: KubeObject, asked: string | undefined): string {
  type Named = readonly { readonly name: string }[] | undefined;
  const names = (list: Named) => (list ?? []).map(({ name }) => name);
  const containers = names(pod.spec?.containers as Named);
  const init = names(pod.spec?.initContainers as Named);
  const ephemeral = names(pod.spec?.ephemeralContainers as Named);
  const { name } = pod.metadata;
  if (!asked) {
    const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
    if (annotated && containers.includes(annotated)) return annotated;
    if (containers.length === 1) return containers[0]!;
    if (containers.length === 0) throw badRequestStatus(`a container name must be specified for pod ${name}`);
    const list = `[${containers.join(' ')}]`;
    const initText = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
    throw badRequestStatus(`a container name must be specified for pod ${name}, choose one of: ${list}${initText}`);
  }
  if (containers.includes(asked) || init.includes(asked) || ephemeral.includes(asked)) return asked;
  throw badRequestStatus(`container ${asked} is not valid for pod ${name}`);
}

function numbers(call: ResourceCall, names: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const name of names) {
    const text = queryOf(call.request, name);
    if (text === undefined) continue;
    if (!/^-?\d+$/.test(text)) throw badRequestStatus(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    out[name] = Number(text);
  }
  return out;
}
