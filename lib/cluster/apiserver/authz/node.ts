import type { UserInfo } from '../../client/client';
import { NODE_RULES } from '../../kinds/rbac/node-rules';
import type { Store } from '../../store';
import { isRelated } from './node-graph';
import { ruleAllows, type AccessAttributes, type Decision } from './rbac';

const NODES_GROUP = 'system:nodes';
const USER_PREFIX = 'system:node:';
const LEASES = 'kube-node-lease';
const ALLOWED: Decision = Object.freeze({ allowed: true, reason: '' });

const no = (reason = ''): Decision => ({ allowed: false, reason });

/** The node that a user is: undefined for others, '' for one that names none. Models nodeidentifier. */
export function nodeNameOf(user: UserInfo): string | undefined {
  if (!user.name.startsWith(USER_PREFIX) || !user.groups.includes(NODES_GROUP)) return undefined;
  return user.name.slice(USER_PREFIX.length);
}

/**
 * The Node authorizer: kubelets reach what belongs to pods bound to their node. Undefined when the user is no node. Models
 * plugin/pkg/auth/authorizer/node (with AuthorizeNodeWithSelectors).
 */
export function authorizeNode(store: Store, user: UserInfo, attributes: AccessAttributes): Decision | undefined {
  const node = nodeNameOf(user);
  if (node === undefined) return undefined;
  if (node === '') return no(`unknown node for user ${JSON.stringify(user.name)}`);
  if (attributes.isResource) {
    const decision = DECIDERS[`${attributes.group}/${attributes.resource}`]?.(store, node, attributes);
    if (decision) return decision;
  }
  return NODE_RULES.some((rule) => ruleAllows(rule, attributes)) ? ALLOWED : no();
}

type Decider = (store: Store, node: string, attributes: AccessAttributes) => Decision;

function related(store: Store, node: string, { resource, namespace, name }: AccessAttributes): Decision {
  if (name === '') return no('No Object name found');
  if (store.get({ group: '', resource: 'nodes' }, '', node) && isRelated(store, node, resource, namespace, name)) return ALLOWED;
  return no(`no relationship found between node '${node}' and this object`);
}

const onlyGet: Decider = (store, node, attributes) => {
  if (attributes.verb !== 'get') return no('can only get individual resources of this type');
  return attributes.subresource ? no('cannot get subresource') : related(store, node, attributes);
};

const readNamespaced: Decider = (store, node, attributes) => {
  if (!['get', 'list', 'watch'].includes(attributes.verb)) return no('can only read resources of this type');
  if (attributes.subresource) return no('cannot read subresource');
  return attributes.namespace === '' ? no('can only read namespaced object of this type') : related(store, node, attributes);
};

const claims: Decider = (store, node, attributes) => {
  if (attributes.subresource !== 'status') return onlyGet(store, node, attributes);
  if (attributes.verb !== 'update' && attributes.verb !== 'patch') return no('can only get/update/patch this type');
  return related(store, node, attributes);
};

const accounts: Decider = (store, node, attributes) => {
  if (attributes.verb === 'get' && attributes.subresource === '') return related(store, node, attributes);
  if (attributes.verb !== 'create' || attributes.name === '') return no('can only create tokens for individual service accounts');
  if (attributes.subresource !== 'token') return no('can only create token subresource of serviceaccount');
  return related(store, node, attributes);
};

const OWN_VERBS = ['get', 'create', 'update', 'patch', 'delete'];

const leases: Decider = (_, node, { verb, namespace, name }) => {
  if (!OWN_VERBS.includes(verb)) return no('can only get, create, update, patch, or delete a node lease');
  if (namespace !== LEASES) return no(`can only access leases in the "${LEASES}" system namespace`);
  return verb === 'create' || name === node ? ALLOWED : no('can only access node lease with the same name as the requesting node');
};

const csiNodes: Decider = (_, node, { verb, subresource, name }) => {
  if (!OWN_VERBS.includes(verb)) return no('can only get, create, update, patch, or delete a CSINode');
  if (subresource) return no('cannot authorize CSINode subresources');
  return verb === 'create' || name === node ? ALLOWED : no('can only access CSINode with the same name as the requesting node');
};

const selects = (attributes: AccessAttributes, field: string, node: string): boolean =>
  (attributes.fieldSelector ?? '').split(',').some((term) => term === `${field}=${node}` || term === `${field}==${node}`);

const slices: Decider = (store, node, attributes) => {
  if (attributes.subresource) return no('cannot authorize ResourceSlice subresources');
  switch (attributes.verb) {
    case 'create':
      return ALLOWED;
    case 'get':
    case 'update':
    case 'patch':
    case 'delete':
      return related(store, node, attributes);
    case 'watch':
    case 'list':
    case 'deletecollection':
      return selects(attributes, 'nodeName', node) || selects(attributes, 'spec.nodeName', node)
        ? ALLOWED
        : no('can only list/watch/deletecollection resourceslices with nodeName field selector');
    default:
      return no(
        'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection',
      );
  }
};

const nodes: Decider = (_, node, { verb, subresource, name }) => {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : no();
  if (subresource) return no();
  if (['create', 'update', 'patch'].includes(verb)) return ALLOWED;
  if (!['get', 'list', 'watch'].includes(verb)) return no();
  if (name === node) return ALLOWED;
  if (name === '') return no(`node '${node}' cannot read all nodes, only its own Node object`);
  return no(`node '${node}' cannot read '${name}', only its own Node object`);
};

const pods: Decider = (store, node, attributes) => {
  const { verb, subresource, name } = attributes;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? ALLOWED : no();
  if (subresource === 'eviction') return verb === 'create' ? ALLOWED : no();
  if (subresource) return no();
  if (verb === 'get') return related(store, node, attributes);
  if (verb === 'create' || verb === 'delete') return ALLOWED;
  if (verb !== 'list' && verb !== 'watch') return no();
  if (selects(attributes, 'spec.nodeName', node)) return ALLOWED;
  return name ? related(store, node, attributes) : no('can only list/watch pods with spec.nodeName field selector');
};

const DECIDERS: Readonly<Record<string, Decider>> = {
  '/secrets': readNamespaced,
  '/configmaps': readNamespaced,
  '/persistentvolumeclaims': claims,
  '/persistentvolumes': onlyGet,
  'resource.k8s.io/resourceclaims': onlyGet,
  'storage.k8s.io/volumeattachments': onlyGet,
  '/serviceaccounts': accounts,
  'coordination.k8s.io/leases': leases,
  'storage.k8s.io/csinodes': csiNodes,
  'resource.k8s.io/resourceslices': slices,
  '/nodes': nodes,
  '/pods': pods,
};
