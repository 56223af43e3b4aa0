import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { ageColumn, formatLabels, formatSelector, integer, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer(
    'Desired',
    'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
    (o) => o.status?.desiredNumberScheduled ?? 0,
  ),
  integer(
    'Current',
    'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
    (o) => o.status?.currentNumberScheduled ?? 0,
  ),
  integer(
    'Ready',
    'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
    (o) => o.status?.numberReady ?? 0,
  ),
  integer('Up-to-date', 'The total number of nodes that are running updated daemon pod', (o) => o.status?.updatedNumberScheduled ?? 0),
  integer(
    'Available',
    'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)',
    (o) => o.status?.numberAvailable ?? 0,
  ),
  text(
    'Node Selector',
    "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
    (o) => formatLabels(o.spec?.template?.spec?.nodeSelector),
  ),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.template?.spec)),
  wide(
    'Selector',
    "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
    (o) => formatSelector(o.spec?.selector),
  ),
];
