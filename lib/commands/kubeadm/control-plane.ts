import type { Task } from '../command/stdio';
import { ADMIN_CONF, request } from './api';
import type { Configuration } from './configuration';
import { Refusal, type Session } from './session';

const FOUR_MINUTES = 240_000;

/** Starts the kubelet's unit, as kubeadm does whatever state it is in. */
export function* startKubelet(session: Session): Task<void> {
  yield* session.say('[kubelet-start] Starting the kubelet');
  session.sys.host({ call: 'unit-action', name: 'kubelet', action: 'restart' });
}

/** Waits for the kubelet's health. Models kubeadm's wait for http://127.0.0.1:10248/healthz. */
export function* waitForKubelet(session: Session): Task<void> {
  yield* session.say('[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s');
  const from = session.sys.now();
  yield* session.io.sleep(500);
  const healthy = () =>
    (session.sys.host({ call: 'unit', name: 'kubelet.service' }) as { activeState: string } | undefined)?.activeState === 'active'
      ? true
      : undefined;
  try {
    yield* session.until(FOUR_MINUTES, healthy, 'unhealthy');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield* session.say(
      "[kubelet-check] The kubelet is not healthy after 4m0.000508542s\n\nUnfortunately, an error has occurred, likely caused by:\n\t- The kubelet is not running\n\t- The kubelet is unhealthy due to a misconfiguration of the node in some way (required cgroups disabled)\n\nIf you are on a systemd-powered system, you can try to troubleshoot the error with the following commands:\n\t- 'systemctl status kubelet'\n\t- 'journalctl -xeu kubelet'\n",
    );
    throw new Refusal(
      'failed while waiting for the kubelet to start: The HTTP call equal to \'curl -sSL http://127.0.0.1:10248/healthz\' returned error: Get "http://127.0.0.1:10248/healthz": dial tcp 127.0.0.1:10248: connect: connection refused',
    );
  }
  yield* session.say(`[kubelet-check] The kubelet is healthy after ${session.since(from)}`);
}

/** Waits for the three components of this machine. Models phases/waitcontrolplane. */
export function* waitForControlPlane(session: Session, configuration: Configuration, config = ADMIN_CONF): Task<void> {
  const { ip } = configuration.node;
  const checks = [
    { name: 'kube-apiserver', url: `https://${ip}:6443/livez`, host: ip, port: 6443 },
    { name: 'kube-controller-manager', url: 'https://127.0.0.1:10257/healthz', host: '127.0.0.1', port: 10257 },
    { name: 'kube-scheduler', url: 'https://127.0.0.1:10259/livez', host: '127.0.0.1', port: 10259 },
  ];
  yield* session.say('[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s');
  for (const { name, url } of checks) yield* session.say(`[control-plane-check] Checking ${name} at ${url}`);
  const from = session.sys.now();
  const waiting = new Set(checks);
  while (waiting.size > 0) {
    for (const check of waiting) {
      if (!answers(session, check.host, check.port, check.name === 'kube-apiserver' ? config : undefined)) continue;
      waiting.delete(check);
      yield* session.say(`[control-plane-check] ${check.name} is healthy after ${session.since(from)}`);
    }
    if (waiting.size === 0) return;
    if (session.sys.now() - from >= FOUR_MINUTES) {
      for (const { name } of waiting) yield* session.say(`[control-plane-check] ${name} is not healthy after 4m0.000434321s`);
      yield* session.say(
        "\nA control plane component may have crashed or exited when started by the container runtime.\nTo troubleshoot, list all containers using your preferred container runtimes CLI.\nHere is one example how you may list all running Kubernetes containers by using crictl:\n\t- 'crictl --runtime-endpoint unix:///var/run/containerd/containerd.sock ps -a | grep kube | grep -v pause'\n\tOnce you have found the failing container, you can inspect its logs with:\n\t- 'crictl --runtime-endpoint unix:///var/run/containerd/containerd.sock logs CONTAINERID'\n",
      );
      const failed = [...waiting].map(
        ({ name, url, host, port }) =>
          `${name} check failed at ${url}: Get "${url}": dial tcp ${host}:${port}: connect: connection refused`,
      );
      throw new Refusal(
        `error execution phase wait-control-plane: failed while waiting for the control plane to start: ${failed.length > 1 ? `[${failed.join(', ')}]` : failed[0]}`,
      );
    }
    yield* session.io.sleep(500);
  }
}

function answers(session: Session, host: string, port: number, config: string | undefined): boolean {
  try {
    session.sys.dial(host, port);
    // The roles of the administrator come a moment after the server; the credentials that need none are asked with first.
    if (config !== undefined) request(session.sys, config, 'GET', '/livez');
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return false;
  }
}
