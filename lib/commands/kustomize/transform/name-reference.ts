import { printYaml } from '@/lib/api/yaml';
import { changeField, specGvk, type FieldSpec } from '../config/field-spec';
import { referralGvk, type Referral } from '../config/transformer-config';
import { during, KustomizeError } from '../fault';
import { selectsGvk, type Gvk } from '../resource/gvk';
import { isMap, isNull, own, put, type Json, type JsonMap } from '../resource/json';
import { effectiveNamespace, idText, sameNamespace } from '../resource/res-id';
import type { ResMap } from '../resource/res-map';
import type { Resource } from '../resource/resource';

/** Points every field that names another resource at the name it has now. Models api/filters/nameref; throws KustomizeError. */
export function fixReferences(map: ResMap, referrals: readonly Referral[]): void {
  for (const referrer of map.list) {
    let candidates: readonly Resource[] | undefined;
    for (const referral of referrals) {
      for (const spec of referral.fieldSpecs) {
        if (!selectsGvk(specGvk(spec), referrer.originalId.gvk)) continue;
        candidates ??= referable(map, referrer);
        new Reference(referrer, spec, referralGvk(referral), candidates).fix();
      }
    }
  }
}

/** What a resource may name: its namespace, what has none, and the accounts of a binding. */
function referable(map: ResMap, referrer: Resource): readonly Resource[] {
  const id = referrer.currentId;
  if (id.gvk.clusterScoped) return map.list;
  const others = new Set<string>();
  const subjects = own(referrer.object, 'subjects');
  if (referrer.kind === 'RoleBinding' && Array.isArray(subjects))
    for (const subject of subjects)
      if (isMap(subject) && subject.kind === 'ServiceAccount' && typeof subject.namespace === 'string') others.add(subject.namespace);
  return map.list.filter((each) => {
    const other = each.currentId;
    return other.gvk.clusterScoped || sameNamespace(other, id) || others.has(each.namespace);
  });
}

/** One field in which a resource may name others of a kind. */
class Reference {
  constructor(
    private readonly referrer: Resource,
    private readonly spec: FieldSpec,
    private readonly target: Gvk,
    private readonly candidates: readonly Resource[],
  ) {}

  fix(): void {
    const { group, version, kind } = this.referrer.gvk;
    during(`updating name reference in '${this.spec.path}' field of '${idText(this.referrer.currentId)}'`, () =>
      changeField(this.referrer, { ...this.spec, group, version, kind }, (value) => this.changed(value)),
    );
  }

  private changed(value: Json): Json {
    if (isNull(value)) return value;
    if (Array.isArray(value)) return value.map((item) => (isNull(item) ? item : isMap(item) ? this.inMap(item) : this.inScalar(item)));
    return isMap(value) ? this.inMap(value) : this.inScalar(value);
  }

  private inScalar(value: Json): Json {
    const found = this.select(String(value), this.candidates, (each) => each.name);
    found?.referredToBy(this.referrer.currentId);
    return found ? found.name : value;
  }

  private inMap(map: JsonMap): Json {
    const name = own(map, 'name');
    if (isNull(name)) throw new KustomizeError("path config error; no 'name' field in node");
    const found = this.select(String(name), this.inNamespaceOf(map), (each) => `${each.name}/${each.namespace}`);
    if (!found) return map;
    found.referredToBy(this.referrer.currentId);
    put(map, 'name', found.name);
    if (found.namespace !== '') put(map, 'namespace', found.namespace);
    return map;
  }

  private inNamespaceOf(map: JsonMap): readonly Resource[] {
    const namespace = own(map, 'namespace');
    if (namespace === undefined) return this.candidates;
    const before = this.candidates.filter((each) => effectiveNamespace(each.originalId) === namespace);
    return before.length > 0 ? before : this.candidates.filter((each) => effectiveNamespace(each.currentId) === namespace);
  }

  private select(oldName: string, candidates: readonly Resource[], identity: (each: Resource) => string): Resource | undefined {
    let left = candidates.filter((each) => each.previousIds.some((id) => id.name === oldName));
    left = left.filter((each) => each.previousIds.some((id) => selectsGvk(this.target, id.gvk)));
    const role = this.roleRef();
    if (role) left = left.filter((each) => each.previousIds.some((id) => selectsGvk(role, id.gvk)));
    const id = this.referrer.currentId;
    if (!id.gvk.clusterScoped)
      left = left.filter((each) => each.gvk.clusterScoped || each.kind === 'ServiceAccount' || sameNamespace(id, each.currentId));
    for (const lenient of [true, false]) {
      if (left.length <= 1) return left[0];
      left = left.filter((each) => each.sharesAffixes(this.referrer, lenient));
    }
    if (left.length <= 1 || left.every((each) => identity(each) === identity(left[0]!))) return left[0];
    const ids = left.map((each) => idText(each.currentId)).join(', ');
    const details = left.map((each, i) => `--- possible referral ${i}:\n${printYaml(each.object)}\n`).join('');
    throw new KustomizeError(
      `found multiple possible referrals: ${ids}\n\n**** Too many possible referral targets to referrer:\n${printYaml(this.referrer.object)}\n${details}`,
    );
  }

  /** For a role's name: of which kind the role is. */
  private roleRef(): Partial<Gvk> | undefined {
    if (!this.spec.path.endsWith('roleRef/name')) return undefined;
    const ref = own(this.referrer.object, 'roleRef');
    if (!isMap(ref) || typeof ref.apiGroup !== 'string' || typeof ref.kind !== 'string') return undefined;
    return { group: ref.apiGroup, kind: ref.kind };
  }
}
