import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import { SUPERUSER } from '../fs/files';
import { errno } from '../process/errno';
import type { MachineState } from '../process/machine-state';
import type { Listener, Process } from '../process/process';
import { Errno, type DnsAnswer, type DnsOptions, type HttpTarget, type ListenOptions } from '../process/sys';
import type { Origin } from './network';

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const MOST_LISTENERS = 1024;

/** Models getaddrinfo: /etc/hosts first, then DNS by resolv.conf's search list and ndots. ENAMENOTFOUND. */
export function addressOf(state: MachineState, process: Process, host: string): string {
  if (IPV4.test(host)) return host;
  if (host.includes(':')) return host;
  const fromHosts = inHosts(state, process, host);
  if (fromHosts) return fromHosts;
  const config = resolverConfig(state, process);
  if (config.nameservers.length === 0) throw errno('ENAMENOTFOUND');
  for (const name of candidates(host, config)) {
    const answer = queryAny(state, process, name, config.nameservers);
    // A name that nobody can tell ends the search: the next candidate might be somebody else's.
    if (!answer || answer.status === 'SERVFAIL') throw new Errno('EAGAIN', 'Temporary failure in name resolution');
    const record = answer.answers.find(({ type }) => type === 'A');
    if (record) return record.data;
  }
  throw errno('ENAMENOTFOUND');
}

/** Asks one server after the other until one answers; undefined when none does. */
function queryAny(state: MachineState, process: Process, name: string, servers: readonly string[]): DnsAnswer | undefined {
  let failed: DnsAnswer | undefined;
  for (const server of servers) {
    const answer = query(state, process, name, 'A', server);
    if (answer.status === 'SERVFAIL' || answer.status === 'REFUSED') failed ??= answer;
    else if (answer.status !== 'TIMEOUT' && answer.status !== 'UNREACHABLE') return answer;
  }
  return failed;
}

function inHosts(state: MachineState, process: Process, host: string): string | undefined {
  const text = readAsRoot(state, process, '/etc/hosts');
  const wanted = host.toLowerCase().replace(/\.$/, '');
  for (const line of text.split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip && IPV4.test(ip) && names.some((name) => name.toLowerCase() === wanted)) return ip;
  }
  return wanted === 'localhost' ? '127.0.0.1' : undefined;
}

export interface ResolverConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly ndots: number;
}

/** What /etc/resolv.conf says to a process. */
export function resolverConfig(state: MachineState, process: Process): ResolverConfig {
  const nameservers: string[] = [];
  let searches: string[] = [];
  let ndots = 1;
  for (const line of readAsRoot(state, process, '/etc/resolv.conf').split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/);
    if (word === 'nameserver' && rest[0] && nameservers.length < 3) nameservers.push(rest[0]);
    else if (word === 'search' || word === 'domain') searches = rest;
    else if (word === 'options') ndots = Number(rest.find((option) => option.startsWith('ndots:'))?.slice(6) ?? ndots);
  }
  return { nameservers, searches, ndots };
}

/** Names to ask for, in order, as the resolver library expands them. */
export function candidates(host: string, { searches, ndots }: ResolverConfig): string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)];
  const expanded = searches.filter((domain) => domain !== '.').map((domain) => `${host}.${domain}`);
  const dots = host.split('.').length - 1;
  return dots >= ndots ? [host, ...expanded] : [...expanded, host];
}

/** One DNS query, to resolv.conf's first server by default. */
export function query(state: MachineState, process: Process, name: string, type: string, server?: string, options?: DnsOptions): DnsAnswer {
  const to = server ?? resolverConfig(state, process).nameservers[0] ?? '127.0.0.1';
  return state.bindings.network.dns(originOf(state, process), to, name.replace(/(.)\.$/, '$1'), type, options);
}

function readAsRoot(state: MachineState, process: Process, path: string): string {
  try {
    return state.tree(process.ns, SUPERUSER).readFile(path);
  } catch {
    return '';
  }
}

