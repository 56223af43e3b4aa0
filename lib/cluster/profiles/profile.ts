/** Version of the simulated Kubernetes, where a profile does not say another. */
export const KUBERNETES_VERSION = 'v1.36.3';

export type CniName = 'calico' | 'flannel' | 'cilium' | 'aws-vpc' | 'azure' | 'gke' | 'none';

/** A kind of cluster: its machines, ranges and network. Plain data. */
export interface Profile {
  readonly name: string;
  readonly hosts: readonly ProfileHost[];
  /** Host whose terminal opens first. */
  readonly defaultHost: string;
  /** Name of the host that runs the control plane: the first, where there are several. */
  readonly controlPlane: string;
  /** What kubeconfigs name as the server, where that is not the control plane's own address: `172.30.1.10:6443`. */
  readonly controlPlaneEndpoint?: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** First address of the service range. */
  readonly serviceIp: string;
  readonly dnsIp: string;
  /** Range of the virtual network of a cloud, where pods or nodes live in one. */
  readonly vpcCidr?: string;
  /** The pod network that is installed with the cluster; `none`: the learner's business. */
  readonly cni: CniName;
  /** --allocate-node-cidrs and --node-cidr-mask-size of kube-controller-manager. Default: true, 24. */
  readonly allocateNodeCidrs?: boolean;
  readonly nodeCidrMaskSize?: number;
  /** The cloud that runs the control plane, out of the learner's reach. */
  readonly managed?: 'eks' | 'aks' | 'gke';
  /** Version that was installed: `v1.35.3`. Default KUBERNETES_VERSION. */
  readonly kubernetesVersion?: string;
  /** The machines have a container runtime, and nothing of Kubernetes yet: `kubeadm init` is the learner's business. */
  readonly machinesOnly?: boolean;
  /** Nodes are names without machines behind them: their kubelets say that whatever is asked runs. No add-ons, no static pods. */
  readonly hollow?: boolean;
}

export interface ProfileHost {
  readonly name: string;
  readonly ip: string;
  /**
   * `etcd`: an etcd of its own outside the cluster. `load-balancer`: haproxy in front of the API servers. `managed`: a control
   * plane in a cloud's hands, on which nobody logs in.
   */
  readonly role: 'control-plane' | 'worker' | 'base' | 'etcd' | 'load-balancer' | 'managed';
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Pod addresses of this node (a Calico block). */
  readonly podBlock?: string;
  /** Pods that the node takes. Default 110. */
  readonly pods?: number;
  /** Labels that the kubelet or the cloud gives the node, besides everybody's. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `m5.large` */
  readonly instanceType?: string;
  /** Range of the subnet it stands in. */
  readonly subnet?: string;
  /** node.spec.providerID */
  readonly providerId?: string;
  /** What it runs, where that is not Ubuntu as everywhere. */
  readonly system?: {
    readonly osImage: string;
    readonly kernelVersion: string;
    readonly kubeletVersion?: string;
    readonly runtimeVersion?: string;
  };
}

export const versionOf = (profile: Profile): string => profile.kubernetesVersion ?? KUBERNETES_VERSION;

/** The machines that are nodes of the cluster. */
export const nodesOf = (profile: Profile): ProfileHost[] =>
  profile.hosts.filter(({ role }) => role === 'control-plane' || role === 'worker');

/** The machines that run API servers, controller managers and schedulers. */
export function controlPlanesOf(profile: Profile): readonly ProfileHost[] {
  const found = profile.hosts.filter(({ role, name }) => role === 'control-plane' || name === profile.controlPlane);
  return found;
}

/** The machines that run etcd: the control planes themselves (stacked) unless there are others for it. */
export function etcdHostsOf(profile: Profile): readonly ProfileHost[] {
  const external = profile.hosts.filter(({ role }) => role === 'etcd');
  return external.length > 0 ? external : controlPlanesOf(profile);
}

/** Address of a host of a profile. */
export const addressOfHost = (profile: Profile, name: string): string => profile.hosts.find((host) => host.name === name)?.ip ?? '';

/** https URL of the API server, as kubeconfigs have it. */
export const serverOf = (profile: Profile): string =>
  `https://${profile.controlPlaneEndpoint ?? `${addressOfHost(profile, profile.controlPlane)}:6443`}`;
