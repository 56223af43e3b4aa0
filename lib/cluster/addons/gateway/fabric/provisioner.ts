import type { GroupResource, KubeObject } from '@/lib/api/object';
import { CONFIG_MAPS, DEPLOYMENTS, SECRETS, SERVICE_ACCOUNTS, SERVICES } from '../../../client/resources';
import type { OperatorContext } from '../../addon';
import { GROUP, type Gateway, type NginxProxy } from '../resources';
import { CONFINED, IMAGE, VERSION } from './manifest';

export const GATEWAY_LABEL = 'gateway.networking.k8s.io/gateway-name';
const MANAGED = { 'app.kubernetes.io/managed-by': 'nginx-gateway-nginx' };

/** Name of all that belongs to a Gateway's nginx. */
export const dataPlaneName = ({ metadata, spec }: Gateway): string => `${metadata.name}-${spec.gatewayClassName}`;

/** Labels by which a Gateway's nginx is found. */
export const dataPlaneLabels = (gateway: Gateway): Record<string, string> => ({
  'app.kubernetes.io/instance': 'nginx-gateway',
  ...MANAGED,
  'app.kubernetes.io/name': dataPlaneName(gateway),
  [GATEWAY_LABEL]: gateway.metadata.name,
});

/** Creates what a Gateway's nginx consists of, and brings it up to date. Models internal/controller/provisioner. */
export function provision(context: OperatorContext, gateway: Gateway, ports: readonly number[], proxy: NginxProxy | undefined): void {
  for (const [resource, object] of objectsOf(context, gateway, ports, proxy)) {
    const { name, namespace } = object.metadata;
    const there = context.client.get(resource, namespace!, name);
    if (!there) {
      context.client.create(resource, object, namespace);
      tell(context, `Created ${object.kind} ${name}`, gateway);
    } else if (!holds(there, object)) {
      context.client.update(resource, merged(there, object) as KubeObject);
      tell(context, `Updated ${object.kind} ${name}`, gateway);
    }
  }
}

function tell(context: OperatorContext, msg: string, { metadata }: Gateway): void {
  const line = { level: 'info', ts: new Date(context.sim.now()).toISOString(), logger: 'provisioner', msg };
  context.log(`${JSON.stringify({ ...line, namespace: metadata.namespace, gateway: metadata.name })}\n`);
}

function objectsOf(
  context: OperatorContext,
  gateway: Gateway,
  ports: readonly number[],
  proxy: NginxProxy | undefined,
): readonly (readonly [GroupResource, KubeObject])[] {
  const name = dataPlaneName(gateway);
  const selector = dataPlaneLabels(gateway);
  const { labels = {}, annotations } = gateway.spec.infrastructure ?? {};
  const control = context.instances()[0]!.namespace;
  const meta = (suffix = '') => ({
    name: `${name}${suffix}`,
    namespace: gateway.metadata.namespace!,
    labels: { ...labels, ...selector },
    ...(annotations ? { annotations } : {}),
    ownerReferences: [
      { apiVersion: `${GROUP}/v1`, kind: 'Gateway', name: gateway.metadata.name, uid: gateway.metadata.uid!, controller: true },
    ],
  });
  const agent = context.client.get<KubeObject & { data?: object; type?: string }>(SECRETS, control, 'agent-tls');
  const {
    type = 'LoadBalancer',
    externalTrafficPolicy = 'Local',
    nodePorts = [],
    loadBalancerIP,
    loadBalancerClass,
  } = proxy?.spec.kubernetes?.service ?? {};
  const outside = type !== 'ClusterIP';
  return [
    ...(agent
      ? [[SECRETS, { apiVersion: 'v1', kind: 'Secret', metadata: meta('-agent-tls'), type: agent.type, data: agent.data }] as const]
      : []),
    [
      CONFIG_MAPS,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('-includes-bootstrap'), data: { 'main.conf': 'error_log stderr info;\n' } },
    ],
    [
      CONFIG_MAPS,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('-agent-config'), data: { 'nginx-agent.conf': agentConfiguration(control) } },
    ],
    [SERVICE_ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(), automountServiceAccountToken: false }],
    [
      SERVICES,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: meta(),
        spec: {
          type,
          ...(outside ? { externalTrafficPolicy } : {}),
          ...(loadBalancerIP ? { loadBalancerIP } : {}),
          ...(loadBalancerClass ? { loadBalancerClass } : {}),
          ports: ports.map((port) => {
            const fixed = nodePorts.find(({ listenerPort }) => listenerPort === port);
            return { name: `port-${port}`, port, protocol: 'TCP', targetPort: port, ...(outside && fixed ? { nodePort: fixed.port } : {}) };
          }),
          selector,
        },
      },
    ],
    [DEPLOYMENTS, deployment(meta(), selector, ports, proxy)],
  ];
}

