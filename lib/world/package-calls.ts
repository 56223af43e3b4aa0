import { installProgram } from '@/lib/hosts/base-system';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { DPKG_STATUS, installedVersion } from '@/lib/hosts/packages/dpkg-status';
import { errno } from '@/lib/hosts/process/errno';
import type { Core } from './core';
import { layCniPlugins, layUnits, unitFilesOf } from './hosts/package-parts';

const WANTS = '/etc/systemd/system/multi-user.target.wants';
/** Packages that bring a unit. */
const UNIT_OF: Readonly<Record<string, string>> = { kubelet: 'kubelet', 'containerd.io': 'containerd' };

/** What dpkg does with the disk beyond plain files, and what programs ask about where they come from. */
export function packageCalls(table: HostCallTable, core: Core): HostCallTable {
  return table
    .add('own-image', ({ kernel, process }) => {
      const { container } = kernel.state.ns(process.ns);
      return container === undefined ? undefined : core.nodes.get(kernel.name)?.containers.get(container)?.spec.image;
    })
    .add('package-version', ({ kernel }, call) => installedVersion(kernel.tree().tryFind(DPKG_STATUS)?.inode.text, String(call.name)))
    .add('package-program', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EACCES');
      const tree = kernel.tree();
      const path = String(call.path);
      const program = core.programs.get(String(call.program)) ? String(call.program) : 'host-daemon';
      tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
      // dpkg renames the new file over the old one: a process that runs keeps its own.
      if (tree.tryFind(path, false)) tree.unlink(path);
      installProgram(tree, path, program);
    })
    .add('package-units', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EACCES');
      const tree = kernel.tree();
      const name = String(call.name);
      if (name === 'kubernetes-cni' && call.installed) layCniPlugins(tree);
      const unit = UNIT_OF[name];
      if (!unit) return;
      const link = `${WANTS}/${unit}.service`;
      if (call.installed) {
        const isNew = unitFilesOf(unit).every((path) => !tree.tryFind(path));
        layUnits(tree, unit);
        if (!isNew) return;
        tree.mkdirs(WANTS);
        if (!tree.tryFind(link, false)) tree.symlink(`/usr/lib/systemd/system/${unit}.service`, link);
        if (unit !== 'kubelet') return;
        for (const path of ['/etc/kubernetes/manifests', '/var/lib/kubelet', '/etc/default']) tree.mkdirs(path);
        if (!tree.tryFind('/etc/default/kubelet')) tree.writeFile('/etc/default/kubelet', 'KUBELET_EXTRA_ARGS=\n', { mode: 0o644 });
        return;
      }
      for (const path of unitFilesOf(unit)) if (tree.tryFind(path)) tree.unlink(path);
      if (tree.tryFind(link, false)) tree.unlink(link);
    });
}
