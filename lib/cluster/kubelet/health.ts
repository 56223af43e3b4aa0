import type { KubeObject } from '@/lib/api/object';
import { event, type Outcome } from './outcome';
import type { KubeletContext } from './context';
import type { ContainerRecord, PodRecord, ProbeRecord } from './pod-record';
import { tellKilling, tellProbe } from './journal';
import { runHook } from './hooks';
import { afterOutcome, probeNow, PROBES, type ProbeOutcome } from './probes';

type Spec = KubeObject['spec'];

/** Outcomes after which a probe's next run no longer keeps `settle()` waiting. */
const ESTABLISHED_FAILURES = 12;
const MOST_HOOK_MS = 600_000;

/**
 * Looks after a container that runs: its postStart hook and its probes as they fall due. A container that fails its
 * liveness or startup probe is told to stop; the exit brings it back through `startContainer`.
 */
export function watchContainer(
  context: KubeletContext,
  pod: KubeObject,
  container: Spec,
  init: boolean,
  pods: PodRecord,
  given: ContainerRecord,
): Outcome {
  const { sim } = context;
  const now = sim.now();
  if (given.stopping) return { record: given };
  const hooked = postStart(context, pod, container, init, given, pods.sandbox?.ips ?? []);
  if (hooked.againIn !== undefined || hooked.record.stopping) return hooked;
  let record = hooked.record;
  let again = Infinity;
  let background = true;
  for (const { kind, field } of PROBES) {
    const probe = container[field];
    if (!probe) continue;
    if (kind !== 'Startup' && container.startupProbe && !record.started) continue;
    if (kind === 'Startup' && record.started) continue;
    const started = record.startedAt ?? now;
    let state: ProbeRecord = record.probes[kind] ?? {
      nextAt: started + (probe.initialDelaySeconds ?? 0) * 1000,
      successes: 0,
      failures: 0,
    };
    const outcome = state.nextAt <= now || state.handle ? runProbe(context, pod, probe, container, pods, record, state) : undefined;
    if (outcome && 'handle' in outcome) state = { ...state, handle: outcome.handle, nextAt: now };
    else if (outcome) {
      state = afterOutcome(state, probe, outcome.ok, now);
      if (outcome.warning) event(context, { pod, container, init }, 'Warning', 'ProbeWarning', `${kind} probe warning: ${outcome.warning}`);
      if (!outcome.ok) {
        event(context, { pod, container, init }, 'Warning', 'Unhealthy', `${kind} probe failed: ${outcome.output}`);
        tellProbe(context, pod, container.name, kind, outcome.output);
      }
    }
    record = { ...record, probes: { ...record.probes, [kind]: state } };
    if (state.result !== undefined && outcome && !('handle' in outcome)) {
      if (kind === 'Readiness') record = { ...record, ready: state.result };
      else if (!state.result) {
        event(
          context,
          { pod, container, init },
          'Normal',
          'Killing',
          `Container ${container.name} failed ${kind.toLowerCase()} probe, will be restarted`,
        );
        const grace: number = probe.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
        tellKilling(
          context,
          pod,
          container.name,
          record.id!,
          grace,
          `Container ${container.name} failed ${kind.toLowerCase()} probe, will be restarted`,
        );
        context.runtime.stop(record.id!, grace);
        return { record: { ...record, stopping: true, ready: false } };
      } else if (kind === 'Startup') {
        record = { ...record, started: true, ready: !container.readinessProbe };
        again = now;
        background = false;
      }
    }
    const due = state.handle ? now + (probe.timeoutSeconds ?? 1) * 1000 : state.nextAt;
    again = Math.min(again, due);
    const undecided = state.result === undefined || (kind === 'Readiness' && !record.ready) || (kind === 'Liveness' && state.failures > 0);
    if (undecided && state.failures < ESTABLISHED_FAILURES + (probe.failureThreshold ?? 3)) background = false;
  }
  return again === Infinity ? { record } : { record, againIn: Math.max(0, again - now), background };
}

/** Tells a container to stop whose image is another one now; it is started anew whatever the pod's restart policy. */
export function stopRedefined(context: KubeletContext, pod: KubeObject, container: Spec, init: boolean, record: ContainerRecord): Outcome {
  if (record.stopping) return { record };
  const message = `Container ${container.name} definition changed, will be restarted`;
  const grace: number = pod.spec.terminationGracePeriodSeconds ?? 30;
  event(context, { pod, container, init }, 'Normal', 'Killing', message);
  tellKilling(context, pod, container.name, record.id!, grace, message);
  context.runtime.stop(record.id!, grace);
  return { record: { ...record, stopping: true, ready: false, resizeRestart: true } };
}

function runProbe(
  context: KubeletContext,
  pod: KubeObject,
  probe: Spec,
  container: Spec,
  pods: PodRecord,
  record: ContainerRecord,
  state: ProbeRecord,
): ProbeOutcome | { readonly handle: ProbeRecord['handle'] } {
  const { runtime } = context;
  if (!probe.exec) return probeNow(runtime, probe, container, pod.spec.hostNetwork ? context.node.ip : (pods.sandbox?.ips[0] ?? ''));
  const handle = state.handle ?? runtime.execProbe(record.id!, probe.exec.command ?? [], (probe.timeoutSeconds ?? 1) * 1000);
  const result = runtime.probeResult(handle);
  if (!result.done) return { handle };
  if (result.error === 'timeout') {
    const words = (probe.exec.command ?? []).join(' ');
    return { ok: false, output: `command timed out: ${JSON.stringify(words)} timed out after ${probe.timeoutSeconds ?? 1}s` };
  }
  if (result.error !== undefined) return { ok: false, output: result.error };
  return { ok: result.exitCode === 0, output: result.output ?? '' };
}

/** The postStart hook: the container counts as started only when it has ended well. */
function postStart(
  context: KubeletContext,
  pod: KubeObject,
  container: Spec,
  init: boolean,
  record: ContainerRecord,
  ips: readonly string[],
): Outcome {
  const hook = container.lifecycle?.postStart;
  if (!hook || record.postStart === 'done') return { record };
  const done = (): Outcome => ({
    record: { ...record, postStart: 'done', started: !container.startupProbe, ready: !container.startupProbe && !container.readinessProbe },
  });
  const target = { containerId: record.id!, ip: pod.spec.hostNetwork ? context.node.ip : (ips[0] ?? '') };
  const state = runHook(context, hook, container, target, record.postStart, context.sim.now() + MOST_HOOK_MS);
  if ('handle' in state)
    return { record: { ...record, postStart: state.handle }, againIn: hook.sleep ? state.until - context.sim.now() : 1000 };
  if (state.ok) return done();
  event(context, { pod, container, init }, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
  event(context, { pod, container, init }, 'Normal', 'Killing', 'FailedPostStartHook');
  context.runtime.stop(record.id!, pod.spec.terminationGracePeriodSeconds ?? 30);
  return { record: { ...record, postStart: 'done', stopping: true } };
}
