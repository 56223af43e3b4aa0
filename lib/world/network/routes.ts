import { within } from '@/lib/cluster/network/cni/cni';

/** A line of a routing table. */
export interface RouteEntry {
  /** `default`, an address or a block. */
  readonly destination: string;
  /** Packets that it takes end here. */
  readonly kind?: 'blackhole' | 'unreachable' | 'prohibit';
  readonly via?: string;
  readonly dev?: string;
  readonly src?: string;
}

/** Reads a line as `ip route` shows it. */
export function readRoute(line: string): RouteEntry {
  const words = line.trim().split(/\s+/);
  const kind = ['blackhole', 'unreachable', 'prohibit'].find((word) => word === words[0]) as RouteEntry['kind'];
  const destination = words[kind ? 1 : 0] ?? '';
  const of = (name: string) => {
    const at = words.indexOf(name);
    return at < 0 ? undefined : words[at + 1];
  };
  const [via, dev, src] = ['via', 'dev', 'src'].map(of);
  return { destination, ...(kind && { kind }), ...(via && { via }), ...(dev && { dev }), ...(src && { src }) };
}

const bitsOf = (destination: string): number =>
  destination === 'default' ? 0 : destination.includes('/') ? Number(destination.split('/')[1]) : 32;

/** The entry with the longest prefix that holds an address. */
export function lookup(lines: readonly string[], ip: string): RouteEntry | undefined {
  let found: RouteEntry | undefined;
  for (const line of lines) {
    const entry = readRoute(line);
    const { destination } = entry;
    const holds = destination === 'default' || within(ip, destination.includes('/') ? destination : `${destination}/32`);
    if (holds && (!found || bitsOf(destination) > bitsOf(found.destination))) found = entry;
  }
  return found;
}
