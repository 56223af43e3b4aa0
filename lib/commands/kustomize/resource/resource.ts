import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import { gvkOf, parseApiVersion, type Gvk } from './gvk';
import { isMap, isNilOrEmpty, isNull, own, put, scalarText, type Json, type JsonMap } from './json';
import { effectiveNamespace, idText, type ResId } from './res-id';

const BUILD = 'internal.config.kubernetes.io/';
/** What a build notes down on objects while it goes on. */
const NOTES = {
  previousKinds: `${BUILD}previousKinds`,
  previousNames: `${BUILD}previousNames`,
  previousNamespaces: `${BUILD}previousNamespaces`,
  prefixes: `${BUILD}prefixes`,
  suffixes: `${BUILD}suffixes`,
  allowNameChange: `${BUILD}allowNameChange`,
  allowKindChange: `${BUILD}allowKindChange`,
  refBy: `${BUILD}refBy`,
  behavior: `${BUILD}generatorBehavior`,
  needsHash: `${BUILD}needsHashSuffix`,
} as const;
const INTERNAL = ['path', 'index', 'id', 'seqindent', 'annotations-migration-resource-id'].map((name) => `${BUILD}${name}`);
const LEGACY = ['config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id', 'kustomize.config.k8s.io/helm-generated'];
const BUILD_NOTES: readonly string[] = [...Object.values(NOTES), ...INTERNAL, ...LEGACY];
export const ORIGIN = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

export type Behavior = 'create' | 'replace' | 'merge' | 'unspecified';
export type Texts = Record<string, string>;

/** An object on its way through a build. Its notes are annotations of it, as upstream's are; patches can see them. */
export class Resource {
  /** Vars that read from it. */
  readonly vars: string[] = [];
  /** A value in it that cannot be what it is said to be, in go-yaml's words; found out when it is written. */
  undecodable?: string;

  constructor(public object: JsonMap) {}

  copy(): Resource {
    const copy = new Resource(structuredClone(this.object));
    copy.vars.push(...this.vars);
    return copy;
  }

  get kind(): string {
    return scalar(own(this.object, 'kind'));
  }

  set kind(kind: string) {
    this.object.kind = kind;
  }

  get apiVersion(): string {
    return scalar(own(this.object, 'apiVersion'));
  }

  get gvk(): Gvk {
    const { group, version } = parseApiVersion(this.apiVersion);
    return gvkOf(group, version, this.kind);
  }

  get name(): string {
    return scalar(this.meta('name'));
  }

  set name(name: string) {
    this.writableMeta().name = name;
  }

  get namespace(): string {
    return scalar(this.meta('namespace'));
  }

  set namespace(namespace: string) {
    if (namespace === '') delete this.writableMeta().namespace;
    else this.writableMeta().namespace = namespace;
  }

  get labels(): Texts {
    return texts(this.meta('labels'));
  }

  set labels(labels: Texts) {
    this.setTexts('labels', labels);
  }

  get annotations(): Texts {
    return texts(this.meta('annotations'));
  }

  set annotations(annotations: Texts) {
    this.setTexts('annotations', annotations);
  }

  get isEmpty(): boolean {
    return isNilOrEmpty(this.object);
  }

  get currentId(): ResId {
    return { gvk: this.gvk, name: this.name, namespace: this.namespace };
  }

  /** The first id it had. */
  get originalId(): ResId {
    return this.previousIds[0] ?? this.currentId;
  }

  /** Ids it has had before this one, the oldest first. */
  get previousIds(): ResId[] {
    const notes = this.annotations;
    if (notes[NOTES.previousNames] === undefined) return [];
    const names = notes[NOTES.previousNames]!.split(',');
    const namespaces = (notes[NOTES.previousNamespaces] ?? '').split(',');
    const kinds = (notes[NOTES.previousKinds] ?? '').split(',');
    const { group, version } = parseApiVersion(this.apiVersion);
    return names.map((name, i) => ({
      gvk: { group, version, kind: kinds[i] ?? '', clusterScoped: false },
      name,
      namespace: namespaces[i] ?? '',
    }));
  }

  storePreviousId(): void {
    const id = this.currentId;
    this.note(NOTES.previousNames, id.name);
    this.note(NOTES.previousNamespaces, effectiveNamespace(id));
    this.note(NOTES.previousKinds, id.gvk.kind);
  }

  addPrefix(prefix: string): void {
    this.note(NOTES.prefixes, prefix);
  }

  addSuffix(suffix: string): void {
    this.note(NOTES.suffixes, suffix);
  }

  /** Whether both were made in the same layers; `lenient`: one without any fits everywhere. */
  sharesAffixes(other: Resource, lenient: boolean): boolean {
    const fits = (note: string) => {
      const [a, b] = [this.noted(note), other.noted(note)];
      return (lenient && (a.length === 0 || b.length === 0)) || sameEnding(a, b);
    };
    return fits(NOTES.prefixes) && fits(NOTES.suffixes);
  }

