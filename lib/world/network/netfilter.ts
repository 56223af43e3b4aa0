import { seenOf, viewOfSeen, type SeenCluster } from '@/lib/cluster/network/frozen-view';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import type { ProxyConfiguration } from '@/lib/cluster/network/kube-proxy/configuration';

export type Table = 'raw' | 'mangle' | 'nat' | 'filter';

/** A rule that somebody wrote by hand, in iptables-save's words without `-A CHAIN `. */
export interface HandRule {
  readonly table: Table;
  readonly chain: string;
  readonly text: string;
  /** It stands before kube-proxy's jumps (`-I`). */
  readonly first: boolean;
}

/** What kube-proxy has written into the kernel of a node. */
export interface ProxyRules {
  readonly configuration: ProxyConfiguration;
  /** Host pid of the kube-proxy that keeps them up to date; absent: nobody does. */
  readonly pid?: number;
  /** What the rules were made from, when they no longer follow the cluster. */
  readonly seen?: SeenCluster;
  /** Tables that were flushed since they were written. */
  readonly flushed: readonly Table[];
  /** When its kube-proxy will write the flushed tables again: virtual milliseconds. */
  readonly restoredAt?: number;
  /** When all of them were last written: virtual milliseconds. */
  readonly writtenAt: number;
}

/** The packet filter of one machine. Immutable: replaced when it changes. */
export interface Netfilter {
  readonly proxy?: ProxyRules;
  readonly rules: readonly HandRule[];
  readonly chains: readonly { readonly table: Table; readonly name: string }[];
  /** `filter/INPUT` → DROP */
  readonly policies: Readonly<Record<string, 'ACCEPT' | 'DROP'>>;
}

export const EMPTY_NETFILTER: Netfilter = { rules: [], chains: [], policies: {} };

/** A backend that a client keeps to. */
export interface Affinity {
  readonly backend: string;
  /** Virtual milliseconds. */
  readonly usedAt: number;
}

/** What a node's rules were made from: the cluster as it is while its kube-proxy lives, else as that last saw it. */
export function rulesView(proxy: ProxyRules, live: ClusterView): ClusterView {
  return proxy.seen ? viewOfSeen(proxy.seen) : live;
}

/** kube-proxy is gone: what it wrote stays as it is. */
export function abandoned(netfilter: Netfilter, live: ClusterView, now: number): Netfilter {
  const proxy = netfilter.proxy && current(netfilter.proxy, now);
  if (!proxy) return netfilter;
  const { pid: _, restoredAt: __, ...rest } = proxy;
  return { ...netfilter, proxy: { ...rest, seen: proxy.seen ?? seenOf(live) } };
}

/** The rules as they are by now: flushed tables may have been written again. */
export function current(proxy: ProxyRules, now: number): ProxyRules {
  if (proxy.restoredAt === undefined || now < proxy.restoredAt) return proxy;
  const { restoredAt, ...rest } = proxy;
  return { ...rest, flushed: [], writtenAt: restoredAt };
}

/** Every so often kube-proxy writes all its rules anew (proxyutil.FullSyncPeriod). */
const FULL_SYNC_MS = 3_600_000;
/** How often it looks whether its canary chain in the mangle table is still there. */
const CANARY_MS = 30_000;

/** kube-proxy's rules of some tables have been deleted by hand; `canary`: its chains in the mangle table too. */
export function flush(proxy: ProxyRules, tables: readonly Table[], canary: boolean, now: number): ProxyRules {
  const before = current(proxy, now);
  const flushed = [...new Set([...before.flushed, ...tables])];
  if (before.pid === undefined) return { ...before, flushed };
  const since = now - before.writtenAt;
  const next = canary
    ? before.writtenAt + (Math.floor(since / CANARY_MS) + 1) * CANARY_MS
    : before.writtenAt + (Math.floor(since / FULL_SYNC_MS) + 1) * FULL_SYNC_MS;
  return { ...before, flushed, restoredAt: Math.min(next, before.restoredAt ?? Infinity) };
}

/** kube-proxy's rules where the nat table of a machine has them. */
export function natRules(netfilter: Netfilter | undefined, now: number): ProxyRules | undefined {
  const proxy = netfilter?.proxy && current(netfilter.proxy, now);
  return proxy?.flushed.includes('nat') ? undefined : proxy;
}