const agentConfiguration = (control: string): string =>
  `command:\n    server:\n        host: nginx-gateway.${control}.svc\n        port: 443\nallowed_directories:\n- /etc/nginx\n- /usr/share/nginx\n- /var/run/nginx\nfeatures:\n- configuration\n- certificates\n- metrics\n`;

function deployment(
  metadata: KubeObject['metadata'],
  selector: Record<string, string>,
  ports: readonly number[],
  proxy: NginxProxy | undefined,
): KubeObject {
  const { name } = metadata;
  const mount = (path: string, volume: string) => ({ mountPath: path, name: volume });
  const empty = ['nginx-conf', 'nginx-secrets', 'nginx-run', 'nginx-cache', 'nginx-agent', 'nginx-agent-log', 'nginx-agent-lib'];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: proxy?.spec.kubernetes?.deployment?.replicas ?? 1,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: metadata.labels, annotations: { 'prometheus.io/port': '9113', 'prometheus.io/scrape': 'true' } },
        spec: {
          automountServiceAccountToken: false,
          serviceAccountName: name,
          securityContext: {
            fsGroup: 1001,
            runAsNonRoot: true,
            sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
          },
          initContainers: [
            {
              name: 'init',
              image: `${IMAGE}:${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              command: ['/usr/bin/gateway', 'initialize', '--source', '/agent/nginx-agent.conf', '--destination', '/etc/nginx-agent'],
              securityContext: CONFINED,
              volumeMounts: [mount('/agent', 'nginx-agent-config'), mount('/etc/nginx-agent', 'nginx-agent')],
            },
          ],
          containers: [
            {
              name: 'nginx',
              image: `${IMAGE}/nginx:${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              ports: [...ports, 9113].map((port) => ({
                containerPort: port,
                name: port === 9113 ? 'metrics' : `port-${port}`,
                protocol: 'TCP',
              })),
              readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, initialDelaySeconds: 3, periodSeconds: 1 },
              securityContext: CONFINED,
              volumeMounts: [
                mount('/etc/nginx-agent', 'nginx-agent'),
                mount('/var/log/nginx-agent', 'nginx-agent-log'),
                mount('/var/lib/nginx-agent', 'nginx-agent-lib'),
                mount('/etc/nginx/conf.d', 'nginx-conf'),
                mount('/etc/nginx/secrets', 'nginx-secrets'),
                mount('/var/run/nginx', 'nginx-run'),
                mount('/var/cache/nginx', 'nginx-cache'),
                mount('/etc/nginx/includes', 'nginx-includes-bootstrap'),
              ],
            },
          ],
          volumes: [
            { name: 'nginx-agent-config', configMap: { name: `${name}-agent-config` } },
            { name: 'nginx-includes-bootstrap', configMap: { name: `${name}-includes-bootstrap` } },
            ...empty.map((volume) => ({ name: volume, emptyDir: {} })),
          ],
        },
      },
    },
  };
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether an object has all that is wanted of it; what the server added does not count. */
function holds(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(there) && there.length === wanted.length && wanted.every((one, i) => holds(partner(there, one, i), one));
  if (isMap(wanted)) return isMap(there) && Object.entries(wanted).every(([key, value]) => holds(there[key], value));
  return there === wanted;
}

/** What is wanted over what there is: elements keep what the server gave those of their name (node ports). */
function merged(there: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted)) return wanted.map((one, i) => merged(Array.isArray(there) ? partner(there, one, i) : undefined, one));
  if (!isMap(wanted)) return wanted;
  const base = isMap(there) ? there : {};
  return { ...base, ...Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, merged(base[key], value)])) };
}

function partner(there: readonly unknown[], one: unknown, i: number): unknown {
  const name = isMap(one) ? one.name : undefined;
  return name === undefined ? there[i] : there.find((other) => isMap(other) && other.name === name);
}
