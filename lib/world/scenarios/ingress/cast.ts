import { beforeAll, it } from 'vitest';
import type { World } from '../../world';
import { netexec, service } from '../service/cast';
import { Stage } from '../stage';

export const RELEASE = 'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider';
export const PORTS = 'ports: [{ port: 80, targetPort: 8080 }]';
export const NAMESPACE = 'ingress-nginx';

class Prepared extends Stage {
  override readonly world: World;

  constructor(world: World) {
    super();
    this.world = world;
  }
}

const installed = new Map<string, Stage>();

/** ingress-nginx of a provider with the Services web and api: made once, copied for each scenario. */
function base(provider: string): Stage {
  const there = installed.get(provider);
  if (there) return there;
  const stage = new Stage();
  stage.kubectl(`apply -f ${RELEASE}/${provider}/deploy.yaml`);
  stage.settle().pass(15);
  stage.apply(netexec('web', 1) + service('web', PORTS) + '\n---' + netexec('api', 1) + service('api', PORTS));
  installed.set(provider, stage);
  return stage;
}

beforeAll(() => void base('baremetal'), 120_000);

/** A scenario on a cluster with ingress-nginx. */
export function scenario(promise: string, play: (stage: Stage) => void, provider = 'baremetal'): void {
  it(promise, () => play(new Prepared(base(provider).world.fork())), 60_000);
}

export const ingress = (name: string, spec: string, annotations = '', className: string | undefined = 'nginx') => `
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}${annotations ? `, annotations: { ${annotations} }` : ''} }
spec: { ${className === '' ? '' : `ingressClassName: ${className}, `}${spec} }`;

export const path = (to: string, at = '/', type = 'Prefix') =>
  `{ path: "${at}", pathType: ${type}, backend: { service: { name: ${to}, port: { number: 80 } } } }`;
export const rule = (host: string, ...paths: string[]) => `rules: [{ host: ${host}, http: { paths: [${paths.join(', ')}] } }]`;
export const own = (name: string, value: string) => `nginx.ingress.kubernetes.io/${name}: "${value}"`;

export const port = (stage: Stage, name = 'http'): number =>
  stage.get('services', 'ingress-nginx-controller', NAMESPACE)!.spec.ports.find((one: { name: string }) => one.name === name).nodePort;
export const get = (stage: Stage, host: string, at = '/hostname', more = '') =>
  stage.sh(`curl -s -m 3 ${more} -H 'Host: ${host}' http://node01:${port(stage)}${at}`, 'base').stdout;
export const status = (stage: Stage, host: string, at = '/hostname', more = '') =>
  get(stage, host, at, `-o /dev/null -w '%{http_code}' ${more}`);
export const refused = (stage: Stage, yaml: string) => stage.fails(`cat <<'E' | kubectl apply -f -\n${yaml}\nE`);
