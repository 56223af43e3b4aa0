import { locationsOf, type Attachment, type BoundGateway, type Located } from './attach';
import type { ProxyConfiguration, ProxyServer } from './configuration';
import type { RouteKind } from './graph';
import { precision } from './hostnames';

/** A route as one Gateway has it. */
export interface AttachedRoute {
  readonly kind: RouteKind;
  readonly attachment: Attachment;
  readonly located: readonly Located[];
}

/** What a Gateway's nginx is to do. Models internal/controller/state/dataplane. */
export function configurationOf({ listeners }: BoundGateway, routes: readonly AttachedRoute[]): ProxyConfiguration {
  const valid = listeners.filter((one) => one.valid).map(({ listener }) => listener);
  const rules = new Map<string, { port: number; tls: boolean; hostname: string; located: Located[] }>();
  const at = (port: number, tls: boolean, hostname: string) => {
    const key = `${port} ${hostname}`;
    const there = rules.get(key) ?? { port, tls, hostname, located: [] };
    rules.set(key, there);
    return there;
  };
  for (const { name, port, protocol, hostname = '' } of valid) {
    const tls = protocol === 'HTTPS';
    // A listener that names hosts answers for them even without a route; so does TLS, which needs its certificate.
    if (tls || hostname !== '') at(port, tls, hostname);
    for (const { attachment, located } of routes)
      for (const host of attachment.hosts.get(name) ?? []) at(port, tls, host).located.push(...located);
  }
  const servers = [...rules.values()]
    .map(({ located, ...server }): ProxyServer => ({ ...server, locations: locationsOf(located) }))
    .sort((a, b) => a.port - b.port || precision(b.hostname) - precision(a.hostname) || (a.hostname < b.hostname ? -1 : 1));
  const ports = new Map(valid.map(({ port, protocol }) => [port, { port, tls: protocol === 'HTTPS' }]));
  return { ports: [...ports.values()].sort((a, b) => a.port - b.port), servers };
}
