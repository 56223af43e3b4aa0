import type { Sim } from '@/lib/sim/sim';
import {
  clusterIdOf,
  initialMembers,
  loadArchive,
  memberId,
  saveArchive,
  withData,
  type EtcdArchive,
  type EtcdData,
  type EtcdDataSnapshot,
  type EtcdMember,
} from './etcd-data';
import { Store } from './store';

/** A running etcd process. */
export interface EtcdRunning {
  readonly member: string;
  readonly clusterId: string;
  readonly data: string;
}

export type EtcdAlarm = { readonly member: string; readonly type: 'NOSPACE' | 'CORRUPT' };

/** State of the store's members as one immutable value. */
interface EtcdState {
  readonly clusterId: string;
  readonly members: readonly EtcdMember[];
  /** Id of the live data. */
  readonly live: string;
  readonly term: number;
  /** Raft's entries that are no revisions: elections, changes of members, defragmentations. */
  readonly extraIndex: number;
  readonly leader: string | undefined;
  /** By host. */
  readonly running: Readonly<Record<string, EtcdRunning>>;
  /** Data of members that were stopped with the live content, by host. */
  readonly stopped: Readonly<Record<string, { readonly data: string; readonly revision: number; readonly member: string }>>;
  readonly removed: readonly string[];
  readonly alarms: readonly EtcdAlarm[];
  /** Bytes. */
  readonly quota: number;
  /** Bytes of the file, which compaction alone does not make smaller. */
  readonly fileBytes: number;
  readonly nextData: number;
}

export interface EtcdSnapshot {
  readonly state: EtcdState;
  readonly archive: readonly EtcdDataSnapshot[];
}

export interface StartOptions {
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly initialCluster: string;
  readonly token: string;
  readonly state: 'new' | 'existing';
  readonly forceNewCluster: boolean;
  /** What the data directory holds. */
  readonly data?: string;
  readonly member?: string;
  /** `--quota-backend-bytes`; 0 for the default. */
  readonly quota: number;
}

const DEFAULT_QUOTA = 2 * 1024 ** 3;
const EMPTY_FILE_BYTES = 20_480;
/** What a key or a change takes in the file on average; bbolt's pages included. */
const BYTES_EACH = 2_200;
const NO_QUORUM = 'etcdserver: no leader';

/** Sim channel that is notified when a member has to look after itself (it was removed). */
export const etcdChannel = (host: string): string => `etcd/${host}`;

/**
 * The etcd cluster behind the API servers: one logical store, and the members that vote on it. A member's disk names its data;
 * a member that starts with other data (a restored snapshot, an empty directory) makes another cluster, which takes the place of
 * the first as soon as it alone has a quorum.
 */
export class Etcd {
  private archive: EtcdArchive = new Map();
  private state: EtcdState;
  /** Told when the store's content was changed for another one. */
  onSwitch: (() => void) | undefined;

  constructor(
    private readonly sim: Sim,
    readonly store: Store,
    /** Hosts whose members make the cluster at first. */
    hosts: readonly { readonly name: string; readonly ip: string }[],
  ) {
    const initial = hosts.map(({ name, ip }) => `${name}=https://${ip}:2380`).join(',');
    const members = initialMembers(initial, 'etcd-cluster').map((member, i) => ({
      ...member,
      clientUrls: [`https://${hosts[i]!.ip}:2379`],
    }));
    const clusterId = clusterIdOf(members);
    this.state = {
      clusterId,
      members,
      live: 'd1',
      term: 2,
      extraIndex: 3,
      leader: members[0]?.id,
      running: Object.fromEntries(hosts.map(({ name }, i) => [name, { member: members[i]!.id, clusterId, data: 'd1' }])),
      stopped: {},
      removed: [],
      alarms: [],
      quota: DEFAULT_QUOTA,
      fileBytes: EMPTY_FILE_BYTES,
      nextData: 2,
    };
  }

  get clusterId(): string {
    return this.state.clusterId;
  }

