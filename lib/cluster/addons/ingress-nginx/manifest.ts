import type { KubeObject } from '@/lib/api/object';
import { account, clusterRights, rule } from '../rbac';
import { CONTROLLER } from './routes';

const NAMESPACE = 'ingress-nginx';
const VERSION = '1.13.3';
const INSTANCE = { 'app.kubernetes.io/instance': 'ingress-nginx', 'app.kubernetes.io/name': 'ingress-nginx' };
const COMPONENT = { ...INSTANCE, 'app.kubernetes.io/component': 'controller' };
const LABELS = { ...COMPONENT, 'app.kubernetes.io/part-of': 'ingress-nginx', 'app.kubernetes.io/version': VERSION };

/** What deploy/static/provider/{cloud,baremetal}/deploy.yaml create, but the admission webhook and its jobs. */
export const ingressNginxObjects = (type: 'LoadBalancer' | 'NodePort'): readonly KubeObject[] => [
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
      ...(type === 'LoadBalancer' ? { externalTrafficPolicy: 'Local' } : {}),
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [
        { appProtocol: 'http', name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
        { appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
      ],
      selector: COMPONENT,
      type,
    },
  },
  deployment(type),
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx', labels: LABELS },
    spec: { controller: CONTROLLER },
  },
];

function deployment(type: 'LoadBalancer' | 'NodePort'): KubeObject {
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
          terminationGracePeriodSeconds: 300,
          containers: [
            {
              name: 'controller',
              image: `registry.k8s.io/ingress-nginx/controller:v${VERSION}`,
              imagePullPolicy: 'IfNotPresent',
              args: [
                '/nginx-ingress-controller',
                ...(type === 'LoadBalancer' ? ['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller'] : []),
                '--election-id=ingress-nginx-leader',
                `--controller-class=${CONTROLLER}`,
                '--ingress-class=nginx',
                '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller',
              ],
              env: [
                { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
              ],
              livenessProbe: { ...probe, failureThreshold: 5 },
              readinessProbe: { ...probe, failureThreshold: 3 },
              ports: [
                { containerPort: 80, name: 'http', protocol: 'TCP' },
                { containerPort: 443, name: 'https', protocol: 'TCP' },
              ],
              resources: { requests: { cpu: '100m', memory: '90Mi' } },
            },
          ],
        },
      },
    },
  };
}
