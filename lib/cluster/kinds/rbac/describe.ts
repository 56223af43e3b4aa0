import type { KubeObject } from '@/lib/api/object';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { PolicyRule } from './policy-rule';

/** One row: a resource (or an address), the names it is limited to, and verbs. */
interface Row {
  readonly key: string;
  readonly resource: string;
  readonly urls: readonly string[];
  readonly names: readonly string[];
  verbs: readonly string[];
}

/** Rules broken into rows of one resource each, rows alike but for verbs made one, in order. Models CompactRules and SortableRuleSlice. */
function rowsOf(rules: readonly PolicyRule[]): Row[] {
  const rows = new Map<string, Row>();
  const add = (rule: PolicyRule, resource: string, group: string, url: string, name: string) => {
    const key = `APIGroups:[${group}],Resources:[${resource}],ResourceNames:[${name}],NonResourceURLs:[${url}]`;
    const known = rows.get(key);
    const verbs = rule.verbs ?? [];
    if (known) known.verbs = [...known.verbs, ...verbs.filter((verb) => !known.verbs.includes(verb))];
    else rows.set(key, { key, resource: combine(resource, group), urls: url ? [url] : [], names: name ? [name] : [], verbs });
  };
  for (const rule of rules) {
    const names = rule.resourceNames && rule.resourceNames.length > 0 ? rule.resourceNames : [''];
    for (const group of rule.apiGroups ?? [])
      for (const resource of rule.resources ?? []) for (const name of names) add(rule, resource, group, '', name);
    for (const url of rule.nonResourceURLs ?? []) add(rule, '', '', url, '');
  }
  // Upstream sorts by the text of the Go struct.
  const text = (row: Row) => `Verbs:[${row.verbs.join(' ')}],${row.key}`;
  return [...rows.values()].sort((x, y) => (text(x) < text(y) ? -1 : text(x) > text(y) ? 1 : 0));
}

/** `deployments/scale` of apps -> `deployments.apps/scale`. Models combineResourceGroup. */
function combine(resource: string, group: string): string {
  if (group === '') return resource;
  const [head, ...rest] = resource.split('/');
  return [`${head}.${group}`, ...rest].join('/');
}

/** Models describeRole and describeClusterRole. */
export function describeRole(role: KubeObject): string {
  const out = new Description();
  headLines(out, role, { namespace: false });
  mapLines(out, role);
  out.line(0, 'PolicyRule:');
  out.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  out.line(1, '---------\t-----------------\t--------------\t-----');
  for (const row of rowsOf((role.rules ?? []) as readonly PolicyRule[])) {
    out.line(1, `${row.resource}\t[${row.urls.join(' ')}]\t[${row.names.join(' ')}]\t[${row.verbs.join(' ')}]`);
  }
  return out.toString();
}

/** Models describeRoleBinding and describeClusterRoleBinding. */
export function describeBinding(binding: KubeObject): string {
  const out = new Description();
  headLines(out, binding, { namespace: false });
  mapLines(out, binding);
  out.line(0, `Role:\n  Kind:\t${binding.roleRef?.kind ?? ''}`);
  out.line(0, `  Name:\t${binding.roleRef?.name ?? ''}`);
  out.line(0, 'Subjects:\n  Kind\tName\tNamespace');
  out.line(1, '----\t----\t---------');
  for (const subject of (binding.subjects ?? []) as readonly { kind: string; name: string; namespace?: string }[]) {
    out.line(1, `${subject.kind}\t${subject.name}\t${subject.namespace ?? ''}`);
  }
  return out.toString();
}
