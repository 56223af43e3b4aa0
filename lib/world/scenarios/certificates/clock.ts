import type { Stage } from '../stage';

/** Sets the clock of the hosts forward, and lets the cluster notice. */
export function inDays(stage: Stage, days: number, passSeconds = 30): void {
  stage.ok(`date -s '+${days} days'`);
  stage.pass(passSeconds);
}

/** Takes the static pods away and puts them back, as kubeadm's page on certificates says. */
export function restartControlPlane(stage: Stage): void {
  stage.ok('mkdir /tmp/away; mv /etc/kubernetes/manifests/*.yaml /tmp/away/');
  stage.pass(40);
  stage.ok('mv /tmp/away/*.yaml /etc/kubernetes/manifests/; rmdir /tmp/away');
  stage.pass(90);
}

/** What a container of the control plane has logged. */
export const logOf = (stage: Stage, name: string): string =>
  stage.ok(`crictl logs $(crictl ps -a -q --name ${name} | head -1) 2>&1 | tail -20`);
