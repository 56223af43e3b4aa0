import type { HostCallTable } from '@/lib/hosts/host-calls';
import { changeRoot, enterNamespaces, type NamespaceKind } from '@/lib/hosts/process/namespaces';

/**
 * - `setns { pid, kinds }`: the caller enters namespaces of another process (nsenter);
 * - `chroot { path }`: the caller's root becomes a directory.
 */
export function namespaceCalls(table: HostCallTable): HostCallTable {
  return table
    .add('setns', ({ kernel, process }, call) => {
      const { state } = kernel;
      enterNamespaces(state, process, state.byNsPid(state.ns(process.ns).pid, Number(call.pid)), call.kinds as readonly NamespaceKind[]);
    })
    .add('chroot', ({ kernel, process }, call) => {
      changeRoot(kernel.state, process, kernel.tree(process.ns, process), String(call.path));
    });
}
