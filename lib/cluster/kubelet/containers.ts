import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { backOffLeft, goSeconds, nextBackOff } from './back-off';
import { kubeletQueue, podKey, type KubeletContext } from './context';
import { ConfigError, containerEnv, expand } from './env';
import { qosClass } from '../kinds/pod/qos';
import { podText, shouldRestart, type ContainerRecord, type Terminated } from './pod-record';
import { ESTABLISHED_MS, event, type Outcome, type StartInput } from './outcome';
import { pullImage } from './image-pull';
import { securitySpec, oomScoreAdj } from './security';
import { StartError, type ContainerState } from './runtime';
import { containerMounts } from './volumes';
import { parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';

type Spec = KubeObject['spec'];

/** Takes note of a container that has ended. */
export function noteExit(record: ContainerRecord, state: ContainerState): ContainerRecord {
  const code = state.exitCode ?? 0;
  const terminated: Terminated = {
    exitCode: code,
    reason: state.lost ? 'Unknown' : state.oomKilled ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error',
    ...(state.terminationMessage ? { message: state.terminationMessage } : {}),
    startedAt: formatTime(state.startedAt),
    finishedAt: formatTime(state.finishedAt ?? state.startedAt),
    containerID: `containerd://${state.id}`,
  };
  return { ...record, terminated, waiting: undefined, ready: false, started: false, probes: {}, stopping: undefined };
}

/** Starts a container that does not run, if its policy, its back-off, its image and its configuration let it. */
export function startContainer(context: KubeletContext, input: StartInput, given: ContainerRecord): Outcome {
  const { sim } = context;
  const { pod, container, init } = input;
  let record = given;
  const { terminated } = record;
  if (terminated) {
    if (!shouldRestart(pod, container, init, terminated.exitCode) && !record.waiting && !record.resizeRestart) return { record };
    const finished = Date.parse(terminated.finishedAt ?? formatTime(sim.now()));
    const left = backOffLeft(record.crash, finished, sim.now());
    if (left > 0 && !record.resizeRestart) {
      const text = `back-off ${goSeconds(record.crash!.ms)} restarting failed container=${container.name} pod=${podText(pod)}`;
      event(context, input, 'Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podText(pod)}`);
      return {
        record: { ...record, waiting: { reason: 'CrashLoopBackOff', message: text } },
        againIn: left,
        background: record.crash!.ms >= ESTABLISHED_MS,
      };
    }
  }
  const pulled = pullImage(context, input, record);
  if ('record' in pulled) return pulled;
  record = { ...record, pull: undefined };
  let id: string;
  const attempt = terminated || record.last ? record.attempt + (terminated ? 1 : 0) : record.attempt;
  try {
    id = run(context, input, attempt);
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof StartError)) throw error;
    event(context, input, 'Warning', 'Failed', `Error: ${error.message}`);
    if (error instanceof ConfigError || error.reason === 'CreateContainerConfigError' || error.reason === 'CreateContainerError') {
      const reason = error instanceof ConfigError ? 'CreateContainerConfigError' : error.reason;
      return { record: { ...record, waiting: { reason, message: error.message } }, againIn: 10_000, background: true };
    }
    // runc refused: the container existed for a moment.
    const now = formatTime(sim.now());
    const failed: Terminated = {
      exitCode: error.exitCode,
      reason: 'StartError',
      message: error.message,
      startedAt: '1970-01-01T00:00:00Z',
      finishedAt: now,
    };
    const crash = nextBackOff(record.crash, sim.now(), sim.now());
    const restarts = record.restarts + (terminated ? 1 : 0);
    return {
      record: {
        ...record,
        attempt,
        restarts,
        crash,
        terminated: failed,
        last: terminated,
        waiting: { reason: 'RunContainerError', message: error.message },
      },
      againIn: 1000,
      background: crash.ms >= ESTABLISHED_MS,
    };
  }
  const state = context.runtime.inspect(id);
  if (record.deadId) context.runtime.remove(record.deadId);
  event(context, input, 'Normal', 'Created', 'Container created');
  event(context, input, 'Normal', 'Started', 'Container started');
  const finished = terminated ? Date.parse(terminated.finishedAt ?? '') : sim.now();
  return {
    record: {
      ...record,
      id,
      attempt,
      restarts: terminated ? record.restarts + 1 : record.restarts,
      crash: terminated ? nextBackOff(record.crash, finished, sim.now()) : record.crash,
      waiting: undefined,
      terminated: undefined,
      last: terminated ?? record.last,
      image: state?.image ?? container.image,
      specImage: container.image,
      imageId: state?.imageId ?? '',
      user: state?.user,
      deadId: record.id,
      resources: container.resources ?? {},
      resizeRestart: undefined,
      startedAt: sim.now(),
      started: !container.startupProbe && !container.lifecycle?.postStart,
      ready: !state?.unready && !container.readinessProbe && !container.startupProbe && !container.lifecycle?.postStart,
      probes: {},
      postStart: undefined,
      preStop: undefined,
      stopping: undefined,
    },
  };
}

function run(context: KubeletContext, input: StartInput, attempt: number): string {
  const { pod, container, record, volumes, sources } = input;
  const env = containerEnv(pod, container, sources);
  const expanded = (texts: readonly string[] | undefined) => texts?.map((text) => expand(text, (name) => env[name]));
  const limits = container.resources?.limits ?? {};
  const requests = container.resources?.requests ?? {};
  const target: string | undefined = container.targetContainerName;
  const targetId = target ? record.containers[target]?.id : undefined;
  if (target && !targetId) throw new ConfigError(`unable to find target container "${target}"`);
  return context.runtime.start({
    sandboxId: record.sandbox!.id,
    wake: { queue: kubeletQueue(context.node.name), key: podKey(pod) },
    podUid: pod.metadata.uid ?? '',
    ...(pod.spec.serviceAccountName && { serviceAccount: pod.spec.serviceAccountName }),
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    name: container.name,
    attempt,
    init: container.restartPolicy !== 'Always' && (pod.spec.initContainers ?? []).some((one: Spec) => one.name === container.name),
    image: container.image,
    command: expanded(container.command),
    args: expanded(container.args),
    workingDir: container.workingDir,
    env,
    ports: (container.ports ?? []).map((port: Spec) => ({ ...port, protocol: port.protocol ?? 'TCP' })),
    mounts: containerMounts(container, volumes, env),
    stdin: Boolean(container.stdin),
    stdinOnce: Boolean(container.stdinOnce),
    tty: Boolean(container.tty),
    ...securitySpec(pod, container, context.runtime),
    ...(targetId ? { processes: { container: targetId } } : {}),
    ...(container.terminationMessagePolicy === 'FallbackToLogsOnError' ? { fallbackToLogs: true } : {}),
    ...(container.terminationMessagePath ? { terminationMessagePath: container.terminationMessagePath } : {}),
    ...(container.lifecycle?.stopSignal ? { stopSignal: container.lifecycle.stopSignal } : {}),
    oomScoreAdj: oomScoreAdj(
      pod,
      qosClass(pod.spec),
      quantityValue(parseQuantity(context.node.memory)),
      requests.memory ? quantityValue(parseQuantity(requests.memory)) : 0,
    ),
    ...(limits.memory ? { memoryLimitBytes: quantityValue(parseQuantity(limits.memory)) } : {}),
    ...(requests.cpu ? { cpuRequestMillis: quantityMilliValue(parseQuantity(requests.cpu)) } : {}),
    ...(limits.cpu ? { cpuLimitMillis: quantityMilliValue(parseQuantity(limits.cpu)) } : {}),
  });
}