  referredToBy(id: ResId): void {
    this.note(NOTES.refBy, idText(id));
  }

  get behavior(): Behavior {
    const behavior = this.annotations[NOTES.behavior];
    return behavior === 'create' || behavior === 'replace' || behavior === 'merge' ? behavior : 'unspecified';
  }

  set behavior(behavior: Behavior) {
    this.annotations = { ...this.annotations, [NOTES.behavior]: behavior };
  }

  get needsHash(): boolean {
    return this.annotations[NOTES.needsHash] === 'enabled';
  }

  allow(change: 'name' | 'kind' | 'hash'): void {
    const note = change === 'name' ? NOTES.allowNameChange : change === 'kind' ? NOTES.allowKindChange : NOTES.needsHash;
    this.annotations = { ...this.annotations, [note]: 'enabled' };
  }

  allows(change: 'name' | 'kind'): boolean {
    return this.annotations[change === 'name' ? NOTES.allowNameChange : NOTES.allowKindChange] === 'enabled';
  }

  /** Annotations that are none of the user's. */
  get internalAnnotations(): Texts {
    return Object.fromEntries(Object.entries(this.annotations).filter(([key]) => key.startsWith(BUILD) || LEGACY.includes(key)));
  }

  /** Takes labels, annotations, name and namespace of another, its own first. */
  takeMetadataOf(other: Resource): void {
    this.labels = { ...other.labels, ...this.labels };
    const [mine, theirs] = [this.annotations, other.annotations];
    const merged: Texts = { ...theirs, ...mine };
    // What the build has noted on the other counts, not what it has noted on this one.
    for (const note of BUILD_NOTES) {
      if (theirs[note] !== undefined) merged[note] = theirs[note];
      else delete merged[note];
    }
    if (mine[NOTES.needsHash] === undefined) delete merged[NOTES.needsHash];
    this.annotations = merged;
    this.name = other.name;
    this.namespace = other.namespace;
    this.vars.splice(0, Infinity, ...other.vars);
  }

  /** Keeps of another's `data` and `binaryData` what it does not have itself. */
  takeDataOf(other: Resource): void {
    for (const field of ['data', 'binaryData']) {
      const merged: JsonMap = { ...(asMap(own(other.object, field)) ?? {}), ...(asMap(own(this.object, field)) ?? {}) };
      if (Object.keys(merged).length > 0) this.object[field] = sorted(merged);
    }
  }

  removeNotes(keep: { readonly origin: boolean; readonly transformations: boolean }): void {
    const left = Object.entries(this.annotations).filter(
      ([key]) => !BUILD_NOTES.includes(key) && (keep.origin || key !== ORIGIN) && (keep.transformations || key !== TRANSFORMATIONS),
    );
    this.annotations = Object.fromEntries(left);
  }

  /** As kustomize writes it. Throws KustomizeError. */
  yaml(): string {
    if (this.undecodable !== undefined) throw new KustomizeError(`map[string]interface {}(nil): yaml: ${this.undecodable}`);
    return printYaml(nulled(this.object));
  }

  json(): string {
    return goJson(this.object);
  }

  private meta(field: string): Json {
    const metadata = own(this.object, 'metadata');
    return isMap(metadata) ? own(metadata, field) : undefined;
  }

  private writableMeta(): JsonMap {
    if (!isMap(this.object.metadata)) this.object.metadata = {};
    return this.object.metadata as JsonMap;
  }

  private setTexts(field: 'labels' | 'annotations', map: Texts): void {
    if (Object.keys(map).length === 0) {
      if (isMap(this.object.metadata)) delete this.object.metadata[field];
    } else this.writableMeta()[field] = sorted(map);
  }

  private noted(note: string): string[] {
    return this.annotations[note]?.split(',') ?? [];
  }

  private note(note: string, value: string): void {
    if (value === '') return;
    this.annotations = { ...this.annotations, [note]: [...this.noted(note), value].join(',') };
  }
}

const scalar = (value: Json): string => (isNull(value) || typeof value === 'object' ? '' : String(value));
const asMap = (value: Json): JsonMap | undefined => (isMap(value) ? value : undefined);

function texts(value: Json): Texts {
  const out: JsonMap = {};
  if (isMap(value)) for (const key of Object.keys(value)) put(out, key, scalarText(value[key]));
  return out as Texts;
}

function sorted(map: JsonMap): JsonMap {
  const out: JsonMap = {};
  for (const key of Object.keys(map).sort()) put(out, key, map[key]);
  return out;
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return (length > 0 || a.length === b.length) && a.slice(a.length - length).join() === b.slice(b.length - length).join();
}

/** Values that were left out are null when they are written. */
function nulled(value: Json): Json {
  if (Array.isArray(value)) return value.map(nulled);
  if (!isMap(value)) return value ?? null;
  const out: JsonMap = {};
  for (const key of Object.keys(value)) put(out, key, nulled(value[key]));
  return out;
}