  get members(): readonly EtcdMember[] {
    return this.state.members;
  }

  get term(): number {
    return this.state.term;
  }

  get leader(): string | undefined {
    return this.state.leader;
  }

  get alarms(): readonly EtcdAlarm[] {
    return this.state.alarms;
  }

  get quota(): number {
    return this.state.quota;
  }

  get raftIndex(): number {
    return this.store.revision + this.state.extraIndex;
  }

  /** Id of the data that the members write. */
  get liveData(): string {
    return this.state.live;
  }

  running(host: string): EtcdRunning | undefined {
    return this.state.running[host];
  }

  /** Hosts whose etcd runs and belongs to the cluster. */
  hosts(): string[] {
    return Object.keys(this.state.running).filter((host) => this.state.running[host]!.clusterId === this.state.clusterId);
  }

  isRunning(member: string): boolean {
    return this.hosts().some((host) => this.state.running[host]!.member === member);
  }

  /** Whether so many voters run that writes are agreed on. */
  hasQuorum(): boolean {
    const voters = this.state.members.filter(({ learner }) => !learner);
    return voters.filter(({ id }) => this.isRunning(id)).length > voters.length / 2;
  }

  /** Why a request at the etcd of a host is refused; undefined when it is answered. */
  refusal(host: string, options: { readonly write?: boolean } = {}): string | undefined {
    const own = this.state.running[host];
    if (!own) return 'connection refused';
    if (own.clusterId !== this.state.clusterId || !this.hasQuorum()) return NO_QUORUM;
    if (this.state.members.find(({ id }) => id === own.member)?.learner) return 'etcdserver: rpc not supported for learner';
    if (options.write) {
      if (this.isFull()) return 'etcdserver: mvcc: database space exceeded';
    }
    return undefined;
  }

  /** Bytes of the database file, and of those in use. */
  sizes(): { readonly file: number; readonly used: number } {
    const { objects, changes } = this.store.counts();
    const used = EMPTY_FILE_BYTES + (objects + changes) * BYTES_EACH;
    const file = Math.max(this.state.fileBytes, used);
    if (file !== this.state.fileBytes) this.state = { ...this.state, fileBytes: file };
    return { file, used };
  }

  private checkSpace(): void {
    if (this.state.quota === DEFAULT_QUOTA || this.sizes().file <= this.state.quota) return;
    for (const host of this.hosts()) this.raise({ member: this.state.running[host]!.member, type: 'NOSPACE' });
  }

  /** Whether the alarm NOSPACE keeps writes out. */
  isFull(): boolean {
    if (this.state.quota === DEFAULT_QUOTA && this.state.alarms.length === 0) return false;
    this.checkSpace();
    return this.state.alarms.some(({ type }) => type === 'NOSPACE');
  }

  private raise(alarm: EtcdAlarm): void {
    if (this.state.alarms.some(({ member, type }) => member === alarm.member && type === alarm.type)) return;
    this.state = { ...this.state, alarms: [...this.state.alarms, alarm] };
  }

  /** Ends alarms; returns those that were on. */
  disarm(): readonly EtcdAlarm[] {
    const { alarms } = this.state;
    this.state = { ...this.state, alarms: [] };
    return alarms;
  }

  /** Gives the room of what is compacted back. */
  defragment(): void {
    this.state = { ...this.state, fileBytes: this.sizes().used };
  }

  /** An etcd process starts. Returns what its data directory is to hold, or why it ends at once. */
  start(host: string, options: StartOptions): { readonly data: string; readonly member: string } | { readonly fatal: string } {
    const prepared = options.data === undefined ? this.joined(host, options) : this.resumed(host, options, options.data);
    if ('fatal' in prepared) return prepared;
    this.state = { ...this.state, running: { ...this.state.running, [host]: prepared }, quota: options.quota || DEFAULT_QUOTA };
    const tell = () => {
      const members = this.state.members.map((member) =>
        member.id === prepared.member ? { ...member, name: options.name, clientUrls: options.clientUrls } : member,
      );
      this.state = { ...this.state, members };
    };
    const belongs = () => prepared.clusterId === this.state.clusterId;
    if (belongs()) tell();
    this.elect();
    // The first of a new cluster has just become the cluster.
    if (belongs()) tell();
    return { data: this.state.running[host]!.data, member: prepared.member };
  }

