import { describePod } from './describe';
import { validatePod } from './validate';
import { hostnameWarnings, podWarnings } from './warnings';
import { validatePodUpdate } from './validate-update';
import { refusePrivileged } from './validate-security';
import { podStrategy } from './strategy';
import { defaultPod } from './defaults';
import type { Column, Kind } from '../kind';
import { podColumns } from './columns';
import { podSubresources } from './subresources';

export const pod: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Pod' }],
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  defaults: defaultPod,
  namespaced: true,
  strategy: {
    ...podStrategy,
    validate: (object, { allowPrivileged = true }) => [...validatePod(object), ...(allowPrivileged ? [] : refusePrivileged(object))],
    validateUpdate: validatePodUpdate,
    // Updates of pods are the work of programs, which read no warnings.
    warnings: (object, old) => (old ? [] : [...hostnameWarnings(object.metadata.name, "the Pod's hostname"), ...podWarnings(object, '')]),
  },
  columns: podColumns as unknown as readonly Column[],
  subresources: podSubresources,
  describe: describePod,
  selectableFields: {
    'spec.nodeName': (object) => String(object.spec?.nodeName ?? ''),
    'spec.restartPolicy': (object) => String(object.spec?.restartPolicy ?? ''),
    'spec.schedulerName': (object) => String(object.spec?.schedulerName ?? ''),
    'spec.serviceAccountName': (object) => String(object.spec?.serviceAccountName ?? ''),
    'spec.hostNetwork': (object) => String(object.spec?.hostNetwork ?? false),
    'status.phase': (object) => String(object.status?.phase ?? ''),
    'status.podIP': (object) => String(object.status?.podIP ?? ''),
    'status.podIPs': (object) => ((object.status?.podIPs ?? []) as readonly { ip: string }[]).map((each) => each.ip).join(','),
    'status.nominatedNodeName': (object) => String(object.status?.nominatedNodeName ?? ''),
  },
};
