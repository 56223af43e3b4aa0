import type { KubeObject } from '@/lib/api/object';
import { deepFreeze } from '@/lib/api/freeze';
import { formatMicroTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import { ignoreNotFound } from '../controllers/context';
import { CONFIG_MAPS, LEASES, NODES, PODS, SECRETS } from '../client/resources';
import { registerCsiNode } from './csi-node';
import { kubeletQueue, podKey, type KubeletContext } from './context';
import { EVICTION_MS, watchPressure } from './eviction';
import { nodeConfig, nodeConfigText } from './node-config';
import { tell, tellStart } from './journal';
import { LEASE_RETRY_MS, tellLeaseFailed, tellNotReady, tellUnregistered } from './heartbeat-journal';
import { nodeStatus, notReady } from './node-status';
import { KUBERNETES_VERSION } from '../profiles/profile';
import { syncPod } from './pod-worker';
import { watchExpansions } from './volume-expansion';
import { MANIFESTS, mirrorHash, readStaticPods } from './static-pods';

const LEASE_MS = 10_000;
const STATUS_MS = 300_000;
/** fileCheckFrequency */
const MANIFESTS_MS = 20_000;
const LEASE_SECONDS = 40;
/** How long a pod waits while the container runtime does not answer. */
const RUNTIME_AWAY_MS = 10_000;
/** Reasons of events by a node condition's new status. */
const TRANSITIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MemoryPressure: { True: 'NodeHasInsufficientMemory', False: 'NodeHasSufficientMemory' },
  DiskPressure: { True: 'NodeHasDiskPressure', False: 'NodeHasNoDiskPressure' },
  PIDPressure: { True: 'NodeHasInsufficientPID', False: 'NodeHasSufficientPID' },
  Ready: { True: 'NodeReady', False: 'NodeNotReady' },
};

/**
 * The kubelet of one node, on queue `kubelet/<node>`. Keys: `pod/<namespace>/<name>/<uid>`, `lease`, `status` and
 * `manifests`. Models pkg/kubelet.
 */
