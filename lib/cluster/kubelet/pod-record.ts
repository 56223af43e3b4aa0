import type { KubeObject } from '@/lib/api/object';
import type { ContainerState, ProbeHandle, Sandbox } from './runtime';

/** `Terminated` of a container status, as it is written. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly message?: string;
  readonly signal?: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly containerID?: string;
}

/** Models flowcontrol.Backoff's entry. */
export interface BackOff {
  readonly ms: number;
  /** When it was last lengthened. */
  readonly updated: number;
}

export interface ProbeRecord {
  readonly nextAt: number;
  readonly successes: number;
  readonly failures: number;
  /** Undefined until a threshold has been reached. */
  readonly result?: boolean;
  readonly handle?: ProbeHandle;
}

export interface ContainerRecord {
  /** The container that runs, or ran last. */
  readonly id?: string;
  readonly attempt: number;
  readonly restarts: number;
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly terminated?: Terminated;
  readonly last?: Terminated;
  /** Of the run before the last: its remains go when another one starts. */
  readonly deadId?: string;
  readonly image?: string;
  /** The image that its specification named when it was started: another one later is another container. */
  readonly specImage?: string;
  readonly imageId?: string;
  readonly user?: ContainerState['user'];
  /** What it runs with now: requests and limits, which a resize changes later than the specification. */
  readonly resources?: KubeObject['spec'];
  readonly startedAt?: number;
  readonly crash?: BackOff;
  readonly pull?: { readonly startedAt?: number; readonly failedAt?: number; readonly error?: string; readonly backOff?: BackOff };
  readonly postStart?: ProbeHandle | 'done';
  readonly preStop?: ProbeHandle | 'done';
  /** Set once the container was told to stop; why, when it is to be restarted. */
  readonly stopping?: boolean;
  /** Told to stop for a resize or for another image only: it comes back whatever its policy says, and without a back-off. */
  readonly resizeRestart?: boolean;
  readonly started: boolean;
  readonly ready: boolean;
  readonly probes: Readonly<Record<string, ProbeRecord>>;
}

/** All that a kubelet remembers of a pod. Plain data; replaced, never changed. */
export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly sandbox?: Sandbox;
  readonly containers: Readonly<Record<string, ContainerRecord>>;
  /** The pod as it was last seen: what to stop when it has vanished. */
  readonly pod: KubeObject;
  /** Volume contents as last written, by volume, to notice changes. */
  readonly volumes: Readonly<Record<string, string>>;
  /** Service account tokens by audience and lifetime; renewed when four fifths of the lifetime are over. */
  readonly tokens?: Readonly<Record<string, { readonly text: string; readonly renewAt: number }>>;
  readonly mountFailures: number;
  /** Since when a volume is waited for. */
  readonly mountsSince?: number;
  readonly sandboxFailures: number;
  /** The journal has been told that the pod waits for the network. */
  readonly networkWaited?: boolean;
  readonly terminating?: { readonly deadline: number };
  /** Set by the kubelet itself: eviction, deadline, a container lost with its node. */
  readonly ended?: {
    readonly phase: 'Failed' | 'Succeeded';
    readonly reason?: string;
    readonly message?: string;
    readonly graceSeconds?: number;
    /** Told by a DisruptionTarget condition. */
    readonly disruption?: boolean;
    /** Never taken by the node at all: there is nothing to tell of its containers. */
    readonly refused?: boolean;
  };
  readonly startTime: string;
  /** A change of resources that waits for room, or is being made. */
  readonly resize?: {
    readonly pending?: { readonly reason: string; readonly message: string };
    readonly inProgress?: { readonly error?: string };
  };
}

/** An ephemeral container as a container: it runs once, whatever the pod's policy. */
export const asEphemeral = (container: KubeObject['spec']): KubeObject['spec'] => ({ ...container, restartPolicy: 'Never' });

export const NEW_CONTAINER: ContainerRecord = { attempt: 0, restarts: 0, started: false, ready: false, probes: {} };

export const isSidecar = (container: KubeObject['spec']): boolean => container.restartPolicy === 'Always';

/** Whether a container that ended is started again. Models kubecontainer.ShouldContainerBeRestarted. */
export function shouldRestart(pod: KubeObject, container: KubeObject['spec'], init: boolean, exitCode: number): boolean {
  if (init && isSidecar(container)) return true;
  if (restartRule(container, exitCode)) return true;
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always';
  if (init) return exitCode !== 0 && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** The rule of a container that speaks of an exit code. Models findMatchingContainerRestartRule. */
export function restartRule(container: KubeObject['spec'], exitCode: number): { readonly action: string } | undefined {
  return (container.restartPolicyRules ?? []).find((one: KubeObject['spec']) => {
    const values: readonly number[] = one.exitCodes?.values ?? [];
    return one.exitCodes?.operator === 'NotIn' ? !values.includes(exitCode) : values.includes(exitCode);
  });
}

/** Models format.Pod: `name_namespace(uid)`. */
export const podText = (pod: KubeObject): string => `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
