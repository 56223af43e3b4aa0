import { errno } from '@/lib/hosts/process/errno';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { Core } from '../core';
import { lookup, readRoute } from '../network/routes';
import { networkInForce, runsOnHost } from '../runtime/pod-network';
import { interfacesOf } from './interfaces';

export type RouteChange = { readonly ok: true } | { readonly error: string };

const MOST_ROUTES = 500;
const refused = (error: string): RouteChange => ({ error: `RTNETLINK answers: ${error}` });

/** `ip route add|del|replace|append WORDS` in the machine's own table. */
export function changeRoute(core: Core, kernel: Kernel, process: Process, verb: string, words: readonly string[]): RouteChange {
  if (process.uid !== 0) return refused('Operation not permitted');
  if (kernel.state.ns(process.ns).net !== HOST) throw errno('EPERM');
  const entry = readRoute(words.join(' '));
  const destination = entry.destination.replace(/\/32$/, '').replace(/^0\.0\.0\.0\/0$/, 'default');
  if (!/^(default|\d+(\.\d+){3}(\/\d+)?)$/.test(destination))
    return { error: `Error: any valid prefix is expected rather than "${entry.destination}".` };
  const { routes, devices } = interfacesOf(core, kernel, HOST);
  const there = routes.some((line) => readRoute(line).destination === destination);
  const { settings } = kernel.state;
  const key = `route/${destination}`;
  if (verb === 'del' || verb === 'delete') {
    if (!there) return refused('No such process');
    const healer = networkInForce(kernel)?.restoresRoutes;
    const heals = healer && !settings.has(key) && runsOnHost(kernel, healer.program);
    if (settings.get(key)?.startsWith('+ ')) settings.delete(key);
    else settings.set(key, heals ? `- ${core.sim.now() + healer.afterMs}` : '- ');
    return { ok: true };
  }
  if (there && verb === 'add') return refused('File exists');
  if ([...settings.keys()].filter((name) => name.startsWith('route/')).length >= MOST_ROUTES) return refused('Cannot allocate memory');
  if (entry.dev && !devices.some(({ name }) => name === entry.dev)) return { error: `Cannot find device "${entry.dev}"` };
  const next = entry.via ? lookup(routes, entry.via) : undefined;
  if (entry.via && !words.includes('onlink') && (!next || next.via || next.kind) && !nearby(core, entry.via))
    return { error: 'Error: Nexthop has invalid gateway.' };
  if (!entry.kind && !entry.via && !entry.dev) return refused('No such device');
  const device = entry.dev ?? next?.dev ?? devices[1]?.name;
  const text = entry.kind
    ? `${entry.kind} ${destination} `
    : `${destination} ${entry.via ? `via ${entry.via} ` : ''}dev ${device} ${entry.via ? '' : 'scope link '}`;
  settings.set(key, `+ ${text}`);
  return { ok: true };
}

/** Machines of a profile stand in one another's sight, whatever their own network's mask is. */
const nearby = (core: Core, ip: string): boolean => core.cluster()?.profile.hosts.some((host) => host.ip === ip) ?? false;
