import { manifestAt } from '@/lib/cluster/addons';
import type { Profile } from '@/lib/cluster/profiles/profile';
import { printYaml } from '@/lib/api/yaml';
import type { HttpResponse } from '@/lib/sim/http';

/** Sites outside of the cluster that answer, by host name, with their addresses. */
const SITES: ReadonlyMap<string, string> = new Map([
  ['raw.githubusercontent.com', '185.199.108.133'],
  ['github.com', '140.82.121.4'],
  ['objects.githubusercontent.com', '185.199.109.133'],
  ['kind.sigs.k8s.io', '15.197.167.90'],
  ['k8s.io', '34.107.204.206'],
  ['kubernetes.io', '15.197.167.91'],
]);
const ADDRESSES: ReadonlySet<string> = new Set(SITES.values());
const WEB_PORTS = [80, 443];

/** Address of a site outside of the cluster. */
export const siteAddress = (name: string): string | undefined => SITES.get(name.replace(/\.$/, '').toLowerCase());

export const isOutside = (ip: string): boolean => ADDRESSES.has(ip);

/** Whether anything listens there. */
export const answersOutside = (ip: string, port: number): boolean => isOutside(ip) && WEB_PORTS.includes(port);

/** What a site outside answers: the add-ons' manifests at their addresses, nothing else. */
export function askOutside(profile: Profile, host: string, scheme: string, method: string, path: string): HttpResponse {
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  if (scheme === 'http') return { status: 301, headers: { location: `https://${host}${path}` }, body: '' };
  const objects = method === 'GET' || method === 'HEAD' ? manifestAt(`https://${host}${path}`, profile) : undefined;
  if (!objects) return { status: 404, headers: text, body: '404: Not Found' };
  return { status: 200, headers: text, body: method === 'HEAD' ? '' : objects.map(printYaml).join('---\n') };
}
