import { canonicalQuantity } from '@/lib/api/quantity';
import { longTime } from '../description/metadata';
import type { Description } from '../description/writer';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods and templates of pods */

/** Containers of a pod or template, with their statuses if any. Models describeContainers. `space` is one blank for templates. */
export function containerLines(
  out: Description,
  title: string,
  containers: readonly any[],
  statuses: readonly any[],
  space: string,
  pod?: any,
): void {
  if (containers.length === 0) out.line(0, `${space}${title}: <none>`);
  else out.line(0, `${space}${title}:`);
  for (const container of containers) {
    const status = statuses.find((s) => s.name === container.name);
    out.line(1, `${space ? ' ' : ''}${container.name ?? ''}:`);
    if (status) out.line(2, `Container ID:\t${status.containerID ?? ''}`);
    out.line(2, `Image:\t${container.image ?? ''}`);
    if (status) out.line(2, `Image ID:\t${status.imageID ?? ''}`);
    ports(out, container.ports ?? []);
    commands(out, container);
    if (status) state(out, status);
    resources(out, container.resources);
    if (container.livenessProbe) out.line(2, `Liveness:\t${probeText(container.livenessProbe)}`);
    if (container.readinessProbe) out.line(2, `Readiness:\t${probeText(container.readinessProbe)}`);
    if (container.startupProbe) out.line(2, `Startup:\t${probeText(container.startupProbe)}`);
    environmentFrom(out, container.envFrom ?? []);
    environment(out, container.env ?? [], pod);
    mounts(out, container);
  }
}

function ports(out: Description, list: readonly any[]): void {
  const several = list.length > 1 ? 's' : '';
  const inside = list.map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  const outside = list.map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  out.line(2, `Port${several}:\t${inside || '<none>'}`);
  out.line(2, `Host Port${several}:\t${outside || '<none>'}`);
}

function commands(out: Description, container: any): void {
  for (const [title, list] of [
    ['Command', container.command],
    ['Args', container.args],
  ] as const) {
    if (!list || list.length === 0) continue;
    out.line(2, `${title}:`);
    for (const word of list) for (const line of String(word).split('\n')) out.line(3, line);
  }
}

function state(out: Description, status: any): void {
  stateLines(out, 'State', status.state ?? {});
  if (status.lastState?.terminated) stateLines(out, 'Last State', status.lastState);
  out.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
  out.line(2, `Restart Count:\t${status.restartCount ?? 0}`);
}

function stateLines(out: Description, title: string, value: any): void {
  if (value.running) {
    out.line(2, `${title}:\tRunning`);
    out.line(3, `Started:\t${longTime(value.running.startedAt)}`);
  } else if (value.waiting) {
    out.line(2, `${title}:\tWaiting`);
    if (value.waiting.reason) out.line(3, `Reason:\t${value.waiting.reason}`);
  } else if (value.terminated) {
    const ended = value.terminated;
    out.line(2, `${title}:\tTerminated`);
    if (ended.reason) out.line(3, `Reason:\t${ended.reason}`);
    if (ended.message) out.line(3, `Message:\t${ended.message}`);
    out.line(3, `Exit Code:\t${ended.exitCode ?? 0}`);
    if (ended.signal) out.line(3, `Signal:\t${ended.signal}`);
    out.line(3, `Started:\t${longTime(ended.startedAt)}`);
    out.line(3, `Finished:\t${longTime(ended.finishedAt)}`);
  } else out.line(2, `${title}:\tWaiting`);
}

