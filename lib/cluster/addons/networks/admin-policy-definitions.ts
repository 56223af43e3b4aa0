import type { KubeObject } from '@/lib/api/object';
import { definition } from './parts';

const GROUP = 'policy.networking.k8s.io';

const string = { type: 'string' };
const object = (properties: object, required: readonly string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
  ...more,
});
const list = (items: object, maxItems: number, minItems = 0) => ({ type: 'array', items, maxItems, ...(minItems > 0 ? { minItems } : {}) });
const selector = object(
  {
    matchExpressions: {
      type: 'array',
      items: object({ key: string, operator: string, values: { type: 'array', items: string } }, ['key', 'operator']),
    },
    matchLabels: { type: 'object', additionalProperties: string },
  },
  [],
  { 'x-kubernetes-map-type': 'atomic' },
);
const pods = object({ namespaceSelector: selector, podSelector: selector }, ['namespaceSelector', 'podSelector']);
const ONE = { maxProperties: 1, minProperties: 1 };
const port = { type: 'integer', format: 'int32', minimum: 1, maximum: 65_535 };
const protocol = { type: 'string', default: 'TCP' };
const ports = list(
  object(
    {
      namedPort: string,
      portNumber: object({ port, protocol }, ['port', 'protocol']),
      portRange: object({ end: port, protocol, start: port }, ['end', 'start']),
    },
    [],
    ONE,
  ),
  100,
);

const ruleOf = (side: 'from' | 'to', actions: readonly string[]) =>
  object(
    {
      action: { type: 'string', enum: actions },
      [side]: list(
        object(
          {
            namespaces: selector,
            pods,
            ...(side === 'to' && { nodes: selector, networks: list({ type: 'string', maxLength: 43 }, 25, 1) }),
          },
          [],
          ONE,
        ),
        100,
        1,
      ),
      name: { type: 'string', maxLength: 100 },
      ports,
    },
    ['action', side],
  );
const subject = object({ namespaces: selector, pods }, [], ONE);

/** AdminNetworkPolicy and BaselineAdminNetworkPolicy of sigs.k8s.io/network-policy-api, which calico.yaml brings along. */
export function adminPolicyDefinitions(): KubeObject[] {
  const annotations = {
    'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/network-policy-api/pull/30',
    'policy.networking.k8s.io/bundle-version': 'v0.1.1',
    'policy.networking.k8s.io/channel': 'experimental',
  };
  const age = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };
  const of = (kind: string, plural: string, shortNames: readonly string[], columns: readonly object[], spec: object) =>
    definition(GROUP, kind, plural, { version: 'v1alpha1', shortNames, columns, spec, status: true, annotations });
  const all = ['Allow', 'Deny', 'Pass'];
  return [
    of(
      'AdminNetworkPolicy',
      'adminnetworkpolicies',
      ['anp'],
      [{ name: 'Priority', type: 'string', jsonPath: '.spec.priority' }, age],
      object(
        {
          egress: list(ruleOf('to', all), 100),
          ingress: list(ruleOf('from', all), 100),
          priority: { type: 'integer', format: 'int32', minimum: 0, maximum: 1_000 },
          subject,
        },
        ['priority', 'subject'],
      ),
    ),
    of(
      'BaselineAdminNetworkPolicy',
      'baselineadminnetworkpolicies',
      ['banp'],
      [age],
      object({ egress: list(ruleOf('to', ['Allow', 'Deny']), 100), ingress: list(ruleOf('from', ['Allow', 'Deny']), 100), subject }, [
        'subject',
      ]),
    ),
  ];
}
