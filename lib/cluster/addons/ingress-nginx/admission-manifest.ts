import type { KubeObject } from '@/lib/api/object';
import { account, clusterRights, rule } from '../rbac';

const NAMESPACE = 'ingress-nginx';
const NAME = 'ingress-nginx-admission';
const SERVICE = 'ingress-nginx-controller-admission';
const RBAC = 'rbac.authorization.k8s.io';
const CERTGEN = 'registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.3';
/** Made by a Job; without it the controller's pods do not start. */
export const ADMISSION_SECRET = NAME;

type Labels = Readonly<Record<string, string>>;

/** The validating webhook of the controller and the Jobs that give it a certificate. */
export function admissionObjects(controller: Labels, selector: Labels): readonly KubeObject[] {
  const labels = { ...controller, 'app.kubernetes.io/component': 'admission-webhook' };
  const own = { name: NAME, namespace: NAMESPACE, labels };
  return [
    account(NAMESPACE, NAME, labels),
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: own, rules: [rule('get create', '', 'secrets')] },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: own,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }],
    },
    ...clusterRights(NAME, NAME, { namespace: NAMESPACE, name: NAME }, [
      rule('get update', 'admissionregistration.k8s.io', 'validatingwebhookconfigurations'),
    ]),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: SERVICE, namespace: NAMESPACE, labels: controller },
      spec: {
        ports: [{ appProtocol: 'https', name: 'https-webhook', port: 443, targetPort: 'webhook' }],
        selector,
        type: 'ClusterIP',
      },
    },
    job(`${NAME}-create`, labels, [
      'create',
      `--host=${SERVICE},${SERVICE}.$(POD_NAMESPACE).svc`,
      '--namespace=$(POD_NAMESPACE)',
      `--secret-name=${NAME}`,
    ]),
    job(`${NAME}-patch`, labels, [
      'patch',
      `--webhook-name=${NAME}`,
      '--namespace=$(POD_NAMESPACE)',
      '--patch-mutating=false',
      `--secret-name=${NAME}`,
      '--patch-failure-policy=Fail',
    ]),
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: NAME, labels },
      webhooks: [
        {
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { name: SERVICE, namespace: NAMESPACE, path: '/networking/v1/ingresses', port: 443 } },
          failurePolicy: 'Fail',
          matchPolicy: 'Equivalent',
          name: 'validate.nginx.ingress.kubernetes.io',
          rules: [{ apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['ingresses'] }],
          sideEffects: 'None',
        },
      ],
    },
  ];
}

const job = (name: string, labels: Labels, args: readonly string[]): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: NAMESPACE, labels },
  spec: {
    template: {
      metadata: { name, labels },
      spec: {
        automountServiceAccountToken: true,
        containers: [
          {
            name: args[0],
            image: CERTGEN,
            imagePullPolicy: 'IfNotPresent',
            args,
            env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              readOnlyRootFilesystem: true,
              runAsGroup: 65532,
              runAsNonRoot: true,
              runAsUser: 65532,
              seccompProfile: { type: 'RuntimeDefault' },
            },
          },
        ],
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        restartPolicy: 'OnFailure',
        serviceAccountName: NAME,
      },
    },
    ttlSecondsAfterFinished: 0,
  },
});
