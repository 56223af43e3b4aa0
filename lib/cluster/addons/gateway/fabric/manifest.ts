import type { KubeObject } from '@/lib/api/object';
import { account, clusterRights, rule } from '../../rbac';
import { definition, integer, list, object, oneOf, PORT, string, AGE } from '../definitions/schema';
import { CONTROLLER_NAME, GROUP, NGINX_GROUP } from '../resources';

export const NAMESPACE = 'nginx-gateway';
export const VERSION = '2.4.0';
export const IMAGE = 'ghcr.io/nginx/nginx-gateway-fabric';
const SELECTOR = { 'app.kubernetes.io/instance': 'nginx-gateway', 'app.kubernetes.io/name': 'nginx-gateway' };
const LABELS = { ...SELECTOR, 'app.kubernetes.io/version': VERSION };
const own = (name: string) => ({ name, namespace: NAMESPACE, labels: LABELS });
/** What containers of the project are confined to. */
export const CONFINED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsGroup: 1001,
  runAsUser: 101,
  seccompProfile: { type: 'RuntimeDefault' },
};
const namespaceOfPod = { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } };
const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** NginxGateway and NginxProxy; the policies and filters of the project are not simulated and left out. */
export const fabricDefinitions = (): readonly KubeObject[] => [
  definition({
    group: NGINX_GROUP,
    kind: 'NginxGateway',
    plural: 'nginxgateways',
    versions: ['v1alpha1'],
    columns: [AGE],
    spec: object({ logging: object({ level: oneOf('info debug error', { default: 'info' }) }) }),
    status: anything,
  }),
  definition({
    group: NGINX_GROUP,
    kind: 'NginxProxy',
    plural: 'nginxproxies',
    versions: ['v1alpha2'],
    columns: [AGE],
    spec: object({
      ipFamily: oneOf('dual ipv4 ipv6', { default: 'dual' }),
      disableHTTP2: { type: 'boolean' },
      logging: anything,
      telemetry: anything,
      rewriteClientIP: anything,
      kubernetes: object({
        daemonSet: anything,
        deployment: object({ container: anything, pod: anything, autoscaling: anything, replicas: integer(0, 2 ** 31 - 1) }),
        service: object({
          type: oneOf('ClusterIP LoadBalancer NodePort', { default: 'LoadBalancer' }),
          externalTrafficPolicy: oneOf('Cluster Local', { default: 'Local' }),
          loadBalancerIP: string(),
          loadBalancerClass: string(),
          loadBalancerSourceRanges: list(string(), 64),
          nodePorts: list(object({ port: PORT, listenerPort: PORT }, 'port listenerPort'), 64),
          patches: anything,
        }),
      }),
    }),
  }),
];