  /** A member with a data directory. */
  private resumed(host: string, options: StartOptions, id: string): EtcdRunning | { readonly fatal: string } {
    const { state } = this;
    const own = state.stopped[host];
    const isLive = id === state.live || own?.data === id;
    const data = isLive ? undefined : this.archive.get(id);
    if (!isLive && (!data || data.snapshot)) return { fatal: 'corrupt' };
    const clusterId = data?.clusterId ?? state.clusterId;
    const members = data && clusterId !== state.clusterId ? data.members : state.members;
    const member = options.member ?? members.find(({ name }) => name === options.name)?.id;
    if (clusterId === state.clusterId && member && state.removed.includes(member)) return { fatal: 'removed' };
    if (!member || !members.some((one) => one.id === member)) return { fatal: 'removed' };
    const others = this.hosts().some((other) => other !== host);
    if (options.forceNewCluster && clusterId === state.clusterId) {
      this.state = {
        ...state,
        members: members.filter((one) => one.id === member),
        removed: [...state.removed, ...members.filter((one) => one.id !== member).map((one) => one.id)],
        extraIndex: state.extraIndex + members.length,
      };
    }
    // A copy of older files of the only member that runs: the cluster is as it was then.
    if (data && clusterId === state.clusterId && !others) this.take(data, id);
    return { member, clusterId, data: clusterId === this.state.clusterId ? this.state.live : id };
  }

  /** A member with an empty data directory: one that was added, or the first of a new cluster. */
  private joined(host: string, options: StartOptions): EtcdRunning | { readonly fatal: string } {
    const { state } = this;
    // As kubeadm has left it: the first start of a member that the cluster begins with.
    const initial = state.running[host];
    if (initial) return initial;
    const known = state.members.find(({ peerUrls }) => peerUrls.some((url) => options.peerUrls.includes(url)));
    const others = this.hosts().some((other) => other !== host);
    if (options.state === 'existing') {
      if (!known || !others) return { fatal: 'mismatch' };
      if (known.name !== '') return { fatal: `bootstrapped ${known.id}` };
      return { member: known.id, clusterId: state.clusterId, data: state.live };
    }
    const members = initialMembers(options.initialCluster, options.token);
    const own = members.find(({ name }) => name === options.name);
    if (!own) return { fatal: 'unnamed' };
    if (others && known) return { fatal: `bootstrapped ${known.id}` };
    let clusterId = clusterIdOf(members);
    // The same names as before make the same id: it is another cluster all the same.
    if (clusterId === state.clusterId) clusterId = clusterId.slice(0, -1) + (clusterId.endsWith('0') ? '1' : '0');
    const fresh = [...this.archive].find(([, data]) => data.clusterId === clusterId && data.store.revision === 1);
    const id = fresh?.[0] ?? this.keep({ clusterId, members, store: new Store(this.sim), term: 1 });
    return { member: own.id, clusterId, data: id };
  }

  /** An etcd process ends. Returns what its data directory is to hold. */
  stop(host: string): { readonly data: string; readonly member: string } | undefined {
    const own = this.state.running[host];
    if (!own) return undefined;
    const { [host]: _gone, ...running } = this.state.running;
    let { data } = own;
    if (own.clusterId === this.state.clusterId) {
      const last = this.state.stopped[host];
      if (last?.revision === this.store.revision && this.archive.has(last.data)) ({ data } = last);
      else data = this.keep(this.liveAsData());
      this.state = {
        ...this.state,
        stopped: { ...this.state.stopped, [host]: { data, revision: this.store.revision, member: own.member } },
      };
    }
    this.state = { ...this.state, running };
    this.elect();
    return { data, member: own.member };
  }

