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
}

/** The number of a named or numbered container port; undefined when there is no such name. */
export function portNumber(container: Spec, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  const named = (container.ports ?? []).find((one: Spec) => one.name === port);
  return named?.containerPort ?? (/^\d+$/.test(port) ? Number(port) : undefined);
}

/** Runs a probe that answers at once (http, tcp, grpc). Models pkg/probe/{http,tcp,grpc}. */
export function probeNow(runtime: NodeRuntime, probe: Spec, container: Spec, podIp: string): ProbeOutcome {
  const { httpGet, tcpSocket, grpc } = probe;
  if (httpGet) {
    const port = portNumber(container, httpGet.port);
    if (port === undefined) return { ok: false, output: `couldn't find port: ${httpGet.port}` };
    const host = httpGet.host || podIp;
    const scheme = httpGet.scheme === 'HTTPS' ? 'HTTPS' : 'HTTP';
    const path = httpGet.path?.startsWith('/') ? httpGet.path : `/${httpGet.path ?? ''}`;
    const headers: Record<string, string> = { 'user-agent': 'kube-probe/1.36', accept: '*/*' };
    for (const { name, value } of httpGet.httpHeaders ?? []) headers[name.toLowerCase()] = value;
    const { status, body, error } = runtime.httpProbe({ host, port, scheme, path, headers });
    if (error !== undefined)
      return { ok: false, output: error.startsWith('Get ') ? error : `Get "${scheme.toLowerCase()}://${host}:${port}${path}": ${error}` };
    return {
      ok: (status ?? 0) >= 200 && (status ?? 0) < 400,
      output: status !== undefined && status >= 200 && status < 400 ? (body ?? '') : `HTTP probe failed with statuscode: ${status}`,
    };
  }
  if (tcpSocket) {
    const port = portNumber(container, tcpSocket.port);
    if (port === undefined) return { ok: false, output: `couldn't find port: ${tcpSocket.port}` };
    const host = tcpSocket.host || podIp;
    const { error } = runtime.tcpProbe(host, port);
    return error === undefined
      ? { ok: true, output: '' }
      : { ok: false, output: error.startsWith('dial ') ? error : `dial tcp ${host}:${port}: ${error}` };
  }
  if (grpc) {
    const { error } = runtime.tcpProbe(podIp, grpc.port);
    return error === undefined
      ? { ok: true, output: '' }
      : {
          ok: false,
          output: `timeout: failed to connect service "${podIp}:${grpc.port}" within ${probe.timeoutSeconds ?? 1}s: context deadline exceeded`,
        };
  }
  return { ok: true, output: '' };
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
