import { deepEqual } from '@/lib/api/freeze';
import { AggregateError_, CommandError, hasReason, isNotFound } from '../errors';
import type { Invocation, Task } from '../invocation';
import { asGoStruct } from '../print/go-struct';
import { dryRunOf, reporter, type DryRun } from '../print/printer';
import { hasFiles, readManifests } from '../resource/manifests';
import { uncovered } from './covers';

/* eslint-disable @typescript-eslint/no-explicit-any -- roles and bindings as people wrote them */
const GROUP = 'rbac.authorization.k8s.io';
const BASE = `/apis/${GROUP}/v1`;
const PLURALS: Readonly<Record<string, string>> = {
  Role: 'roles',
  ClusterRole: 'clusterroles',
  RoleBinding: 'rolebindings',
  ClusterRoleBinding: 'clusterrolebindings',
};

/** What has to be done to an object, and why. */
interface Plan {
  readonly object: any;
  readonly operation: 'none' | 'create' | 'update' | 'recreate';
  readonly isProtected?: boolean;
  readonly missing: readonly any[];
  readonly extra: readonly any[];
}

/** `kubectl auth reconcile`: gives roles and bindings what they lack. */
export function* reconcile(k: Invocation): Task<number> {
  if (k.args.length > 0) throw new CommandError('no arguments are allowed');
  if (!hasFiles(k)) throw new CommandError('must specify one of -f and -k');
  let dryRun: DryRun;
  try {
    dryRun = dryRunOf(k);
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`error accessing --dry-run flag for command reconcile: ${error.plain}`) : error;
  }
  if (dryRun === 'server') throw new CommandError('--dry-run=server for command reconcile is not supported yet');
  const errors: Error[] = [];
  const report = reporter(k, dryRun);
  for (const { manifest, error } of yield* readManifests(k)) {
    if (error) {
      errors.push(error);
      continue;
    }
    const { object } = manifest!;
    const [group, version] = String(object.apiVersion ?? '').split('/');
    if (group !== GROUP || !PLURALS[object.kind]) continue;
    try {
      if (version !== 'v1') throw new CommandError(`only rbac.authorization.k8s.io/v1 is supported: not *${version}.${object.kind}`);
      const plan = one(k, object, dryRun);
      try {
        report(asGoStruct(plan.object), 'reconciled', { sorted: false });
      } catch (failure) {
        // What a template cannot print is no failure of this command.
        if (!(failure instanceof CommandError)) throw failure;
      }
      explain(k, plan, object.kind.endsWith('Binding'));
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** Finds out what is to be done, and does it unless this is a dry run or the object has opted out. */
function one(k: Invocation, wanted: any, dryRun: DryRun): Plan {
  const namespace: string = wanted.kind.startsWith('Cluster') ? '' : (wanted.metadata?.namespace ?? '');
  const collection = `${BASE}${namespace && `/namespaces/${namespace}`}/${PLURALS[wanted.kind]}`;
  const path = `${collection}/${wanted.metadata?.name ?? ''}`;
  const binding = wanted.kind.endsWith('Binding');
  let existing: any;
  try {
    existing = k.rest.get(path);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const plan = existing
    ? binding
      ? bindingPlan(existing, wanted, k.flags.bool('remove-extra-subjects'))
      : rolePlan(existing, wanted, k.flags.bool('remove-extra-permissions'))
    : ({ object: wanted, operation: 'create', missing: (binding ? wanted.subjects : wanted.rules) ?? [], extra: [] } as Plan);
  if (plan.isProtected || dryRun === 'client') return plan;
  switch (plan.operation) {
    case 'create':
      if (!wanted.kind.startsWith('Cluster')) ensureNamespace(k, namespace);
      return { ...plan, object: k.rest.send('POST', collection, { body: plan.object }).body };
    case 'update':
      return { ...plan, object: k.rest.send('PUT', path, { body: plan.object }).body };
    case 'recreate':
      k.rest.send('DELETE', path, {
        body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: existing.metadata.uid } },
      });
      return { ...plan, object: k.rest.send('POST', collection, { body: plan.object }).body };
    default:
      return plan;
  }
}

/** Models reconciliation.tryEnsureNamespace. */
function ensureNamespace(k: Invocation, name: string): void {
  if (name === '') throw new CommandError('resource name may not be empty');
  try {
    k.rest.get(`/api/v1/namespaces/${name}`);
    return;
  } catch (error) {
    if (!isNotFound(error) && !hasReason(error, 'Forbidden')) throw error;
  }
  try {
    k.rest.send('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
  } catch (error) {
    if (!hasReason(error, 'AlreadyExists') && !hasReason(error, 'Forbidden')) throw error;
  }
}

/** The existing object with the labels and annotations that it lacks. */
function withMetadata(existing: any, wanted: any): { object: any; changed: boolean } {
  const metadata = { ...existing.metadata };
  for (const field of ['annotations', 'labels']) {
    const merged = { ...wanted.metadata?.[field], ...metadata[field] };
    if (Object.keys(merged).length > 0) metadata[field] = merged;
  }
  return { object: { ...existing, metadata }, changed: !deepEqual(metadata, existing.metadata) };
}

const optedOut = (existing: any): boolean => existing.metadata.annotations?.[`rbac.authorization.kubernetes.io/autoupdate`] === 'false';

/** Models reconciliation.computeReconciledRole. */
function rolePlan(existing: any, wanted: any, removeExtra: boolean): Plan {
  let { object, changed } = withMetadata(existing, wanted);
  const set = (value: object) => {
    object = { ...object, ...value };
    changed = true;
  };
  let missing: any[] = [];
  let extra: any[] = [];
  if (!wanted.aggregationRule) {
    const [own, rules] = [existing.rules ?? [], wanted.rules ?? []];
    extra = uncovered(rules, own);
    missing = uncovered(own, rules);
    if (!removeExtra && missing.length > 0) set({ rules: [...own, ...missing] });
    else if (removeExtra && missing.length + extra.length > 0) set({ rules });
  } else {
    const own: any[] = existing.aggregationRule?.clusterRoleSelectors ?? [];
    const selectors: any[] = wanted.aggregationRule.clusterRoleSelectors ?? [];
    const lacking = selectors.filter((each) => !own.some((other) => deepEqual(other, each)));
    const more = own.some((each) => !selectors.some((other) => deepEqual(other, each)));
    if (!removeExtra && lacking.length > 0) set({ aggregationRule: { clusterRoleSelectors: [...own, ...lacking] } });
    else if (removeExtra && (lacking.length > 0 || more)) set({ aggregationRule: wanted.aggregationRule });
  }
  return { object, operation: changed ? 'update' : 'none', isProtected: optedOut(existing), missing, extra: removeExtra ? extra : [] };
}

/** Models reconciliation.computeReconciledRoleBinding. */
function bindingPlan(existing: any, wanted: any, removeExtra: boolean): Plan {
  const isProtected = optedOut(existing);
  if (!deepEqual(existing.roleRef, wanted.roleRef)) return { object: wanted, operation: 'recreate', isProtected, missing: [], extra: [] };
  let { object, changed } = withMetadata(existing, wanted);
  const [own, subjects]: any[][] = [existing.subjects ?? [], wanted.subjects ?? []];
  const without = (list: any[], others: any[]) => list.filter((each) => !others.some((other) => subjectText(other) === subjectText(each)));
  const missing = without(subjects!, own!);
  const extra = without(own!, subjects!);
  if (removeExtra ? missing.length + extra.length > 0 : missing.length > 0) {
    object = { ...object, subjects: removeExtra ? subjects : [...own!, ...missing] };
    changed = true;
  }
  return { object, operation: changed ? 'update' : 'none', isProtected, missing, extra: removeExtra ? extra : [] };
}

function explain(k: Invocation, { operation, isProtected, missing, extra }: Plan, binding: boolean): void {
  if (operation === 'none') return;
  const caveat = isProtected ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)' : '';
  k.err(`\treconciliation required ${operation}${caveat}\n`);
  const [what, text] = binding ? ['subjects', subjectText] : ['rules', ruleText];
  const tell = (list: readonly any[], done: string) => {
    if (list.length > 0) k.err(`\t${done}:\n${list.map((each) => `\t\t${text(each)}\n`).join('')}`);
  };
  tell(missing, `missing ${what} added`);
  tell(extra, `extra ${what} removed`);
}

/** As Go's `%+v` shows the structs. */
const subjectText = ({ kind = '', apiGroup = '', name = '', namespace = '' }: any): string =>
  `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`;

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: any): string {
  const list = (values: readonly string[] | undefined) => `[${(values ?? []).join(' ')}]`;
  return `{Verbs:${list(verbs)} APIGroups:${list(apiGroups)} Resources:${list(resources)} ResourceNames:${list(resourceNames)} NonResourceURLs:${list(nonResourceURLs)}}`;
}
