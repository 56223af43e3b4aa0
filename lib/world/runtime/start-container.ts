import { StartError, type ContainerSpec } from '@/lib/cluster/kubelet/runtime';
import type { FoundImage } from '@/lib/cluster/images';
import { deviceFs, installProgram, standardMounts, treeOf } from '@/lib/hosts/base-system';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import { rootMount, type Mount } from '@/lib/hosts/fs/mounts';
import { CGROUP } from '@/lib/hosts/fs/cgroup-fs';
import type { Credentials } from '@/lib/hosts/fs/files';
import { ROOT } from '@/lib/hosts/fs/inode';
import type { Tree } from '@/lib/hosts/fs/tree';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import { Errno } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { containerCapabilities, containerUser } from './container-user';
import { imageFileSystem } from './image-files';
import { imageOn } from './node-images';
import { logChannelOf } from './logs';
import type { ContainerRecord, NodeState, SandboxRecord } from './node-state';
import { mountVolume } from './volumes';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const TERMINATION_LOG = '/dev/termination-log';
const MOST_TERMINATION_MESSAGE = 4096;
/** What the logs may give of a termination message. */
const MOST_FALLBACK_LINES = 80;
const MOST_FALLBACK_TEXT = 2048;
/** Less than this and not even runc's own start fits. */
const LEAST_MEMORY = 2 * 1024 * 1024;
export const OOM_AFTER_MS = 500;
/** No program has more than this from its start. */
const WATCHED_MEMORY = 512 * 1024 * 1024;

/** The namespaces of a pod's pause process, when its containers share their processes. */
export const pauseOf = (sandboxId: string): string => `pause/${sandboxId}`;

/** 64 hexadecimal digits, as containerd names things. */
export const newId = (core: Core): string => core.sim.random.text(64, '0123456789abcdef');

/** Creates and starts a container. Throws StartError in containerd's words; nothing is left behind then. */
export function startContainer(
  core: Core,
  node: NodeState,
  spec: ContainerSpec,
  /** A container that has ended and starts again with its files. */
  again?: { readonly id: string; readonly files: FileSystem },
): ContainerRecord {
  const kernel = core.kernel(node.name);
  const sandbox = node.sandboxes.get(spec.sandboxId);
  if (!sandbox) throw new StartError('CreateContainerError', `sandbox "${spec.sandboxId}" not found`);
  const found = imageOn(node, spec.image, spec.containerdNamespace);
  if (!found) throw new StartError('CreateContainerError', `failed to resolve image "${spec.image}": not found`);
  const id = again?.id ?? newId(core);
  layFiles(core, kernel, sandbox, spec, id, found, again?.files);
  const imageBytes = (kernel.state.stores.get(`container/${id}`) as FileSystem).usedBytes;
  const who = containerUser(kernel.tree(id), spec, found);
  if (spec.memoryLimitBytes !== undefined && spec.memoryLimitBytes < LEAST_MEMORY) throw fail(kernel, id, tooLittleMemory());
  const argv = commandOf(spec, found);
  if (argv.length === 0) throw fail(kernel, id, new StartError('CreateContainerError', 'no command specified'));
  const cwd = spec.workingDir ?? found.image.workingDir ?? '/';
  if (!kernel.tree(id).tryFind(cwd)) kernel.tree(id).mkdirs(cwd);
  const env = {
    PATH,
    HOSTNAME: sandbox.spec.hostname,
    ...(spec.tty ? { TERM: 'xterm' } : {}),
    ...imageEnv(found),
    ...homeOf(kernel.tree(id), who),
    ...spec.env,
  };
  let files: Record<number, number> = { 1: kernel.sink(`log:${id}:stdout`), 2: kernel.sink(`log:${id}:stderr`) };
  let tty: string | undefined;
  let stdin: number | undefined;
  if (spec.tty) {
    const opened = kernel.openTty(80, 24);
    tty = opened.tty.name;
    files = { 0: opened.file, 1: opened.file, 2: opened.file };
  } else if (spec.stdin) {
    const input = kernel.inputPipe();
    stdin = input.write;
    files[0] = input.read;
  }
  let process: Process;
  try {
    process = kernel.launch({ argv, ns: id, who, env, cwd, background: true, files });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw fail(
      kernel,
      id,
      new StartError(
        'StartError',
        `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ${cannotStart(argv[0]!, error)}: unknown`,
      ),
    );
  }
  const logPath = `/var/log/pods/${spec.namespace}_${spec.pod}_${spec.podUid}/${spec.name}/${spec.attempt}.log`;
  const record: ContainerRecord = {
    id,
    spec,
    image: found.reference.text,
    imageId: `${found.reference.repository}@${found.digest}`,
    pid: process.pid,
    user: { uid: who.uid, gid: who.gid, supplementalGroups: who.groups },
    stopSignal: (spec.stopSignal?.replace(/^SIG/, '') as ContainerRecord['stopSignal'] | undefined) ?? found.image.stopSignal ?? 'TERM',
    startedAt: core.sim.now(),
    ...(tty ? { tty } : {}),
    ...(stdin !== undefined ? { stdin } : {}),
    logPath,
    imageBytes,
  };
  node.containers.set(id, record);
  if (!again) node.logs.set(id, []);
  core.own(node.name, process.pid, { kind: 'container', id });
  layLogFile(kernel, record);
  // A program that needs more than its container may have is killed as soon as it has it, which takes it a moment.
  if (spec.memoryLimitBytes !== undefined && spec.memoryLimitBytes < WATCHED_MEMORY) {
    core.sim.after('runtime', `oom ${node.name} ${id}`, OOM_AFTER_MS, { background: true });
  }
  return record;
}

