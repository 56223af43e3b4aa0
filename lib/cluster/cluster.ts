import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import type { Sim } from '@/lib/sim/sim';
import { ApiServer, DEFAULT_ISSUER, definitionControllers, type NodeProxy } from './apiserver';
import { EVENT_TTL } from './apiserver/event-ttl';
import { bindServerLeases } from './apiserver-leases';
import type { EncryptionEra } from './apiserver/encryption';
import type { ServerConfiguration } from './apiserver/flags';
import { ApiError, newClient, newInformerFactory, type ApiDoor, type Client, type InformerFactory, type UserInfo } from './client';
import { CACHE_READER, withCachedReads } from './client/shared-cache';
import type { ClusterBindings, ClusterOptions, ClusterSnapshot, Parts } from './cluster-options';
import { kubernetesEndpoints, ownConfigMaps, ownObjects, tellOfOtherRange } from './cluster-bootstrap';
import { newComponents, type Components } from './components';
import { freshParts, restoredParts } from './cluster-parts';
import { forkState, snapshotState, type ClusterState } from './cluster-state';
import { startControllers } from './controllers';
import { apiServiceAvailability } from './controllers/api-service-availability';
import type { ControllerManagerConfiguration } from './controllers/configuration';
import type { ControllerContext } from './controllers/context';
import { operators as knownOperators } from './addons';
import { addIndexes } from './controllers/controller-ref';
import { actingAs, ensureControllerAccounts } from './controllers/controller-accounts';
import { newRecorder } from './controllers/event-recorder';
import { flowSchemaStatus } from './controllers/flow-schema-status';
import { NODES } from './client/resources';
import { serviceIpAddresses } from './controllers/service-ip-addresses';
import type { BootstrapRanges } from './kinds/kind';
import { KindTable } from './kinds/kind-table';
import type { KubeletContext } from './kubelet/context';
import { guarded } from './guarded-door';
import { kubelet } from './kubelet/kubelet';
import { issueToken } from './kubelet/pod-token';
import { newNodeServer } from './kubelet/node-server';
import { nodeSpecOf } from './kubelet/node-spec';
import type { StatsContext } from './kubelet/stats';
import type { ClusterPki } from './pki/cluster-pki';
import type { ClusterView } from './network/cluster-view';
import { viewOf } from './network/informer-view';
import { NO_CONTAINERS, Operators } from './operators';
import { park, unpark } from './parked-keys';
import { profiles } from './profiles';
import { kubeadmObjects } from './profiles/kubeadm-objects';
import { addressOfHost, controlPlanesOf, KUBERNETES_VERSION, nodesOf, serverOf, type Profile } from './profiles/profile';
import { reconcileDefaultRoles } from './rbac-bootstrap';
import type { SchedulerConfiguration } from './scheduler/configuration';
import type { Decision } from './scheduler/cycle';
import { scheduler } from './scheduler/scheduler';
import { Disks } from './storage/disks';
import type { Etcd, Store } from './store';

export type { ClusterBindings, ClusterOptions, ClusterSnapshot } from './cluster-options';
export { CONTROL_PLANE, type Components } from './components';

const AUTHENTICATED = 'system:authenticated';
/** Runs inside the API server. */
const AGGREGATOR_USER: UserInfo = { name: 'system:aggregator', groups: ['system:masters', 'system:authenticated'] };
const SCHEDULER_START = 'scheduler-start';
const API_SERVERS = 'apiserver/endpoints';
/** What an API server's lease lasts (masterleases). */
const IDENTITY_LEASE_MS = 15_000;
const OWN_OBJECTS = 'apiserver/own-objects';
const MARK_CONTROL_PLANE = 'kubeadm/mark-control-plane';
/** The API server to itself. */
const LOOPBACK_USER: UserInfo = { name: 'system:apiserver', groups: ['system:authenticated', 'system:masters'] };
/** Who runs `kubeadm init`. */
const INSTALLER: UserInfo = { name: 'kubernetes-super-admin', groups: ['system:masters', AUTHENTICATED] };
const CONTROLLER_USER: UserInfo = { name: 'system:kube-controller-manager', groups: [AUTHENTICATED] };
const SCHEDULER_USER: UserInfo = { name: 'system:kube-scheduler', groups: [AUTHENTICATED] };