  /** Stops or starts a member as if its process did, without a disk to look at. */
  setRunning(host: string, up: boolean): void {
    if (!up) this.stop(host);
    else if (!this.state.running[host]) {
      const stopped = this.state.stopped[host];
      // Its name need not be the host's (`--name`).
      const member = this.state.members.find(({ id, name }) => (stopped ? id === stopped.member : name === host));
      if (!member) return;
      const { name, peerUrls, clientUrls } = member;
      const data = stopped?.data ?? this.state.live;
      const options = { name, peerUrls, clientUrls, initialCluster: '', token: '', state: 'existing', forceNewCluster: false } as const;
      this.start(host, { ...options, data, member: member.id, quota: 0 });
    }
  }

  private liveAsData(): EtcdData {
    const { clusterId, members, term } = this.state;
    return { clusterId, members, store: this.store.fork(this.sim), term };
  }

  /** Keeps data; returns their id. */
  keep(data: EtcdData): string {
    const id = `d${this.state.nextData}`;
    this.state = { ...this.state, nextData: this.state.nextData + 1 };
    this.archive = withData(this.archive, id, data);
    return id;
  }

  data(id: string): EtcdData | undefined {
    return id === this.state.live ? this.liveAsData() : this.archive.get(id);
  }

  /** Keeps the keys as they are now, for a file. */
  saveSnapshot(): string {
    return this.keep({ ...this.liveAsData(), snapshot: true });
  }

  /** Makes a data directory of a snapshot. Returns its id and that of the member. */
  restoreSnapshot(
    id: string,
    options: { name: string; initialCluster: string; token: string; bumpRevision: number; markCompacted: boolean },
  ): { readonly data: string; readonly member: string; readonly clusterId: string; readonly members: readonly EtcdMember[] } | undefined {
    const data = this.data(id);
    if (!data) return undefined;
    const members = initialMembers(options.initialCluster, options.token);
    const own = members.find(({ name }) => name === options.name);
    if (!own) return undefined;
    const store = data.store.fork(this.sim);
    if (options.bumpRevision > 0) store.bumpBy(options.bumpRevision, options.markCompacted);
    let clusterId = clusterIdOf(members);
    if (clusterId === this.state.clusterId) clusterId = clusterIdOf([...members, { ...own, id: id }]);
    return { data: this.keep({ clusterId, members, store, term: 1 }), member: own.id, clusterId, members };
  }

  /** After a start or a stop: another cluster may have the quorum, another member may lead. */
  private elect(): void {
    if (!this.hasQuorum()) {
      const other = this.otherWithQuorum();
      if (other) this.take(other.data, other.id);
    }
    if (!this.hasQuorum()) {
      this.state = { ...this.state, leader: undefined };
      return;
    }
    const { leader, members } = this.state;
    if (leader && this.isRunning(leader) && members.some(({ id, learner }) => id === leader && !learner)) return;
    const next = members.find(({ id, learner }) => !learner && this.isRunning(id));
    this.state = { ...this.state, leader: next?.id, term: this.state.term + 1, extraIndex: this.state.extraIndex + 1 };
  }

  private otherWithQuorum(): { readonly id: string; readonly data: EtcdData } | undefined {
    const all = Object.values(this.state.running);
    for (const { clusterId, data: id } of all) {
      const data = clusterId === this.state.clusterId ? undefined : this.archive.get(id);
      if (!data) continue;
      const up = data.members.filter((member) => all.some((one) => one.clusterId === clusterId && one.member === member.id));
      if (up.length > data.members.length / 2) return { id, data };
    }
    return undefined;
  }

