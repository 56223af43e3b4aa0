import { HelmError, type Helm, type Task } from './helm';

/** `helm push`: registries take no charts here. */
export function* push(h: Helm): Task<number> {
  yield* h.k.flush();
  const [chart, remote] = h.args as [string, string];
  if (!/^\w+:\/\//.test(remote)) throw new HelmError('scheme prefix missing from remote (e.g. "oci://")');
  if (!remote.startsWith('oci://')) throw new HelmError(`scheme ${JSON.stringify(remote.replace(/:.*/, ''))} not supported`);
  if (!h.sys.exists(chart)) throw new HelmError(`${chart}: no such file`);
  throw new HelmError(`pushing to an OCI registry (${remote}) is not simulated here: use 'helm repo index' and a web server`);
}

/** `helm registry login`. */
export function* login(h: Helm): Task<number> {
  yield* h.k.flush();
  throw new HelmError(`logging in to a registry (${h.args[0]}) is not simulated here`);
}

/** `helm registry logout`. */
export function* logout(h: Helm): Task<number> {
  yield* h.k.flush();
  throw new HelmError('not logged in');
}
