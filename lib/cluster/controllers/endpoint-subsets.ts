export interface SubsetAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: { readonly kind?: string; readonly namespace?: string; readonly name?: string; readonly uid?: string };
}

export interface SubsetPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

export interface Subset {
  readonly addresses?: readonly SubsetAddress[];
  readonly notReadyAddresses?: readonly SubsetAddress[];
  readonly ports?: readonly SubsetPort[];
}

interface Held {
  readonly address: SubsetAddress;
  readonly ready: boolean;
}

/**
 * Puts ports with the same addresses into one subset, each address ready or not. Upstream sorts ports by a hash of
 * Go's dump of them; here they stay in the Service's order. Models endpoints.RepackSubsets.
 */
export function repackSubsets(subsets: readonly Subset[]): Subset[] {
  const byPort = new Map<string, { port?: SubsetPort; held: Map<string, Held> }>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    for (const port of ports.length > 0 ? ports : [undefined]) {
      const key = JSON.stringify(port ?? null);
      const entry = byPort.get(key) ?? { ...(port && { port }), held: new Map<string, Held>() };
      byPort.set(key, entry);
      for (const address of notReadyAddresses) entry.held.set(identity(address), { address, ready: false });
      for (const address of addresses) entry.held.set(identity(address), { address, ready: true });
    }
  }
  const groups = new Map<string, { held: readonly Held[]; ports: SubsetPort[] }>();
  for (const { port, held } of byPort.values()) {
    const list = [...held.values()].sort((a, b) => compareAddresses(a.address, b.address));
    const key = JSON.stringify(list.map(({ address, ready }) => [identity(address), ready]));
    const group = groups.get(key) ?? { held: list, ports: [] };
    if (port) group.ports.push(port);
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ held, ports }): Subset => {
      const ready = held.filter((entry) => entry.ready).map(({ address }) => address);
      const notReady = held.filter((entry) => !entry.ready).map(({ address }) => address);
      return {
        ...(ready.length > 0 && { addresses: ready }),
        ...(notReady.length > 0 && { notReadyAddresses: notReady }),
        ...(ports.length > 0 && { ports }),
      };
    })
    .sort((a, b) => compare(JSON.stringify(a.ports ?? []), JSON.stringify(b.ports ?? [])));
}

const identity = ({ ip, targetRef }: SubsetAddress) => `${ip} ${targetRef?.uid ?? ''}`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const compareAddresses = (a: SubsetAddress, b: SubsetAddress) =>
  compare(a.ip, b.ip) || compare(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');
