import { SUPERUSER, type Credentials } from '@/lib/hosts/fs/files';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Core, CoreHandlers, Owner } from './core';
import { writeLog } from './runtime/logs';
import { containerEnded } from './runtime/start-container';
import { feedAttached, endSession, pushFrame } from './runtime/sessions';
import type { Process } from '@/lib/hosts/process/process';

const MOST_OUTPUT = 16 * 1024 * 1024;
const MOST_PROBE_OUTPUT = 10 * 1024;

/** Binds what machines call back: sinks, ends of processes, host calls. */
export function bindHandlers(
  core: Core,
  network: CoreHandlers['network'],
  calls: HostCallTable,
  mainEnded: (machine: string, process: Process) => void,
): void {
  core.handlers = {
    network,
    hostCall: (machine, process, call) => calls.handle({ kernel: core.kernel(machine), process }, call),
    sink: (machine, sink, text) => takeOutput(core, machine, sink, text),
    ended: (machine, process, owner) => {
      if (owner.kind === 'container') mainEnded(machine, process);
      takeEnd(core, machine, process, owner);
    },
  };
}

function takeOutput(core: Core, machine: string, sink: string, text: string): void {
  const [kind, rest = ''] = split(sink);
  const [id, stream = 'stdout'] = splitLast(rest);
  const node = core.nodes.get(machine);
  switch (kind) {
    case 'log':
      if (node) writeLog(core.kernel(machine), node, id, stream as 'stdout' | 'stderr', text);
      feedAttached(core, id, stream, text);
      return;
    case 'session':
      pushFrame(core, id, { channel: stream, text });
      return;
    case 'probe': {
      const probe = node?.probes.get(rest);
      if (probe) node!.probes.set(rest, { ...probe, output: (probe.output + text).slice(0, MOST_PROBE_OUTPUT) });
      return;
    }
    case 'script': {
      const before = core.outputs.get(sink);
      if (before !== undefined && before.length < MOST_OUTPUT) core.outputs.set(sink, before + text);
      return;
    }
    case 'journal':
      writeUnitOutput(core, machine, rest, text);
  }
}

/** What a unit's process writes: the sink names the unit, the identifier and the process. */
function writeUnitOutput(core: Core, machine: string, sink: string, text: string): void {
  const [unit = '', identifier, pid = '0'] = sink.split('\n');
  const more = { ...(identifier ? { identifier } : {}), transport: 'stdout' as const };
  core.kernel(machine).state.writeJournal(unit, Number(pid), text, more);
}

const split = (text: string): [string, string] => {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

const splitLast = (text: string): [string, string] => {
  const at = text.lastIndexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

function takeEnd(core: Core, machine: string, process: Process, owner: Owner): void {
  const code = process.change?.code ?? 0;
  const node = core.nodes.get(machine);
  switch (owner.kind) {
    case 'container':
      if (node) containerEnded(core, node, owner.id, process);
      // Who attached is told that it is over, not how: the kubelet does not know the exit code then.
      for (const session of core.sessions.values()) if (session.attached === owner.id) endSession(core, session.id, 0);
      return;
    case 'session':
      endSession(core, owner.id, code);
      return;
    case 'probe': {
      const probe = node?.probes.get(owner.id);
      if (!probe || probe.done) return;
      node!.probes.set(owner.id, { ...probe, done: true, exitCode: code });
      core.sim.cancel('runtime', `probe ${machine} ${owner.id}`);
      const record = node!.containers.get(probe.containerId);
      if (record) core.sim.enqueue(record.spec.wake.queue, record.spec.wake.key);
      return;
    }
    case 'script':
      core.exits.set(owner.id, code);
      return;
    case 'unit':
      core.unitEnded(machine, process, owner.id);
      return;
    case 'terminal': {
      const [name] = split(owner.id);
      core.terminalExits.set(`${machine}/${name}`, code);
      core.kernel(machine).hangUpTty(name);
    }
  }
}

/** What /etc/passwd says of a login. Undefined for nobody known. */
export function loginOf(
  kernel: Kernel,
  name: string,
): { readonly who: Credentials; readonly home: string; readonly shell: string } | undefined {
  const tree = kernel.tree();
  const line = (tree.tryFind('/etc/passwd')?.inode.text ?? '').split('\n').find((entry) => entry.startsWith(`${name}:`));
  if (!line) return undefined;
  const [, , uid, gid, , home = '/', shell = '/bin/sh'] = line.split(':');
  const groups = (tree.tryFind('/etc/group')?.inode.text ?? '')
    .split('\n')
    .map((entry) => entry.split(':'))
    .filter(([, , , members]) => members?.split(',').includes(name))
    .map(([, , number]) => Number(number));
  const who = name === 'root' ? SUPERUSER : { uid: Number(uid), gid: Number(gid), groups: [...new Set([Number(gid), ...groups])] };
  return { who, home, shell };
}

/** The environment of a fresh login. */
export function loginEnvironment(name: string, home: string, shell: string): Record<string, string> {
  return {
    HOME: home,
    LANG: 'C.UTF-8',
    LOGNAME: name,
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin',
    SHELL: shell,
    USER: name,
  };
}
