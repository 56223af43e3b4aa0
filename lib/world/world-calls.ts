import type { Cluster } from '@/lib/cluster/cluster';
import { HostCallTable } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { setLoad } from '@/lib/hosts/process/usage';
import { componentChanged } from './cluster-link';
import type { Core } from './core';
import { etcdCall } from './etcd/calls';
import { setClock } from './hosts/clock';
import { allLookAtCredentials, bindKubeletCredentials } from './hosts/kubelet-credentials';
import { machineCalls } from './hosts/machine-calls';
import { bindSystemd, systemdCalls } from './hosts/systemd';
import { engineCall } from './runtime/engine';
import { execInContainer } from './runtime/exec';
import { allocate } from './runtime/memory';
import { operatorInstance } from './operator-containers';
import { kubeadmCalls } from './kubeadm-calls';
import { namespaceCalls } from './namespace-calls';
import { packageCalls } from './package-calls';
import { attachedDisks, mountedSizes } from './runtime/file-systems';
import { mountFor, unmountFor } from './runtime/host-mounts';
import { exportedBy } from './runtime/nfs';
import { HostRuntime } from './runtime/node-runtime';
import { sshCalls } from './ssh/calls';

/** The host calls that a world answers; `lib/hosts/host-calls.ts` documents them. */
export function worldCalls(core: Core, cluster: () => Cluster | undefined): HostCallTable {
  bindSystemd(core, cluster);
  bindKubeletCredentials(core, cluster);
  return machineCalls(
    systemdCalls(sshCalls(kubeadmCalls(packageCalls(namespaceCalls(new HostCallTable()), core), cluster), core), core),
    core,
  )
    .add('allocate', ({ kernel, process }, call) => allocate(core, kernel, process, Number(call.bytes)))
    .add('compute', ({ process }, call) => void (process.cpuMs += Math.max(0, Number(call.ms))))
    .add('burn', ({ kernel, process }, call) => setLoad(kernel.state, process, Math.max(0, Number(call.millicores))))
    .add('component', ({ kernel }, call) => {
      const configuration = call.configuration as object | undefined;
      componentChanged(cluster(), kernel.name, String(call.name), call.up === true, configuration);
      if (call.up === true && call.name === 'kube-apiserver') allLookAtCredentials(core);
    })
    .add('clock', ({ kernel, process }, call) => {
      setClock(core, kernel, process, Number(call.to));
      allLookAtCredentials(core);
    })
    .add('etcd', etcdCall(cluster))
    .add('operator', ({ kernel, process }, call) => {
      const instance = operatorInstance(core, kernel, process, String(call.name), call.argv as readonly string[]);
      if (instance) cluster()?.operators.started(instance);
      return instance !== undefined;
    })
    .add('journal', ({ kernel }, call) => {
      const since = Number(call.since ?? 0);
      const unit = call.unit === undefined ? undefined : String(call.unit).replace(/\.service$/, '');
      return kernel.state.journal.filter((entry) => entry.time >= since && (unit === undefined || entry.unit === unit));
    })
    .add('module', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EPERM');
      kernel.state.settings.set(`module/${String(call.name)}`, call.loaded === false ? 'absent' : 'loaded');
      return true;
    })
    .add('listeners', ({ kernel, process }) => {
      const { net } = kernel.state.ns(process.ns);
      return kernel.state.listeners
        .filter((listener) => listener.net === net)
        .map(({ port, protocol, address, pid }) => ({ port, protocol, address, pid }));
    })
    .add('mount', ({ kernel, process }, call) => mountFor(core, kernel, process, call))
    .add('umount', ({ kernel, process }, call) => unmountFor(kernel, process, String(call.path)))
    .add('file-systems', ({ kernel, process }) => mountedSizes(kernel, process))
    .add('block-devices', ({ kernel }) => ({
      own: Number(kernel.state.settings.get('hardware/disk') ?? 20 * 1024 ** 3),
      attached: attachedDisks(kernel),
    }))
    .add('nfs-export', ({ kernel, process }, call) => exportedBy(kernel, process, String(call.path), String(call.client)))
    .add('containers', ({ kernel }) => {
      const node = core.nodes.get(kernel.name);
      const ofKubelet = ({ spec }: { spec: { containerdNamespace?: string } }) => spec.containerdNamespace === undefined;
      return {
        containers: [...(node?.containers.values() ?? [])].filter(ofKubelet),
        sandboxes: [...(node?.sandboxes.values() ?? [])].filter(ofKubelet),
        images: [...(node?.images.values() ?? [])],
      };
    })
    .add('container-logs', ({ kernel }, call) => new HostRuntime(core, kernel.name).logs(String(call.id)))
    .add('container-exec', ({ kernel }, call) => {
      const node = core.nodes.get(kernel.name);
      if (!node) throw errno('ESRCH');
      return execInContainer(core, node, {
        containerId: String(call.id),
        command: call.command as string[],
        stdin: call.stdin === true,
        stdout: true,
        stderr: true,
        tty: call.tty === true,
      });
    })
    .add('container-stop', ({ kernel }, call) => new HostRuntime(core, kernel.name).stop(String(call.id), Number(call.grace ?? 10)))
    .add('container-remove', ({ kernel }, call) => new HostRuntime(core, kernel.name).remove(String(call.id)))
    .add('sandbox-remove', ({ kernel }, call) => new HostRuntime(core, kernel.name).removeSandbox(String(call.id)))
    .add('image-pull', ({ kernel }, call) => new HostRuntime(core, kernel.name).pull(String(call.image)))
    .add('engine', engineCall(core))
    .add('image-remove', ({ kernel }, call) => core.nodes.get(kernel.name)?.images.delete(String(call.image)) ?? false);
}