/**
 * A cluster: its store, its API server and everything that runs around it on one Sim. The only composition root of
 * lib/cluster. State is in the store, the watches and `ClusterState`; all else is bound anew by `fork` and `restore`.
 */
export class Cluster {
  readonly sim: Sim;
  readonly profile: Profile;
  readonly door: ApiServer;
  readonly store: Store;
  /** The members behind the store, and what their disks hold. */
  readonly etcd: Etcd;
  readonly kinds: KindTable;
  readonly informers: InformerFactory;
  readonly components: Components;
  /** What routing and DNS read. */
  readonly view: ClusterView;
  /** Controllers of add-ons. */
  readonly operators: Operators;
  /** The storage around the cluster. */
  readonly disks: Disks;
  private readonly state: ClusterState;
  private readonly kubelets = new Map<string, { start(): void }>();
  /** The door for components: refuses while the API server is down. */
  private readonly inside: ApiDoor;

  constructor(
    private readonly options: ClusterOptions,
    given?: Parts,
  ) {
    const parts = given ?? freshParts(options);
    const { sim, profile, pki } = options;
    this.sim = sim;
    this.profile = profile;
    this.store = parts.store;
    this.kinds = parts.kinds;
    this.state = parts.state;
    this.etcd = parts.etcd;
    this.etcd.onSwitch = () => this.storeSwitched();
    this.components = newComponents({
      profile,
      etcd: this.etcd,
      up: this.state.components,
      started: (name) => this.componentStarted(name),
      stopped: (name) => {
        // Its lease runs out, and another API server takes its address out of the endpoints.
        if (name === 'kube-apiserver') this.sim.after(API_SERVERS, 'all', IDENTITY_LEASE_MS, { background: true });
      },
    });
    this.door = new ApiServer({
      sim,
      kinds: parts.kinds,
      store: parts.store,
      authn: {
        clientCa: pki.ca.certificatePem,
        serviceAccountKeys: [pki.serviceAccountKey.publicPem],
        serviceAccountSigningKey: pki.serviceAccountKey.privatePem,
        issuer: DEFAULT_ISSUER,
        bootstrapTokens: true,
        externalAddress: serverOf(profile).replace('https://', ''),
      },
      nodeProxy: options.bindings.nodeProxy ?? this.ownNodeServer(),
      ...(options.bindings.outbound && { outbound: options.bindings.outbound }),
      watches: parts.watches,
      isHealthy: (component) => this.components.isUp(component),
      encryptionEras: () => this.encryptionEras(),
      auditLog: options.bindings.auditLog,
      onFault: options.bindings.onFault,
    });
    const configured = this.state.configurations.get('kube-apiserver');
    if (configured) this.door.configure(configured);
    const isFull = () => this.etcd.isFull();
    this.inside = guarded(this.door, () => this.isServing(), isFull);
    // What nobody may do anything without: before anybody asks.
    if (!given && !profile.machinesOnly) this.installOwnObjects();
    // Not by way of `inside`: what components have in their caches they keep while the server is down, in a copy of the cluster too.
    this.informers = newInformerFactory(sim, this.door, CACHE_READER, { name: 'cluster', kinds: this.kinds });
    addIndexes(this.informers);
    this.view = viewOf(this.informers);
    this.disks = new Disks(this.state.disks, options.bindings.contents);
    this.bindDefinitionControllers();
    this.bindControllers();
    this.bindScheduler();
    for (const host of nodesOf(profile)) this.bindKubelet(host.name);
    this.operators = new Operators({
      disks: this.disks,
      sim,
      door: this.inside,
      kinds: this.kinds,
      informers: this.informers,
      profile,
      events: this.state.events,
      running: this.state.operators,
      containers: options.bindings.operators ?? NO_CONTAINERS,
      isServing: () => this.isServing(),
      known: knownOperators,
    });
    bindServerLeases({
      sim,
      store: this.store,
      profile,
      client: () => this.client(LOOPBACK_USER),
      components: this.components,
      configuration: () => this.state.configurations.get('kube-apiserver'),
    });
    sim.on(MARK_CONTROL_PLANE, (node) => this.markControlPlane(node));
    sim.on(API_SERVERS, () => {
      if (this.isServing()) this.publishApiServers();
    });
    sim.on(OWN_OBJECTS, (key) => {
      if (!this.isServing()) return this.park('kube-apiserver', OWN_OBJECTS, key);
      this.installOwnObjects();
      ensureControllerAccounts(this.client(CACHE_READER));
    });
  }

