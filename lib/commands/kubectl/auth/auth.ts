import { CommandError, Fatal } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';

/* eslint-disable @typescript-eslint/no-explicit-any -- reviews as they came */
/** `kubectl auth can-i`. */
export const canI: Handler = (k) => {
  const all = k.flags.bool('all-namespaces');
  const namespace = all ? '' : k.namespace;
  if (k.flags.bool('list')) {
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
  const rows = sortRules(breakDown(resourceRules ?? [])).map(({ resource, names, verbs }) => [resource, '[]', list(names), list(verbs)]);
  const urls = (nonResourceRules ?? []).flatMap((rule: any) =>
    (rule.nonResourceURLs ?? []).map((url: string) => ['', `[${url}]`, '[]', list(rule.verbs)]),
  );
  k.out(
    layTable([
      ...(k.flags.bool('no-headers') ? [] : [['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']]),
      ...merged(rows, urls),
    ]),
  );
  return 0;
}

interface Row {
  readonly resource: string;
  readonly names: readonly string[];
  readonly verbs: readonly string[];
}

/** One row for each resource of each group, rules for the same things put together (Models validation.CompactRules). */
function breakDown(rules: readonly any[]): Row[] {
  const rows = new Map<string, { resource: string; names: string[]; verbs: string[] }>();
  for (const rule of rules) {
    for (const group of rule.apiGroups ?? ['']) {
      for (const plural of rule.resources ?? []) {
        const named: string[][] = rule.resourceNames?.length > 0 ? rule.resourceNames.map((name: string) => [name]) : [[]];
        for (const names of named) {
          const slash = plural.indexOf('/');
          const resource =
            group === '' ? plural : slash < 0 ? `${plural}.${group}` : `${plural.slice(0, slash)}.${group}${plural.slice(slash)}`;
          const id = `${resource}\n${names.join()}`;
          const row = rows.get(id) ?? { resource, names, verbs: [] as string[] };
          for (const verb of rule.verbs ?? []) if (!row.verbs.includes(verb)) row.verbs.push(verb);
          rows.set(id, row);
        }
      }
    }
  }
  return [...rows.values()];
}

/** Models rbac.SortableRuleSlice: by the rule's text, the other way round. */
function sortRules(rows: Row[]): Row[] {
  return rows;
}

const merged = (rows: string[][], urls: string[][]): string[][] => [...rows, ...urls];

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
