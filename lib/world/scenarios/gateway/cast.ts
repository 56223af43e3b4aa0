import { beforeAll, it } from 'vitest';
import type { World } from '../../world';
import { netexec, pods, service } from '../service/cast';
import { Stage } from '../stage';

const RELEASE = 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml';
const FABRIC = 'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.4.0/deploy';
export const PORTS = 'ports: [{ port: 80, targetPort: 8080 }]';

class Prepared extends Stage {
  override readonly world: World;

  constructor(world: World) {
    super();
    this.world = world;
  }
}

let installed: Stage | undefined;

/** Gateway API, NGINX Gateway Fabric, and the Services web and api with a pod each: made once, copied for each scenario. */
function base(): Stage {
  if (installed) return installed;
  const stage = new Stage();
  stage.kubectl(`apply --server-side -f ${RELEASE} -f ${FABRIC}/crds.yaml`);
  stage.kubectl(`apply -f ${FABRIC}/nodeport/deploy.yaml`);
  stage.settle();
  stage.apply(netexec('web', 1) + service('web', PORTS) + '\n---' + netexec('api', 1) + service('api', PORTS)).pass(10);
  return (installed = stage);
}

beforeAll(() => void base(), 120_000);

/** A scenario on a cluster with NGINX Gateway Fabric. */
export function scenario(promise: string, play: (stage: Stage) => void): void {
  it(promise, () => play(new Prepared(base().world.fork())));
}

export const HTTP = 'listeners: [{ name: http, port: 80, protocol: HTTP }]';

export const gateway = (spec = HTTP, name = 'gateway') => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name} }
spec: { gatewayClassName: nginx, ${spec} }`;

/** An HTTPRoute of the Gateway `gateway`; `rules` is YAML in flow style. */
export const route = (name: string, rules: string, more = '', parent = '{ name: gateway }', namespace = 'default') => `
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec: { parentRefs: [${parent}], ${more} rules: [${rules}] }`;

export const to = (...names: string[]): string => `backendRefs: [${names.map((name) => `{ name: ${name}, port: 80 }`).join(', ')}]`;

/** Port of the nodes at which a Gateway's listener is reached. */
export function nodePort(stage: Stage, port = 80, name = 'gateway'): number {
  const ports = stage.get('services', `${name}-nginx`)!.spec.ports as { port: number; nodePort: number }[];
  return ports.find((one) => one.port === port)!.nodePort;
}

/** Node on which a Gateway's nginx runs: its Service's traffic policy is Local. */
export function nodeOf(stage: Stage, name = 'gateway'): string {
  return stage
    .list('pods')
    .find(({ metadata }) => metadata.labels?.['gateway.networking.k8s.io/gateway-name'] === name && !metadata.deletionTimestamp)!.spec
    .nodeName as string;
}

/** An answer to a machine outside of the cluster, by the NodePort. */
export const get = (stage: Stage, host: string, path = '/hostname', more = '', port = 80) =>
  stage.sh(`curl -s -m 3 ${more} -H 'Host: ${host}' 'http://${nodeOf(stage)}:${nodePort(stage, port)}${path}'`, 'base').stdout;
export const status = (stage: Stage, host: string, path = '/hostname', more = '') =>
  get(stage, host, path, `-o /dev/null -w '%{http_code}' ${more}`);
export const podOf = (stage: Stage, app: string): string => pods(stage, app)[0]!.name;

/** `Status Reason: message` of a condition of an object (`httproute/web`). */
export function condition(stage: Stage, object: string, type: string, path = '.status.conditions', namespace = 'default'): string {
  const at = `{range ${path}[?(@.type=="${type}")]}{.status} {.reason}: {.message}{end}`;
  return stage.kubectl(`-n ${namespace} get ${object} -o jsonpath='${at}'`);
}

export const ofRoute = (stage: Stage, name: string, type = 'Accepted', namespace = 'default') =>
  condition(stage, `httproute/${name}`, type, '.status.parents[0].conditions', namespace);
export const ofListener = (stage: Stage, type: string, i = 0) =>
  condition(stage, 'gateway/gateway', type, `.status.listeners[${i}].conditions`);