  get pki(): ClusterPki {
    return this.options.pki;
  }

  /** A client of the API server as a user (a name alone: with no groups but system:authenticated). Refused while the server is down. */
  client(user: UserInfo | string, userAgent?: string): Client {
    const who = typeof user === 'string' ? { name: user, groups: ['system:authenticated'] } : user;
    return newClient(this.inside, who, { kinds: this.kinds, ...(userAgent ? { userAgent } : {}) });
  }

  /** The API server answers: it and etcd are up. */
  isServing(): boolean {
    return this.components.isUp('kube-apiserver');
  }

  /** Requests are audited: each leaves a line in a file and takes an id at random. */
  get audited(): boolean {
    return this.state.configurations.get('kube-apiserver')?.audit !== undefined;
  }

  /** The API server has been started with these flags and files. */
  configureApiServer(configuration: ServerConfiguration): void {
    if (deepEqual(configuration, this.state.configurations.get('kube-apiserver'))) return;
    const before = this.state.configurations.get('kube-apiserver')?.encryption;
    this.state.configurations.set('kube-apiserver', configuration);
    this.door.configure(configuration);
    this.sim.enqueue(EVENT_TTL, 'all');
    if (deepEqual(before, configuration.encryption)) return;
    const era: EncryptionEra = { since: this.store.revision, resources: configuration.encryption?.resources ?? [] };
    this.state.encryption.set(String(this.state.encryption.size), era);
  }

  /** What the API server has encrypted since when, oldest first. */
  encryptionEras(): readonly EncryptionEra[] {
    const { encryption } = this.state;
    return Array.from({ length: encryption.size }, (_, i) => encryption.get(String(i))!);
  }

  /** kube-controller-manager has been started with these flags. */
  configureControllerManager(configuration: ControllerManagerConfiguration): void {
    if (deepEqual(configuration, this.state.controllerManagers.get('kube-controller-manager'))) return;
    this.state.controllerManagers.set('kube-controller-manager', configuration);
    if (configuration.terminatedPodGcThreshold !== undefined) this.sim.enqueue('controller/pod-gc', 'all');
    unpark(this.state.parked, this.sim, (parked) => this.components.isUp(parked) && (parked.startsWith('kubelet/') || this.isServing()));
  }

  /** Whether a kubelet, as it has been started, gets through to the API server with its kubeconfig. */
  kubeletReaches(node: string, reaches: boolean): void {
    this.state.components.set(`kubelet-access/${node}`, reaches);
  }

  /** A node's kubelet, which is down, loses what it knew of its pods: their containers and files were taken away (`kubeadm reset`). */
  forgetPods(node: string): void {
    for (const records of [this.state.pods.get(node), this.state.statics.get(node)])
      for (const key of [...(records?.keys() ?? [])]) records!.delete(key);
  }

  /** An etcd member has started or stopped: what waited for the store goes on when it can. */
  etcdChanged(): void {
    unpark(this.state.parked, this.sim, (parked) => this.components.isUp(parked) && (parked.startsWith('kubelet/') || this.isServing()));
  }

