import { CommandError, Fatal } from '../errors';
import type { Handler, Invocation } from '../invocation';
import { generated, metadata } from './generated';
import { labelSelectorOf } from './policy';

const RBAC = 'rbac.authorization.k8s.io/v1';
const URL_VERBS = new Set('get put post head options delete patch *'.split(' '));
const VERBS = new Set('get delete list create update patch watch proxy deletecollection use bind escalate impersonate *'.split(' '));

/** One rule for each API group of --resource, groups sorted (Models create.generateResourcePolicyRules). */
function rules(k: Invocation, clusterRole: boolean): object[] {
  const verbs = unique(
    k.flags
      .list('verb')
      .map((verb) => verb.trim())
      .filter(Boolean),
  );
  const urls = clusterRole ? k.flags.list('non-resource-url') : [];
  const resources = unique(k.flags.list('resource'));
  const names = unique(k.flags.list('resource-name'));
  if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
  const list = verbs.includes('*') ? ['*'] : verbs;
  for (const verb of list) if (!VERBS.has(verb)) k.err(`Warning: '${verb}' is not a standard resource verb\n`);
  if (resources.length === 0 && urls.length === 0) {
    throw new CommandError(clusterRole ? 'one of resource or nonResourceURL must be specified' : 'at least one resource must be specified');
  }
  for (const url of urls) {
    if (!url.startsWith('/')) throw new CommandError('nonResourceURL should start with /');
    for (const verb of list) if (!URL_VERBS.has(verb)) throw new CommandError(`invalid verb: '${verb}' for nonResourceURL`);
  }
  const groups = new Map<string, string[]>();
  for (const spec of resources) {
    const { group, resource } = groupResource(k, spec, list);
    const members = groups.get(group) ?? [];
    if (!members.includes(resource)) members.push(resource);
    groups.set(group, members);
  }
  const out: object[] = [...groups.keys()].sort().map((group) => ({
    verbs: list,
    apiGroups: [group],
    resources: groups.get(group)!,
    ...(names.length > 0 && { resourceNames: names }),
  }));
  if (urls.length > 0) out.push({ verbs: list, nonResourceURLs: urls });
  return out;
}

const ROLES = ['roles.rbac.authorization.k8s.io', 'clusterroles.rbac.authorization.k8s.io'];
/** Verbs that mean something for these resources only. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
};

function groupResource(k: Invocation, spec: string, verbs: readonly string[]): { group: string; resource: string } {
  if (spec === '*') return { group: '', resource: '*' };
  const [name, subresource] = spec.split('/', 2) as [string, string?];
  const found = k.discovery.tryByName(name);
  const [bare = '', ...rest] = name.split('.');
  const { plural, group } = found ?? { plural: bare, group: rest.join('.') };
  let known = found !== undefined;
  for (const verb of verbs) {
    const meant = SPECIAL[verb];
    if (!meant) continue;
    if (!meant.includes(group ? `${plural}.${group}` : plural))
      throw new CommandError(`can not perform '${verb}' on '${plural}' in group '${group}'`);
    known = true;
  }
  if (!known) {
    throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(bare)}${group && ` in group ${JSON.stringify(group)}`}`);
  }
  return { group, resource: subresource ? `${plural}/${subresource}` : plural };
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

export const createRole = generated({
  group: `/apis/${RBAC}`,
  plural: 'roles',
  namespaced: true,
  make: (k, name) => ({ kind: 'Role', apiVersion: RBAC, metadata: metadata(k, name), rules: rules(k, false) }),
});

export const createClusterRole = generated({
  group: `/apis/${RBAC}`,
  plural: 'clusterroles',
  namespaced: false,
  make(k, name) {
    const aggregation = k.flags.text('aggregation-rule');
    const base = { kind: 'ClusterRole', apiVersion: RBAC, metadata: metadata(k, name, { namespaced: false }) };
    if (aggregation !== '') {
      if (k.flags.list('verb').length + k.flags.list('resource').length + k.flags.list('non-resource-url').length > 0) {
        throw new CommandError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      }
      return { ...base, rules: null, aggregationRule: { clusterRoleSelectors: [labelSelectorOf(aggregation)] } };
    }
    return { ...base, rules: rules(k, true) };
  },
});

function subjects(k: Invocation): object[] {
  const apiGroup = 'rbac.authorization.k8s.io';
  const out: object[] = [];
  for (const name of unique(k.flags.list('user'))) out.push({ kind: 'User', apiGroup, name });
  for (const name of unique(k.flags.list('group'))) out.push({ kind: 'Group', apiGroup, name });
  for (const account of unique(k.flags.list('serviceaccount'))) {
    const parts = account.split(':');
    if (parts.length !== 2 || parts[0] === '' || parts[1] === '') throw new CommandError('serviceaccount must be <namespace>:<name>');
    out.push({ kind: 'ServiceAccount', name: parts[1], namespace: parts[0] });
  }
  return out;
}

function binding(cluster: boolean): Handler {
  const kind = cluster ? 'ClusterRoleBinding' : 'RoleBinding';
  return generated({
    group: `/apis/${RBAC}`,
    plural: `${kind.toLowerCase()}s`,
    namespaced: !cluster,
    failing: `failed to create ${kind.toLowerCase()}: `,
    make(k, name) {
      const clusterRole = k.flags.text('clusterrole');
      const role = cluster ? '' : k.flags.text('role');
      if (!cluster && (clusterRole === '') === (role === ''))
        throw new CommandError('exactly one of clusterrole or role must be specified');
      const list = subjects(k);
      return {
        kind,
        apiVersion: RBAC,
        metadata: metadata(k, name, { namespaced: !cluster }),
        ...(list.length > 0 && { subjects: list }),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: clusterRole !== '' ? 'ClusterRole' : 'Role', name: clusterRole || role },
      };
    },
  });
}

export const createRoleBinding = binding(false);
export const createClusterRoleBinding = binding(true);