function resources(out: Description, value: any, level = 2): void {
  for (const [title, list] of [
    ['Limits', value?.limits],
    ['Requests', value?.requests],
  ] as const) {
    const names = Object.keys(list ?? {}).sort();
    if (names.length === 0) continue;
    out.line(level, `${title}:`);
    for (const name of names) out.line(level + 1, `${name}:\t${canonicalQuantity(list[name])}`);
  }
}

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. Models DescribeProbe. */
function probeText(probe: any): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    const slash = path.startsWith('/') ? path : `/${path}`;
    return `http-get ${String(scheme).toLowerCase()}://${host}:${port}${slash} ${attributes}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function environmentFrom(out: Description, list: readonly any[]): void {
  if (list.length === 0) return;
  out.line(2, 'Environment Variables from:');
  for (const source of list) {
    const ref = source.configMapRef ?? source.secretRef ?? {};
    const kind = source.configMapRef ? 'ConfigMap' : 'Secret';
    const optional = String(ref.optional ?? false);
    if (!source.prefix) out.line(3, `${ref.name ?? ''}\t${kind}\tOptional: ${optional}`);
    else out.line(3, `${ref.name ?? ''}\t${kind} with prefix '${source.prefix}'\tOptional: ${optional}`);
  }
}

function environment(out: Description, list: readonly any[], pod: any): void {
  if (list.length === 0) {
    out.line(2, 'Environment:\t<none>');
    return;
  }
  out.line(2, 'Environment:');
  for (const env of list) {
    const from = env.valueFrom;
    if (!from) {
      String(env.value ?? '')
        .split('\n')
        .forEach((line, i) => out.line(3, i === 0 ? `${env.name}:\t${line}` : `\t${line}`));
    } else if (from.fieldRef)
      out.line(
        3,
        `${env.name}:\t${fieldValue(from.fieldRef.fieldPath, pod)} (${from.fieldRef.apiVersion ?? 'v1'}:${from.fieldRef.fieldPath})`,
      );
    else if (from.resourceFieldRef)
      out.line(3, `${env.name}:\t${resourceValue(from.resourceFieldRef, pod)} (${from.resourceFieldRef.resource})`);
    else if (from.secretKeyRef)
      out.line(
        3,
        `${env.name}:\t<set to the key '${from.secretKeyRef.key}' in secret '${from.secretKeyRef.name ?? ''}'>\tOptional: ${String(from.secretKeyRef.optional ?? false)}`,
      );
    else if (from.configMapKeyRef) {
      out.line(
        3,
        `${env.name}:\t<set to the key '${from.configMapKeyRef.key}' of config map '${from.configMapKeyRef.name ?? ''}'>\tOptional: ${String(from.configMapKeyRef.optional ?? false)}`,
      );
    }
  }
}

function fieldValue(path: string, pod: any): string {
  if (!pod) return '';
  const mapped = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (mapped) return pod.metadata?.[mapped[1]!]?.[mapped[2]!] ?? '';
  if (!/^metadata\.(name|namespace|uid)$/.test(path)) return '';
  return pod.metadata?.[path.slice('metadata.'.length)] ?? '';
}

function resourceValue(ref: any, pod: any): string {
  if (!pod) return '0';
  const container = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find(
    (c: any) => !ref.containerName || c.name === ref.containerName,
  );
  const [part, name] = String(ref.resource).split('.') as [string, string];
  const value = container?.resources?.[part]?.[name];
  return value === undefined ? `node allocatable` : canonicalQuantity(value);
}

function mounts(out: Description, container: any): void {
  const list: readonly any[] = container.volumeMounts ?? [];
  if (list.length === 0) out.line(2, 'Mounts:\t<none>');
  else out.line(2, 'Mounts:');
  for (const mount of [...list].sort((a, b) => (a.mountPath < b.mountPath ? -1 : a.mountPath > b.mountPath ? 1 : 0))) {
    const flags = [mount.readOnly ? 'ro' : 'rw'];
    if (mount.subPath) flags.push(`path="${mount.subPath}"`);
    out.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  const devices: readonly any[] = container.volumeDevices ?? [];
  if (devices.length === 0) return;
  out.line(2, 'Devices:');
  for (const device of [...devices].sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1)))
    out.line(3, `${device.devicePath} from ${device.name}`);
}