  /** The store goes on with other data. */
  private take(data: EtcdData, id: string): void {
    const { live } = this.state;
    if (id !== live) this.archive = withData(this.archive, live, this.liveAsData());
    this.store.adopt(data.store);
    const next = `d${this.state.nextData}`;
    const running = Object.fromEntries(
      Object.entries(this.state.running).map(([host, one]) => [host, one.clusterId === data.clusterId ? { ...one, data: next } : one]),
    );
    this.state = {
      ...this.state,
      clusterId: data.clusterId,
      members: data.members,
      live: next,
      nextData: this.state.nextData + 1,
      term: data.term + 1,
      extraIndex: 3,
      leader: undefined,
      running,
      stopped: {},
      removed: [],
      alarms: [],
      fileBytes: EMPTY_FILE_BYTES,
    };
    this.onSwitch?.();
  }

  /** Models MemberAdd. Throws the server's words. */
  addMember(peerUrls: readonly string[], learner: boolean): EtcdMember {
    if (this.state.members.some((member) => member.peerUrls.some((url) => peerUrls.includes(url)))) {
      throw new Error('etcdserver: Peer URLs already exists');
    }
    const voters = this.state.members.filter((member) => !member.learner);
    const started = voters.filter(({ name }) => name !== '').length;
    if (!learner && started < Math.floor((voters.length + 1) / 2) + 1 && voters.length > 1) {
      throw new Error('etcdserver: re-configuration failed due to not enough started members');
    }
    if (learner && this.state.members.some((member) => member.learner)) {
      throw new Error('etcdserver: too many learner members in cluster');
    }
    const id = memberId(peerUrls, 'etcd-cluster', this.sim.now());
    const member: EtcdMember = { id, name: '', peerUrls, clientUrls: [], learner };
    this.change([...this.state.members, member]);
    return member;
  }

  removeMember(id: string): void {
    this.find(id);
    const host = this.hosts().find((one) => this.state.running[one]!.member === id);
    const left = this.state.members.filter((member) => member.id !== id && !member.learner);
    const leftRunning = left.filter((member) => this.isRunning(member.id)).length;
    if (left.length > 0 && leftRunning <= left.length / 2) {
      throw new Error('etcdserver: re-configuration failed due to not enough started members');
    }
    this.state = { ...this.state, removed: [...this.state.removed, id] };
    this.change(this.state.members.filter((member) => member.id !== id));
    if (host) this.sim.notify(etcdChannel(host));
  }

  updateMember(id: string, peerUrls: readonly string[]): void {
    this.find(id);
    this.change(this.state.members.map((member) => (member.id === id ? { ...member, peerUrls } : member)));
  }

  promoteMember(id: string): void {
    if (!this.find(id).learner) throw new Error('etcdserver: can only promote a learner member');
    if (!this.isRunning(id)) throw new Error('etcdserver: can only promote a learner member which is in sync with leader');
    this.change(this.state.members.map((member) => (member.id === id ? { ...member, learner: false } : member)));
  }

  moveLeader(id: string): void {
    this.find(id);
    this.state = { ...this.state, leader: id, term: this.state.term + 1, extraIndex: this.state.extraIndex + 1 };
  }

  isRemoved(member: string): boolean {
    return this.state.removed.includes(member);
  }

  private find(id: string): EtcdMember {
    const member = this.state.members.find((one) => one.id === id);
    if (!member) throw new Error('etcdserver: member not found');
    return member;
  }

  private change(members: readonly EtcdMember[]): void {
    this.state = { ...this.state, members, extraIndex: this.state.extraIndex + 1 };
    this.elect();
  }

  fork(sim: Sim, store: Store): Etcd {
    const other = new Etcd(sim, store, []);
    other.state = this.state;
    other.archive = this.archive;
    return other;
  }

  snapshot(): EtcdSnapshot {
    return { state: this.state, archive: saveArchive(this.archive) };
  }

  static restore(snapshot: EtcdSnapshot, sim: Sim, store: Store): Etcd {
    const other = new Etcd(sim, store, []);
    other.state = snapshot.state;
    other.archive = loadArchive(snapshot.archive, sim);
    return other;
  }
}
