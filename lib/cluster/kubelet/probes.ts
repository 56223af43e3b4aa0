import type { KubeObject } from '@/lib/api/object';
import type { ProbeRecord } from './pod-record';
import type { NodeRuntime } from './runtime';

type Spec = KubeObject['spec'];
export type ProbeKind = 'Startup' | 'Liveness' | 'Readiness';

export const PROBES: readonly { readonly kind: ProbeKind; readonly field: string }[] = [
  { kind: 'Startup', field: 'startupProbe' },
  { kind: 'Liveness', field: 'livenessProbe' },
  { kind: 'Readiness', field: 'readinessProbe' },
];

export interface ProbeOutcome {
  readonly ok: boolean;
  readonly output: string;
  /** Told as ProbeWarning although the probe succeeded. */
  readonly warning?: string;
}

/** The number of a named or numbered container port; undefined when there is no such name. */
export function portNumber(container: Spec, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  const named = (container.ports ?? []).find((one: Spec) => one.name === port);
  return named?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : undefined);
}

const MOST_REDIRECTS = 10;
const MOST_BODY = 10 * 1024;

/** One HTTP request of a probe or a hook: redirects on the same host are followed. Models pkg/probe/http. */
export function httpAsk(
  runtime: NodeRuntime,
  httpGet: Spec,
  container: Spec,
  podIp: string,
  agent: string,
): { readonly status?: number; readonly body?: string; readonly error?: string; readonly location?: string } {
  const port = portNumber(container, httpGet.port);
  if (port === undefined) return { error: `couldn't find port: ${JSON.stringify(httpGet.port)} in container: ${container.name}` };
  const host: string = httpGet.host || podIp;
  const scheme = httpGet.scheme === 'HTTPS' ? 'HTTPS' : 'HTTP';
  const headers: Record<string, string> = { 'user-agent': agent, accept: '*/*' };
  for (const { name, value } of httpGet.httpHeaders ?? []) headers[name.toLowerCase()] = value;
  let path: string = httpGet.path?.startsWith('/') ? httpGet.path : `/${httpGet.path ?? ''}`;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const { status, body, error, location } = runtime.httpProbe({ host, port, scheme, path, headers });
    if (error !== undefined)
      return { error: error.startsWith('Get ') ? error : `Get "${scheme.toLowerCase()}://${host}:${port}${path}": ${error}` };
    if (status === undefined || status < 300 || status >= 400 || !location) return { status, body };
    const elsewhere = /^https?:\/\/([^/:]+)/.exec(location)?.[1];
    // Another host is not asked: the redirect counts as an answer.
    if (elsewhere !== undefined && elsewhere !== host) return { status, body, location };
    path = location.replace(/^https?:\/\/[^/]+/, '') || '/';
  }
  return { error: `Get "${scheme.toLowerCase()}://${host}:${port}${path}": stopped after ${MOST_REDIRECTS} redirects` };
}

/** Runs a probe that answers at once (http, tcp, grpc). Models pkg/probe/{http,tcp,grpc}. */
export function probeNow(runtime: NodeRuntime, probe: Spec, container: Spec, podIp: string): ProbeOutcome {
  const { httpGet, tcpSocket, grpc } = probe;
  if (httpGet) {
    const { status, body, error, location } = httpAsk(runtime, httpGet, container, podIp, 'kube-probe/1.36');
    if (error !== undefined) return { ok: false, output: error };
    if (location)
      return { ok: true, output: body ?? '', warning: `Probe terminated redirects, Response body: ${(body ?? '').slice(0, MOST_BODY)}` };
    const ok = (status ?? 0) >= 200 && (status ?? 0) < 400;
    return { ok, output: ok ? (body ?? '') : `HTTP probe failed with statuscode: ${status}` };
  }
  if (tcpSocket) {
    const port = portNumber(container, tcpSocket.port);
    if (port === undefined)
      return { ok: false, output: `couldn't find port: ${JSON.stringify(tcpSocket.port)} in container: ${container.name}` };
    const host = tcpSocket.host || podIp;
    const { error } = runtime.tcpProbe(host, port);
    return error === undefined
      ? { ok: true, output: '' }
      : { ok: false, output: error.startsWith('dial ') ? error : `dial tcp ${host}:${port}: ${error}` };
  }
  if (grpc) return grpcProbe(runtime, probe, podIp);
  return { ok: true, output: '' };
}

/** The gRPC health protocol, as far as a server here says that it speaks it. Models pkg/probe/grpc. */
function grpcProbe(runtime: NodeRuntime, probe: Spec, podIp: string): ProbeOutcome {
  const { port, service = '' } = probe.grpc;
  const { error, status } = runtime.grpcProbe(podIp, port, service ?? '');
  if (error !== undefined)
    return {
      ok: false,
      output: `timeout: failed to connect service "${podIp}:${port}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`,
    };
  if (status === 'SERVING') return { ok: true, output: 'service healthy' };
  if (status === 'UNIMPLEMENTED')
    return {
      ok: false,
      output:
        'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service grpc.health.v1.Health',
    };
  if (status === 'SERVICE_UNKNOWN')
    return { ok: false, output: 'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service' };
  return { ok: false, output: `service unhealthy (responded with "${status}")` };
}

/** The record after one more outcome; `result` changes when a threshold has been reached. Models prober/worker.go. */
export function afterOutcome(record: ProbeRecord, probe: Spec, outcome: boolean, now: number): ProbeRecord {
  const successes = outcome ? record.successes + 1 : 0;
  const failures = outcome ? 0 : record.failures + 1;
  const reached = outcome ? successes >= (probe.successThreshold ?? 1) : failures >= (probe.failureThreshold ?? 3);
  return {
    nextAt: now + (probe.periodSeconds ?? 10) * 1000,
    successes,
    failures,
    ...(reached ? { result: outcome } : record.result === undefined ? {} : { result: record.result }),
  };
}
