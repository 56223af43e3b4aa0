/** Version that the simulated cluster's components report. */
export const KUBERNETES_VERSION = 'v1.36.3';

/** A kind of cluster: its machines, ranges and network. Plain data. */
export interface Profile {
  readonly name: string;
  readonly hosts: readonly ProfileHost[];
  /** Host whose terminal opens first. */
  readonly defaultHost: string;
  /** Name of the host that runs the control plane. */
  readonly controlPlane: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** First address of the service range. */
  readonly serviceIp: string;
  readonly dnsIp: string;
  readonly cni: 'calico';
  /** Nodes are names without machines behind them: their kubelets say that whatever is asked runs. No add-ons, no static pods. */
  readonly hollow?: boolean;
}

export interface ProfileHost {
  readonly name: string;
  readonly ip: string;
  readonly role: 'control-plane' | 'worker' | 'base';
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Pod addresses of this node (a Calico block). */
  readonly podBlock?: string;
  /** Pods that the node takes. Default 110. */
  readonly pods?: number;
}

/** The machines that are nodes of the cluster. */
export const nodesOf = (profile: Profile): ProfileHost[] => profile.hosts.filter(({ role }) => role !== 'base');

/** https URL of the API server. */
export const serverOf = (profile: Profile): string => `https://${profile.hosts.find(({ name }) => name === profile.controlPlane)!.ip}:6443`;
