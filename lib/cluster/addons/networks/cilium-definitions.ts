import type { KubeObject } from '@/lib/api/object';
import { definition } from './parts';

const GROUP = 'cilium.io';
const CATEGORIES = ['cilium', 'ciliumpolicy'];

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const object = (properties: object, required: readonly string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  ...more,
});
const list = (items: object, more: object = {}) => ({ type: 'array', items, ...more });

const selector = object(
  {
    matchExpressions: list(
      object(
        {
          key: string,
          operator: { type: 'string', enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
          values: list(string, { 'x-kubernetes-list-type': 'atomic' }),
        },
        ['key', 'operator'],
      ),
      { 'x-kubernetes-list-type': 'atomic' },
    ),
    matchLabels: {
      type: 'object',
      additionalProperties: { type: 'string', maxLength: 63, pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$' },
    },
  },
  [],
  { 'x-kubernetes-map-type': 'atomic' },
);
const entity = {
  type: 'string',
  enum: 'all world cluster host init ingress unmanaged remote-node health none kube-apiserver'
    .split(' ')
    .concat('world-ipv4', 'world-ipv6'),
};
const cidr = { type: 'string' };
const cidrSet = object({
  cidr,
  cidrGroupRef: { type: 'string', maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$' },
  except: list(cidr),
});
// Upstream's patterns in a form that takes no longer where they do not match.
const name = object({
  matchName: { type: 'string', maxLength: 255, pattern: '^[-a-zA-Z0-9_]+([.][-a-zA-Z0-9_]+)*[.]?$' },
  matchPattern: { type: 'string', maxLength: 255, pattern: '^[-a-zA-Z0-9_*]+([.][-a-zA-Z0-9_*]+)*[.]?$' },
});
const http = object({
  headerMatches: list(
    object({ mismatch: { type: 'string', enum: ['LOG', 'ADD', 'DELETE', 'REPLACE'] }, name: string, value: string }, ['name']),
  ),
  headers: list(string),
  host: { type: 'string', format: 'idn-hostname' },
  method: string,
  path: string,
});
const ports = list(
  object(
    {
      endPort: { type: 'integer', format: 'int32', minimum: 0, maximum: 65_535 },
      port: {
        type: 'string',
        pattern: '^(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4}|[a-zA-Z0-9-]{1,63})$',
      },
      protocol: { type: 'string', enum: ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6', 'ANY'] },
    },
    ['port'],
  ),
  { maxItems: 40 },
);
const icmps = list(
  object({
    fields: list(
      object(
        {
          family: { type: 'string', default: 'IPv4', enum: ['IPv4', 'IPv6'] },
          type: { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true },
        },
        ['type'],
      ),
      { maxItems: 40 },
    ),
  }),
);
const service = object({
  k8sService: object({ namespace: string, serviceName: string }),
  k8sServiceSelector: object({ namespace: string, selector }, ['selector']),
});

/** One entry of ingress or egress; those that deny know no rules for contents. */
function directed(way: 'from' | 'to', denies: boolean): object {
  const rules = object({ http: list(http), ...(way === 'to' && { dns: list(name) }) });
  return list(
    object({
      [`${way}CIDR`]: list(cidr),
      [`${way}CIDRSet`]: list(cidrSet),
      [`${way}Endpoints`]: list(selector),
      [`${way}Entities`]: list(entity),
      icmps,
      toPorts: list(object({ ports, ...(!denies && { rules }) })),
      ...(way === 'to' && { toServices: list(service), ...(!denies && { toFQDNs: list(name) }) }),
    }),
  );
}

const RULE = {
  description: string,
  egress: directed('to', false),
  egressDeny: directed('to', true),
  enableDefaultDeny: object({ egress: boolean, ingress: boolean }),
  endpointSelector: selector,
  ingress: directed('from', false),
  ingressDeny: directed('from', true),
  labels: list(object({ key: string, source: string, value: string }, ['key'])),
};
const present = (field: string) => ({ properties: { [field]: {} }, required: [field] });
const rule = object(RULE, [], { anyOf: ['ingress', 'ingressDeny', 'egress', 'egressDeny'].map(present) });

const COLUMNS = [
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Valid', type: 'string', jsonPath: ".status.conditions[?(@.type=='Valid')].status" },
];

/** Definitions that cilium-operator brings along, as far as learners meet them. Fields that are not simulated are not in them. */
export function ciliumDefinitions(): KubeObject[] {
  const policy = (kind: string, plural: string, shortNames: readonly string[], namespaced: boolean) =>
    definition(GROUP, kind, plural, {
      version: 'v2',
      shortNames,
      namespaced,
      status: true,
      categories: CATEGORIES,
      columns: COLUMNS,
      spec: rule,
      more: { specs: list(rule) },
    });
  return [
    definition(GROUP, 'CiliumNode', 'ciliumnodes', { version: 'v2', shortNames: ['cn', 'ciliumn'], status: true, categories: ['cilium'] }),
    policy('CiliumNetworkPolicy', 'ciliumnetworkpolicies', ['cnp', 'ciliumnp'], true),
    policy('CiliumClusterwideNetworkPolicy', 'ciliumclusterwidenetworkpolicies', ['ccnp'], false),
    definition(GROUP, 'CiliumCIDRGroup', 'ciliumcidrgroups', {
      version: 'v2',
      shortNames: ['ccg'],
      singular: 'ciliumcidrgroup',
      categories: ['cilium'],
      spec: object({ externalCIDRs: list(cidr) }, ['externalCIDRs']),
    }),
  ];
}
