/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests */

const LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

/** Why a node label should not be named any more. Models pkg/api/node's GetNodeLabelDeprecatedMessage. */
export const nodeLabelDeprecation = (label: string): string | undefined => (Object.hasOwn(LABELS, label) ? LABELS[label] : undefined);

/** Models GetWarningsForNodeSelectorTerm and, of a label selector, GetWarningsForNodeSelector. */
export function expressionWarnings(expressions: readonly any[] | undefined, field: string): string[] {
  return (expressions ?? []).flatMap(({ key = '' }, i) => {
    const why = nodeLabelDeprecation(key);
    return why ? [`${field}.matchExpressions[${i}].key: ${key} is ${why}`] : [];
  });
}

export const STORAGE_CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

export const storageClassAnnotationWarnings = (annotations: Readonly<Record<string, string>> | undefined): string[] =>
  annotations && Object.hasOwn(annotations, STORAGE_CLASS_ANNOTATION)
    ? [`metadata.annotations[${STORAGE_CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`]
    : [];