/** runc's words for an execve that fails. */
export function cannotStart(command: string, error: Errno): string {
  const head = `unable to start container process: error during container init: exec: "${command}"`;
  if (error.code === 'ENOENT')
    return command.includes('/') ? `${head}: stat ${command}: no such file or directory` : `${head}: executable file not found in $PATH`;
  return `${head}: ${error.message.toLowerCase()}`;
}

const imageEnv = ({ image: { env }, version, tag }: FoundImage): Readonly<Record<string, string>> =>
  typeof env === 'function' ? env(version, tag) : (env ?? {});

function fail(kernel: Kernel, id: string, error: StartError): StartError {
  for (const store of [`container/${id}`, `dev/${id}`]) kernel.state.stores.delete(store);
  kernel.state.namespaces.delete(id);
  return error;
}

function commandOf(spec: ContainerSpec, { image, tag }: FoundImage): readonly string[] {
  const { entrypoint, cmd } = { ...image, ...image.commandOf?.(tag) };
  if (spec.command && spec.command.length > 0) return [...spec.command, ...(spec.args ?? [])];
  return [...(entrypoint ?? []), ...(spec.args && spec.args.length > 0 ? spec.args : (cmd ?? []))];
}

function layFiles(
  core: Core,
  kernel: Kernel,
  sandbox: SandboxRecord,
  spec: ContainerSpec,
  id: string,
  found: FoundImage,
  kept?: FileSystem,
): void {
  const now = core.sim.now();
  const fs = kept ?? imageFileSystem(found, core.programs);
  const tree = treeOf(fs, now);
  tree.writeFile('/etc/hostname', `${sandbox.spec.hostname}\n`);
  tree.writeFile('/etc/hosts', hostsFile(kernel, sandbox));
  tree.writeFile('/etc/resolv.conf', resolvConf(sandbox));
  kernel.addStore(`container/${id}`, fs);
  const dev: FileSystem = deviceFs(now);
  treeOf(dev, now).writeFile('/termination-log', '', { mode: 0o666 });
  treeOf(dev, now).chmod('/termination-log', 0o666);
  kernel.addStore(`dev/${id}`, dev);
  const root: Mount = { ...rootMount(`container/${id}`, 'overlay', 'overlay'), readOnly: spec.readOnlyRootFilesystem ?? false };
  tree.mkdirs('/sys/fs/cgroup');
  const mounts: Mount[] = [
    ...standardMounts(root, `dev/${id}`),
    { path: '/sys/fs/cgroup', fs: CGROUP, key: ROOT, readOnly: !spec.privileged, type: 'cgroup2', source: 'cgroup' },
  ];
  for (const mount of [...spec.mounts].sort((a, b) => a.path.length - b.path.length)) {
    const at = mountVolume(core, kernel, spec.sandboxId, spec.podUid, mount);
    const isFile = kernel.state.store(at.fs).get(at.key)?.type === 'file';
    if (!tree.tryFind(at.path)) {
      if (isFile) {
        tree.mkdirs(at.path.slice(0, at.path.lastIndexOf('/')));
        tree.writeFile(at.path, '');
      } else tree.mkdirs(at.path);
    }
    // Mounted where the path leads: /var/run is a link in most images.
    mounts.push({ ...at, path: tree.find(at.path).path });
  }
  const capabilities = containerCapabilities(spec);
  kernel.setNamespaces({
    id,
    hostname: sandbox.spec.hostNetwork ? kernel.state.ns(HOST).hostname : sandbox.spec.hostname,
    net: sandbox.spec.hostNetwork ? HOST : sandbox.id,
    pid: pidNamespace(kernel, sandbox, spec, id),
    mounts,
    container: id,
    ...(capabilities ? { capabilities } : {}),
    ...(spec.noNewPrivileges ? { noNewPrivileges: true } : {}),
    seccomp: spec.seccomp ? 2 : 0,
    ...(spec.memoryLimitBytes ? { memoryLimitBytes: spec.memoryLimitBytes } : {}),
    ...(spec.cpuLimitMillis ? { cpuLimitMillis: spec.cpuLimitMillis } : {}),
    ...(spec.cpuRequestMillis ? { cpuRequestMillis: spec.cpuRequestMillis } : {}),
  });
}

