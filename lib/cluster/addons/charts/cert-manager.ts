import type { ChartSource } from './chart-source';
import { looseDefinition } from './parts';

const NAME = '{{ include "cert-manager.fullname" . }}';
const labels = (component: string, indent: number) => {
  const pad = ' '.repeat(indent);
  return `app: ${component === 'controller' ? 'cert-manager' : component}\n${pad}app.kubernetes.io/name: ${component === 'controller' ? 'cert-manager' : component}\n${pad}app.kubernetes.io/instance: {{ .Release.Name | quote }}\n${pad}app.kubernetes.io/component: ${component === 'controller' ? '"controller"' : `"${component}"`}`;
};

const deployment = (component: 'controller' | 'webhook' | 'cainjector', port: number, args: string): string => {
  const values = component === 'controller' ? '.Values' : `.Values.${component}`;
  const suffix = component === 'controller' ? '' : `-${component}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${NAME}${suffix}
  namespace: {{ .Release.Namespace }}
  labels:
    ${labels(component, 4)}
    app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
    app.kubernetes.io/managed-by: {{ .Release.Service }}
    helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
spec:
  replicas: {{ ${values}.replicaCount }}
  selector:
    matchLabels:
      ${labels(component, 6)}
  template:
    metadata:
      labels:
        ${labels(component, 8)}
    spec:
      serviceAccountName: ${NAME}${suffix}
      containers:
        - name: cert-manager-${component}
          image: {{ ${values}.image.repository }}:{{ ${values}.image.tag | default .Chart.AppVersion }}
          args: [${args}]
          ports:
            - {containerPort: ${port}, protocol: TCP}
          {{- with ${values}.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
      nodeSelector:
        kubernetes.io/os: linux
      {{- with ${values}.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${NAME}${suffix}
  namespace: {{ .Release.Namespace }}
  labels:
    ${labels(component, 4)}
`;
};

const crd = (group: string, kind: string, plural: string, scope?: string) =>
  `{{- if or .Values.crds.enabled .Values.installCRDs }}\n${looseDefinition(group, kind, plural, 'v1', scope).replace(
    'metadata:\n',
    'metadata:\n  {{- if .Values.crds.keep }}\n  annotations: {helm.sh/resource-policy: keep}\n  {{- end }}\n',
  )}{{- end }}\n`;

/** jetstack/cert-manager: its definitions and its deployments; certificates are not issued. */
export const certManagerChart: ChartSource = {
  name: 'cert-manager',
  versions: [
    { version: 'v1.19.1', appVersion: 'v1.19.1', created: '2025-10-15T12:00:00Z' },
    { version: 'v1.18.2', appVersion: 'v1.18.2', created: '2025-07-02T12:00:00Z' },
    { version: 'v1.16.5', appVersion: 'v1.16.5', created: '2025-04-23T12:00:00Z' },
    { version: 'v1.14.7', appVersion: 'v1.14.7', created: '2024-07-15T12:00:00Z' },
    { version: 'v1.13.6', appVersion: 'v1.13.6', created: '2024-05-16T12:00:00Z' },
  ],
  description: 'A Helm chart for cert-manager',
  keywords: ['cert-manager', 'kube-lego', 'letsencrypt', 'tls'],
  home: 'https://cert-manager.io',
  values: `nameOverride: ""
fullnameOverride: ""
installCRDs: false
crds:
  enabled: false
  keep: true
replicaCount: 1
image:
  repository: quay.io/jetstack/cert-manager-controller
  tag: ""
resources: {}
tolerations: []
extraArgs: []
webhook:
  replicaCount: 1
  image:
    repository: quay.io/jetstack/cert-manager-webhook
    tag: ""
  resources: {}
  tolerations: []
cainjector:
  enabled: true
  replicaCount: 1
  image:
    repository: quay.io/jetstack/cert-manager-cainjector
    tag: ""
  resources: {}
  tolerations: []
`,
  templates: {
    '_helpers.tpl': `{{- define "cert-manager.fullname" -}}
{{- if .Values.fullnameOverride -}}{{ .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (default .Chart.Name .Values.nameOverride) .Release.Name -}}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 63 | trimSuffix "-" }}
{{- end -}}
{{- end -}}
`,
    'crd-certificates.yaml': crd('cert-manager.io', 'Certificate', 'certificates'),
    'crd-certificaterequests.yaml': crd('cert-manager.io', 'CertificateRequest', 'certificaterequests'),
    'crd-issuers.yaml': crd('cert-manager.io', 'Issuer', 'issuers'),
    'crd-clusterissuers.yaml': crd('cert-manager.io', 'ClusterIssuer', 'clusterissuers', 'Cluster'),
    'crd-orders.yaml': crd('acme.cert-manager.io', 'Order', 'orders'),
    'crd-challenges.yaml': crd('acme.cert-manager.io', 'Challenge', 'challenges'),
    'deployment.yaml': deployment(
      'controller',
      9402,
      '--v=2, "--cluster-resource-namespace=$(POD_NAMESPACE)", --leader-election-namespace=kube-system{{ range .Values.extraArgs }}, {{ . | quote }}{{ end }}',
    ),
    'webhook-deployment.yaml': deployment('webhook', 10250, '--v=2, --secure-port=10250'),
    'cainjector-deployment.yaml': `{{- if .Values.cainjector.enabled }}\n${deployment('cainjector', 9402, '--v=2, --leader-election-namespace=kube-system')}{{- end }}\n`,
    'rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${NAME}-controller
rules:
  - apiGroups: [cert-manager.io, acme.cert-manager.io]
    resources: ["*"]
    verbs: ["*"]
  - apiGroups: [""]
    resources: [secrets, events, services, pods]
    verbs: [get, list, watch, create, update, delete, patch]
  - apiGroups: [networking.k8s.io]
    resources: [ingresses]
    verbs: [get, list, watch, create, delete, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${NAME}-controller
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${NAME}-controller}
subjects:
  - {kind: ServiceAccount, name: ${NAME}, namespace: {{ .Release.Namespace }}}
`,
    'service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: ${NAME}
  namespace: {{ .Release.Namespace }}
spec:
  ports:
    - {name: tcp-prometheus-servicemonitor, port: 9402, targetPort: 9402}
  selector:
    ${labels('controller', 4)}
---
apiVersion: v1
kind: Service
metadata:
  name: ${NAME}-webhook
  namespace: {{ .Release.Namespace }}
spec:
  ports:
    - {name: https, port: 443, targetPort: 10250}
  selector:
    ${labels('webhook', 4)}
`,
    'NOTES.txt': `{{- if not (or .Values.crds.enabled .Values.installCRDs) }}
⚠️  WARNING: New default private key rotation and no definitions: install them with --set crds.enabled=true.
{{ end }}
WARNING: cert-manager's controllers are not simulated here. Issuers and Certificates can be created, but no certificate is issued.

cert-manager {{ .Chart.AppVersion }} has been deployed.
`.replace(
      'New default private key rotation and no definitions: install them',
      'the definitions of Certificate and Issuer are not installed: install them',
    ),
  },
};