/** What deploy/{default,nodeport}/deploy.yaml create. */
export const fabricObjects = (type: 'LoadBalancer' | 'NodePort'): readonly KubeObject[] => [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
  { ...account(NAMESPACE, 'nginx-gateway', LABELS), automountServiceAccountToken: false },
  { ...account(NAMESPACE, 'nginx-gateway-cert-generator', LABELS), automountServiceAccountToken: false },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: own('nginx-gateway-cert-generator'),
    rules: [rule('create update get', '', 'secrets')],
  },
  ...clusterRights('nginx-gateway', 'nginx-gateway', { namespace: NAMESPACE, name: 'nginx-gateway' }, [
    rule('get list watch', '', 'namespaces pods'),
    rule('list', '', 'nodes'),
    rule('create', 'authentication.k8s.io', 'tokenreviews'),
    rule('list watch', 'apiextensions.k8s.io', 'customresourcedefinitions'),
    rule('list watch', GROUP, 'gatewayclasses gateways httproutes referencegrants grpcroutes backendtlspolicies'),
    rule('update', GROUP, 'gatewayclasses/status gateways/status httproutes/status grpcroutes/status backendtlspolicies/status'),
    rule('create update delete list get watch', '', 'secrets configmaps serviceaccounts services'),
    rule('create patch', '', 'events'),
    rule('create update delete list get watch', 'apps', 'deployments daemonsets'),
    rule('get list', 'apps', 'replicasets'),
    rule('list watch', 'discovery.k8s.io', 'endpointslices'),
    rule('get list watch', NGINX_GROUP, 'nginxgateways nginxproxies'),
    rule('update', NGINX_GROUP, 'nginxgateways/status'),
    rule('create get update', 'coordination.k8s.io', 'leases'),
  ]),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: own('nginx-gateway-cert-generator'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'nginx-gateway-cert-generator' },
    subjects: [{ kind: 'ServiceAccount', name: 'nginx-gateway-cert-generator', namespace: NAMESPACE }],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: own('nginx-gateway'),
    spec: { ports: [{ name: 'agent-grpc', port: 443, protocol: 'TCP', targetPort: 8443 }], selector: SELECTOR, type: 'ClusterIP' },
  },
  controlPlane(),
  certificateJob(),
  {
    apiVersion: `${GROUP}/v1`,
    kind: 'GatewayClass',
    metadata: { name: 'nginx', labels: LABELS },
    spec: {
      controllerName: CONTROLLER_NAME,
      parametersRef: { group: NGINX_GROUP, kind: 'NginxProxy', name: 'nginx-gateway-proxy-config', namespace: NAMESPACE },
    },
  },
  {
    apiVersion: `${NGINX_GROUP}/v1alpha1`,
    kind: 'NginxGateway',
    metadata: own('nginx-gateway-config'),
    spec: { logging: { level: 'info' } },
  },
  {
    apiVersion: `${NGINX_GROUP}/v1alpha2`,
    kind: 'NginxProxy',
    metadata: own('nginx-gateway-proxy-config'),
    spec: {
      kubernetes: {
        deployment: { container: { image: { pullPolicy: 'IfNotPresent', repository: `${IMAGE}/nginx`, tag: VERSION } }, replicas: 1 },
        service: { externalTrafficPolicy: 'Local', type },
      },
    },
  },
];

const controlPlane = (): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: own('nginx-gateway'),
  spec: {
    replicas: 1,
    selector: { matchLabels: SELECTOR },
    template: {
      metadata: { annotations: { 'prometheus.io/port': '9113', 'prometheus.io/scrape': 'true' }, labels: SELECTOR },
      spec: {
        automountServiceAccountToken: true,
        containers: [
          {
            name: 'nginx-gateway',
            image: `${IMAGE}:${VERSION}`,
            imagePullPolicy: 'IfNotPresent',
            args: [
              'controller',
              `--gateway-ctlr-name=${CONTROLLER_NAME}`,
              '--gatewayclass=nginx',
              '--config=nginx-gateway-config',
              '--service=nginx-gateway',
              '--agent-tls-secret=agent-tls',
              '--metrics-port=9113',
              '--health-port=8081',
              '--leader-election-lock-name=nginx-gateway-leader-election',
            ],
            env: [namespaceOfPod, { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            ports: [
              { containerPort: 8443, name: 'agent-grpc' },
              { containerPort: 9113, name: 'metrics' },
              { containerPort: 8081, name: 'health' },
            ],
            readinessProbe: { httpGet: { path: '/readyz', port: 'health' }, initialDelaySeconds: 3, periodSeconds: 1 },
            securityContext: CONFINED,
            volumeMounts: [{ mountPath: '/var/run/secrets/ngf', name: 'nginx-agent-tls' }],
          },
        ],
        securityContext: { fsGroup: 1001, runAsNonRoot: true },
        serviceAccountName: 'nginx-gateway',
        terminationGracePeriodSeconds: 30,
        volumes: [{ name: 'nginx-agent-tls', secret: { secretName: 'server-tls' } }],
      },
    },
  },
});

const certificateJob = (): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: own('nginx-gateway-cert-generator'),
  spec: {
    template: {
      spec: {
        automountServiceAccountToken: true,
        containers: [
          {
            name: 'cert-generator',
            image: `${IMAGE}:${VERSION}`,
            imagePullPolicy: 'IfNotPresent',
            args: [
              'generate-certs',
              '--service=nginx-gateway',
              '--cluster-domain=cluster.local',
              '--server-tls-secret=server-tls',
              '--agent-tls-secret=agent-tls',
            ],
            env: [namespaceOfPod],
            securityContext: CONFINED,
          },
        ],
        restartPolicy: 'Never',
        securityContext: { fsGroup: 1001, runAsNonRoot: true },
        serviceAccountName: 'nginx-gateway-cert-generator',
      },
    },
    ttlSecondsAfterFinished: 30,
  },
});
