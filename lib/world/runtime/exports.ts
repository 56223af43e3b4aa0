/** One directory of /etc/exports with one kind of client. */
export interface Export {
  readonly path: string;
  /** Where clients find it, when not at its own path: '/' for `fsid=0`. */
  readonly pseudo?: string;
  readonly clients: readonly { readonly who: string; readonly options: readonly string[] }[];
  readonly readOnly: boolean;
}

export const NFS_PORT = 2049;
const MOST_EXPORTS = 256;

/** Reads /etc/exports (or etab, which has the same form). */
export function parseExports(text: string): readonly Export[] {
  const found: Export[] = [];
  for (const raw of text.replace(/\\\n/g, ' ').split('\n')) {
    const [path, ...specs] = raw.replace(/#.*/, '').trim().split(/\s+/);
    if (!path || found.length >= MOST_EXPORTS) continue;
    const clients = (specs.length > 0 ? specs : ['*']).map((spec) => {
      const [, who = '*', options = ''] = /^([^(]*)(?:\(([^)]*)\))?$/.exec(spec) ?? [];
      return { who: who === '' ? '*' : who, options: options.split(',').filter(Boolean) };
    });
    const all = clients.flatMap(({ options }) => options);
    found.push({
      path: path.replace(/(.)\/+$/, '$1'),
      ...(all.includes('fsid=0') ? { pseudo: '/' } : {}),
      clients,
      readOnly: !all.includes('rw'),
    });
  }
  return found;
}

/** The export that a client's path lies in: the longest one. */
export function exportOf(exports: readonly Export[], path: string): Export | undefined {
  const within = (root: string) => path === root || path.startsWith(root === '/' ? '/' : `${root}/`);
  return exports
    .flatMap((one) => [...(within(one.path) ? [{ ...one, pseudo: undefined }] : []), ...(one.pseudo !== undefined ? [one] : [])])
    .sort((a, b) => Number(a.pseudo !== undefined) - Number(b.pseudo !== undefined) || b.path.length - a.path.length)[0];
}

/** Whether an export is for a client at an address: `*`, an address, a network in CIDR or mask form, a wildcard. */
export function admits({ clients }: Export, ip: string): boolean {
  return clients.some(({ who }) => {
    if (who === '*' || who === ip) return true;
    const network = /^(\d+\.\d+\.\d+\.\d+)\/([\d.]+)$/.exec(who);
    if (network) return inNetwork(ip, network[1]!, network[2]!);
    return who.includes('*') && new RegExp(`^${who.replace(/[.]/g, '\\.').replace(/\*/g, '[^.]*')}$`).test(ip);
  });
}

const numberOf = (ip: string): number => ip.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);

function inNetwork(ip: string, network: string, mask: string): boolean {
  const bits = mask.includes('.') ? numberOf(mask) : Number(mask) === 0 ? 0 : (0xffffffff << (32 - Number(mask))) >>> 0;
  return (numberOf(ip) & bits) >>> 0 === (numberOf(network) & bits) >>> 0;
}