/** The pid namespace of a container: its own, its pod's, that of the container it looks at, or the host's (''). */
function pidNamespace(kernel: Kernel, sandbox: SandboxRecord, spec: ContainerSpec, id: string): string {
  if (spec.processes === 'host') return '';
  if (spec.processes === 'pod') return podNamespace(kernel, sandbox);
  if (spec.processes) return kernel.state.namespaces.get(spec.processes.container)?.pid ?? id;
  return id;
}

/** The pid namespace that a pod's containers share: its pause process is the first in it. */
function podNamespace(kernel: Kernel, sandbox: SandboxRecord): string {
  const id = pauseOf(sandbox.id);
  if (!kernel.state.namespaces.has(id)) {
    const now = kernel.state.sim.now();
    const fs = new FileSystem('overlay', now);
    installProgram(treeOf(fs, now), '/pause', 'pause');
    kernel.addStore(`container/${id}`, fs);
    const mounts = [rootMount(`container/${id}`, 'overlay', 'overlay')];
    kernel.setNamespaces({ id, hostname: sandbox.spec.hostname, net: sandbox.spec.hostNetwork ? HOST : sandbox.id, pid: id, mounts });
    kernel.launch({ argv: ['/pause'], ns: id, background: true });
  }
  return id;
}

const tooLittleMemory = (): StartError =>
  new StartError(
    'StartError',
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
  );

/** Models pkg/kubelet/kubelet_pods.go: the managed hosts file. */
function hostsFile(kernel: Kernel, sandbox: SandboxRecord): string {
  const { spec, ips } = sandbox;
  const aliases =
    spec.hostAliases.length > 0
      ? `\n# Entries added by HostAliases.\n${spec.hostAliases.map(({ ip, hostnames }) => `${ip}\t${hostnames.join('\t')}\n`).join('')}`
      : '';
  if (spec.hostNetwork) {
    const own = kernel.tree().tryFind('/etc/hosts')?.inode.text ?? '';
    return `# Kubernetes-managed hosts file (host network).\n${own}${aliases}`;
  }
  const fixed =
    '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
  return `${fixed}${ips[0] ?? ''}\t${spec.hostname}\n${aliases}`;
}

function resolvConf(sandbox: SandboxRecord): string {
  const { nameservers, searches, options } = sandbox.spec.dns;
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}`] : []),
    ...nameservers.map((server) => `nameserver ${server}`),
    ...(options.length > 0 ? [`options ${options.join(' ')}`] : []),
    '',
  ].join('\n');
}

const homeOf = (tree: Tree, who: Credentials): Record<string, string> => {
  const line = (tree.tryFind('/etc/passwd')?.inode.text ?? '').split('\n').find((one) => one.split(':')[2] === String(who.uid));
  return { HOME: line?.split(':')[5] || (who.uid === 0 ? '/root' : '/') };
};

function layLogFile(kernel: Kernel, { spec, id, logPath }: ContainerRecord): void {
  const tree = kernel.tree();
  try {
    tree.mkdirs(logPath.slice(0, logPath.lastIndexOf('/')));
    tree.writeFile(logPath, '', { mode: 0o640 });
    tree.mkdirs('/var/log/containers');
    const link = `/var/log/containers/${spec.pod}_${spec.namespace}_${spec.name}-${id}.log`;
    if (!tree.tryFind(link, false)) tree.symlink(logPath, link);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

/** The end of a container's first process: its record is closed and its kubelet woken. */
export function containerEnded(core: Core, node: NodeState, id: string, process: Process): void {
  const record = node.containers.get(id);
  if (!record) return;
  const kernel = core.kernel(node.name);
  // Without a pid namespace of its own nothing else ends with the first process, but its cgroup does.
  for (const other of [...kernel.state.processes.values()]) if (other.ns === id) kernel.kill(other, 'KILL');
  const change = process.change!;
  const message = terminationMessage(kernel, node, record, change.code);
  const signal = change.signal ? change.code - 128 : undefined;
  node.containers.set(id, {
    ...record,
    finishedAt: core.sim.now(),
    exitCode: change.code,
    ...(signal ? { signal } : {}),
    ...(message ? { terminationMessage: message } : {}),
  });
  if (record.tty) kernel.hangUpTty(record.tty);
  core.sim.cancel('runtime', `kill ${node.name} ${id}`);
  core.sim.notify(logChannelOf(id));
  core.sim.enqueue(record.spec.wake.queue, record.spec.wake.key);
}

/** What a container left to say: its message file or, when it failed without one, the end of its log if that is its policy. */
function terminationMessage(kernel: Kernel, node: NodeState, { id, spec }: ContainerRecord, code: number): string {
  const written = kernel.tree(id).tryFind(spec.terminationMessagePath ?? TERMINATION_LOG)?.inode.text ?? '';
  if (written !== '' || !spec.fallbackToLogs || code === 0) return written.slice(-MOST_TERMINATION_MESSAGE);
  const lines = (node.logs.get(id) ?? []).slice(-MOST_FALLBACK_LINES).map(({ text, partial }) => `${text}${partial ? '' : '\n'}`);
  return lines.join('').slice(-MOST_FALLBACK_TEXT);
}
