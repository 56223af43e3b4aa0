import type { FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import type { ObjectSchema } from '@/lib/api/schema';

/**
 * Everything that the shared machinery asks about a kind. Each kind is a folder that exports one `Kind`; shared code
 * never branches on a kind's name but asks its contract (design rule 2).
 */
export interface Kind<T extends KubeObject = KubeObject> {
  /** '' for the core group. */
  readonly group: string;
  /** Served versions, preferred first, e.g. `v1`. Objects are stored in the first, unless `storageVersion` says otherwise. */
  readonly versions: readonly KindVersion[];
  readonly storageVersion?: string;
  readonly kind: string;
  /** Of its lists; default: the kind and `List`. */
  readonly listKind?: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  /** `all`, `api-extensions` */
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /**
   * The kind is another group's face of objects that are stored as this one's (events.k8s.io of core events): every version has
   * `toStored` and `fromStored`, and rules, defaults and refusals are those of what is stored.
   */
  readonly storedAs?: { readonly group: string; readonly resource: string; readonly apiVersion: string; readonly schema: string };
  /** As in discovery; default: all of create, delete, deletecollection, get, list, patch, update, watch. */
  readonly verbs?: readonly string[];
  /** Fields that field selectors may name besides metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>;
  /** How a field selector of another field is refused, where it is not as for most kinds. */
  readonly unknownField?: (field: string) => string;

  /** Fills defaults, on decode. Pure: returns the object with defaults, sharing what did not change. */
  defaults?(object: T, context: KindContext): T;
  /** The objects of a kind that is never stored; `isHealthy` tells whether a component of the control plane answers. */
  computed?(isHealthy: (component: string) => boolean): readonly T[];
  readonly strategy?: Strategy<T>;
  readonly columns: readonly Column<T>[];
  /** Text of `kubectl describe`; with the closing Events section, if the kind shows one, when `context.showEvents` (it shares the columns). */
  describe?(object: T, context: DescribeContext): string;
  /** Subresources served: `status`, `scale`, and the kind's own (binding, eviction, log, exec, token …). */
  readonly subresources?: readonly Subresource<T>[];
  /**
   * Kinds whose columns, subresources, selectable fields and rules differ between versions (custom resources): the kind as each
   * version serves it, by the version's name. Each face has that version alone, and takes requests to it from end to end.
   */
  readonly faces?: Readonly<Record<string, Kind<T>>>;
  /** Objects every cluster has from its first start (bootstrap roles, namespaces, priority classes …). */
  readonly bootstrap?: (ranges: BootstrapRanges) => readonly KubeObject[];
}

/** What the API server was started with, as far as its own objects show it. */
export interface BootstrapRanges {
  /** --service-cluster-ip-range */
  readonly serviceCidr: string;
  /** --secure-port */
  readonly securePort: number;
}

export interface KindVersion {
  readonly name: string;
  /** Definition name in the schema: `io.k8s.api.core.v1.Pod`; of custom resources the name it is published under: `com.example.v1.Widget`. */
  readonly schema: string;
  /** Set for versions whose schema is no built-in definition (custom resources). */
  readonly custom?: CustomSchema;
  /** Set when requests answer with a deprecation warning. */
  readonly deprecated?: string;
  /** Set for versions whose shape differs from the first, which is stored. apiVersion is set by the caller. */
  toStored?(object: KubeObject): KubeObject;
  fromStored?(object: KubeObject): KubeObject;
}

/** The schema of a version that is no built-in definition. */
export interface CustomSchema {
  /**
   * As published under `components.schemas[KindVersion.schema]` of the OpenAPI v3 document: apiVersion, kind and metadata are in it,
   * metadata and embedded ones refer to `#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta`, and it names its
   * `x-kubernetes-group-version-kind`. Frozen; the same value as long as the definition does not change it.
   */
  readonly openapi: Readonly<Record<string, unknown>>;
  /** The same schema as managed fields and apply patches read it. */
  readonly fields: ObjectSchema;
  /** Reads the body of a request: defaults filled, unknown fields dropped and named; `mismatch` says why metadata is none. */
  decode(object: Readonly<Record<string, unknown>>): {
    readonly object: Record<string, unknown>;
    readonly unknown: readonly string[];
    readonly mismatch?: string;
  };
  /** A stored object, in whichever version, as this version shows it. The same value for the same object. */
  fromStored(object: KubeObject): KubeObject;
  /** An object of this version as it is stored. */
  toStored(object: KubeObject): KubeObject;
}

export interface KindContext {
  readonly now: number;
  /** Random names, node ports and the like come from here. */
  random(): number;
  /** `--service-node-port-range`, both ends included; absent: 30000-32767. */
  readonly nodePorts?: { readonly first: number; readonly last: number } | undefined;
  /** `--allow-privileged`; absent: true, as kubeadm has it. */
  readonly allowPrivileged?: boolean;
  /** Reads another object, as the registry's own lookups do. */
  get(group: string, resource: string, namespace: string, name: string): KubeObject | undefined;
  list(group: string, resource: string, namespace?: string): readonly KubeObject[];
}

/** Models k8s.io/apiserver/pkg/registry/rest: create and update strategies. */
export interface Strategy<T extends KubeObject = KubeObject> {
  /** Drops what clients may not set (status, for kinds with a status subresource) and sets what the server sets. */
  prepareForCreate?(object: T, context: KindContext): T;
  prepareForUpdate?(object: T, old: T, context: KindContext): T;
  prepareForStatusUpdate?(object: T, old: T, context: KindContext): T;
  validate?(object: T, context: KindContext): readonly FieldError[];
  validateUpdate?(object: T, old: T, context: KindContext): readonly FieldError[];
  validateStatusUpdate?(object: T, old: T, context: KindContext): readonly FieldError[];
  /** Warning headers. */
  warnings?(object: T, old: T | undefined, context: KindContext): readonly string[];
  /** Generation rises when this part changes; default: everything but metadata and status. False: no generation. */
  readonly generation?: boolean;
  /** PUT may create (Lease, Node … as upstream's AllowCreateOnUpdate). */
  readonly createOnUpdate?: boolean;
  /** Grace period of a DELETE that names none, in seconds; objects without it go at once (pods: spec's or 30). */
  gracePeriodSeconds?(object: T, requested: number | undefined): number;
  /** Rules for names; default: DNS-1123 subdomain. Returns complaints. */
  validateName?(name: string, prefix: boolean): readonly string[];
  /** Finalizers need not be qualified: kinds that kube-apiserver's own registries know nothing of (definitions, custom resources). */
  readonly anyFinalizers?: boolean;
  /** Marks an object whose deletion begins but must wait (a namespace becomes Terminating). */
  beforeDelete?(object: T, context: KindContext): T;
  /** Something besides metadata.finalizers keeps the object while it is being deleted (spec.finalizers of a namespace). */
  pendingFinalizers?(object: T): boolean;
  /** A DELETE that names no policy leaves dependents be (Job, ReplicationController). */
  readonly orphansByDefault?: boolean;
  /** Said when `orphansByDefault` applies. */
  readonly orphanWarning?: string;
  /** DELETE answers with the object that went, not with a Status (pods, services, service accounts …). */
  readonly returnsDeleted?: boolean;
  /** Undoes what create allocated outside the object (a node port, a cluster IP), when the object goes. */
  afterDelete?(object: T, context: KindContext): void;
}

export interface Subresource<T extends KubeObject = KubeObject> {
  /** `status`, `scale`, `binding`, `log` … */
  readonly name: string;
  /** Kind it speaks, when not the parent's own: `Scale` of autoscaling/v1. */
  readonly speaks?: { readonly group: string; readonly version: string; readonly kind: string };
  readonly verbs: readonly string[];
  /** Reads and writes of a subresource that is a view of the object (scale). */
  /** How the object may change through it; default: the kind's own strategy. */
  readonly strategy?: Pick<Strategy<T>, 'prepareForUpdate' | 'validateUpdate'>;
  readonly view?: { get(object: T): KubeObject; put(object: T, view: KubeObject): T };
}

/** A printer column; `format`, `description` and `priority` as in metav1.TableColumnDefinition. */
export interface Column<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date' | 'number';
  readonly format?: string;
  readonly description: string;
  /** 0: always; 1: with -o wide. */
  readonly priority?: number;
  /** Rows have the cell but Tables do not say so, as upstream's printer of IPAddress does it. */
  readonly undeclared?: boolean;
  cell(object: T, now: number): string | number | boolean;
}

/** What a description may look up: other objects, read as the user who asks (a refusal reads as absence). */
export interface DescribeContext {
  readonly now: number;
  readonly showEvents: boolean;
  get(group: string, resource: string, namespace: string, name: string): KubeObject | undefined;
  list(group: string, resource: string, namespace: string, selector?: { labels?: string; fields?: string }): readonly KubeObject[];
}
