import type { LabelSelector } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';

export const CILIUM_POLICIES = { group: 'cilium.io', resource: 'ciliumnetworkpolicies' };
export const CILIUM_CLUSTERWIDE_POLICIES = { group: 'cilium.io', resource: 'ciliumclusterwidenetworkpolicies' };

export interface HttpRule {
  /** Regular expressions over the whole text. */
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  /** `X-Token: abc`, or only a name. */
  readonly headers?: readonly string[];
  readonly headerMatches?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly mismatch?: 'LOG' | 'ADD' | 'DELETE' | 'REPLACE';
  }[];
}

/** `matchPattern` knows `*`. */
export interface NameRule {
  readonly matchName?: string;
  readonly matchPattern?: string;
}

export interface PortRule {
  readonly ports?: readonly { readonly port?: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly rules?: { readonly http?: readonly HttpRule[]; readonly dns?: readonly NameRule[] };
}

export interface CidrRule {
  readonly cidr?: string;
  readonly cidrGroupRef?: string;
  readonly except?: readonly string[];
}

export interface ServiceRule {
  readonly k8sService?: { readonly serviceName?: string; readonly namespace?: string };
  readonly k8sServiceSelector?: { readonly selector?: LabelSelector; readonly namespace?: string };
}

/** One entry of ingress, ingressDeny, egress or egressDeny. */
export interface DirectedRule {
  readonly fromEndpoints?: readonly LabelSelector[];
  readonly fromEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly CidrRule[];
  readonly toEndpoints?: readonly LabelSelector[];
  readonly toEntities?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly toCIDRSet?: readonly CidrRule[];
  readonly toServices?: readonly ServiceRule[];
  readonly toFQDNs?: readonly NameRule[];
  readonly toPorts?: readonly PortRule[];
  readonly icmps?: readonly { readonly fields?: readonly { readonly type: number | string; readonly family?: string }[] }[];
}

/** What `spec` and each of `specs` say. */
export interface CiliumRule {
  readonly endpointSelector?: LabelSelector;
  readonly nodeSelector?: LabelSelector;
  readonly ingress?: readonly DirectedRule[];
  readonly ingressDeny?: readonly DirectedRule[];
  readonly egress?: readonly DirectedRule[];
  readonly egressDeny?: readonly DirectedRule[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

/** The rules of a policy. */
export const rulesOf = (policy: KubeObject): readonly CiliumRule[] => {
  const { spec, specs } = policy as KubeObject & { specs?: readonly CiliumRule[] };
  return [...(spec ? [spec as CiliumRule] : []), ...(specs ?? [])];
};
