import { waitFor } from '../command/child';
import type { Task } from '../command/stdio';
import { ADMIN_CONF } from './api';
import { KUBERNETES_DIR, readIfThere } from './certificates';
import { COMPONENTS } from './init';
import { Refusal, type Session } from './session';
import { readCluster } from './upgrade';

/** `kubeadm upgrade diff [VERSION]`: what apply would change in the manifests. Models cmd/kubeadm/app/cmd/upgrade/diff.go. */
export function* diff(session: Session, wanted: string | undefined): Task<number> {
  const { sys, io } = session;
  const configuration = yield* readCluster(session, 'upgrade/diff', ADMIN_CONF);
  const version = wanted ?? session.version;
  if (!/^v?\d+\.\d+\.\d+$/.test(version)) throw new Refusal(`couldn't parse version ${JSON.stringify(version)}`);
  const target = { ...configuration, version: version.startsWith('v') ? version : `v${version}` };
  const manifests = session.ask('manifests', { configuration: target }) as Readonly<Record<string, string>>;
  for (const name of COMPONENTS) {
    const path = `${KUBERNETES_DIR}/manifests/${name}.yaml`;
    if (readIfThere(sys, path) === undefined) throw new Refusal(`open ${path}: no such file or directory`);
    const made = `/tmp/kubeadm-diff-${sys.pid}`;
    sys.writeFile(made, manifests[`${name}.yaml`]!, { mode: 0o600 });
    yield* io.flush();
    const pid = sys.spawn({ argv: ['/usr/bin/diff', '-u', '--label', path, '--label', 'new manifest', path, made] });
    yield* waitFor(io, pid);
    sys.unlink(made);
  }
  return 0;
}
