import { createHash } from 'node:crypto';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, hasReason, isNotFound, ServerError } from '../errors';
import type { Invocation } from '../invocation';
import { klogStamp } from '../print/printer';
import { apiVersionOf, type Found } from '../resource/find';
import { prunedAway } from './prune';
import type { ApplyOptions } from './apply-options';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const TOOLING = 'applyset.kubernetes.io/tooling';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';
const KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const RESOURCES = 'applyset.kubernetes.io/contains-group-resources';
const ID = 'applyset.kubernetes.io/id';
const PART_OF = 'applyset.kubernetes.io/part-of';
const PARENT_TYPE = 'applyset.kubernetes.io/is-parent-type';
const TOOL = 'kubectl';
const VERSION = 'v1.36.1';
const MANAGER = `${TOOL}-applyset`;

type Options = Pick<ApplyOptions, 'dryRun' | 'validation' | 'propagation'>;

/** What one `kubectl apply --applyset` keeps together, and the object that says so. Models apply.ApplySet. */
export class ApplySet {
  private currentKinds: ReadonlyMap<string, Resource> = new Map();
  private currentNamespaces = new Set<string>();
  private readonly kinds = new Map<string, Resource>();
  private readonly namespaces = new Set<string>();

  private constructor(
    private readonly k: Invocation,
    private readonly parent: Resource,
    private readonly name: string,
    private readonly namespace: string,
  ) {}

  /** The set whose parent is `[RESOURCE[.GROUP]/]NAME`. Throws CommandError. */
  static of(k: Invocation, reference: string): ApplySet {
    const invalid = (why: string) => new CommandError(`invalid parent reference ${JSON.stringify(reference)}: ${why}`);
    const at = reference.indexOf('/');
    const type = at < 0 ? 'secrets' : reference.slice(0, at);
    const name = reference.slice(at + 1);
    if (name === '') throw invalid('name cannot be blank');
    const resource = k.discovery.tryByName(type);
    if (!resource) {
      const [word = '', ...group] = type.split('.');
      throw invalid(`no matches for ${group.join('.')}/, Resource=${word}`);
    }
    return new ApplySet(k, resource, name, resource.namespaced && k.namespaceForced ? k.namespace : '');
  }

  get id(): string {
    const text = [this.name, this.namespace, this.parent.kind, this.parent.group].join('.');
    return `applyset-${createHash('sha256').update(text).digest('base64url')}-v1`;
  }

  private get reference(): string {
    return JSON.stringify(`${this.parent.plural}.${this.parent.group}/${this.name}`);
  }

  private get isBuiltIn(): boolean {
    const { group, version, plural } = this.parent;
    return group === '' && version === 'v1' && (plural === 'secrets' || plural === 'configmaps');
  }

