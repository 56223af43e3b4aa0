import type { KubeObject } from '@/lib/api/object';
import { definition } from './parts';

const GROUP = 'crd.projectcalico.org';
const NATIVE_GROUP = 'projectcalico.org';

const string = { type: 'string' };
const boolean = { type: 'boolean' };
const integer = { type: 'integer' };
const strings = { type: 'array', items: string };
const intOrString = { anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^.*', 'x-kubernetes-int-or-string': true };
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  ...(required.length > 0 ? { required } : {}),
});
const list = (items: object) => ({ type: 'array', items });
const oneOf = (...words: readonly string[]) => ({ type: 'string', enum: words });

const entity = object({
  namespaceSelector: string,
  nets: strings,
  notNets: strings,
  notPorts: list(intOrString),
  notSelector: string,
  ports: list(intOrString),
  selector: string,
  serviceAccounts: object({ names: strings, selector: string }),
  services: object({ name: string, namespace: string }),
});
const icmp = object({ code: integer, type: integer });

/** A rule. Calico's own API checks words; its old definitions take what they are given. */
const ruleOf = (strict: boolean) =>
  object(
    {
      action: strict ? oneOf('Allow', 'Deny', 'Log', 'Pass') : string,
      destination: entity,
      http: object({ methods: strings, paths: list(object({ exact: string, prefix: string })) }),
      icmp,
      ipVersion: integer,
      metadata: object({ annotations: { type: 'object', additionalProperties: string } }),
      notICMP: icmp,
      notProtocol: intOrString,
      protocol: intOrString,
      source: entity,
    },
    ['action'],
  );

const policyOf = (strict: boolean, more: object = {}) =>
  object({
    egress: list(ruleOf(strict)),
    ingress: list(ruleOf(strict)),
    order: { type: 'number' },
    performanceHints: strings,
    selector: string,
    serviceAccountSelector: string,
    tier: strict ? { ...string, default: 'default' } : string,
    types: list(strict ? oneOf('Ingress', 'Egress') : string),
    ...more,
  });
const GLOBAL = { applyOnForward: boolean, doNotTrack: boolean, namespaceSelector: string, preDNAT: boolean };
const nets = object({ nets: strings });
const tierOf = (strict: boolean) =>
  object({ defaultAction: oneOf('Pass', 'Deny'), order: { type: 'number', ...(strict && { format: 'double' }) } });

/** Definitions of policies, of either of Calico's groups. */
function policyDefinitions(group: string, version: string, strict: boolean): KubeObject[] {
  const of = (kind: string, plural: string, spec: object, namespaced = false) =>
    definition(group, kind, plural, { version, namespaced, spec });
  return [
    of('GlobalNetworkPolicy', 'globalnetworkpolicies', policyOf(strict, GLOBAL)),
    of('GlobalNetworkSet', 'globalnetworksets', nets),
    of('NetworkPolicy', 'networkpolicies', policyOf(strict), true),
    of('NetworkSet', 'networksets', nets, true),
    of('Tier', 'tiers', tierOf(strict)),
  ];
}

/** Those of calico.yaml that learners meet; what Calico keeps for itself (ipamblocks, ipamhandles) is not simulated. */
export function calicoDefinitions(): KubeObject[] {
  const cluster = (kind: string, plural: string, spec?: object) => definition(GROUP, kind, plural, spec ? { spec } : {});
  return [
    cluster('BGPConfiguration', 'bgpconfigurations'),
    cluster('BGPPeer', 'bgppeers'),
    cluster(
      'BlockAffinity',
      'blockaffinities',
      object({ cidr: string, deleted: string, node: string, state: string, type: string }, ['cidr', 'deleted', 'node', 'state']),
    ),
    cluster('ClusterInformation', 'clusterinformations'),
    cluster('FelixConfiguration', 'felixconfigurations'),
    cluster('HostEndpoint', 'hostendpoints'),
    cluster('IPAMConfig', 'ipamconfigs', object({ autoAllocateBlocks: boolean, maxBlocksPerHost: integer, strictAffinity: boolean })),
    cluster(
      'IPPool',
      'ippools',
      object(
        {
          allowedUses: strings,
          assignmentMode: oneOf('Automatic', 'Manual'),
          blockSize: integer,
          cidr: string,
          disableBGPExport: boolean,
          disabled: boolean,
          ipipMode: oneOf('Always', 'CrossSubnet', 'Never'),
          natOutgoing: boolean,
          nodeSelector: string,
          vxlanMode: oneOf('Always', 'CrossSubnet', 'Never'),
        },
        ['cidr'],
      ),
    ),
    ...policyDefinitions(GROUP, 'v1', false),
  ];
}

/** manifests/v3_projectcalico_org.yaml: Calico's API as definitions of its own, as far as policies go. */
export const calicoNativeDefinitions = (): KubeObject[] => policyDefinitions(NATIVE_GROUP, 'v3', true);
