import type { ContainerRecord, NodeContainers, SandboxRecord } from './records';

/** Columns as Go's tabwriter with a padding of three lays them out. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)) + 3);
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(Math.max(20, widths[i]!)))).join('')}\n`)
    .join('');
}

/** `About a minute ago`, as go-units puts it. */
export function ago(then: number, now: number): string {
  const s = Math.max(0, Math.floor((now - then) / 1000));
  const m = Math.floor(s / 60);
  const h = Math.round(s / 3600);
  const text =
    s < 1
      ? 'Less than a second'
      : s === 1
        ? '1 second'
        : s < 60
          ? `${s} seconds`
          : m === 1
            ? 'About a minute'
            : m < 60
              ? `${m} minutes`
              : h === 1
                ? 'About an hour'
                : h < 48
                  ? `${h} hours`
                  : h < 24 * 7 * 2
                    ? `${Math.floor(h / 24)} days`
                    : h < 24 * 30 * 2
                      ? `${Math.floor(h / 24 / 7)} weeks`
                      : h < 24 * 365 * 2
                        ? `${Math.floor(h / 24 / 30)} months`
                        : `${Math.floor(h / 24 / 365)} years`;
  return `${text} ago`;
}

/** RFC 3339 with nanoseconds. */
export const goTime = (ms: number): string => new Date(ms).toISOString().replace(/(\.\d+)Z$/, '$1000000Z');

const kubernetesLabels = (namespace: string, pod: string, uid: string) => ({
  'io.kubernetes.pod.name': pod,
  'io.kubernetes.pod.namespace': namespace,
  'io.kubernetes.pod.uid': uid,
});

/** `crictl inspect`, as far as the simulated runtime knows it. */
export function inspectContainer(c: ContainerRecord, node: NodeContainers) {
  const { spec } = c;
  const image = node.images.find((i) => i.name === c.image);
  const ended = c.finishedAt !== undefined;
  return {
    status: {
      id: c.id,
      podSandboxId: spec.sandboxId,
      metadata: { attempt: spec.attempt, name: spec.name },
      state: ended ? 'CONTAINER_EXITED' : 'CONTAINER_RUNNING',
      createdAt: goTime(c.startedAt),
      startedAt: goTime(c.startedAt),
      finishedAt: ended ? goTime(c.finishedAt!) : '0001-01-01T00:00:00Z',
      exitCode: c.exitCode ?? 0,
      reason: ended ? (c.oomKilled ? 'OOMKilled' : c.exitCode === 0 ? 'Completed' : 'Error') : '',
      message: '',
      image: { annotations: {}, image: c.image, runtimeHandler: '', userSpecifiedImage: '' },
      imageRef: image ? image.imageId : c.imageId,
      labels: { 'io.kubernetes.container.name': spec.name, ...kubernetesLabels(spec.namespace, spec.pod, spec.podUid) },
      logPath: c.logPath,
      mounts: spec.mounts.map((m) => ({ containerPath: m.path, readonly: m.readOnly })),
    },
    info: {
      pid: ended ? 0 : c.pid,
      sandboxID: spec.sandboxId,
      runtimeType: 'io.containerd.runc.v2',
      config: {
        metadata: { name: spec.name, attempt: spec.attempt },
        image: { image: c.image },
        ...(spec.command ? { command: spec.command } : {}),
        ...(spec.args ? { args: spec.args } : {}),
        envs: Object.entries(spec.env).map(([key, value]) => ({ key, value })),
      },
    },
  };
}

/** `crictl inspectp`. */
export function inspectPod(s: SandboxRecord) {
  return {
    status: {
      id: s.id,
      metadata: { attempt: 0, name: s.spec.name, namespace: s.spec.namespace, uid: s.spec.podUid },
      state: s.ips.length ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
      createdAt: goTime(s.createdAt),
      network: { additionalIps: [], ip: s.spec.hostNetwork ? '' : (s.ips[0] ?? '') },
      labels: { ...s.spec.labels, ...kubernetesLabels(s.spec.namespace, s.spec.name, s.spec.podUid) },
      annotations: s.spec.annotations,
      runtimeHandler: '',
    },
  };
}