export function kubelet(context: KubeletContext): { start(): void } {
  const { sim, client, informers, node } = context;
  const queue = kubeletQueue(node.name);
  const pods = informers.informer(PODS);

  pods.onChange(({ type, object }) => {
    if (object.spec.nodeName !== node.name) return;
    const hash = mirrorHash(object);
    if (hash === undefined) sim.enqueue(queue, podKey(object));
    else if (type === 'DELETED' || object.metadata.deletionTimestamp) sim.enqueue(queue, 'manifests');
    else if (type === 'ADDED') sim.enqueue(queue, podKey({ ...object, metadata: { ...object.metadata, uid: hash } }));
  });
  for (const resource of [CONFIG_MAPS, SECRETS]) {
    informers.informer(resource).onChange(({ object, type }) => {
      for (const pod of pods.byIndex('node', node.name)) {
        if (pod.metadata.namespace !== object.metadata.namespace || !mentions(pod, resource.resource, object.metadata.name)) continue;
        // Mounted content follows within the sync period and the cache's delay; a pod that waits for it is quicker.
        if (type === 'ADDED' || pod.status?.phase === 'Pending') sim.enqueue(queue, podKey(pod));
        else sim.after(queue, podKey(pod), 60_000, { background: true });
      }
    });
  }

  watchExpansions(context);

  sim.on(queue, (key) => {
    if (!context.isUp()) return context.park(queue, key);
    try {
      if (key === 'lease') renewLease();
      else if (key === 'status') registerOrReport();
      else if (key === 'manifests') syncManifests();
      else if (key === 'eviction') watchNode();
      else if (context.runtime.runtimeDown()) sim.after(queue, key, RUNTIME_AWAY_MS, { background: true });
      else {
        const [, namespace = '', name = '', uid = ''] = key.split('/');
        syncPod(context, namespace, name, uid);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (key === 'lease') return leaseFailed(error);
      if (key === 'status') tellUnregistered(context, error);
      sim.after(queue, key, 5000, { background: true });
    }
  });

  function leaseFailed(error: ApiError): void {
    const memory = context.runtime.kept();
    const failures = memory?.leaseFailures ?? 0;
    tellLeaseFailed(context, error, failures);
    if (memory) context.runtime.keep({ ...memory, leaseFailures: failures + 1 });
    sim.after(queue, 'lease', LEASE_RETRY_MS, { background: true });
  }

  function registerOrReport(): void {
    sim.after(queue, 'status', STATUS_MS, { background: true });
    const found = client.get(NODES, '', node.name);
    if (found) {
      const status = currentStatus(found.status);
      tellTransitions(found.status, status);
      const { bootID } = status.nodeInfo as { bootID: string };
      const before = found.status?.nodeInfo?.bootID;
      if (before && before !== bootID)
        context.events.event(nodeSubject(), 'Warning', 'Rebooted', `Node ${node.name} has been rebooted, boot id: ${bootID}`);
      if (notReady(context.runtime) === undefined) resumeWaiting();
      client.update(NODES, { ...found, status: { ...found.status, ...status } }, 'status');
      registerCsiNode(client, found);
      return;
    }
    const labels = {
      ...node.labelsOfCloud,
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': node.name,
      'kubernetes.io/os': 'linux',
    };
    const created = client.create(NODES, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: node.name,
        labels,
        annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      },
      spec: {
        ...(node.taints.length > 0 ? { taints: node.taints } : {}),
        ...(node.providerId ? { providerID: node.providerId } : {}),
      },
    });
    client.update(NODES, { ...created, status: currentStatus(undefined) }, 'status');
    registerCsiNode(client, created);
    tell(context, 'I', 'kubelet_node_status.go:78', 'Successfully registered node', { node: node.name });
    if (notReady(context.runtime) === undefined)
      context.events.event(nodeSubject(), 'Normal', 'NodeReady', `Node ${node.name} status is now: NodeReady`);
  }

  /** Pods that waited for the network go on. */
  function resumeWaiting(): void {
    for (const pod of pods.byIndex('node', node.name)) {
      const waits = !pod.status?.podIP && pod.status?.phase === 'Pending' && !pod.metadata.deletionTimestamp;
      if (waits && mirrorHash(pod) === undefined) sim.enqueue(queue, podKey(pod));
    }
  }

  const currentStatus = (old: KubeObject['status']) =>
    nodeStatus(node, old, sim.now(), {
      problem: notReady(context.runtime),
      pressures: context.runtime.kept()?.pressures ?? {},
      config: nodeConfig(context.runtime.kept()?.config ?? ''),
      images: context.runtime.images(),
      version: context.runtime.kubeletVersion?.(),
      bootId: context.runtime.bootId?.(),
    });

  function tellTransitions(before: KubeObject['status'], after: KubeObject['status']): void {
    type Condition = { readonly type: string; readonly status: string };
    const was = new Map(((before?.conditions ?? []) as readonly Condition[]).map(({ type, status }) => [type, status]));
    for (const { type, status } of after.conditions as readonly Condition[]) {
      const reason = TRANSITIONS[type]?.[status];
      if (!reason || was.get(type) === status || was.get(type) === undefined) continue;
      context.events.event(nodeSubject(), 'Normal', reason, `Node ${node.name} status is now: ${reason}`);
    }
  }

  /** Pressure, and whether the runtime and the network are there: changes are reported at once. */
  function watchNode(): void {
    sim.after(queue, 'eviction', EVICTION_MS, { background: true });
    const { runtime } = context;
    const changed = runtime.runtimeDown() === undefined && watchPressure(context);
    const memory = runtime.kept();
    if (!memory) return;
    const ready = notReady(runtime) === undefined;
    if (!ready) tellNotReady(context, memory.ready ?? true);
    if (ready !== (memory.ready ?? true)) runtime.keep({ ...memory, ready });
    if (changed || ready !== (memory.ready ?? true)) sim.enqueue(queue, 'status');
  }

  // Events about a node carry its name as uid, as kubelets have it.
  const nodeSubject = () => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: node.name, uid: node.name } });

  function renewLease(): void {
    sim.after(queue, 'lease', LEASE_MS, { background: true });
    const namespace = 'kube-node-lease';
    const found = client.get(LEASES, namespace, node.name);
    const renewTime = formatMicroTime(sim.now());
    if (found && context.runtime.serverListens?.() === false) throw new ApiError(503, 'ServiceUnavailable', 'connection refused', {});
    const memory = context.runtime.kept();
    if (memory?.leaseFailures) context.runtime.keep({ ...memory, leaseFailures: 0 });
    if (found) {
      client.update(LEASES, { ...found, spec: { ...found.spec, renewTime } });
      return;
    }
    const owner = client.get(NODES, '', node.name);
    client.create(
      LEASES,
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: {
          name: node.name,
          namespace,
          ...(owner ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid }] } : {}),
        },
        spec: { holderIdentity: node.name, leaseDurationSeconds: LEASE_SECONDS, renewTime },
      },
      namespace,
    );
  }

  /** Runs what the manifests say, with or without an API server, and mirrors it there. */
  function syncManifests(): void {
    sim.after(queue, 'manifests', MANIFESTS_MS, { background: true });
    const wanted = new Map(
      readStaticPods(context, manifestsOf(context.runtime.kept()?.config ?? '')).map((pod) => [pod.metadata.uid ?? '', pod]),
    );
    for (const [uid, pod] of [...context.statics.entries()]) {
      if (wanted.has(uid)) continue;
      context.statics.delete(uid);
      sim.enqueue(queue, podKey(pod));
    }
    for (const [uid, pod] of wanted) {
      if (context.statics.has(uid)) continue;
      context.statics.set(uid, deepFreeze(pod));
      sim.enqueue(queue, podKey(pod));
    }
    syncMirrors(wanted);
  }

  function syncMirrors(wanted: ReadonlyMap<string, KubeObject>): void {
    const missing = new Map(wanted);
    for (const pod of pods.byIndex('node', node.name)) {
      const hash = mirrorHash(pod);
      if (hash === undefined) continue;
      if (wanted.get(hash)?.metadata.name === pod.metadata.name && !pod.metadata.deletionTimestamp) missing.delete(hash);
      else ignoreNotFound(() => client.delete(PODS, pod.metadata.namespace ?? '', pod.metadata.name, { gracePeriodSeconds: 0 }));
    }
    const owner = missing.size > 0 ? client.get(NODES, '', node.name) : undefined;
    if (!owner) return;
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid, controller: true }];
    for (const pod of missing.values()) {
      const { uid: _uid, ...metadata } = pod.metadata;
      client.create(PODS, { ...pod, metadata: { ...metadata, ownerReferences } }, metadata.namespace);
    }
  }

  return {
    start() {
      context.events.event(nodeSubject(), 'Normal', 'Starting', 'Starting kubelet.');
      const config = nodeConfigText(context.runtime);
      context.runtime.keep({ config, pressures: {}, since: {} });
      tellStart(context, context.runtime.kubeletVersion?.() ?? KUBERNETES_VERSION, manifestsOf(config));
      for (const key of ['status', 'lease', 'manifests']) sim.enqueue(queue, key);
      if (context.runtime.kept()) sim.after(queue, 'eviction', EVICTION_MS, { background: true });
      for (const pod of pods.byIndex('node', node.name)) if (mirrorHash(pod) === undefined) sim.enqueue(queue, podKey(pod));
      for (const record of context.records.values()) sim.enqueue(queue, podKey(record));
    },
  };
}

/** Where a kubelet with this configuration looks for static pods; nodes that have no configuration have kubeadm's directory. */
const manifestsOf = (config: string): string => (config === '' ? MANIFESTS : nodeConfig(config).staticPodPath);

function mentions(pod: KubeObject, resource: string, name: string): boolean {
  const [ref, key, field] =
    resource === 'configmaps' ? ['configMapRef', 'configMapKeyRef', 'configMap'] : ['secretRef', 'secretKeyRef', 'secret'];
  const inVolume = (source: KubeObject['spec']): boolean => source[field!]?.name === name || source[field!]?.secretName === name;
  return (
    (pod.spec.volumes ?? []).some((volume: KubeObject['spec']) => inVolume(volume) || (volume.projected?.sources ?? []).some(inVolume)) ||
    [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].some(
      (container) =>
        (container.envFrom ?? []).some((from: KubeObject['spec']) => from[ref!]?.name === name) ||
        (container.env ?? []).some((entry: KubeObject['spec']) => entry.valueFrom?.[key!]?.name === name),
    )
  );
}
