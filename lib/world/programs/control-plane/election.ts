import { formatMicroTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import type { Sys } from '@/lib/hosts/process/sys';
import { ask, type Answered, type ApiAccess } from './api-access';
import { klog } from './klog';

/** A candidate for a lease. Plain data; times are virtual milliseconds. */
export interface Election {
  readonly name: string;
  readonly namespace: string;
  readonly identity: string;
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly retryMs: number;
  leading: boolean;
  /** The lease as it was last seen or written. */
  observed: KubeObject | undefined;
  observedAt: number;
  /** Since when renewing has failed. */
  failingSince: number | undefined;
}

const EVENTS_AGENT = 'leader-election';

/** A candidate whose identity is the host's name and a random number, as kube-scheduler's and kube-controller-manager's are. */
export function newElection(sys: Sys, options: Pick<Election, 'name' | 'namespace' | 'leaseMs' | 'renewMs' | 'retryMs'>): Election {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(sys.random() * 16).toString(16)).join('');
  const uuid = `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[Math.floor(sys.random() * 4)]}${hex(3)}-${hex(12)}`;
  return {
    ...options,
    identity: `${sys.hostname()}_${uuid}`,
    leading: false,
    observed: undefined,
    observedAt: 0,
    failingSince: undefined,
  };
}

const where = ({ namespace, name }: Election) => `${namespace}/${name}`;
const leases = ({ namespace }: Election) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

/**
 * One round of an election: acquires the lease or renews it. `lost`: it led and does no more. Models
 * client-go/tools/leaderelection.
 */
export function campaign(sys: Sys, access: ApiAccess, election: Election, agent: string): 'leading' | 'waiting' | 'lost' {
  const now = sys.now();
  const got = tryAcquireOrRenew(sys, access, election, agent);
  if (got) {
    election.failingSince = undefined;
    if (!election.leading) {
      election.leading = true;
      tell(sys, access, election, 'became leader', agent);
      klog(sys, 'I', 'leaderelection.go:271', `successfully acquired lease ${where(election)}`);
    }
    return 'leading';
  }
  if (!election.leading) return 'waiting';
  election.failingSince ??= now;
  const heldByOther = election.observed?.spec?.holderIdentity !== election.identity;
  if (!heldByOther && now - election.failingSince < election.renewMs) return 'leading';
  election.leading = false;
  klog(sys, 'I', 'leaderelection.go:297', `failed to renew lease ${where(election)}: context deadline exceeded`);
  tell(sys, access, election, 'stopped leading', agent);
  return 'lost';
}

function tryAcquireOrRenew(sys: Sys, access: ApiAccess, election: Election, agent: string): boolean {
  const now = sys.now();
  const timeout = `?timeout=${Math.floor(election.renewMs / 2000)}s`;
  const path = `${leases(election)}/${election.name}${timeout}`;
  const isMine = election.observed?.spec?.holderIdentity === election.identity;
  if (isMine && now < election.observedAt + election.leaseMs) {
    const renewed = ask(sys, access, 'PUT', path, written(election, election.observed!, now), agent);
    if (!renewed.error) return take(election, renewed, now);
    klog(sys, 'E', 'leaderelection.go:441', `Failed to update lock optimistically: ${renewed.error}, falling back to slow path`);
  }
  const found = ask(sys, access, 'GET', path, undefined, agent);
  if (found.status === 404) {
    const fresh = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: election.name, namespace: election.namespace } };
    const created = ask(sys, access, 'POST', `${leases(election)}${timeout}`, written(election, fresh as KubeObject, now), agent);
    if (!created.error) return take(election, created, now);
    klog(sys, 'E', 'leaderelection.go:452', `error initially creating leader election record: ${created.error}`);
    return false;
  }
  if (found.error || found.status === 0) {
    klog(sys, 'E', 'leaderelection.go:448', `error retrieving resource lock ${where(election)}: ${found.error}`);
    return false;
  }
  const lease = found.body!;
  if (JSON.stringify(lease.spec) !== JSON.stringify(election.observed?.spec)) {
    election.observed = lease;
    election.observedAt = now;
  } else election.observed = lease;
  const holder = String(lease.spec?.holderIdentity ?? '');
  const validUntil = election.observedAt + Number(lease.spec?.leaseDurationSeconds ?? 0) * 1000;
  if (holder !== '' && holder !== election.identity && now < validUntil) return false;
  const updated = ask(sys, access, 'PUT', path, written(election, lease, now), agent);
  if (!updated.error) return take(election, updated, now);
  klog(sys, 'E', 'leaderelection.go:474', `Failed to update lock: ${updated.error}`);
  return false;
}

function take(election: Election, { body }: Answered, now: number): true {
  election.observed = body;
  election.observedAt = now;
  return true;
}

function written({ identity, leaseMs }: Election, lease: KubeObject, now: number): object {
  const { spec } = lease;
  const isMine = spec?.holderIdentity === identity;
  const time = formatMicroTime(now);
  return {
    ...lease,
    spec: {
      ...spec,
      holderIdentity: identity,
      leaseDurationSeconds: Math.floor(leaseMs / 1000),
      acquireTime: isMine ? spec.acquireTime : time,
      renewTime: time,
      leaseTransitions: spec === undefined ? 0 : Number(spec.leaseTransitions ?? 0) + (isMine ? 0 : 1),
    },
  };
}

/** The event on the lease that tells who leads. */
function tell(sys: Sys, access: ApiAccess, election: Election, what: string, agent: string): void {
  const { observed } = election;
  if (!observed) return;
  const { namespace, name, identity } = election;
  const time = new Date(sys.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const id = Math.floor(sys.random() * 2 ** 32).toString(16);
  ask(
    sys,
    access,
    'POST',
    `/api/v1/namespaces/${namespace}/events`,
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${id.padStart(16, '1')}`, namespace },
      involvedObject: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        name,
        namespace,
        uid: observed.metadata.uid,
        resourceVersion: observed.metadata.resourceVersion,
      },
      reason: 'LeaderElection',
      message: `${identity} ${what}`,
      type: 'Normal',
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: name === 'kube-scheduler' ? 'default-scheduler' : name },
      reportingComponent: name === 'kube-scheduler' ? 'default-scheduler' : name,
      reportingInstance: '',
    },
    `${agent} ${EVENTS_AGENT}`,
  );
}
