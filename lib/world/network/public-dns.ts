import type { DnsAnswer } from '@/lib/hosts/process/sys';
import { siteAddress } from '../internet';

const SERVERS = new Set(['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9']);
/** Seconds. */
const SITE_TTL = 300;
const BALANCER_TTL = 60;
const ROOT_SOA = 'a.root-servers.net. nstld.verisign-grs.com. 2026011500 1800 900 604800 86400';

/** Resolvers that stand outside of the cluster and always answer. */
export const isPublicDns = (ip: string): boolean => SERVERS.has(ip);

/**
 * What such a resolver says: addresses of the few sites there are (`internet.ts`) and of clouds' load balancers, for the rest that
 * there is no such name.
 */
export function publicAnswer(
  name: string,
  type: string,
  balancer: (name: string) => string | undefined = () => undefined,
): Omit<DnsAnswer, 'server'> {
  const balanced = balancer(name.replace(/\.$/, '').toLowerCase());
  const site = siteAddress(name) ?? balanced;
  const soa = { name: '.', type: 'SOA', ttl: 86_400, data: ROOT_SOA };
  if (site === undefined) return { status: 'NXDOMAIN', answers: [], authority: [soa], authoritative: false };
  if (type !== 'A') return { status: 'NOERROR', answers: [], authority: [soa], authoritative: false };
  return {
    status: 'NOERROR',
    answers: [{ name: name.replace(/\.$/, ''), type, ttl: balanced ? BALANCER_TTL : SITE_TTL, data: site }],
    authoritative: false,
  };
}