export function originOf(state: MachineState, process: Process): Origin {
  const net = state.ns(process.ns).net;
  return { machine: state.name, net, ip: state.nets.get(net)?.addresses[0] ?? '127.0.0.1' };
}

export function dial(state: MachineState, process: Process, host: string, port: number, protocol: 'tcp' | 'udp'): { ok: true; ip: string } {
  const ip = addressOf(state, process, host);
  const net = state.ns(process.ns).net;
  if (isLocal(state, net, ip)) {
    if (!findListener(state, net, ip, port, protocol)) state.bindings.network.dial(originOf(state, process), ip, port, protocol);
  } else state.bindings.network.dial(originOf(state, process), ip, port, protocol);
  return { ok: true, ip };
}

export function http(state: MachineState, process: Process, target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse {
  const ip = addressOf(state, process, target.host);
  const net = state.ns(process.ns).net;
  const origin = originOf(state, process);
  // TLS is the network's business, at home as well: it knows certificates.
  const listener = target.scheme === 'http' && isLocal(state, net, ip) ? findListener(state, net, ip, target.port, 'tcp') : undefined;
  if (!listener) return state.bindings.network.http(origin, ip, target, request);
  const from = ip.startsWith('127.') ? '127.0.0.1' : origin.ip;
  return serve(state, listener, { ...request, peer: { ip: from } }, target);
}

/** PEM of the certificate that a port shows to who asks for `name`. */
export function serverCertificate(state: MachineState, process: Process, host: string, port: number, name: string): string | undefined {
  return state.bindings.network.serverCertificate(originOf(state, process), addressOf(state, process, host), port, name);
}

/** Whether an address belongs to a network namespace. */
export function isLocal(state: MachineState, net: string, ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || ip === '0.0.0.0' || (state.nets.get(net)?.addresses.includes(ip) ?? false);
}

export function findListener(state: MachineState, net: string, ip: string, port: number, protocol: 'tcp' | 'udp'): Listener | undefined {
  return state.listeners.find(
    (listener) =>
      listener.net === net &&
      listener.port === port &&
      listener.protocol === protocol &&
      (listener.address === undefined || listener.address === '0.0.0.0' || listener.address === ip),
  );
}

/** Lets the process that listens answer a request. */
export function serve(
  state: MachineState,
  listener: Listener,
  request: HttpRequest,
  target: Pick<HttpTarget, 'host' | 'scheme' | 'port'>,
): HttpResponse {
  const process = state.process(listener.pid);
  const service = state.bindings.services.get(listener.handler);
  if (!process) throw errno('ECONNREFUSED');
  if (process.status === 'stopped') throw errno('ETIMEDOUT');
  if (!service) throw errno('ECONNRESET');
  const context = { sys: state.sysOf(process), port: listener.port, data: listener.data };
  return service(context, { ...request, host: target.host, scheme: target.scheme });
}

/** bind and listen. EADDRINUSE, EACCES for a low port without rights, EADDRNOTAVAIL. */
export function listen(state: MachineState, process: Process, port: number, handler: string, options: ListenOptions): void {
  const net = state.ns(process.ns).net;
  const protocol = options.protocol ?? 'tcp';
  const { address } = options;
  if (state.listeners.length >= MOST_LISTENERS) throw errno('EMFILE');
  // Container runtimes set net.ipv4.ip_unprivileged_port_start=0, so only the host guards its low ports.
  if (port < 1024 && process.uid !== 0 && state.ns(process.ns).container === undefined) throw errno('EACCES');
  if (address && address !== '0.0.0.0' && !isLocal(state, net, address)) throw errno('EADDRNOTAVAIL');
  const clash = state.listeners.some(
    (other) =>
      other.net === net &&
      other.port === port &&
      other.protocol === protocol &&
      (!address || !other.address || address === '0.0.0.0' || other.address === '0.0.0.0' || other.address === address),
  );
  if (clash) throw errno('EADDRINUSE');
  state.listeners = [
    ...state.listeners,
    { net, port, protocol, handler, pid: process.pid, ...(address ? { address } : {}), data: options.data },
  ];
}
