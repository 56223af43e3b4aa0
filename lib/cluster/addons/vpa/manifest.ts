import type { KubeObject } from '@/lib/api/object';
import { account, rule, type Rule } from '../rbac';
import { GROUP, NAMESPACE } from './resources';

const RBAC = 'rbac.authorization.k8s.io';
const VERSION = '1.5.1';
const CERTIFICATES = 'vpa-tls-certs';
const SERVICE = 'vpa-webhook';

const role = (name: string, rules: readonly Rule[]): KubeObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRole',
  metadata: { name: `system:${name}` },
  rules,
});
const binding = (name: string, to: string, ...accounts: string[]): KubeObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name: `system:${name}` },
  roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: `system:${to}` },
  subjects: accounts.map((account) => ({ kind: 'ServiceAccount', name: `vpa-${account}`, namespace: NAMESPACE })),
});

/** Objects of deploy/vpa-rbac.yaml. */
export const vpaRights = (): readonly KubeObject[] => [
  role('metrics-reader', [rule('get list', 'metrics.k8s.io', 'pods')]),
  role('vpa-actor', [
    rule('get list watch', '', 'pods nodes limitranges'),
    rule('get list watch create', '', 'events'),
    rule('get list watch', GROUP, 'verticalpodautoscalers'),
    rule('get list watch', 'apps', 'deployments replicasets statefulsets daemonsets'),
  ]),
  role('vpa-status-actor', [rule('get patch', GROUP, 'verticalpodautoscalers/status')]),
  role('vpa-checkpoint-actor', [
    rule('get list watch create patch delete', GROUP, 'verticalpodautoscalercheckpoints'),
    rule('get list', '', 'namespaces'),
  ]),
  role('evictioner', [rule('get', 'apps', 'replicasets'), rule('create', '', 'pods/eviction')]),
  role('vpa-updater-in-place', [rule('patch', '', 'pods/resize pods')]),
  binding('metrics-reader', 'metrics-reader', 'recommender'),
  binding('vpa-actor', 'vpa-actor', 'recommender', 'updater'),
  binding('vpa-status-actor', 'vpa-status-actor', 'recommender'),
  binding('vpa-checkpoint-actor', 'vpa-checkpoint-actor', 'recommender'),
  role('vpa-target-reader', [
    rule('get list watch', '', 'replicationcontrollers replicationcontrollers/scale'),
    rule(
      'get list watch',
      'apps',
      'daemonsets deployments replicasets statefulsets deployments/scale replicasets/scale statefulsets/scale',
    ),
    rule('get list watch', 'batch', 'jobs cronjobs'),
  ]),
  binding('vpa-target-reader-binding', 'vpa-target-reader', 'recommender', 'admission-controller', 'updater'),
  binding('vpa-evictioner-binding', 'evictioner', 'updater'),
  binding('vpa-updater-in-place-binding', 'vpa-updater-in-place', 'updater'),
  account(NAMESPACE, 'vpa-admission-controller'),
  account(NAMESPACE, 'vpa-recommender'),
  account(NAMESPACE, 'vpa-updater'),
  role('vpa-admission-controller', [
    rule('get list watch', '', 'pods configmaps nodes limitranges'),
    rule('create delete get list', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations'),
    rule('get list watch', GROUP, 'verticalpodautoscalers'),
    rule('create update get list watch patch', 'coordination.k8s.io', 'leases'),
  ]),
  binding('vpa-admission-controller', 'vpa-admission-controller', 'admission-controller'),
  role('vpa-status-reader', [rule('get list watch', 'coordination.k8s.io', 'leases')]),
  binding('vpa-status-reader-binding', 'vpa-status-reader', 'updater'),
];

function deployment(component: string, port: number, memory: readonly [string, string], container: object, pod: object = {}): KubeObject {
  const name = `vpa-${component}`;
  const probe = { httpGet: { path: '/health-check', port: 'prometheus', scheme: 'HTTP' }, periodSeconds: 10, failureThreshold: 3 };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, runAsUser: 65534 },
          containers: [
            {
              name: component,
              image: `registry.k8s.io/autoscaling/${name}:${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              resources: { limits: { cpu: '200m', memory: memory[1] }, requests: { cpu: '50m', memory: memory[0] } },
              ports: [{ name: 'prometheus', containerPort: port }],
              livenessProbe: { ...probe, initialDelaySeconds: 5 },
              readinessProbe: probe,
              ...container,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

export const recommenderDeployment = (): KubeObject => deployment('recommender', 8942, ['500Mi', '1000Mi'], {});

export const updaterDeployment = (): KubeObject =>
  deployment('updater', 8943, ['500Mi', '1000Mi'], {
    env: [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
    args: ['--v=4', '--stderrthreshold=info'],
  });

/** The Secret with its certificates is hack/gencerts.sh's to make; until then its pod waits. */
export const admissionDeployment = (): readonly KubeObject[] => [
  deployment(
    'admission-controller',
    8944,
    ['200Mi', '500Mi'],
    {
      env: [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
      args: ['--v=4', '--stderrthreshold=info', '--reload-cert=true'],
      volumeMounts: [{ name: 'tls-certs', mountPath: '/etc/tls-certs', readOnly: true }],
      ports: [{ containerPort: 8000 }, { name: 'prometheus', containerPort: 8944 }],
    },
    { volumes: [{ name: 'tls-certs', secret: { secretName: CERTIFICATES } }] },
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: SERVICE, namespace: NAMESPACE },
    spec: { ports: [{ port: 443, targetPort: 8000 }], selector: { app: 'vpa-admission-controller' } },
  },
];

/** What stands in for gencerts.sh: the Job by which the Helm chart has its certificates made. */
export function certificateJob(): readonly KubeObject[] {
  const name = 'vpa-admission-certgen';
  return [
    account(NAMESPACE, name),
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name, namespace: NAMESPACE },
      rules: [rule('get create', '', 'secrets')],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: NAMESPACE },
      roleRef: { apiGroup: RBAC, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }],
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        template: {
          spec: {
            serviceAccountName: name,
            restartPolicy: 'OnFailure',
            containers: [
              {
                name: 'certgen',
                image: 'registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3',
                args: [
                  'create',
                  `--host=${SERVICE},${SERVICE}.${NAMESPACE}.svc`,
                  `--namespace=${NAMESPACE}`,
                  `--secret-name=${CERTIFICATES}`,
                  '--ca-name=caCert.pem',
                  '--cert-name=serverCert.pem',
                  '--key-name=serverKey.pem',
                ],
              },
            ],
          },
        },
      },
    },
  ];
}
