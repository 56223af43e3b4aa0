import type { KubeObject } from '@/lib/api/object';
import { account, clusterRights, rule } from '../rbac';
import { admissionObjects, ADMISSION_SECRET } from './admission-manifest';
import { CONTROLLER } from './routes';

const NAMESPACE = 'ingress-nginx';
const VERSION = '1.13.3';
const INSTANCE = { 'app.kubernetes.io/instance': 'ingress-nginx', 'app.kubernetes.io/name': 'ingress-nginx' };
const COMPONENT = { ...INSTANCE, 'app.kubernetes.io/component': 'controller' };
const LABELS = { ...COMPONENT, 'app.kubernetes.io/part-of': 'ingress-nginx', 'app.kubernetes.io/version': VERSION };

/** Where it is installed: that decides how it is reached. */
export type Provider = 'cloud' | 'baremetal' | 'kind';

/** What deploy/static/provider/{cloud,baremetal,kind}/deploy.yaml create. */
export const ingressNginxObjects = (provider: Provider): readonly KubeObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: INSTANCE } },
  account(NAMESPACE, 'ingress-nginx', LABELS),
  ...clusterRights('ingress-nginx', 'ingress-nginx', { namespace: NAMESPACE, name: 'ingress-nginx' }, [
    rule('list watch', '', 'configmaps endpoints nodes pods secrets namespaces'),
    rule('list watch', 'coordination.k8s.io', 'leases'),
    rule('get', '', 'nodes'),
    rule('get list watch', '', 'services'),
    rule('get list watch', 'networking.k8s.io', 'ingresses'),
    rule('create patch', '', 'events'),
    rule('update patch', 'networking.k8s.io', 'ingresses/status'),
    rule('get list watch', 'networking.k8s.io', 'ingressclasses'),
    rule('list watch get', 'discovery.k8s.io', 'endpointslices'),
  ]),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ingress-nginx-controller', namespace: NAMESPACE, labels: LABELS } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'ingress-nginx-controller', namespace: NAMESPACE, labels: LABELS },
    spec: {
      ...(provider === 'cloud' ? { externalTrafficPolicy: 'Local' } : {}),
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [
        { appProtocol: 'http', name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
        { appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
      ],
      selector: COMPONENT,
      type: provider === 'cloud' ? 'LoadBalancer' : 'NodePort',
    },
  },
  deployment(provider),
  ...admissionObjects(LABELS, COMPONENT),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx', labels: LABELS },
    spec: { controller: CONTROLLER },
  },
];

const ALLOWANCE: Readonly<Record<Provider, readonly string[]>> = {
  cloud: ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'],
  baremetal: [],
  kind: ['--watch-ingress-without-class=true', '--publish-status-address=localhost'],
};

function deployment(provider: Provider): KubeObject {
  const host = (port: number) => (provider === 'kind' ? { hostPort: port } : {});
  const probe = {
    httpGet: { path: '/healthz', port: 10254, scheme: 'HTTP' },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    timeoutSeconds: 1,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'ingress-nginx-controller', namespace: NAMESPACE, labels: LABELS },
    spec: {
      minReadySeconds: 0,
      revisionHistoryLimit: 10,
      selector: { matchLabels: COMPONENT },
      strategy: { rollingUpdate: { maxUnavailable: 1 }, type: 'RollingUpdate' },
      template: {
        metadata: { labels: LABELS },
        spec: {
          dnsPolicy: 'ClusterFirst',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          serviceAccountName: 'ingress-nginx',
          terminationGracePeriodSeconds: provider === 'kind' ? 0 : 300,
          ...(provider === 'kind'
            ? {
                tolerations: ['master', 'control-plane'].map((role) => ({
                  key: `node-role.kubernetes.io/${role}`,
                  operator: 'Equal',
                  effect: 'NoSchedule',
                })),
              }
            : {}),
          volumes: [{ name: 'webhook-cert', secret: { secretName: ADMISSION_SECRET } }],
          containers: [
            {
              name: 'controller',
              image: `registry.k8s.io/ingress-nginx/controller:v${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              args: [
                '/nginx-ingress-controller',
                ...ALLOWANCE[provider],
                '--election-id=ingress-nginx-leader',
                `--controller-class=${CONTROLLER}`,
                '--ingress-class=nginx',
                '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller',
                '--validating-webhook=:8443',
                '--validating-webhook-certificate=/usr/local/certificates/cert',
                '--validating-webhook-key=/usr/local/certificates/key',
              ],
              env: [
                { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
              ],
              livenessProbe: { ...probe, failureThreshold: 5 },
              readinessProbe: { ...probe, failureThreshold: 3 },
              ports: [
                { containerPort: 80, ...host(80), name: 'http', protocol: 'TCP' },
                { containerPort: 443, ...host(443), name: 'https', protocol: 'TCP' },
                { containerPort: 8443, name: 'webhook', protocol: 'TCP' },
              ],
              volumeMounts: [{ mountPath: '/usr/local/certificates/', name: 'webhook-cert', readOnly: true }],
              resources: { requests: { cpu: '100m', memory: '90Mi' } },
            },
          ],
        },
      },
    },
  };
}
