import { annotationOf, type Ingress, type IngressBackend } from './routes';

export const NGINX_CONF = '/etc/nginx/nginx.conf';

const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `\t${line}`));

/** What nginx is told of a set of Ingresses, in the order and with the comments of rootfs/etc/nginx/template/nginx.tmpl. */
export function nginxConf(ingresses: readonly Ingress[]): string {
  const hosts = new Map<string, string[]>();
  for (const ingress of ingresses)
    for (const { host = '_', http } of ingress.spec.rules ?? []) {
      const lines = hosts.get(host) ?? [];
      for (const { path = '/', pathType, backend } of http?.paths ?? []) lines.push(...location(ingress, path, pathType, backend));
      hosts.set(host, lines);
    }
  const fallback = ingresses.find(({ spec }) => spec.defaultBackend && !spec.rules?.length);
  const root = fallback
    ? location(fallback, '/', 'Prefix', fallback.spec.defaultBackend!)
    : ['location / {', '\tset $proxy_upstream_name "upstream-default-backend";', '}'];
  const servers = [
    server('_', hosts.get('_')?.length ? hosts.get('_')! : root),
    ...[...hosts.keys()]
      .filter((host) => host !== '_')
      .sort()
      .map((host) => server(host, hosts.get(host)!)),
  ];
  return [
    '# Configuration checksum: 0',
    '',
    '# setup custom paths that do not require root access',
    'pid /tmp/nginx/nginx.pid;',
    '',
    'daemon off;',
    'worker_processes 2;',
    '',
    'http {',
    ...indent(['access_log /var/log/nginx/access.log upstreaminfo;', 'error_log  /var/log/nginx/error.log notice;', '']),
    ...servers.flatMap((lines) => [...indent(lines), '']),
    '}',
    '',
  ].join('\n');
}

function server(host: string, locations: readonly string[]): string[] {
  const suffix = host === '_' ? ' default_server reuseport backlog=4096' : '';
  return [
    `## start server ${host}`,
    'server {',
    ...indent([
      `server_name ${host === '_' ? '_ ' : host} ;`.replace('  ;', ' ;'),
      '',
      `listen 80${suffix} ;`,
      `listen 443${suffix} ssl http2 ;`,
      '',
      ...locations,
    ]),
    '}',
    `## end server ${host}`,
  ];
}

function location(ingress: Ingress, path: string, pathType: string, backend: IngressBackend): string[] {
  const { namespace, name } = ingress.metadata;
  const regex = annotationOf(ingress, 'use-regex') === 'true' || annotationOf(ingress, 'rewrite-target') !== undefined;
  const port = backend.service?.port;
  const body = [
    `set $namespace      "${namespace}";`,
    `set $ingress_name   "${name}";`,
    `set $service_name   "${backend.service?.name ?? ''}";`,
    `set $service_port   "${port?.number ?? port?.name ?? ''}";`,
    `set $location_path  "${path}";`,
    '',
    `set $proxy_upstream_name "${namespace}-${backend.service?.name ?? ''}-${port?.number ?? port?.name ?? ''}";`,
    ...rewriting(ingress, path),
    'proxy_pass http://upstream_balancer;',
  ];
  const places = regex
    ? [`~* "^${path}"`]
    : pathType === 'Exact'
      ? [`= ${path}`]
      : path === '/'
        ? ['/']
        : [`= ${path.replace(/\/+$/, '')}`, `${path.replace(/\/+$/, '')}/`];
  return places.flatMap((place) => [`location ${place} {`, ...indent(body), '}', '']);
}

function rewriting(ingress: Ingress, path: string): string[] {
  const target = annotationOf(ingress, 'rewrite-target');
  return target ? [`rewrite "(?i)${path}" ${target} break;`] : [];
}
