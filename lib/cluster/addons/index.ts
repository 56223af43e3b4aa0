import type { KubeObject } from '@/lib/api/object';
import type { Profile } from '../profiles/profile';
import type { Addon, Operator } from './addon';
import { csiAddons } from './csi';
import { examples } from './examples';
import { gatewayApi, nginxGatewayFabric } from './gateway';
import { ingressNginx } from './ingress-nginx';
import { localPath } from './local-path';
import { metallb } from './metallb';
import { metricsServer } from './metrics-server';
import { calicoAddon, ciliumAddon, flannelAddon } from './networks';
import { nfsSubdir } from './nfs-subdir';
import { snapshots } from './snapshots';
import { vpa } from './vpa';

/** Add-ons that can be installed from the addresses at which people find them. */
const addons: readonly Addon[] = [
  calicoAddon,
  flannelAddon,
  ciliumAddon,
  metricsServer,
  localPath,
  nfsSubdir,
  snapshots,
  ...csiAddons,
  metallb,
  vpa,
  ingressNginx,
  gatewayApi,
  nginxGatewayFabric,
  examples,
];

/** Operators by name. Throws when two have the same. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  addons.flatMap(({ operators: own = [] }) => own.map((operator) => [operator.name, operator] as const)),
);

const patterns = addons.flatMap(({ manifests }) =>
  manifests.flatMap(({ urls, objects }) => urls.map((url) => ({ pattern: patternOf(url), objects }))),
);

/** Objects of the manifest at an address; undefined when no add-on has one there. */
export function manifestAt(url: string, profile: Profile): readonly KubeObject[] | undefined {
  return patterns.find(({ pattern }) => pattern.test(url))?.objects(profile);
}

/** `{version}` stands for one part of a path. */
function patternOf(url: string): RegExp {
  const parts = url.split('{version}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
