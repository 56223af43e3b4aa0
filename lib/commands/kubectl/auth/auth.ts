import { CommandError, Fatal } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';
import { single } from './covers';

/* eslint-disable @typescript-eslint/no-explicit-any -- reviews as they came */
/** `kubectl auth can-i`. */
export const canI: Handler = (k) => {
  const all = k.flags.bool('all-namespaces');
  const namespace = all ? '' : k.namespace;
  if (k.flags.bool('list')) {
    if (all || k.flags.bool('quiet') || k.flags.text('subresource') !== '')
      throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
    if (k.args.length > 0) throw new CommandError('list option must be specified with no arguments');
    return listRules(k, namespace);
  }
  if (k.args.length !== 2 && k.args.length !== 3) {
    throw new Fatal(
      "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  }
  const [verb, what, named = ''] = k.args as [string, string, string?];
  const subresource = k.flags.text('subresource');
  let spec: any;
  if (what.startsWith('/')) {
    if (subresource !== '') throw new CommandError('--subresource can not be used with nonResourceURL');
    spec = { nonResourceAttributes: { path: what, verb } };
  } else {
    const [type = '', name = named] = what.split('/');
    let group = '';
    let resource = type;
    let scope = namespace;
    if (type !== '*') {
      const found = k.discovery.tryByName(type);
      if (found) {
        group = found.group;
        resource = found.plural;
        if (!found.namespaced) {
          if (!all && k.args.length > 0)
            k.err(`Warning: resource '${found.plural}' is not namespace scoped${found.group ? ` in group '${found.group}'` : ''}\n\n`);
          scope = '';
        }
      } else if (type.includes('.')) {
        group = type.slice(type.indexOf('.') + 1);
        resource = type.slice(0, type.indexOf('.'));
        k.err(`Warning: the server doesn't have a resource type '${resource}' in group '${group}'\n\n`);
      } else k.err(`Warning: the server doesn't have a resource type '${type}'\n\n`);
    }
    spec = {
      resourceAttributes: {
        ...(scope && { namespace: scope }),
        verb,
        ...(group && { group }),
        resource,
        ...(subresource && { subresource }),
        ...(name && { name }),
      },
    };
  }
  const answer: any = k.rest.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status: { allowed: false } },
  }).body;
  const { allowed, reason, evaluationError } = answer.status;
  if (!k.flags.bool('quiet')) {
    let text = allowed ? 'yes' : 'no';
    if (!allowed && reason) text += ` - ${reason}`;
    if (!allowed && evaluationError) text += ` - ${evaluationError}`;
    k.out(`${text}\n`);
  }
  return allowed ? 0 : 1;
};

function listRules(k: Invocation, namespace: string): number {
  const answer: any = k.rest.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    body: {
      kind: 'SelfSubjectRulesReview',
      apiVersion: 'authorization.k8s.io/v1',
      metadata: {},
      spec: { namespace: namespace || 'default' },
      status: { resourceRules: null, nonResourceRules: null, incomplete: false },
    },
  }).body;
  const { resourceRules = [], nonResourceRules = [], evaluationError } = answer.status;
  if (evaluationError) k.err(`warning: the list may be incomplete: ${evaluationError}\n`);
  const list = (values: readonly string[] | undefined) => `[${(values ?? []).join(' ')}]`;
  const rules = compact([...(resourceRules ?? []), ...(nonResourceRules ?? [])].flatMap(single)).sort(byText);
  k.out(
    layTable([
      ...(k.flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]),
      ...rules.map((rule) => [resourceText(rule), list(rule.nonResourceURLs), list(rule.resourceNames), list(rule.verbs)]),
    ]),
  );
  return 0;
}

/** Puts the verbs of one resource together (Models validation.CompactRules). */
function compact(rules: readonly any[]): any[] {
  const rest: any[] = [];
  const simple = new Map<string, any>();
  for (const rule of rules) {
    if (rule.nonResourceURLs) {
      rest.push(rule);
      continue;
    }
    const id = [rule.apiGroups[0], rule.resources[0], rule.resourceNames?.[0]].join('\n');
    const known = simple.get(id);
    if (known) known.verbs = [...new Set([...known.verbs, ...rule.verbs])];
    else simple.set(id, { ...rule, verbs: [...rule.verbs] });
  }
  return [...rest, ...simple.values()];
}

/** Models rbac.SortableRuleSlice: by the text of Go's struct. */
const byText = (a: any, b: any): number => (goText(a) < goText(b) ? -1 : goText(a) > goText(b) ? 1 : 0);

function goText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: any): string {
  const list = (values: readonly string[] | undefined) => `[${(values ?? []).join(' ')}]`;
  return `&PolicyRule{Verbs:${list(verbs)},APIGroups:${list(apiGroups)},Resources:${list(resources)},ResourceNames:${list(resourceNames)},NonResourceURLs:${list(nonResourceURLs)},}`;
}

/** `pods/log`, `deployments.apps/scale` (Models describe.CombineResourceGroup). */
function resourceText({ resources = [], apiGroups = [] }: any): string {
  if (resources.length === 0) return '';
  const [name, ...subresource] = resources[0].split('/');
  return [apiGroups[0] ? `${name}.${apiGroups[0]}` : name, ...(subresource.length > 0 ? [subresource.join('/')] : [])].join('/');
}

/** `kubectl auth whoami`. */
export const whoami: Handler = (k) => {
  const answer: any = k.rest.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {}, status: { userInfo: {} } },
  }).body;
  const printer = structuredPrinter(k);
  if (printer) {
    k.out(printer(answer, { sorted: false }));
    return 0;
  }
  const { username, uid, groups, extra } = answer.status.userInfo;
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ['Username', username ?? ''],
  ];
  if (uid) rows.push(['UID', uid]);
  if (groups?.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`]);
  for (const key of Object.keys(extra ?? {}).sort()) rows.push([`Extra: ${key}`, `[${extra[key].join(' ')}]`]);
  k.out(layTable(rows));
  return 0;
};
