import type { Profile } from '@/lib/cluster/profiles/profile';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { BASHRC, USER_PROFILE } from './hosts/host-files';
import { layExamKeys } from './ssh/provision';

/** How an exam's machines are made of a cluster's. */
export interface ExamHosts {
  /** Host where the terminal opens: it has ssh and none of the cluster's tools. */
  readonly base: string;
  /** An account on every machine, with sudo and no password; absent: root, as in labs. */
  readonly user?: string;
  /** Names under which tasks speak of hosts: `cka9412` → `controlplane`. */
  readonly names?: Readonly<Record<string, string>>;
}

/** `ssh_config` of the cluster's hosts in an exam: from there no other host lets you in. */
const NO_NESTED_SSH = 'Host *\n    PubkeyAuthentication no\n';
const FIRST_ID = 1000;
/** What is not there on the host where an exam begins. */
const TOOLS = ['kubectl', 'kubeadm', 'kubelet', 'helm', 'kustomize', 'etcdctl', 'etcdutl', 'crictl', 'ctr', 'nerdctl', 'docker', 'podman'];

/**
 * As in the CKA: the host where you start is for `ssh` only, and from the others there is no `ssh` further on. Does nothing where the
 * host is not one of role `base`.
 */
export function layExamHosts(hosts: ReadonlyMap<string, Kernel>, profile: Profile, exam: ExamHosts): void {
  if (profile.hosts.find(({ name }) => name === exam.base)?.role !== 'base') return;
  for (const [name, kernel] of hosts) {
    const tree = kernel.tree();
    if (exam.user !== undefined) layUser(tree, exam.user);
    layExamKeys(tree, profile, { ...exam, host: name });
    if (name === exam.base) {
      for (const path of [...TOOLS.map((tool) => `/usr/bin/${tool}`), '/root/.kube/config']) if (tree.tryFind(path)) tree.unlink(path);
      const names = Object.entries(exam.names ?? {});
      const rows = names.map(([alias, host]) => `${profile.hosts.find((one) => one.name === host)?.ip ?? ''} ${alias}\n`);
      if (rows.length > 0) tree.writeFile('/etc/hosts', rows.join(''), { append: true });
    } else {
      tree.mkdirs('/etc/ssh/ssh_config.d');
      tree.writeFile('/etc/ssh/ssh_config.d/exam.conf', NO_NESTED_SSH, { mode: 0o644 });
    }
  }
}

/** An account like the candidate's, with the cluster's kubeconfig where root has one. */
function layUser(tree: Tree, user: string): void {
  const rows = tree.readFile('/etc/passwd').split('\n');
  if (rows.some((row) => row.startsWith(`${user}:`))) return;
  const taken = new Set(rows.map((row) => Number(row.split(':')[2])));
  let id = FIRST_ID;
  while (taken.has(id)) id++;
  const home = `/home/${user}`;
  tree.writeFile('/etc/passwd', `${user}:x:${id}:${id}::${home}:/bin/bash\n`, { append: true });
  tree.writeFile('/etc/group', `${user}:x:${id}:\n`, { append: true });
  tree.writeFile('/etc/shadow', `${user}:!:20100:0:99999:7:::\n`, { append: true });
  tree.writeFile(`/etc/sudoers.d/90-${user}`, `${user} ALL=(ALL) NOPASSWD:ALL\n`, { mode: 0o440 });
  const files: Record<string, string> = {
    [`${home}/.bashrc`]: BASHRC,
    [`${home}/.profile`]: USER_PROFILE,
  };
  const config = tree.tryFind('/root/.kube/config')?.inode.text;
  if (config !== undefined) files[`${home}/.kube/config`] = config;
  tree.mkdirs(home, 0o750);
  tree.chmod(home, 0o750);
  if (config !== undefined) tree.mkdirs(`${home}/.kube`, 0o755);
  for (const [path, text] of Object.entries(files)) tree.writeFile(path, text, { mode: path.endsWith('config') ? 0o600 : 0o644 });
  for (const path of [home, ...(config === undefined ? [] : [`${home}/.kube`]), ...Object.keys(files)]) tree.chown(path, id, id);
}
