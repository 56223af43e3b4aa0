import type { KubeObject } from '@/lib/api/object';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import type { ControllerContext } from '../controllers/context';
import type { Profile } from '../profiles/profile';
import type { Disks } from '../storage/disks';

/** Something that people install into a cluster: manifests at an address, and the controllers that its containers run. */
export interface Addon {
  readonly name: string;
  readonly manifests: readonly AddonManifest[];
  readonly operators?: readonly Operator[];
}

export interface AddonManifest {
  /** Addresses at which `kubectl apply -f` finds it. `{version}` stands for any version. */
  readonly urls: readonly string[];
  objects(profile: Profile): readonly KubeObject[];
}

/**
 * A controller that is no part of the control plane: it works while a container that runs its program is up, under the service
 * account of that container's pod, so that its RBAC, its Deployment and its image decide. World programs say that they are one by
 * `operatorProgram` (lib/world/programs/operator.ts).
 */
export interface Operator {
  /** Also the start of the names of its queues. */
  readonly name: string;
  /** Whether a container of its program is an instance at all, by its pod; absent: every one is. */
  takes?(instance: OperatorInstance, pod: KubeObject | undefined): boolean;
  /** Binds its queues. Called once for each cluster in which it has ever run, also after a fork or a restore. */
  bind(context: OperatorContext): BoundOperator;
}

export interface BoundOperator {
  /** Puts everything it looks after on its queues: the first instance has started, or another one took over, or the API is back. */
  resync(): void;
}

/** A running container of an operator. Plain data. */
export interface OperatorInstance {
  readonly operator: string;
  readonly machine: string;
  /** Pid on that machine. */
  readonly pid: number;
  readonly container: string;
  readonly namespace: string;
  readonly pod: string;
  readonly serviceAccount: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Whom an operator asks. */
export interface OperatorTarget {
  readonly scheme: 'http' | 'https';
  /** A name, or an address. */
  readonly host: string;
  readonly port: number;
  /** PEM of who must have signed the other end's certificate; absent: it is not looked at. */
  readonly ca?: string;
}

/**
 * What an operator is given. `client` acts as the leader's service account and is refused what that may not do; informers show all
 * there is. `isUp` is false while no instance runs, or the API server cannot be reached.
 */
export interface OperatorContext extends ControllerContext {
  readonly profile: Profile;
  /** The storage around the cluster: clouds' disks, shares. */
  readonly disks: Disks;
  /** Running instances, the one that has run for longest first: that is the leader, others stand by or work on each node. */
  instances(): readonly OperatorInstance[];
  /** Writes to an instance's log (standard error; the leader's unless said otherwise), a newline included. */
  log(text: string, instance?: OperatorInstance): void;
  /** A file in the container of an instance (the leader's unless said otherwise). */
  readFile(path: string, instance?: OperatorInstance): string | undefined;
  writeFile(path: string, text: string, instance?: OperatorInstance): void;
  /** A request from inside an instance's container, answered at once. Throws OutboundError in the words of Go's client. */
  http(instance: OperatorInstance, target: OperatorTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse;
}
