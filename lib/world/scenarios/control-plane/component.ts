import type { Stage } from '../stage';

const MANIFESTS = '/etc/kubernetes/manifests';
export const API = 'kube-apiserver';
export const MANAGER = 'kube-controller-manager';

/** Adds flags to a component of the control plane, and waits until it has been started anew. */
export function withFlags(stage: Stage, component: string, ...flags: readonly string[]): Stage {
  const lines = flags.map((flag) => `\\n    - ${flag}`).join('');
  stage.ok(`sed -i 's#^    - ${component}$#    - ${component}${lines}#' ${MANIFESTS}/${component}.yaml`);
  return stage.pass(90);
}

/** Replaces a flag that kubeadm has given. */
export function changeFlag(stage: Stage, component: string, name: string, value: string): Stage {
  stage.ok(`sed -i 's#--${name}=.*#--${name}=${value}#' ${MANIFESTS}/${component}.yaml`);
  return stage.pass(90);
}

/** What the newest container of a component has logged. */
export const logOf = (stage: Stage, name: string): string =>
  stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1 | tail -20`);
