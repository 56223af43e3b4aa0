import type { ApiResponse } from '../client/client';
import type { Call } from './call';
import { textAnswer } from './rest/answer';

const HOOKS = [
  'start-apiserver-admission-initializer',
  'generic-apiserver-start-informers',
  'priority-and-fairness-config-consumer',
  'priority-and-fairness-filter',
  'storage-object-count-tracker-hook',
  'start-apiextensions-informers',
  'start-apiextensions-controllers',
  'crd-informer-synced',
  'start-system-namespaces-controller',
  'start-cluster-authentication-info-controller',
  'start-kube-apiserver-identity-lease-controller',
  'start-kube-apiserver-identity-lease-garbage-collector',
  'start-legacy-token-tracking-controller',
  'start-service-ip-repair-controllers',
  'rbac/bootstrap-roles',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
  'aggregator-reload-proxy-client-cert',
  'start-kube-aggregator-informers',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'kube-apiserver-autoregistration',
].map((name) => `poststarthook/${name}`);

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: [
    'ping',
    'log',
    'etcd',
    ...HOOKS,
    'autoregister-completion',
    'poststarthook/apiservice-openapi-controller',
    'poststarthook/apiservice-openapiv3-controller',
  ],
  livez: [
    'ping',
    'log',
    'etcd',
    ...HOOKS,
    'autoregister-completion',
    'poststarthook/apiservice-openapi-controller',
    'poststarthook/apiservice-openapiv3-controller',
  ],
  readyz: [
    'ping',
    'log',
    'etcd',
    'etcd-readiness',
    'informer-sync',
    ...HOOKS,
    'autoregister-completion',
    'poststarthook/apiservice-openapi-controller',
    'poststarthook/apiservice-openapiv3-controller',
    'shutdown',
  ],
};

/** Paths of all checks, as the root lists them. */
export const healthPaths = (): string[] =>
  Object.entries(CHECKS).flatMap(([root, checks]) => [`/${root}`, ...checks.map((name) => `/${root}/${name}`)]);

const healthAnswer = (body: string): ApiResponse => {
  const answer = textAnswer(200, body);
  return { ...answer, headers: { ...answer.headers, 'x-content-type-options': 'nosniff' } };
};

/** /healthz, /livez, /readyz and the single checks below them. This server is healthy whenever it answers. Models healthz. */
export function serveHealth(call: Call): ApiResponse | undefined {
  const [, root = '', ...rest] = call.info.path.split('/');
  const checks = Object.hasOwn(CHECKS, root) ? CHECKS[root] : undefined;
  if (!checks) return undefined;
  if (rest.length > 0) return checks.includes(rest.join('/')) ? healthAnswer('ok') : undefined;
  if (call.request.query.verbose === undefined) return healthAnswer('ok');
  const excluded = new Set((call.request.query.exclude ?? []).filter((name) => name !== ''));
  const lines = checks.map((name) => (excluded.delete(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  if (excluded.size > 0) {
    const names = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names.join(', ')}`);
  }
  return healthAnswer(`${lines.join('\n')}\n${root} check passed\n`);
}
