import type * as k8s from '@kubernetes/client-node';
import type { Node, Wire } from '@/lib/api/models';

type NodeAffinity = Wire<k8s.V1NodeAffinity>;
type Term = Wire<k8s.V1NodeSelectorTerm>;
type Requirement = Wire<k8s.V1NodeSelectorRequirement>;

/** The required node affinity, if any, admits the node. */
export function nodeAffinityMatches(affinity: NodeAffinity | undefined, node: Node): boolean {
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => termMatches(term, node));
}

/** One term: all of its expressions and fields. An empty term matches nothing. */
export function termMatches(term: Term, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  return (
    expressions.every((requirement) => holds(requirement, node.metadata.labels?.[requirement.key])) &&
    fields.every((requirement) => requirement.key === 'metadata.name' && holds(requirement, node.metadata.name))
  );
}

function holds({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
