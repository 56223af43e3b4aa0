import type { KubeObject } from '@/lib/api/object';
import type { KubeletContext } from './context';
import { httpAsk } from './probes';
import type { ProbeHandle } from './runtime';

type Spec = KubeObject['spec'];

/** Where a hook stands: it has ended, or what to ask for it by, and when it is to be looked at again at the latest. */
export type HookState = { readonly ok: boolean } | { readonly handle: ProbeHandle; readonly until: number };

const SLEEP = 'sleep:';

/**
 * Runs a lifecycle handler (exec, httpGet, sleep), or looks how far it has come. `deadline`: virtual milliseconds at which
 * it is given up. Models lifecycle/handlers.go.
 */
export function runHook(
  context: KubeletContext,
  hook: Spec,
  container: Spec,
  target: { readonly containerId: string; readonly ip: string },
  handle: ProbeHandle | undefined,
  deadline: number,
): HookState {
  const { runtime, sim } = context;
  if (hook.exec) {
    const running = handle ?? runtime.execProbe(target.containerId, hook.exec.command ?? [], Math.max(0, deadline - sim.now()));
    const result = runtime.probeResult(running);
    return result.done ? { ok: result.exitCode === 0 } : { handle: running, until: deadline };
  }
  if (hook.sleep) {
    const until = handle ? Number(handle.id.slice(SLEEP.length)) : sim.now() + hook.sleep.seconds * 1000;
    return sim.now() >= Math.min(until, deadline) ? { ok: true } : { handle: { id: `${SLEEP}${until}` }, until: Math.min(until, deadline) };
  }
  if (hook.httpGet) {
    const { status, error } = httpAsk(runtime, hook.httpGet, container, target.ip, 'kube-lifecycle/1.36');
    return { ok: error === undefined && (status ?? 500) < 400 };
  }
  return { ok: true };
}