  /** Whether the parent may be one. Throws CommandError. */
  validate(): void {
    const errors: string[] = [];
    if (this.parent.namespaced && this.namespace === '') errors.push('namespace is required to use namespace-scoped ApplySet');
    if (!this.isBuiltIn) {
      const { group, version, plural } = this.parent;
      const list = this.k.rest.get('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { query: { labelSelector: PARENT_TYPE } });
      if (!(list.items ?? []).some((each: any) => each.metadata.name === `${plural}.${group}`))
        errors.push(`resource ${JSON.stringify(`${group}/${version}, Resource=${plural}`)} is not permitted as an ApplySet parent`);
    }
    if (errors.length > 0) throw new CommandError(errors.length === 1 ? errors[0]! : `[${errors.join(', ')}]`);
  }

  /** The object as a member of the set. Throws CommandError. */
  labelled(object: any): any {
    const labels = object.metadata?.labels ?? {};
    if (Object.hasOwn(labels, PART_OF)) throw new CommandError(`ApplySet label ${JSON.stringify(PART_OF)} already set in input data`);
    return { ...object, metadata: { ...object.metadata, labels: { ...labels, [PART_OF]: this.id } } };
  }

  /** Reads the parent and widens it by what is going to be applied, so that nothing is lost should that fail. */
  before(objects: readonly { readonly resource: Resource; readonly namespace: string }[], options: Options): void {
    this.fetch();
    for (const { resource, namespace } of objects) {
      this.kinds.set(groupKind(resource), resource);
      if (resource.namespaced && namespace !== '') this.namespaces.add(namespace);
    }
    const kinds = new Set([...this.currentKinds.keys(), ...this.kinds.keys()]);
    this.update(kinds, new Set([...this.currentNamespaces, ...this.namespaces]), options);
  }

  /** Deletes members that were not applied, and narrows the parent to what is left. */
  prune(uids: ReadonlySet<string>, options: Options, report: (object: any) => void): void {
    for (const found of this.outdated(uids)) {
      if (options.dryRun !== 'client') prunedAway(this.k, found, options.propagation, options.dryRun === 'server');
      report(found.object);
    }
    try {
      this.update(new Set(this.kinds.keys()), this.namespaces, options);
    } catch (error) {
      throw new CommandError(`apply and prune succeeded, but ApplySet update failed: ${(error as Error).message.replace(/^error: /, '')}`);
    }
  }

  private outdated(uids: ReadonlySet<string>): Found[] {
    const found: Found[] = [];
    for (const resource of this.currentKinds.values())
      for (const namespace of resource.namespaced ? [...this.currentNamespaces].sort() : [''])
        for (const item of this.k.rest.get(resourcePath(resource, namespace), { query: { labelSelector: `${PART_OF}=${this.id}` } })
          .items ?? [])
          if (!uids.has(item.metadata.uid))
            found.push({
              resource,
              namespace,
              name: item.metadata.name,
              object: { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item },
            });
    return found;
  }

  private fetch(): void {
    let parent: any;
    try {
      parent = this.k.rest.get(resourcePath(this.parent, this.namespace, this.name));
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (!isNotFound(error)) throw new CommandError(`failed to fetch ApplySet parent object ${this.reference}: ${error.message}`);
      if (!this.isBuiltIn) throw new CommandError('custom resource ApplySet parents cannot be created automatically');
      return;
    }
    const { labels = {}, annotations = {} } = parent.metadata;
    const tooling: string | undefined = annotations[TOOLING];
    const refuse = (why: string): never => {
      throw new CommandError(`ApplySet parent object ${this.reference} ${why}`);
    };
    if (tooling === undefined) return refuse(`already exists and is missing required annotation ${JSON.stringify(TOOLING)}`);
    const by = tooling.includes('/') ? tooling.slice(0, tooling.lastIndexOf('/')) : tooling;
    if (by !== TOOL) refuse(`already exists and is managed by tooling ${JSON.stringify(by)} instead of ${JSON.stringify(TOOL)}`);
    if (!Object.hasOwn(labels, ID)) refuse(`exists and does not have required label ${ID}`);
    if (labels[ID] !== this.id)
      refuse(`exists and has incorrect value for label ${JSON.stringify(ID)} (got: ${labels[ID]}, want: ${this.id})`);
    this.currentKinds = this.kindsOf(annotations);
    this.currentNamespaces = new Set((annotations[NAMESPACES] ?? '').split(',').filter((each: string) => each !== ''));
    if (this.parent.namespaced) this.currentNamespaces.add(this.namespace);
  }

  /** The kinds that the parent's annotation names; once it named resources. */
  private kindsOf(annotations: Readonly<Record<string, string>>): ReadonlyMap<string, Resource> {
    const failed = (why: string) => new CommandError(`parsing ApplySet annotation on ${this.reference}: ${why}`);
    const [annotation, names] = annotations[KINDS] !== undefined ? [KINDS, annotations[KINDS]] : [RESOURCES, annotations[RESOURCES] ?? ''];
    if (annotation === RESOURCES && names === '')
      throw failed(`kubectl requires the ${JSON.stringify(KINDS)} annotation to be set on all ApplySet parent objects`);
    const found = new Map<string, Resource>();
    for (const each of names.split(',').filter((text) => text !== '')) {
      const [word = '', ...rest] = each.split('.');
      const group = rest.join('.');
      const resource =
        annotation === KINDS
          ? this.k.discovery.preferred().find((one) => one.kind === word && one.group === group)
          : this.k.discovery.tryByName(each);
      if (!resource)
        throw failed(
          `could not find mapping for kind in ${JSON.stringify(annotation)} annotation: no matches for kind ${JSON.stringify(word)} in group ${JSON.stringify(group)}`,
        );
      found.set(groupKind(resource), resource);
    }
    return found;
  }

  private update(kinds: ReadonlySet<string>, namespaces: ReadonlySet<string>, { dryRun, validation }: Options): void {
    if (dryRun === 'client') return;
    const others = [...namespaces].filter((each) => each !== this.namespace).sort();
    const body = {
      kind: this.parent.kind,
      apiVersion: apiVersionOf(this.parent),
      metadata: {
        name: this.name,
        ...(this.namespace !== '' && { namespace: this.namespace }),
        labels: { [ID]: this.id },
        annotations: { [NAMESPACES]: others.join(','), [KINDS]: [...kinds].sort().join(','), [TOOLING]: `${TOOL}/${VERSION}` },
      },
    };
    const send = (force: boolean) =>
      this.k.rest.send('PATCH', resourcePath(this.parent, this.namespace, this.name), {
        headers: { 'content-type': 'application/apply-patch+yaml' },
        query: {
          fieldManager: MANAGER,
          force: String(force),
          fieldValidation: validation,
          dryRun: dryRun === 'server' ? 'All' : undefined,
        },
        body,
      });
    try {
      try {
        send(false);
      } catch (error) {
        if (!hasReason(error, 'Conflict')) throw error;
        this.k.err(
          `${klogStamp(this.k)} applyset.go:448] WARNING: failed to update ApplySet: ${(error as Error).message}\nApplySet field manager ${MANAGER} should own these fields. Retrying with conflicts forced.\n`,
        );
        send(true);
      }
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      throw new CommandError(`failed to update ApplySet: ${error.message}`);
    }
  }
}

const groupKind = ({ group, kind }: Resource): string => (group === '' ? kind : `${kind}.${group}`);
