import type { HostCallTable } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { HOST } from '@/lib/hosts/process/kernel';
import { parseFstab } from '@/lib/hosts/systemd/fstab';
import type { Core } from '../core';
import { bootsOf } from './boots';
import { announceShutdown, cancelShutdown, forcePower, scheduledShutdown } from './power';
import { makeSwap, setSwap } from './swap';

/** What commands ask of the machine itself: boots, its end, its name, swap, its journal. */
export function machineCalls(table: HostCallTable, core: Core): HostCallTable {
  return table
    .add('boots', ({ kernel }) => bootsOf(kernel))
    .add('shutdown', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EPERM');
      const how = call.how as 'reboot' | 'poweroff' | 'halt';
      if (call.force === true) return forcePower(core, kernel, how);
      return announceShutdown(core, kernel, how, Number(call.at ?? core.sim.now()), String(call.message ?? ''));
    })
    .add('shutdown-cancel', ({ kernel, process }) => {
      if (process.uid !== 0) throw errno('EPERM');
      return cancelShutdown(kernel);
    })
    .add('shutdown-scheduled', ({ kernel }) => scheduledShutdown(kernel))
    .add('set-hostname', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EPERM');
      const space = kernel.state.ns(HOST);
      kernel.setNamespaces({ ...space, hostname: String(call.name) });
      if (call.transient !== true) kernel.tree().writeFile('/etc/hostname', `${String(call.name)}\n`);
      return true;
    })
    .add('swap', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EPERM');
      return setSwap(kernel, String(call.path), call.on === true);
    })
    .add('make-swap', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EACCES');
      makeSwap(kernel, String(call.path), {
        bytes: Number(call.bytes),
        uuid: String(call.uuid),
        ...(call.label ? { label: String(call.label) } : {}),
      });
      return true;
    })
    .add('crontab', ({ kernel, process }, call) => {
      const path = `/var/spool/cron/crontabs/${String(call.user)}`;
      const tree = kernel.tree();
      const there = tree.tryFind(path)?.inode.text;
      if (call.text === undefined) return there ?? null;
      const say = (what: string) =>
        kernel.state.writeJournal('cron', process.pid, `(${String(call.user)}) ${what} (${String(call.user)})`, { identifier: 'crontab' });
      if (call.text === null) {
        if (there !== undefined) tree.unlink(path);
        say('DELETE');
      } else {
        tree.mkdirs('/var/spool/cron/crontabs', 0o1730);
        tree.writeFile(path, String(call.text), { mode: 0o600 });
        say('REPLACE');
      }
      return null;
    })
    .add('fstab', ({ kernel }) => parseFstab(kernel.tree().tryFind('/etc/fstab')?.inode.text ?? ''))
    .add('journal-write', ({ kernel, process }, call) => {
      const priority = Number(call.priority ?? 5);
      kernel.state.writeJournal(
        process.unit?.replace(/\.service$/, '') ?? String(call.identifier),
        Number(call.pid ?? process.pid),
        String(call.text),
        {
          identifier: String(call.identifier),
          priority,
          transport: 'syslog',
          uid: process.uid,
        },
      );
    })
    .add('journal-vacuum', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EACCES');
      const before = kernel.state.journal.length;
      const { since, keep } = call as { since?: number; keep?: number };
      if (since !== undefined) kernel.state.journal = kernel.state.journal.filter(({ time }) => time >= since);
      if (keep !== undefined) kernel.state.journal = kernel.state.journal.slice(-Math.max(1, keep));
      return before - kernel.state.journal.length;
    });
}
