import { installProgram } from '@/lib/hosts/base-system';
import type { Tree } from '@/lib/hosts/fs/tree';
import { UNITS } from './host-files';
import { writeAll } from './write-all';

/** The plugins of the package kubernetes-cni. */
const CNI_PLUGINS =
  'bandwidth bridge dhcp dummy firewall host-device host-local ipvlan loopback macvlan portmap ptp sbr static tap tuning vlan vrf'.split(
    ' ',
  );

export function layCniPlugins(tree: Tree): void {
  tree.mkdirs('/opt/cni/bin');
  for (const plugin of CNI_PLUGINS) {
    if (!tree.tryFind(`/opt/cni/bin/${plugin}`)) installProgram(tree, `/opt/cni/bin/${plugin}`, 'cni-plugin');
  }
}

/** Files of a package's unit below /usr/lib/systemd/system. */
export const unitFilesOf = (name: string): string[] =>
  Object.keys(UNITS).filter((path) => path.startsWith(`/usr/lib/systemd/system/${name}.service`));

export function layUnits(tree: Tree, name: string): void {
  for (const path of unitFilesOf(name)) writeAll(tree, { [path]: UNITS[path]! });
}