  /** The scheduler has been started with this configuration; undefined: with none. Pods that wait are looked at again. */
  configureScheduler(configuration: SchedulerConfiguration | undefined): void {
    if (deepEqual(configuration, this.state.schedulers.get('kube-scheduler'))) return;
    if (configuration) this.state.schedulers.set('kube-scheduler', configuration);
    else this.state.schedulers.delete('kube-scheduler');
    this.sim.enqueue(SCHEDULER_START, 'resync');
  }

  /** What the scheduler found out about a pod, by uid: verdicts of each plugin for each node. */
  decision(uid: string): Decision | undefined {
    return this.state.decisions.get(uid);
  }

  /** What a node's kubelet knows of what runs on it, for its metrics: `podStats`, `statsSummary`, `resourceMetrics` of kubelet/stats.ts. */
  statsContext(node: string): StatsContext | undefined {
    const records = this.state.pods.get(node);
    if (!records || !this.components.isUp(`kubelet/${node}`)) return undefined;
    return { sim: this.sim, runtime: this.options.bindings.runtime(node), node: nodeSpecOf(this.profile, node), records };
  }

  /**
   * Creates what `kubeadm init`, the network's manifest and two `kubeadm join`s leave behind, and starts the kubelets.
   * The caller lets time pass (`sim.settle()`) until everything runs.
   */
  private bootstrap(): void {
    if (this.profile.machinesOnly) return;
    this.install(this.client(INSTALLER), kubeadmObjects(this.profile, this.options.pki) as readonly KubeObject[]);
    ensureControllerAccounts(this.client(CONTROLLER_USER));
    for (const kubeletOf of this.kubelets.values()) kubeletOf.start();
    for (const { name } of controlPlanesOf(this.profile)) this.sim.enqueue(MARK_CONTROL_PLANE, name);
  }

  /** `kubeadm init` waits for the node and labels it: kubelets may not give themselves such labels. */
  private markControlPlane(node: string): void {
    if (!nodesOf(this.profile).some(({ name }) => name === node)) return;
    const client = this.client(INSTALLER);
    const { labels } = nodeSpecOf(this.profile, node);
    if (this.isServing() && client.get(NODES, '', node)) client.patch(NODES, '', node, { metadata: { labels } });
    else this.sim.after(MARK_CONTROL_PLANE, node, 500, { background: true });
  }

  /** What the API server makes sure of when it starts. */
  private installOwnObjects(): void {
    const client = this.client(LOOPBACK_USER);
    const ranges = this.ranges();
    const events = newRecorder({ sim: this.sim, client, memory: this.state.events, component: 'kubernetes-service-cidr-controller' });
    tellOfOtherRange(client, events, ranges);
    this.install(client, ownObjects(this.kinds, ranges));
    this.install(client, ownConfigMaps(this.options.pki, this.sim.now()));
    this.publishApiServers();
  }

  /** What the API server was started with, the profile's where nothing is said. */
  private ranges(): BootstrapRanges {
    const given = this.state.configurations.get('kube-apiserver')?.serviceRange;
    return { serviceCidr: given ?? this.profile.serviceCidr, securePort: this.profile.managed ? 443 : 6443 };
  }

  /** The endpoints of `kubernetes` are the API servers that serve. */
  private publishApiServers(): void {
    const hosts = this.components.hostsOf('kube-apiserver').map((name) => addressOfHost(this.profile, name));
    if (hosts.length > 0) kubernetesEndpoints(this.client(LOOPBACK_USER), hosts, this.profile.managed ? 443 : 6443);
  }

  /** Gives the default roles and bindings back what was taken from them. */
  private reconcileRoles(): void {
    reconcileDefaultRoles(this.client(LOOPBACK_USER), ownObjects(this.kinds, this.ranges()));
  }

