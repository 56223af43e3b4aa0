import { parseDocument } from '@/lib/api/yaml/parse';

/** What a static bootstrap of Envoy says of HTTP. */
export interface Envoy {
  readonly adminPort?: number;
  readonly listeners: readonly { readonly name: string; readonly port: number; readonly routes: readonly Route[] }[];
  readonly clusters: ReadonlyMap<
    string,
    { readonly name: string; readonly endpoints: readonly { readonly host: string; readonly port: number }[] }
  >;
}

interface Route {
  readonly prefix?: string;
  readonly path?: string;
  readonly cluster?: string;
  readonly rewrite?: string;
  readonly hostRewrite?: string;
  readonly direct?: { readonly status: number; readonly body: string };
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((node, name) => (isNode(node) ? node[name] : undefined), value);
const list = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const portOf = (value: unknown): number => Number(at(value, 'socket_address', 'port_value') ?? 0);
const TOP = new Set(
  'admin static_resources dynamic_resources node stats_config stats_sinks layered_runtime tracing cluster_manager overload_manager bootstrap_extensions flags_path hds_config default_config_source default_socket_interface'.split(
    ' ',
  ),
);

/** Reads a bootstrap; the text is why it is none. */
export function envoyConfig(text: string): Envoy | string {
  let root: unknown;
  try {
    root = parseDocument(text);
  } catch (error) {
    return `Unable to convert YAML as JSON: ${(error as Error).message.split('\n')[0]}`;
  }
  if (!isNode(root)) return 'Unable to convert YAML as JSON';
  const odd = Object.keys(root).find((name) => !TOP.has(name));
  if (odd !== undefined)
    return `Protobuf message (type envoy.config.bootstrap.v3.Bootstrap reason INVALID_ARGUMENT: invalid JSON in envoy.config.bootstrap.v3.Bootstrap @ ${odd}: message envoy.config.bootstrap.v3.Bootstrap, near 1:1 (offset 0): no such field: '${odd}') has unknown fields`;
  const clusters = new Map(
    list(at(root, 'static_resources', 'clusters')).map((cluster) => {
      const endpoints = list(at(cluster, 'load_assignment', 'endpoints'))
        .flatMap((group) => list(group.lb_endpoints))
        .map((endpoint) => at(endpoint, 'endpoint', 'address'))
        .map((address) => ({ host: String(at(address, 'socket_address', 'address') ?? ''), port: portOf(address) }));
      return [String(cluster.name), { name: String(cluster.name), endpoints }];
    }),
  );
  const listeners = list(at(root, 'static_resources', 'listeners')).map((listener, i) => ({
    name: String(listener.name ?? `listener_${i}`),
    port: portOf(listener.address),
    routes: list(listener.filter_chains)
      .flatMap((chain) => list(chain.filters))
      .flatMap((filter) => list(at(filter, 'typed_config', 'route_config', 'virtual_hosts')))
      .flatMap((host) => list(host.routes))
      .map(routeOf),
  }));
  for (const { routes } of listeners) {
    const missing = routes.find(({ cluster }) => cluster !== undefined && !clusters.has(cluster))?.cluster;
    if (missing !== undefined) return `route: unknown cluster '${missing}'`;
  }
  const adminPort = portOf(at(root, 'admin', 'address'));
  return { listeners, clusters, ...(adminPort > 0 ? { adminPort } : {}) };
}

function routeOf(route: Node): Route {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  const direct = at(route, 'direct_response');
  const entries = {
    prefix: text(at(route, 'match', 'prefix')),
    path: text(at(route, 'match', 'path')),
    cluster: text(at(route, 'route', 'cluster')),
    rewrite: text(at(route, 'route', 'prefix_rewrite')),
    hostRewrite: text(at(route, 'route', 'host_rewrite_literal')),
    direct: isNode(direct) ? { status: Number(direct.status ?? 200), body: String(at(direct, 'body', 'inline_string') ?? '') } : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
