import type { KubeObject } from '@/lib/api/object';
import { failure, internalErrorStatus, StatusError } from '@/lib/api/status';
import type { GroupResource } from '@/lib/api/object';
import type { StreamRead } from '@/lib/sim/http';
import type { Sim } from '@/lib/sim/sim';
import type { ApiDoor, ApiRequest, ApiResponse } from '../client/client';
import type { KindContext } from '../kinds/kind';
import type { KindTable } from '../kinds/kind-table';
import type { Store } from '../store';
import { admissionConfiguration, KUBEADM_ADMISSION, type AdmissionConfiguration } from './admission/configuration';
import { Auditor } from './audit/auditor';
import { ANONYMOUS, Authenticator, type AuthnOptions } from './authn/authn';
import { Rbac } from './authz/rbac';
import type { Call, ServerParts } from './call';
import { chain } from './chain';
import { CustomResourceKinds } from './custom-resources';
import { isStale, providerFor, unreadable, type EncryptionEra } from './encryption';
import type { ServerConfiguration } from './flags';
import type { StorageFlags } from './storage-flags';
import type { NodeProxy } from './node-proxy';
import { discoveryFailure } from './aggregation/check';
import { NOWHERE, type Outbound } from './outbound';
import { flowControlHeaders } from './flow-control';
import { queryOf, requestInfo } from './request-info';
import { answer } from './rest/answer';
import { Watches, type WatchesSnapshot } from './watch';

export interface ApiServerOptions {
  readonly sim: Sim;
  readonly kinds: KindTable;
  readonly store: Store;
  readonly authn: AuthnOptions;
  isHealthy?(component: string): boolean;
  readonly nodeProxy: NodeProxy;
  /** The way to webhooks; without it none can be reached. */
  readonly outbound?: Outbound;
  /** Appends lines to the file of `--audit-log-path`; without it no audit log is kept. */
  readonly auditLog?: (path: string, line: string) => void;
  /** Told of exceptions that are no refusals; when it returns, the request alone fails. Without it they go to the caller. */
  readonly onFault?: ((error: unknown) => void) | undefined;
  /** What has been encrypted at rest since when; without it nothing ever was. */
  readonly encryptionEras?: () => readonly EncryptionEra[];
  /** Which admission plugins run: by default, as kubeadm has it. The same object for as long as nothing changes. */
  readonly admission?: () => AdmissionConfiguration;
  /** Open watches to go on with: of the server this one is a fork of, or of a snapshot. */
  readonly watches?: Watches | WatchesSnapshot;
}

const KUBEADM_MODES: readonly string[] = ['Node', 'RBAC'];
/** The answer to a request that met a fault of ours. Models genericfilters.WithPanicRecovery, as a Status. */
const PANIC = Object.freeze(
  failure(500, 'InternalError', 'This request caused apiserver to panic. Look in the logs for details.', {}).status,
);
const METHODS: Readonly<Record<string, true>> = { GET: true, HEAD: true, POST: true, PUT: true, PATCH: true, DELETE: true };

/** The API server: requests in, answers out, at once. Its only state of its own is its open watches. */
export class ApiServer implements ApiDoor {
  private readonly parts: ServerParts;
  private readonly customKinds: CustomResourceKinds;

  private readonly authn: AuthnOptions;
  private readonly auditLog: ApiServerOptions['auditLog'];
  private readonly onFault: ApiServerOptions['onFault'];
  private readonly encryptionEras: () => readonly EncryptionEra[];
  private configuration: ServerConfiguration | undefined;
  private admission = KUBEADM_ADMISSION;
  private auditor: Auditor | undefined;

  constructor(options: ApiServerOptions) {
    const { sim, kinds, store, authn, nodeProxy, watches: given } = options;
    this.customKinds = new CustomResourceKinds(sim, store, kinds);
    const watches = given instanceof Watches ? given.fork(sim, store, kinds) : new Watches(sim, store, kinds);
    if (given && !(given instanceof Watches)) watches.restore(given);
    this.authn = authn;
    this.auditLog = options.auditLog;
    this.onFault = options.onFault;
    this.encryptionEras = options.encryptionEras ?? (() => []);
    this.parts = {
      sim,
      kinds,
      store,
      nodeProxy,
      outbound: options.outbound ?? NOWHERE,
      watches,
      rbac: new Rbac(store),
      authenticator: new Authenticator(authn, sim, store),
      context: kindContext(sim, store, () => this.configuration?.storage),
      unreadable: (resource, object) => this.unreadable(resource, object),
      stale: (resource, { metadata }) => isStale(this.encryptionEras(), resource, Number(metadata.resourceVersion ?? 0)),
      version: () => this.configuration?.version,
      isHealthy: options.isHealthy ?? (() => true),
      auditor: () => this.auditor,
      authorizationModes: () => this.configuration?.authorizationModes ?? KUBEADM_MODES,
      admission: options.admission ?? (() => this.admission),
    };
  }

