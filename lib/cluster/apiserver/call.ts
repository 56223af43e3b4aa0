import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { ServedKind } from '../kinds/kind-table';
import type { KindContext } from '../kinds/kind';
import type { ApiRequest, UserInfo } from '../client/client';
import type { Sim } from '@/lib/sim/sim';
import type { KindTable } from '../kinds/kind-table';
import type { Store } from '../store';
import type { Form } from './negotiation';
import type { NodeProxy } from './node-proxy';
import type { Outbound } from './outbound';
import type { RequestInfo } from './request-info';
import type { Watches } from './watch';
import type { Rbac } from './authz/rbac';
import type { Auditor, AuditRecord } from './audit/auditor';
import type { Authenticator } from './authn/authn';
import type { AdmissionConfiguration } from './admission/configuration';

/** What the steps of the chain share: the server's parts. */
export interface ServerParts {
  readonly sim: Sim;
  readonly kinds: KindTable;
  readonly store: Store;
  readonly nodeProxy: NodeProxy;
  /** The way to webhooks. */
  readonly outbound: Outbound;
  readonly watches: Watches;
  readonly rbac: Rbac;
  readonly authenticator: Authenticator;
  readonly context: KindContext;
  /** Whether a component of the control plane answers; for ComponentStatus. */
  isHealthy(component: string): boolean;
  /** `--authorization-mode`; default Node, RBAC. */
  readonly authorizationModes?: () => readonly string[];
  /** Writes the audit log, if the server keeps one. */
  auditor(): Auditor | undefined;
  /** Why a stored object cannot be decrypted; undefined when it can. */
  unreadable(resource: GroupResource, object: KubeObject): string | undefined;
  /** Whether a stored object would now be written with another key: then an update that changes nothing is written too. */
  stale?(resource: GroupResource, object: KubeObject): boolean;
  /** What the server says it is (`v1.35.3`); undefined: the simulated Kubernetes. */
  version(): string | undefined;
  /** Which admission plugins run. The same object for as long as nothing changes. */
  admission(): AdmissionConfiguration;
}

/** A request on its way through the chain. */
export interface Call {
  readonly server: ServerParts;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  user: UserInfo;
  /** Verb of the constrained mode by which `user` is another than who asks. */
  impersonationConstraint?: string;
  form: Form;
  /** Set for requests to a resource that is served. */
  served: ServedKind | undefined;
  /** Texts of Warning headers. */
  readonly warnings: string[];
  /** Set while the request is audited. */
  audit?: AuditRecord;
  /** What authorization and admission add to the audit event. */
  readonly auditAnnotations: Record<string, string>;
  readonly dryRun: boolean;
}

/** A call to a resource that is served. */
export type ResourceCall = Call & { readonly served: ServedKind };
