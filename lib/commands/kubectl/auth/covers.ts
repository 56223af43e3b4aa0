/* eslint-disable @typescript-eslint/no-explicit-any -- rules as people wrote them */
/** Rules of `wanted` that `owned` do not grant, one verb of one resource each (Models rbac/validation.Covers). */
export function uncovered(owned: readonly any[], wanted: readonly any[]): any[] {
  return wanted.flatMap(single).filter((rule) => !owned.some((owner) => covers(owner, rule)));
}

/** A rule as rules of one verb of one resource each (Models rbac/validation.BreakdownRule). */
export function single(rule: any): any[] {
  const verbs: string[] = rule.verbs ?? [];
  const out: any[] = [];
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of verbs) {
        const one = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (!rule.resourceNames?.length) out.push(one);
        else out.push(...rule.resourceNames.map((name: string) => ({ ...one, resourceNames: [name] })));
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? []) for (const verb of verbs) out.push({ verbs: [verb], nonResourceURLs: [url] });
  return out;
}

const has = (owner: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean =>
  Boolean(owner?.includes('*')) || (wanted ?? []).every((each) => owner?.includes(each));

function covers(owner: any, rule: any): boolean {
  const names: string[] = rule.resourceNames ?? [];
  const ownNames: string[] = owner.resourceNames ?? [];
  return (
    has(owner.verbs, rule.verbs) &&
    has(owner.apiGroups, rule.apiGroups) &&
    (rule.resources ?? []).every((each: string) => coversResource(owner.resources ?? [], each)) &&
    (rule.nonResourceURLs ?? []).every((each: string) => (owner.nonResourceURLs ?? []).some((url: string) => coversUrl(url, each))) &&
    (ownNames.length === 0 || (names.length > 0 && names.every((name) => ownNames.includes(name))))
  );
}

function coversResource(owner: readonly string[], resource: string): boolean {
  if (owner.includes('*') || owner.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owner.includes(`*${resource.slice(slash)}`);
}

const coversUrl = (owner: string, url: string): boolean =>
  owner === '*' || owner === url || (owner.endsWith('*') && url.startsWith(owner.replace(/\*+$/, '')));
