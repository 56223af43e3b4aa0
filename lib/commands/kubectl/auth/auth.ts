import { kindName } from '../client/discovery';
import { CommandError } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { outputFormat, structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';
import { single } from './covers';

/* eslint-disable @typescript-eslint/no-explicit-any -- reviews as they came */
const RESOURCE_VERBS = new Set(
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(' '),
);
const PATH_VERBS = new Set('get put post head options delete patch *'.split(' '));
/** Resources that no discovery tells of: they are only impersonated. */
const UNDISCOVERED = new Set(['users', 'groups']);

/** What `auth can-i` asks about, as cani.go's Complete reads its arguments. */
interface Question {
  readonly verb: string;
  readonly path: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  /** Undefined where discovery does not tell. */
  readonly namespaced: boolean | undefined;
}

function questionOf(k: Invocation): Question {
  if (k.args.length !== 2)
    throw new CommandError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const [verb, what] = k.args as [string, string];
  const none = { verb, path: '', group: '', resource: '', name: '', namespaced: undefined };
  if (what.startsWith('/')) return { ...none, path: what };
  const slash = what.indexOf('/');
  const type = slash < 0 ? what : what.slice(0, slash);
  const name = slash < 0 ? '' : what.slice(slash + 1);
  const found = type === '*' ? undefined : k.discovery.tryByName(type);
  if (found) return { ...none, group: found.group, resource: found.plural, name, namespaced: found.namespaced };
  const [resource, ...group] = type.toLowerCase().split('.');
  if (type !== '*' && !UNDISCOVERED.has(type.toLowerCase()))
    warn(k, `the server doesn't have a resource type '${resource}'${group.length > 0 ? ` in group '${group.join('.')}'` : ''}`);
  return { ...none, resource: type, name };
}

const warn = (k: Invocation, text: string): void => k.err(`Warning: ${text}\n\n`);

/** `kubectl auth can-i` (Models kubectl/pkg/cmd/auth/cani.go). */
export const canI: Handler = (k) => {
  const all = k.flags.bool('all-namespaces');
  const quiet = k.flags.bool('quiet');
  const subresource = k.flags.text('subresource');
  if (k.flags.bool('list')) {
    if (k.args.length > 0) throw new CommandError('list option must be specified with no arguments');
    if (all || quiet || subresource !== '')
      throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
    return listRules(k, k.namespace);
  }
  const { verb, path, group, resource, name, namespaced } = questionOf(k);
  const namespace = all ? '' : k.namespace;
  if (path !== '') {
    if (subresource !== '') throw new CommandError('--subresource can not be used with NonResourceURL');
    if (!PATH_VERBS.has(verb)) warn(k, `verb '${verb}' is not a known verb`);
  } else if (!all) {
    if (namespaced === false) warn(k, `resource '${resource}' is not namespace scoped${group ? ` in group '${group}'` : ''}`);
    if (!RESOURCE_VERBS.has(verb)) warn(k, `verb '${verb}' is not a known verb`);
  }
  if (k.flags.bool('no-headers')) throw new CommandError('--no-headers cannot be set without --list specified');
  const spec =
    path !== ''
      ? { nonResourceAttributes: { path, verb } }
      : {
          resourceAttributes: {
            ...(namespace && { namespace }),
            verb,
            ...(group && { group }),
            resource,
            ...(subresource && { subresource }),
            ...(name && { name }),
          },
        };
  const answer: any = k.rest.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {}, spec, status: { allowed: false } },
  }).body;
  const { allowed, reason, evaluationError } = answer.status;
  if (!quiet) {
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
  const { resourceRules = [], nonResourceRules = [], incomplete, evaluationError } = answer.status;
  if (incomplete) k.err(`Warning: the list may be incomplete: ${evaluationError ?? ''}\n`);
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
  if (outputFormat(k).format === 'name') {
    k.out(`${kindName(answer.apiVersion, answer.kind)}/<unknown>\n`);
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