  private install(client: Client, objects: readonly KubeObject[]): void {
    for (const object of objects) {
      const served = this.kinds.byKind(object.apiVersion, object.kind);
      if (!served) throw new Error(`no kind ${object.apiVersion} ${object.kind}`);
      const namespace = served.kind.namespaced ? (object.metadata.namespace ?? 'default') : '';
      if (client.get(served.resource, namespace, object.metadata.name)) continue;
      try {
        client.create(served.resource, object, namespace);
      } catch (error) {
        // The Service `kubernetes` when the range of the flag is not the one that the ServiceCIDR has.
        if (!(error instanceof ApiError) || object.kind !== 'Service' || object.metadata.name !== 'kubernetes') throw error;
      }
    }
  }

  /** Boots a new cluster of a profile. The caller lets time pass (`sim.settle()`) until everything runs. */
  static boot(options: ClusterOptions): Cluster {
    const cluster = new Cluster(options);
    cluster.bootstrap();
    return cluster;
  }

  /** A second cluster in the same state on another Sim (a fork of this one's). */
  fork(sim: Sim, bindings: ClusterBindings): Cluster {
    const parts = {
      store: this.store.fork(sim),
      kinds: new KindTable(this.kinds.all()),
      state: forkState(this.state),
      watches: this.door.watches,
    };
    const etcd = this.etcd.fork(sim, parts.store);
    return new Cluster({ ...this.options, sim, bindings }, { ...parts, etcd });
  }

  snapshot(): ClusterSnapshot {
    const { profile, pki } = this;
    return {
      profile: profile.name,
      pki,
      store: this.store.snapshot(),
      etcd: this.etcd.snapshot(),
      watches: this.door.watches.snapshot(),
      state: snapshotState(this.state),
    };
  }

  static restore(snapshot: ClusterSnapshot, sim: Sim, bindings: ClusterBindings): Cluster {
    const profile = profiles[snapshot.profile];
    if (!profile) throw new Error(`no profile ${snapshot.profile}`);
    return new Cluster({ sim, profile, pki: snapshot.pki, bindings }, restoredParts(snapshot, sim, profile));
  }

  /** A component has begun to work: it takes up what came while it was down. */
  private componentStarted(name: string): void {
    unpark(this.state.parked, this.sim, (parked) => this.components.isUp(parked) && (parked.startsWith('kubelet/') || this.isServing()));
    if (name.startsWith('kube-apiserver') && this.isServing()) {
      this.reconcileRoles();
      this.sim.enqueue(API_SERVERS, 'all');
      this.sim.enqueue(OWN_OBJECTS, 'all');
    }
    if (name.startsWith('kube-controller-manager') && this.isServing()) ensureControllerAccounts(this.client(CACHE_READER));
    if (name.startsWith('kube-scheduler')) this.sim.enqueue(SCHEDULER_START, 'resync');
    if (name.startsWith('kubelet/')) this.kubelets.get(name.slice('kubelet/'.length))?.start();
  }

  /** etcd goes on with other data: all watches begin anew, and the API server makes sure of what it needs. */
  private storeSwitched(): void {
    this.door.watches.reset();
    this.sim.enqueue(OWN_OBJECTS, 'all');
  }

  private ownNodeServer(): NodeProxy {
    return newNodeServer({
      sim: this.sim,
      runtime: (node) => this.options.bindings.runtime(node),
      record: (node, uid) => this.state.pods.get(node)?.get(uid),
      isUp: (node) => this.components.isUp(`kubelet/${node}`),
      addressOf: (node) => this.profile.hosts.find(({ name }) => name === node)?.ip ?? '',
      logStreams: this.state.logStreams,
    });
  }

  private park(component: string, queue: string, key: string): void {
    park(this.state.parked, component, queue, key);
  }

