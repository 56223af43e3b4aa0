import { createHash } from 'node:crypto';
import type { KubeObject } from '@/lib/api/object';
import { formatMicroTime } from '@/lib/api/time';
import type { Sim } from '@/lib/sim/sim';
import { ApiError, type Client } from './client';
import { LEASES } from './client/resources';

const QUEUE = 'apiserver/identity-lease';
const NAMESPACE = 'kube-system';
const RENEW_MS = 10_000;
const LASTS_S = 3_600;
const IDENTITY = 'apiserver.kubernetes.io/identity';
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export interface IdentityParts {
  readonly sim: Sim;
  client(): Client;
  /** Hosts on which an API server serves now. */
  hosts(): readonly string[];
  isServing(): boolean;
}

/** `apiserver-` and the hash of a host's name. Models pkg/controlplane.createAPIServerID's use of base32. */
export function apiServerName(host: string): string {
  const hash = createHash('sha256').update(host).digest().subarray(0, 16);
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of hash) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(value >> bits) & 31];
      value &= (1 << bits) - 1;
    }
  }
  return `apiserver-${text}${ALPHABET[(value << (5 - bits)) & 31]}`;
}

/** Each API server keeps a lease that tells of it; those of servers that are gone are removed after their time. Models APIServerIdentity. */
export function bindIdentityLeases({ sim, client, hosts, isServing }: IdentityParts): void {
  const again = () => sim.after(QUEUE, 'all', RENEW_MS, { background: true });
  sim.on(QUEUE, () => {
    again();
    if (!isServing()) return;
    try {
      for (const host of hosts()) renew(host);
      for (const lease of client().list(LEASES, NAMESPACE).items) {
        if (lease.metadata.labels?.[IDENTITY] !== 'kube-apiserver') continue;
        const renewed = Math.max(Date.parse(String(lease.spec?.renewTime ?? '')) || 0, sim.leaptAt ?? 0);
        if (renewed + LASTS_S * 1000 < sim.now()) client().delete(LEASES, NAMESPACE, lease.metadata.name);
      }
    } catch (error) {
      // A store that is full, or away, is asked again.
      if (!(error instanceof ApiError)) throw error;
    }
  });
  if (!sim.timer(QUEUE, 'all')) sim.after(QUEUE, 'all', 0, { background: true });

  function renew(host: string): void {
    const name = apiServerName(host);
    const renewTime = formatMicroTime(sim.now());
    const found = client().get(LEASES, NAMESPACE, name);
    if (found) {
      client().update(LEASES, { ...found, spec: { ...found.spec, renewTime } } as KubeObject);
      return;
    }
    const labels = { [IDENTITY]: 'kube-apiserver', 'kubernetes.io/hostname': host };
    const holderIdentity = `${name}_${sim.random.uuid()}`;
    const spec = { holderIdentity, leaseDurationSeconds: LASTS_S, renewTime };
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace: NAMESPACE, labels }, spec };
    client().create(LEASES, lease as unknown as KubeObject, NAMESPACE);
  }
}