  /** The open watches: pass them to the server of a fork. */
  get watches(): Watches {
    return this.parts.watches;
  }

  handle(request: ApiRequest): ApiResponse {
    if (!this.onFault) return this.handled(request);
    try {
      return this.handled(request);
    } catch (error) {
      this.onFault(error);
      return { status: 500, headers: { 'cache-control': 'no-cache, private', 'content-type': 'application/json' }, body: PANIC };
    }
  }

  private handled(request: ApiRequest): ApiResponse {
    this.customKinds.refresh();
    const call: Call = {
      server: this.parts,
      request,
      info: requestInfo(request),
      user: ANONYMOUS,
      form: 'object',
      served: undefined,
      warnings: [],
      auditAnnotations: {},
      dryRun: queryOf(request, 'dryRun') === 'All',
    };
    try {
      if (!Object.hasOwn(METHODS, request.method))
        throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
      for (const step of chain) {
        const response = step.run(call);
        if (response) return this.answered(call, response);
      }
      throw internalErrorStatus('no step of the chain answered');
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return this.answered(call, answer(call, error.status.code ?? 500, error.status));
    }
  }

  private answered(call: Call, response: ApiResponse): ApiResponse {
    if (call.audit) this.auditor?.complete(call, call.audit, response);
    else if (response.status === 401) this.auditor?.authenticationFailed(call);
    // What only those outside read is told to them alone.
    if (!call.request.peer) return response;
    const id = call.audit?.id ?? call.request.headers['audit-id'];
    const classified = response.status === 401 ? {} : flowControlHeaders(call);
    return { ...response, headers: { ...(id && { 'audit-id': id }), ...response.headers, ...classified } };
  }

  /** Why a remote API cannot be discovered now; undefined when it can, or is the server's own. */
  discoveryFailure(api: KubeObject): string | undefined {
    return discoveryFailure(this.parts, api);
  }

  /** Why a stored object cannot be decrypted; undefined when it can. */
  private unreadable(resource: GroupResource, object: KubeObject): string | undefined {
    const eras = this.encryptionEras();
    if (eras.length === 0) return undefined;
    const provider = providerFor(eras, resource, Number(object.metadata.resourceVersion ?? 0));
    const why = unreadable(this.configuration?.encryption, provider, resource);
    if (why === undefined) return undefined;
    const { namespace, name } = object.metadata;
    const group = resource.group === '' ? '' : `${resource.group}/`;
    return `unable to transform key ${JSON.stringify(`/registry/${group}${resource.resource}/${namespace ? `${namespace}/` : ''}${name}`)}: ${why}`;
  }

  /** Takes up the flags and files that the server has been started with; undefined: kubeadm's. */
  configure(configuration: ServerConfiguration | undefined): void {
    this.configuration = configuration;
    this.parts.kinds.disable(configuration?.storage?.disabledApis ?? []);
    this.parts.authenticator.configure(configuration?.authn ?? this.authn);
    this.admission = configuration
      ? admissionConfiguration(
          { enable: configuration.enableAdmission, disable: configuration.disableAdmission },
          configuration.podSecurity,
          configuration.storage?.tolerationSeconds,
        )
      : KUBEADM_ADMISSION;
    const { auditLog } = this;
    const audit = configuration?.audit;
    const address = (configuration?.authn.externalAddress ?? '').replace(/:\d+$/, '');
    this.auditor = audit && auditLog ? new Auditor(audit.policy, (line) => auditLog(audit.path, line), address) : undefined;
  }

  readStream(id: string, after?: number): StreamRead {
    this.customKinds.refresh();
    return id.startsWith('watch/') ? this.parts.watches.read(id, after) : this.parts.nodeProxy.readStream(id);
  }

  writeStream(id: string, item: unknown): void {
    if (id.startsWith('watch/')) this.parts.watches.write(id, item);
    else this.parts.nodeProxy.writeStream(id, item);
  }

  closeStream(id: string): void {
    if (id.startsWith('watch/')) this.parts.watches.close(id);
    else this.parts.nodeProxy.closeStream(id);
  }
}

function kindContext(sim: Sim, store: Store, flags: () => StorageFlags | undefined): KindContext {
  const named = (group: string, resource: string): GroupResource => ({ group, resource });
  return {
    get now() {
      return sim.now();
    },
    get nodePorts() {
      return flags()?.nodePorts;
    },
    get allowPrivileged() {
      return flags()?.allowPrivileged ?? true;
    },
    random: () => sim.random.next(),
    get: (group, resource, namespace, name) => store.get(named(group, resource), namespace, name),
    list: (group, resource, namespace) => store.list(named(group, resource), namespace),
  };
}
