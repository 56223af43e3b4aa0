import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { qosClass } from '../kinds/pod/qos';
import { asEphemeral, isSidecar, NEW_CONTAINER, shouldRestart, type ContainerRecord, type PodRecord } from './pod-record';

type Spec = KubeObject['spec'];
type Status = KubeObject['status'];

const stateOf = (record: ContainerRecord, initial: string): Status => {
  if (record.waiting) return { waiting: record.waiting };
  if (record.terminated) return { terminated: record.terminated };
  if (record.id && record.startedAt !== undefined) return { running: { startedAt: formatTime(record.startedAt) } };
  return { waiting: { reason: initial } };
};

const userOf = ({ uid, gid, supplementalGroups }: NonNullable<ContainerRecord['user']>) => ({ gid, supplementalGroups, uid });

/** One entry of containerStatuses. */
function containerStatus(container: Spec, record: ContainerRecord, initial: string, ready: boolean): Status {
  const state = stateOf(record, initial);
  const last = record.waiting && record.terminated ? record.terminated : record.last;
  const volumeMounts = (container.volumeMounts ?? []).map((mount: Spec) => ({
    name: mount.name,
    mountPath: mount.mountPath,
    ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: 'Disabled' } : {}),
  }));
  const resources = record.resources ?? container.resources;
  return {
    name: container.name,
    state,
    lastState: last ? { terminated: last } : {},
    ready,
    restartCount: record.restarts,
    image: record.image ?? container.image,
    imageID: record.imageId ?? '',
    ...(record.id ? { containerID: `containerd://${record.id}` } : {}),
    started: state.running ? record.started : false,
    ...(resources && Object.keys(resources).length > 0
      ? { ...(resources.requests ? { allocatedResources: resources.requests } : {}), resources }
      : { resources: {} }),
    ...(record.user ? { user: { linux: userOf(record.user) } } : {}),
    ...(volumeMounts.length > 0 ? { volumeMounts } : {}),
  };
}

const withoutStarted = ({ started: _, ...status }: Status): Status => status;

/** Init containers have done their part: the ordinary ones succeeded, the sidecars started. */
export function isInitialized(pod: KubeObject, record: PodRecord): boolean {
  // What once was initialized stays so, also while a sidecar is down.
  if (pod.spec.containers.some(({ name }: Spec) => record.containers[name]?.id)) return true;
  return (pod.spec.initContainers ?? []).every((container: Spec) => {
    const one = record.containers[container.name];
    return isSidecar(container) ? Boolean(one?.started && one.id && !one.terminated) : one?.terminated?.exitCode === 0 && !one.waiting;
  });
}

/** Models getPhase of kubelet_pods.go. */
export function podPhase(pod: KubeObject, record: PodRecord): string {
  if (record.ended) return record.ended.phase;
  let pendingInit = 0;
  let failedInit = 0;
  for (const container of pod.spec.initContainers ?? []) {
    const one = record.containers[container.name];
    if (isSidecar(container)) {
      if (!one?.started && !isInitialized(pod, record)) pendingInit++;
    } else if (!one?.terminated) pendingInit++;
    else if (one.terminated.exitCode !== 0) {
      if (!one.waiting && !shouldRestart(pod, container, true, one.terminated.exitCode)) failedInit++;
      else pendingInit++;
    }
  }
  let waiting = 0;
  let running = 0;
  let stopped = 0;
  let failed = 0;
  for (const container of pod.spec.containers) {
    const one = record.containers[container.name] ?? NEW_CONTAINER;
    if (one.waiting) {
      if (one.terminated || one.last) stopped++;
      else waiting++;
    } else if (one.terminated) {
      stopped++;
      if (one.terminated.exitCode !== 0) failed++;
    } else if (one.id) running++;
    else if (one.last) stopped++;
    else waiting++;
    if (one.waiting && (one.terminated ?? one.last) && (one.terminated ?? one.last)!.exitCode !== 0) failed++;
  }
  if (failedInit > 0) return 'Failed';
  if (pendingInit > 0) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0) return 'Running';
  if (stopped > 0) {
    if (record.terminating) return failed > 0 ? 'Failed' : 'Succeeded';
    const again = (pod.spec.containers as readonly Spec[]).some((container) => {
      const one = record.containers[container.name];
      const last = one?.terminated ?? one?.last;
      return one?.waiting || (last && shouldRestart(pod, container, false, last.exitCode));
    });
    if (again) return 'Running';
    return failed > 0 ? 'Failed' : 'Succeeded';
  }
  return 'Pending';
}

const RESIZE_CONDITIONS = ['PodResizePending', 'PodResizeInProgress'];

function resizeConditions({ resize }: PodRecord): Status[] {
  const { pending, inProgress } = resize ?? {};
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True', ...pending }] : []),
    ...(inProgress
      ? [{ type: 'PodResizeInProgress', status: 'True', ...(inProgress.error ? { reason: 'Error', message: inProgress.error } : {}) }]
      : []),
  ];
}

