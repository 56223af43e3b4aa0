import type { PodSpec } from './pod';

export const validSeccomp = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';

/** Root in such a pod is nobody on the host, so that some checks are relaxed. Models relaxPolicyForUserNamespacePod. */
export const runsInUserNamespace = ({ hostUsers }: PodSpec): boolean => hostUsers === false;

/** Windows knows nothing of what some checks ask for. */
export const runsWindows = ({ os }: PodSpec): boolean => os?.name === 'windows';
