import { ApiError, type Client, type InformerFactory } from '../client/client';
import type { Sim } from '@/lib/sim/sim';
import { controllerOf, type ControllerManagerConfiguration } from './configuration';
import type { EventRecorder } from './event-recorder';

/** What a controller is given. Everything in it is derived from the cluster's state and bound anew after a fork. */
export interface ControllerContext {
  readonly sim: Sim;
  readonly client: Client;
  readonly informers: InformerFactory;
  /** The same, acting as the service account `kube-system/<account>`: what a controller may do is what RBAC gives that. */
  as(account: string): ControllerContext;
  /** Records events whose source is `component`. */
  events(component: string): EventRecorder;
  /** False while kube-controller-manager is down: keys are then parked. */
  isUp(): boolean;
  /** What the flags of kube-controller-manager came to; undefined: kubeadm's. */
  configuration?(): ControllerManagerConfiguration | undefined;
  /** Keeps a key that came while the component was down; it is queued again when the component starts. */
  park(queue: string, key: string): void;
}

export interface Controller {
  readonly name: string;
  /** Puts every object this controller looks after on its queue, as a fresh start does. */
  resync(): void;
}

/** Failures after which a key's retries no longer keep `settle()` waiting (5 ms doubling: about a second). */
const QUIET_AFTER = 8;

/**
 * Binds the work queue `controller/<name>`: errors of the API server are retried with client-go's back-off.
 * Returns the way to put a key on it.
 */
export function bindQueue(context: ControllerContext, name: string, sync: (key: string) => void): (key: string) => void {
  const queue = `controller/${name}`;
  const controller = controllerOf(name);
  context.sim.on(queue, (key) => {
    if (!context.isUp() || context.configuration?.()?.disabled.includes(controller)) return context.park(queue, key);
    try {
      sync(key);
      context.sim.forget(queue, key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      context.sim.retry(queue, key, { quietAfter: QUIET_AFTER });
    }
  });
  return (key) => context.sim.enqueue(queue, key);
}

export const keyOf = (object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name;

export function splitKey(key: string): readonly [namespace: string, name: string] {
  const slash = key.indexOf('/');
  return slash < 0 ? ['', key] : [key.slice(0, slash), key.slice(slash + 1)];
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.code === 404;
export const isAlreadyExists = (error: unknown): boolean => error instanceof ApiError && error.reason === 'AlreadyExists';

/** Models apierrors.HasStatusCause(err, NamespaceTerminatingCause). */
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof ApiError &&
  ((error.status as { details?: { causes?: readonly { reason?: string }[] } }).details?.causes ?? []).some(
    (cause) => cause.reason === 'NamespaceTerminating',
  );

/** Runs a call whose object may be gone by now. */
export function ignoreNotFound(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