  private bindDefinitionControllers(): void {
    const name = 'kube-apiserver';
    const user: UserInfo = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] };
    definitionControllers({
      sim: this.sim,
      client: this.client(user, `${name}/${KUBERNETES_VERSION}`),
      informers: this.informers,
      isUp: () => this.isServing(),
      park: (queue, key) => this.park(name, queue, key),
    });
  }

  private bindControllers(): void {
    const name = 'kube-controller-manager';
    const reader = this.client(CACHE_READER);
    const contextOf = (user: UserInfo): ControllerContext => {
      const client = withCachedReads(this.client(user, `${name}/${KUBERNETES_VERSION}`), reader);
      return {
        sim: this.sim,
        client,
        informers: this.informers,
        as: (account) => contextOf(actingAs(account, CONTROLLER_USER, () => this.state.controllerManagers.get(name))),
        events: (component) => newRecorder({ sim: this.sim, client, memory: this.state.events, component }),
        isUp: () => this.components.isUp(name) && this.isServing(),
        configuration: () => this.state.controllerManagers.get(name),
        park: (queue, key) => this.park(name, queue, key),
      };
    };
    const { ca, serviceAccountKey } = this.options.pki;
    apiServiceAvailability(contextOf(AGGREGATOR_USER), (api) => this.door.discoveryFailure(api));
    flowSchemaStatus(contextOf(LOOPBACK_USER));
    serviceIpAddresses(contextOf(LOOPBACK_USER));
    startControllers(contextOf(CONTROLLER_USER), {
      kinds: this.kinds,
      profile: this.profile,
      caPem: ca.certificatePem,
      ca,
      tokenKeyPem: serviceAccountKey.privatePem,
      autoscaling: this.state.autoscaling,
      failedDaemonPods: this.state.failedDaemonPods,
    });
  }

  private bindScheduler(): void {
    const name = 'kube-scheduler';
    const user = SCHEDULER_USER;
    const client = withCachedReads(this.client(user, `${name}/${KUBERNETES_VERSION}`), this.client(CACHE_READER));
    const action = (reason: string) => (reason === 'Preempted' ? 'Preempting' : reason === 'Scheduled' ? 'Binding' : 'Scheduling');
    const events = (component: string) =>
      newRecorder({ sim: this.sim, client, memory: this.state.events, component, host: this.profile.controlPlane, action });
    const { attempts, decisions } = this.state;
    const bound = scheduler({
      sim: this.sim,
      client,
      user,
      informers: this.informers,
      events,
      configuration: () => this.state.schedulers.get(name),
      attempts,
      decisions,
      isUp: () => this.components.isUp(name) && this.isServing(),
      park: (queue, key) => this.park(name, queue, key),
    });
    this.sim.on(SCHEDULER_START, (key) =>
      this.components.isUp(name) && this.isServing() ? bound.resync() : this.park(name, SCHEDULER_START, key),
    );
  }

  private bindKubelet(node: string): void {
    const name = `kubelet/${node}`;
    const user: UserInfo = { name: `system:node:${node}`, groups: ['system:nodes', AUTHENTICATED] };
    const own = guarded(this.door, () => this.isServing() && this.state.components.get(`kubelet-access/${node}`) !== false);
    const client = newClient(own, user, { kinds: this.kinds, userAgent: `kubelet/${KUBERNETES_VERSION}` });
    const { sim, state, inside } = this;
    const context: KubeletContext = {
      sim,
      client,
      informers: this.informers,
      events: newRecorder({ sim, client, memory: state.events, component: 'kubelet', host: node }),
      runtime: this.options.bindings.runtime(node),
      node: nodeSpecOf(this.profile, node),
      clusterDns: this.profile.dnsIp,
      clusterDomain: 'cluster.local',
      disks: this.disks,
      records: state.pods.get(node)!,
      statics: state.statics.get(node)!,
      token: (pod, audience, seconds) => issueToken(inside, user, pod, audience, seconds),
      isUp: () => this.components.isUp(name),
      park: (queue, key) => this.park(name, queue, key),
    };
    this.kubelets.set(node, kubelet(context));
  }
}