/** What others write in a pod's status, and a kubelet leaves as it is. Models mergePodStatus. */
function ofOthers({ status }: KubeObject): Status {
  const { nominatedNodeName, resourceClaimStatuses } = status ?? {};
  return { ...(nominatedNodeName && { nominatedNodeName }), ...(resourceClaimStatuses && { resourceClaimStatuses }) };
}

/** The status a kubelet reports. Conditions that others own (PodScheduled, gates …) are kept. Models generateAPIPodStatus. */
export function podStatus(pod: KubeObject, record: PodRecord, hostIp: string, now: number): Status {
  const phase = podPhase(pod, record);
  if (record.ended?.refused) {
    const { conditions } = pod.status ?? {};
    const { reason, message } = record.ended;
    return {
      ...ofOthers(pod),
      observedGeneration: pod.metadata.generation ?? 1,
      phase,
      ...(conditions ? { conditions } : {}),
      reason,
      message,
      startTime: record.startTime,
      qosClass: pod.status?.qosClass ?? qosClass(pod.spec),
    };
  }
  const over = phase === 'Succeeded' || phase === 'Failed';
  const initialized = isInitialized(pod, record);
  const initial = (pod.spec.initContainers ?? []).length > 0 && !initialized ? 'PodInitializing' : 'ContainerCreating';
  const of = (container: Spec) => record.containers[container.name] ?? NEW_CONTAINER;
  const isReady = (container: Spec) => !over && of(container).ready;
  const initContainerStatuses = (pod.spec.initContainers ?? []).map((container: Spec) =>
    containerStatus(
      container,
      of(container),
      'PodInitializing',
      isSidecar(container) ? isReady(container) : of(container).terminated?.exitCode === 0,
    ),
  );
  const containerStatuses = pod.spec.containers.map((container: Spec) =>
    containerStatus(container, of(container), initial, isReady(container)),
  );
  const ephemeralStatuses = (pod.spec.ephemeralContainers ?? []).map((container: Spec) =>
    withoutStarted(containerStatus(asEphemeral(container), of(container), 'ContainerCreating', false)),
  );
  const watched: readonly Spec[] = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers];
  const unready = watched.filter((container) => !isReady(container)).map((container) => container.name);
  const unstarted = (pod.spec.initContainers ?? [])
    .filter((container: Spec) => (isSidecar(container) ? !of(container).started : of(container).terminated?.exitCode !== 0))
    .map((container: Spec) => container.name);
  const reason = over && phase === 'Succeeded' ? 'PodCompleted' : over ? 'PodFailed' : undefined;
  const notReady = {
    status: 'False',
    ...(reason ? { reason } : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }),
  };
  const containersReady = over || unready.length > 0 ? notReady : { status: 'True' };
  const gates: readonly { conditionType: string }[] = pod.spec.readinessGates ?? [];
  const previous: readonly Status[] = pod.status?.conditions ?? [];
  const closed = gates.filter((gate) => previous.find((one) => one.type === gate.conditionType)?.status !== 'True');
  const ready =
    containersReady.status === 'True' && closed.length > 0
      ? {
          status: 'False',
          reason: 'ReadinessGatesNotReady',
          message: closed.map((gate) => `corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`).join(', '),
        }
      : containersReady;
  const init =
    initialized || (over && phase === 'Succeeded')
      ? { status: 'True', ...(over && phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) }
      : { status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${unstarted.join(' ')}]` };
  const sandboxUp = Boolean(record.sandbox) && !over;
  const own = [
    { type: 'PodReadyToStartContainers', status: sandboxUp ? 'True' : 'False' },
    { type: 'Initialized', ...init },
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...containersReady },
    { type: 'PodScheduled', status: 'True' },
    ...resizeConditions(record),
    ...(record.ended?.disruption
      ? [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message: record.ended.message }]
      : []),
  ];
  const conditions = own.map((condition) => {
    const old = previous.find((one) => one.type === condition.type);
    const same = old?.status === condition.status;
    const { type, ...rest } = condition;
    return {
      lastProbeTime: null,
      lastTransitionTime: same ? old.lastTransitionTime : formatTime(now),
      observedGeneration: pod.metadata.generation ?? 1,
      ...rest,
      type,
    };
  });
  const foreign = previous.filter((one) => !own.some((condition) => condition.type === one.type) && !RESIZE_CONDITIONS.includes(one.type));
  const ips = record.sandbox?.ips ?? [];
  return {
    ...ofOthers(pod),
    observedGeneration: pod.metadata.generation ?? 1,
    phase,
    conditions: [...conditions, ...foreign],
    ...(record.ended?.reason ? { reason: record.ended.reason } : {}),
    ...(record.ended?.message ? { message: record.ended.message } : {}),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(ips.length > 0 ? { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) } : {}),
    startTime: record.startTime,
    ...(initContainerStatuses.length > 0 ? { initContainerStatuses } : {}),
    containerStatuses,
    ...(ephemeralStatuses.length > 0 ? { ephemeralContainerStatuses: ephemeralStatuses } : {}),
    qosClass: pod.status?.qosClass ?? qosClass(pod.spec),
  };
}
