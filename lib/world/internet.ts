import { manifestAt } from '@/lib/cluster/addons';
import type { Profile } from '@/lib/cluster/profiles/profile';
import { printYaml } from '@/lib/api/yaml';
import { PACKAGE_SITES, packageFile } from '@/lib/hosts/packages/sites';
import type { HttpResponse } from '@/lib/sim/http';
import { CHART_REGISTRIES, registryAnswer } from './chart-registry';
import { CHART_SITES, chartAsset } from './chart-repositories';

/** Sites outside of the cluster that answer, by host name, with their addresses. */
const SITES: ReadonlyMap<string, string> = new Map([
  ['raw.githubusercontent.com', '185.199.108.133'],
  ['github.com', '140.82.121.4'],
  ['objects.githubusercontent.com', '185.199.109.133'],
  ['kind.sigs.k8s.io', '15.197.167.90'],
  ['k8s.io', '34.107.204.206'],
  ['kubernetes.io', '15.197.167.91'],
  ...CHART_SITES,
  ...CHART_REGISTRIES,
  ...PACKAGE_SITES,
]);
const ADDRESSES: ReadonlySet<string> = new Set(SITES.values());
const WEB_PORTS = [80, 443];

/** Address of a site outside of the cluster. */
export const siteAddress = (name: string): string | undefined => SITES.get(name.replace(/\.$/, '').toLowerCase());

/** Names of the sites at an address. */
export const namesOf = (ip: string): readonly string[] => [...SITES].flatMap(([name, address]) => (address === ip ? [name] : []));

export const isOutside = (ip: string): boolean => ADDRESSES.has(ip);

/** Whether anything listens there. */
export const answersOutside = (ip: string, port: number): boolean => isOutside(ip) && WEB_PORTS.includes(port);

/** What a site outside answers: the add-ons' manifests at their addresses and the archives of packages, nothing else. */
export function askOutside(profile: Profile, host: string, scheme: string, method: string, path: string): HttpResponse {
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  const file = PACKAGE_SITES.has(host) && (scheme === 'https' || host.endsWith('.ubuntu.com')) ? packageFile(host, path) : undefined;
  if (file !== undefined)
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: method === 'HEAD' ? '' : file };
  if (scheme === 'http') return { status: 301, headers: { location: `https://${host}${path}` }, body: '' };
  const ofRegistry = registryAnswer(host, method, path);
  if (ofRegistry) return ofRegistry;
  const asset = method === 'GET' || method === 'HEAD' ? chartAsset(`https://${host}${path}`) : undefined;
  if (asset !== undefined) return { status: 200, headers: text, body: method === 'HEAD' ? '' : asset };
  const objects = method === 'GET' || method === 'HEAD' ? manifestAt(`https://${host}${path}`, profile) : undefined;
  if (!objects) return { status: 404, headers: text, body: '404: Not Found' };
  return { status: 200, headers: text, body: method === 'HEAD' ? '' : objects.map(printYaml).join('---\n') };
}
