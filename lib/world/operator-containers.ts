import type { OperatorInstance } from '@/lib/cluster/addons/addon';
import { OutboundError } from '@/lib/cluster/apiserver/outbound';
import type { OperatorContainers } from '@/lib/cluster/operators';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { Core } from './core';
import type { WorldOutbound } from './outbound';
import { writeLog } from './runtime/logs';

/** The container in which a process runs an operator; undefined outside of a pod. */
export function operatorInstance(
  core: Core,
  kernel: Kernel,
  process: Process,
  operator: string,
  argv: readonly string[],
): OperatorInstance | undefined {
  const container = kernel.state.ns(process.ns).container;
  const record = container === undefined ? undefined : core.nodes.get(kernel.name)?.containers.get(container);
  if (!record) return undefined;
  const { namespace, pod, serviceAccount = 'default' } = record.spec;
  return { operator, machine: kernel.name, pid: process.pid, container: record.id, namespace, pod, serviceAccount, argv, env: process.env };
}

/** Logs and files of operators' containers. */
export function operatorContainers(core: Core, outbound: () => WorldOutbound): OperatorContainers {
  const treeOf = ({ machine, container }: OperatorInstance) => core.kernels.get(machine)?.tree(container);
  return {
    log(instance, text) {
      const node = core.nodes.get(instance.machine);
      if (node?.containers.has(instance.container)) writeLog(core.kernel(instance.machine), node, instance.container, 'stderr', text);
    },
    read: (instance, path) => treeOf(instance)?.tryFind(path)?.inode.text,
    write(instance, path, text) {
      const tree = treeOf(instance);
      tree?.mkdirs(path.slice(0, path.lastIndexOf('/')) || '/');
      tree?.writeFile(path, text);
    },
    http({ machine, pid }, target, request) {
      const kernel = core.kernels.get(machine);
      const process = kernel?.state.process(pid);
      if (!kernel || !process) throw new OutboundError('context canceled');
      return outbound().request(kernel, process, target, request);
    },
  };
}
