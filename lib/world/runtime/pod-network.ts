import type { GroupResource, KubeObject } from '@/lib/api/object';
import { accountUserIn } from '@/lib/cluster/controllers/controller-accounts';
import { ApiError } from '@/lib/cluster/client';
import type { SandboxSpec } from '@/lib/cluster/kubelet/runtime';
import {
  CNI_BINARIES,
  CNI_CONFIGURATION,
  CniError,
  cniOf,
  networkList,
  type AttachedPod,
  type Cni,
  type NetworkList,
  type NetworkNode,
  type PluginConfiguration,
} from '@/lib/cluster/network/cni';
import { dial } from '@/lib/hosts/net/connections';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import { Errno } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import type { NodeState } from './node-state';

/** The plugin that gave the node's pods their addresses. */
const IN_FORCE = 'cni/type';
const NEXT_INDEX = 'cni/next-index';
/** Numbers of interfaces that a host's own may have. */
const FIRST_INDEX = 10;

/** A machine as network plugins meet it. */
class HostNode implements NetworkNode {
  constructor(
    private readonly core: Core,
    private readonly kernel: Kernel,
    private readonly state: NodeState,
  ) {}

  get name(): string {
    return this.state.name;
  }

  get ip(): string {
    return this.state.ip;
  }

  get profile() {
    return this.core.cluster()!.profile;
  }

  get last(): number {
    return this.state.nextAddress;
  }

  set last(value: number) {
    this.state.nextAddress = value;
  }

  readFile(path: string): string | undefined {
    return this.kernel.tree().tryFind(path)?.inode.text;
  }

  writeFile(path: string, text: string): void {
    const tree = this.kernel.tree();
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    tree.writeFile(path, text);
  }

  runs(program: string): boolean {
    return runsOnHost(this.kernel, program);
  }

  setting(name: string): string | undefined {
    return this.kernel.state.settings.get(name);
  }

  set(name: string, value: string | undefined): void {
    if (value === undefined) this.kernel.state.settings.delete(name);
    else this.kernel.state.settings.set(name, value);
  }

  pods(): readonly AttachedPod[] {
    return [...this.state.sandboxes.values()].flatMap(({ id, spec, ips }) =>
      spec.hostNetwork || spec.containerdNamespace !== undefined || !ips[0]
        ? []
        : [{ sandbox: id, namespace: spec.namespace, pod: spec.name, annotations: spec.annotations, ip: ips[0] }],
    );
  }

  get addresses(): ReadonlySet<string> {
    return this.state.sandboxes.addresses;
  }

  others(): readonly NetworkNode[] {
    return [...this.core.nodes.values()]
      .filter(({ name }) => name !== this.name && this.core.kernels.has(name))
      .map((state) => new HostNode(this.core, this.core.kernel(state.name), state));
  }

  apiComplaint(path: string): string | undefined {
    const ip = this.profile.serviceIp;
    try {
      dial(this.kernel.state, { ns: HOST } as Process, ip, 443, 'tcp');
      return undefined;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why = error.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${error.message.toLowerCase()}`;
      return `Get "https://${ip}:443${path}": dial tcp ${ip}:443: ${why}`;
    }
  }

  list(resource: GroupResource): readonly KubeObject[] {
    const cluster = this.core.cluster();
    if (!cluster || !cluster.kinds.resource(resource.group, resource.resource)) return [];
    return cluster.informers.informer(resource).list();
  }

  create(account: string, resource: GroupResource, object: KubeObject): boolean {
    try {
      this.core.cluster()!.client(accountUserIn('kube-system', account)).create(resource, object, '');
      return true;
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }
}

/** Whether a process of a program runs in the machine's own network. */
export function runsOnHost(kernel: Kernel, program: string): boolean {
  for (const process of kernel.state.processes.values()) {
    if (process.program === program && process.status !== 'zombie' && kernel.state.ns(process.ns).net === HOST) return true;
  }
  return false;
}

/** A machine as network plugins meet it; undefined for one that is no node. */
export function networkNode(core: Core, name: string): NetworkNode | undefined {
  const state = core.nodes.get(name);
  const kernel = core.kernels.get(name);
  return state && kernel && new HostNode(core, kernel, state);
}

/** The network configuration that containerd has loaded. Undefined: "cni plugin not initialized". */
export function configuredNetwork(kernel: Kernel): NetworkList | undefined {
  const tree = kernel.tree();
  if (tree.tryFind(CNI_CONFIGURATION)?.inode.type !== 'dir') return undefined;
  return networkList(
    tree.readdir(CNI_CONFIGURATION).map((name) => ({ name, text: tree.tryFind(`${CNI_CONFIGURATION}/${name}`)?.inode.text ?? '' })),
  );
}

/** The network that a node's pods are in: that of the last pod that was attached. */
export const networkInForce = (kernel: Kernel): Cni | undefined => cniOf(kernel.state.settings.get(IN_FORCE) ?? '');

/** Runs the network plugins for a new sandbox. Returns its address; throws with containerd's words. */
export function attach(core: Core, nodeName: string, sandbox: string, spec: SandboxSpec): string {
  const kernel = core.kernel(nodeName);
  const node = networkNode(core, nodeName)!;
  const network = configuredNetwork(kernel);
  const failed = (what: string): Error =>
    new Error(`rpc error: code = Unknown desc = failed to setup network for sandbox "${sandbox}": ${what}`);
  if (!network) throw failed('cni plugin not initialized');
  const pod = { sandbox, namespace: spec.namespace, pod: spec.name, annotations: spec.annotations };
  let ip: string | undefined;
  for (const plugin of [{ type: 'loopback' }, ...network.plugins]) {
    const words = `plugin type="${plugin.type}"${'name' in plugin && plugin.name ? ` name="${String(plugin.name)}"` : ''} failed (add): `;
    if (!kernel.tree().tryFind(`${CNI_BINARIES}/${plugin.type}`))
      throw failed(`${words}failed to find plugin "${plugin.type}" in path [${CNI_BINARIES}]`);
    if (ip !== undefined || plugin.type === 'loopback') continue;
    ip = addWith(node, plugin, pod, (what) => failed(words + what));
  }
  if (ip === undefined) throw failed('no IP address was given');
  const next = Number(kernel.state.settings.get(NEXT_INDEX) ?? FIRST_INDEX);
  kernel.state.settings.set(NEXT_INDEX, String(next + 1));
  kernel.state.settings.set(`cni/index/${sandbox}`, String(next));
  return ip;
}

function addWith(node: NetworkNode, plugin: PluginConfiguration, pod: Omit<AttachedPod, 'ip'>, failed: (what: string) => Error): string {
  const cni = cniOf(plugin.type);
  if (!cni) throw failed(`the network plugin "${plugin.type}" is not simulated here`);
  try {
    const ip = cni.add(node, plugin, pod);
    node.set(IN_FORCE, cni.type);
    return ip;
  } catch (error) {
    if (error instanceof CniError) throw failed(error.message);
    throw error;
  }
}

/** The sandbox's address is free again. */
export function detach(core: Core, nodeName: string, sandbox: string): void {
  core.kernel(nodeName).state.settings.delete(`cni/index/${sandbox}`);
}

/** Number of a pod's interface on its host. */
export const interfaceIndex = (kernel: Kernel, sandbox: string): number =>
  Number(kernel.state.settings.get(`cni/index/${sandbox}`) ?? FIRST_INDEX);
