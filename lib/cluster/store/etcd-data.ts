import { createHash } from 'node:crypto';
import type { Sim } from '@/lib/sim/sim';
import { Store, type StoreSnapshot } from './store';

/** A voting or learning member of an etcd cluster. */
export interface EtcdMember {
  /** 64 bits in hexadecimal. */
  readonly id: string;
  /** '' until the member has started for the first time. */
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly learner: boolean;
}

/**
 * What a data directory or a snapshot file holds: the keys as of then, and which cluster they belong to. Never changed; the
 * files on a disk name it by id, so that a copy of the files is a copy of the data.
 */
export interface EtcdData {
  readonly clusterId: string;
  readonly members: readonly EtcdMember[];
  readonly store: Store;
  readonly term: number;
  /** Of snapshot files: without members, which a restore makes. */
  readonly snapshot?: boolean;
}

export interface EtcdDataSnapshot extends Omit<EtcdData, 'store'> {
  readonly id: string;
  readonly store: StoreSnapshot;
}

/** Data kept besides the live ones; older ones are as good as overwritten. */
const MOST_DATA = 24;

export type EtcdArchive = ReadonlyMap<string, EtcdData>;

export function withData(archive: EtcdArchive, id: string, data: EtcdData): EtcdArchive {
  const next = new Map(archive);
  next.set(id, data);
  for (const old of next.keys()) {
    if (next.size <= MOST_DATA) break;
    next.delete(old);
  }
  return next;
}

export const saveArchive = (archive: EtcdArchive): EtcdDataSnapshot[] =>
  [...archive].map(([id, { store, ...rest }]) => ({ id, ...rest, store: store.snapshot() }));

export const loadArchive = (saved: readonly EtcdDataSnapshot[], sim: Sim): EtcdArchive =>
  new Map(saved.map(({ id, store, ...rest }) => [id, { ...rest, store: Store.restore(store, sim) }]));

const hex64 = (...parts: readonly string[]): string =>
  createHash('sha1').update(parts.join('')).digest('hex').slice(0, 16).replace(/^0+/, '');

/** Models server/etcdserver/api/membership.computeMemberID: of the peer URLs and the token, and of the time when it is added. */
export const memberId = (peerUrls: readonly string[], token: string, addedAt?: number): string =>
  hex64([...peerUrls].sort().join(''), token, addedAt === undefined ? '' : String(Math.floor(addedAt / 1000)));

/** Models membership.RaftCluster.genID: of its members' ids. */
export const clusterIdOf = (members: readonly EtcdMember[]): string => hex64(...members.map(({ id }) => id).sort());

/** `name=https://10.0.0.1:2380,…` as members. */
export function initialMembers(initialCluster: string, token: string): EtcdMember[] {
  const urls = new Map<string, string[]>();
  for (const part of initialCluster.split(',').filter(Boolean)) {
    const at = part.indexOf('=');
    const name = part.slice(0, at);
    urls.set(name, [...(urls.get(name) ?? []), part.slice(at + 1)]);
  }
  return [...urls].map(([name, peerUrls]) => ({ id: memberId(peerUrls, token), name, peerUrls, clientUrls: [], learner: false }));
}

/** The text of `member/snap/db` below a data directory, and of a snapshot file. */
export const dataFile = (id: string, member?: string): string => `etcd-bolt-db\ndata ${id}\n${member ? `member ${member}\n` : ''}`;

/** What such a file names; undefined for anything else. */
export function readDataFile(text: string): { readonly data: string; readonly member?: string } | undefined {
  const [, data, member] = /^etcd-bolt-db\ndata (\w+)\n(?:member (\w+)\n)?$/.exec(text) ?? [];
  return data ? { data, ...(member ? { member } : {}) } : undefined;
}
