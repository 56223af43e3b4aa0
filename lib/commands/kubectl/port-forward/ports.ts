import { CommandError } from '../errors';

/* eslint-disable @typescript-eslint/no-explicit-any -- a pod and a Service as they came */
export interface ForwardedPort {
  /** 0: any that is free. */
  readonly local: number;
  readonly remote: number;
}

/** Where to listen: one address of `localhost` is enough, of others all must do. */
export interface ListenAddress {
  readonly address: string;
  readonly protocol: 'tcp4' | 'tcp6';
  readonly enough: 'all' | 'any';
}

/** `8080:80`, `:80`, `80`, with numbers. Models portforward.parsePorts. */
export function parsePorts(ports: readonly string[]): ForwardedPort[] {
  return ports.map((text) => {
    const parts = text.split(':');
    if (parts.length > 2) throw new CommandError(`invalid port format '${text}'`);
    const [local, remote] = parts.length === 1 ? [parts[0]!, parts[0]!] : [parts[0] === '' ? '0' : parts[0]!, parts[1]!];
    const port = { local: number('local', local), remote: number('remote', remote) };
    if (port.remote === 0) throw new CommandError('remote port must be > 0');
    return port;
  });
}

function number(which: string, text: string): number {
  const quoted = JSON.stringify(text);
  if (!/^\d+$/.test(text))
    throw new CommandError(`error parsing ${which} port '${text}': strconv.ParseUint: parsing ${quoted}: invalid syntax`);
  if (Number(text) > 65_535)
    throw new CommandError(`error parsing ${which} port '${text}': strconv.ParseUint: parsing ${quoted}: value out of range`);
  return Number(text);
}

/** Models portforward.parseAddresses. */
export function parseAddresses(addresses: readonly string[]): ListenAddress[] {
  const found = new Map<string, ListenAddress>();
  for (const address of addresses) {
    if (address === 'localhost') {
      if (!found.has('127.0.0.1')) found.set('127.0.0.1', { address: '127.0.0.1', protocol: 'tcp4', enough: 'any' });
      if (!found.has('::1')) found.set('::1', { address: '::1', protocol: 'tcp6', enough: 'any' });
    } else if (isIpv4(address)) found.set(address, { address, protocol: 'tcp4', enough: 'all' });
    else if (/^[0-9a-fA-F:]+$/.test(address) && address.includes(':')) found.set(address, { address, protocol: 'tcp6', enough: 'all' });
    else throw new CommandError(`${address} is not a valid IP`);
  }
  return [...found.values()];
}

export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

const split = (text: string): [local: string, remote: string] => {
  const at = text.indexOf(':');
  // With more than one colon only the first part counts, as upstream has it.
  return at < 0 || text.indexOf(':', at + 1) >= 0 ? [text.split(':')[0]!, text.split(':')[0]!] : [text.slice(0, at), text.slice(at + 1)];
};
const isNumber = (text: string) => /^[-+]?\d+$/.test(text);
const written = (local: string, remote: string) => (local === remote ? remote : `${local}:${remote}`);

/** Ports of a Service as ports of one of its pods. Models translateServicePortToTargetPort. */
export function servicePorts(ports: readonly string[], service: any, pod: any): string[] {
  return ports.map((text) => {
    let [local, remote] = split(text);
    let port = Number(remote);
    if (!isNumber(remote)) {
      const named = (service.spec.ports ?? []).find((each: any) => each.name === remote);
      if (!named) throw new CommandError(`Service '${service.metadata.name}' does not have a named port '${remote}'`);
      port = named.port;
      if (local === remote) local = String(port);
    }
    const spec = (service.spec.ports ?? []).find((each: any) => each.port === port);
    if (!spec) throw new CommandError(`Service ${service.metadata.name} does not have a service port ${port}`);
    remote = String(targetPort(service, spec, pod));
    return written(local, remote);
  });
}

/** Models util.LookupContainerPortNumberByServicePort. */
function targetPort(service: any, spec: any, pod: any): number {
  if (service.spec.clusterIP === 'None') return spec.port;
  const target = spec.targetPort;
  if (typeof target === 'string') return podPort(pod, target);
  return target || spec.port;
}

/** Named ports of a pod as numbers. Models convertPodNamedPortToNumber. */
export function podPorts(ports: readonly string[], pod: any): string[] {
  return ports.map((text) => {
    const [local, remote] = split(text);
    if (isNumber(remote)) return written(local, remote);
    const port = String(podPort(pod, remote));
    return written(local === remote ? port : local, port);
  });
}

function podPort(pod: any, name: string): number {
  for (const container of pod.spec.containers) {
    const port = container.ports?.find((each: any) => each.name === name);
    if (port) return port.containerPort;
  }
  throw new CommandError(`Pod '${pod.metadata.name}' does not have a named port '${name}'`);
}

/** Refuses ports that are UDP's and not TCP's. Models checkUDPPorts over a Service's or a pod's ports. */
export function refuseUdp(ports: readonly string[], declared: readonly { name?: string; number: number; protocol?: string }[]): void {
  for (const text of ports) {
    const [, remote] = split(text);
    const found = declared.filter(({ name, number }) => (isNumber(remote) ? number === Number(remote) : name === remote));
    const udp = found.some(({ protocol }) => protocol === 'UDP');
    const tcp = found.some(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
    if (udp && !tcp) throw new CommandError(`UDP protocol is not supported for ${remote}`);
  }
}
