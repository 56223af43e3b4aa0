import { Errno, type HostCall } from './process/sys';
import type { Kernel } from './process/kernel';
import type { Process } from './process/process';

/** Who makes a host call. */
export interface HostCaller {
  readonly kernel: Kernel;
  readonly process: Process;
}

export type HostCallHandler = (caller: HostCaller, call: HostCall) => unknown;

/**
 * What `sys.host({ call, … })` can ask of a machine. Names and answers (plain data):
 *
 * - `allocate { bytes }` → boolean: takes memory; false when the container's limit was passed (its processes are killed).
 * - `burn { millicores }`: from now on the caller computes all the time on so many thousandths of a CPU; 0: no more.
 * - `clock { to }`: sets the clock (virtual milliseconds since the epoch), forward only; throws EPERM, EINVAL.
 * - `component { name, up, configuration? }`: a control-plane component of this host says that it works (leads) or stops.
 * - `operator { name, argv }`: the caller's container runs an add-on's controller from now on, until the process ends.
 * - `journal { unit?, since? }` → JournalEntry[] (see machine-state.ts), oldest first.
 * - `listeners` → { port, protocol, address?, pid }[] of the caller's network namespace;
 *   `module { name, loaded }` → true: (un)loads a kernel module, EPERM but for root.
 * - `units` → UnitStatus[]; `unit { name }` → UnitStatus | undefined;
 *   `unit-action { name, action: start|stop|restart|enable|disable|mask|unmask|daemon-reload|reset-failed }` → { ok, error? }.
 * - `ssh-hello { host, port, user?, via? }` → what an sshd says of itself; `ssh-auth { …, credential, query? }` → { ok, methods };
 *   `ssh { …, credential, command?, tty?: { columns, rows }, env?, agent? }` → { stream?: StreamRef, greeting?, refused?, withoutTty? }: read it
 *   with `sys.streamRead`. Frames out: { channel: 'stdout'|'stderr', text }, last { channel: 'exit', code }. Frames in: { channel: 'stdin', text },
 *   { channel: 'stdin-closed' }, { channel: 'resize', columns, rows }. `sftp { …, credential, op, path }` (lib/world/ssh/files.ts), `ssh-agent
 *   { op, socket }`, `logins`. They throw as connect(2) does, and ECONNRESET where no sshd listens.
 * - `containers` → what crictl shows: { containers, sandboxes, images } of this node.
 * - `container-logs { id }` → LogLine[]; `container-exec { id, command, tty, stdin }` → StreamRef as of `kubectl exec`;
 *   `container-stop { id }`, `container-remove { id }`, `sandbox-remove { id }`, `image-pull { image }`, `image-remove { image }`.
 * - `kubeadm { op: 'machine'|'authorities'|'manifests'|'objects'|'kubelet-configuration', configuration? }`: templates of kubeadm
 *   (lib/world/kubeadm-calls.ts); root only.
 * - `engine { op, namespace, … }`: what docker, podman, nerdctl and ctr ask of their daemon (lib/world/runtime/engine.ts); refusals are
 *   `{ error, code }`.
 * - `own-image` → reference of the image of the caller's container, undefined outside of one.
 * - `package-version { name }` → version of an installed package; `package-program { path, program }`, `package-units { name, installed }`:
 *   what dpkg does when it unpacks or removes a package.
 * - `etcd { op: 'start'|'stop'|'removed'|'snapshot-file'|'snapshot-status'|'restore', … }`: what etcd and etcdutl do with data
 *   directories and snapshot files (lib/world/etcd/calls.ts).
 */
export class HostCallTable {
  private readonly handlers = new Map<string, HostCallHandler>();

  add(name: string, handler: HostCallHandler): this {
    if (this.handlers.has(name)) throw new Error(`host call ${name} is there already`);
    this.handlers.set(name, handler);
    return this;
  }

  handle(caller: HostCaller, call: HostCall): unknown {
    const handler = this.handlers.get(call.call);
    if (!handler) throw new Errno('EINVAL', `host call '${call.call}' is not simulated here`);
    return handler(caller, call);
  }
}
