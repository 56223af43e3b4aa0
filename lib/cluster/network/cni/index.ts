import { awsVpc } from './aws-vpc';
import { azure } from './azure';
import { calico } from './calico';
import { cilium } from './cilium';
import type { Cni, PluginConfiguration } from './cni';
import { bridge, ptp } from './delegates';
import { flannel } from './flannel';

/** Pod networks by the type of their plugin. */
const plugins: ReadonlyMap<string, Cni> = new Map([calico, flannel, cilium, awsVpc, azure, bridge, ptp].map((cni) => [cni.type, cni]));

export const cniOf = (type: string): Cni | undefined => plugins.get(type);

export interface NetworkList {
  readonly name: string;
  readonly plugins: readonly PluginConfiguration[];
}

/** Directories that containerd looks into by default. */
export const CNI_CONFIGURATION = '/etc/cni/net.d';
export const CNI_BINARIES = '/opt/cni/bin';

/**
 * The network that containerd takes of the configuration directory: the first file in the order of names that can be read as a
 * list of plugins (or as a single one). Models go-cni's loadFromConfDir. Undefined: the plugin is not initialized.
 */
export function networkList(files: readonly { readonly name: string; readonly text: string }[]): NetworkList | undefined {
  const sorted = files.filter(({ name }) => /\.(conf|conflist|json)$/.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, text } of sorted) {
    const list = readList(name, text);
    if (list) return list;
  }
  return undefined;
}

function readList(file: string, text: string): NetworkList | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { name, plugins: entries, type } = parsed as { name?: string; plugins?: unknown; type?: string };
  if (file.endsWith('.conflist')) {
    if (!name || !Array.isArray(entries) || entries.length === 0) return undefined;
    return { name, plugins: entries as PluginConfiguration[] };
  }
  return type ? { name: name ?? '', plugins: [parsed as PluginConfiguration] } : undefined;
}

export { CniError } from './cni';
export type { AttachedPod, Cni, Device, Interfaces, NetworkNode, PluginConfiguration } from './cni';
