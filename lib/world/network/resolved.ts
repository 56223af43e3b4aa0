import type { DnsService } from '@/lib/hosts/net/network';
import { readIfThere } from '../programs/daemon';

/** Servers that systemd-resolved itself asks. */
export const UPSTREAM_FILE = '/run/systemd/resolve/resolv.conf';

/** systemd-resolved's stub at 127.0.0.53: the host's own names, then the servers of its uplink. */
export const resolved: DnsService = ({ sys }, { name, type, protocol }) => {
  const bare = name.replace(/\.$/, '');
  const lines = (readIfThere(sys, '/etc/hosts') ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const own = lines.find(([, ...names]) => names.includes(bare));
  if (own && (type === 'A' || type === 'AAAA')) {
    const fits = own[0]!.includes(':') === (type === 'AAAA');
    return { status: 'NOERROR', answers: fits ? [{ name: bare, type, ttl: 0, data: own[0]! }] : [], authoritative: false };
  }
  const servers = [...(readIfThere(sys, UPSTREAM_FILE) ?? '').matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server!);
  for (const server of servers) {
    const answer = sys.resolve(bare, type, server, { protocol });
    if (answer.status !== 'TIMEOUT' && answer.status !== 'UNREACHABLE') return { ...answer, authoritative: false };
  }
  return { status: 'SERVFAIL', answers: [], authoritative: false };
};
