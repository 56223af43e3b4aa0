import type { Cluster } from '@/lib/cluster/cluster';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { DPKG_STATUS, kubernetesVersionOf } from '@/lib/hosts/packages/dpkg-status';
import { MANAGER_ENVIRONMENT } from '@/lib/hosts/systemd/launch-command';
import { Systemd } from '@/lib/hosts/systemd/systemd';
import { SYSTEMD_QUEUE, type SystemdHooks } from '@/lib/hosts/systemd/unit-host';
import { unitName } from '@/lib/hosts/systemd/unit-name';
import { unitFiles, unitNames, unitProperties, unitStatus } from '@/lib/hosts/systemd/units';
import type { Core } from '../core';
import { serveKubelet } from '../kubelet-server';
import { mountFor, unmountFor } from '../runtime/host-mounts';
import { KUBELET_VERSION, kubeletAccess } from './kubelet-access';
import { lookAtCredentials, shownBy } from './kubelet-credentials';
import { kubeletFailure } from './kubelet-start';
import { cronDue } from './cron';
import { endMachine, powerDue } from './power';
import { setSwap } from './swap';
import { actOnUnits } from './unit-actions';

/** Daemons whose work the world does itself. */
const STAND_INS: ReadonlySet<string> = new Set(['host-daemon', 'kubelet', 'containerd']);

function hooksOf(core: Core, cluster: () => Cluster | undefined): SystemdHooks {
  return {
    standsFor: (_unit, program) => program !== undefined && STAND_INS.has(program),
    refusal: (kernel, unit, argv) => (unit === 'kubelet' ? kubeletFailure(kernel, argv) : undefined),
    started: (kernel, unit, process) => {
      if (unit !== 'kubelet') return;
      const version = kubernetesVersionOf(kernel.tree().tryFind(DPKG_STATUS)?.inode.text, 'kubelet');
      if (version) kernel.state.settings.set(KUBELET_VERSION, version);
      serveKubelet(kernel, process);
      const found = cluster();
      if (!found) return;
      found.kubeletReaches(
        kernel.name,
        kubeletAccess(kernel, found, (host, port) => shownBy(core, found, host, port), process.pid),
      );
      found.components.set(`kubelet/${kernel.name}`, true);
      lookAtCredentials(core, kernel.name);
    },
    stopped: (kernel, unit) => {
      if (unit === 'kubelet') cluster()?.components.set(`kubelet/${kernel.name}`, false);
    },
    own: (machine, pid, id) => core.own(machine, pid, { kind: 'unit', id }),
    mount: (kernel, what, where, type, options) => {
      const answer = mountFor(core, kernel, { ns: HOST, uid: 0 } as never, {
        call: 'mount',
        source: what,
        target: where,
        ...(type === 'auto' ? {} : { type }),
        options,
      });
      return 'ok' in answer ? undefined : answer.error;
    },
    unmount: (kernel, where) => {
      const answer = unmountFor(kernel, { ns: HOST, uid: 0 } as never, where);
      return 'ok' in answer ? undefined : answer.error;
    },
    swap: (kernel, what, on) => setSwap(kernel, what, on),
    power: (kernel, how) => endMachine(core, cluster, kernel, how),
  };
}

/** Binds the init systems of a world's machines: their queue, the ends of their processes, and `core.systemd`. */
export function bindSystemd(core: Core, cluster: () => Cluster | undefined): void {
  const hooks = hooksOf(core, cluster);
  const made = new Map<string, { readonly kernel: Kernel; readonly systemd: Systemd }>();
  core.systemd = (machine) => {
    const kernel = core.kernel(machine);
    const known = made.get(machine);
    if (known?.kernel === kernel) return known.systemd;
    if (!core.units.has(machine)) core.units.set(machine, new Map());
    const systemd = new Systemd(kernel, core.units.get(machine)!, hooks);
    made.set(machine, { kernel, systemd });
    return systemd;
  };
  core.unitEnded = (machine, process, id) => core.systemd(machine).processEnded(process, id);
  core.memberEnded = (machine, unit) => core.systemd(machine).memberEnded(unit);
  core.sim.on(SYSTEMD_QUEUE, (key) => {
    const [machine = '', what = '', ...rest] = key.split(' ');
    const kernel = core.kernels.get(machine);
    if (!kernel) return;
    if (what === 'cron') return cronDue(core, kernel);
    if (what === 'power') return powerDue(core, cluster, kernel, rest.join(' '));
    // Worlds that were saved before there was a word for what is due knew restarts only.
    if (rest.length === 0) return core.systemd(machine).due('restart', what);
    core.systemd(machine).due(what, rest.join(' '));
  });
}

/** What commands ask of systemd. */
export function systemdCalls(table: HostCallTable, core: Core): HostCallTable {
  return table
    .add('units', ({ kernel }, call) => {
      const systemd = core.systemd(kernel.name);
      return unitNames(systemd, call.all === true).map((name) => unitStatus(systemd, name));
    })
    .add('unit', ({ kernel }, call) => {
      const status = unitStatus(core.systemd(kernel.name), String(call.name));
      return status.loadState === 'not-found' && status.activeState === 'inactive' && call.any !== true ? undefined : status;
    })
    .add('unit-properties', ({ kernel }, call) => unitProperties(core.systemd(kernel.name), String(call.name)))
    .add('unit-files', ({ kernel }) => unitFiles(kernel))
    .add('unit-notify', ({ kernel, process }, call) => {
      if (process.unit === undefined) return false;
      core.systemd(kernel.name).notify(process.unit, String(call.text));
      return true;
    })
    .add('systemd-environment', ({ kernel, process }, call) => {
      const { settings } = kernel.state;
      if (call.set === undefined) return settings.get(MANAGER_ENVIRONMENT) ?? '';
      if (process.uid !== 0) throw new Errno('EACCES', 'Interactive authentication required.');
      settings.set(MANAGER_ENVIRONMENT, String(call.set));
      return '';
    })
    .add('unit-action', ({ kernel, process }, call) => {
      if (process.uid !== 0) return { ok: false, error: 'Interactive authentication required.' };
      const words = call.names as readonly string[] | undefined;
      return actOnUnits(core.systemd(kernel.name), String(call.action), (words ?? [String(call.name)]).filter(Boolean), call);
    });
}

export { unitName };
