import type { ChartSource } from './chart-source';

const crd = (kind: string, plural: string, short: string) => `{{- if .Values.crds.install }}
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    {{- if .Values.crds.keep }}
    "helm.sh/resource-policy": keep
    {{- end }}
    {{- with .Values.crds.annotations }}
      {{- toYaml . | nindent 4 }}
    {{- end }}
  labels:
    app.kubernetes.io/name: ${plural}.argoproj.io
    app.kubernetes.io/part-of: argocd
  name: ${plural}.argoproj.io
spec:
  group: argoproj.io
  names:
    kind: ${kind}
    listKind: ${kind}List
    plural: ${plural}
    shortNames: [${short}]
    singular: ${kind.toLowerCase()}
  scope: Namespaced
  versions:
  - name: v1alpha1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        x-kubernetes-preserve-unknown-fields: true
{{- end }}
`;

const component = (name: string, kind: 'Deployment' | 'StatefulSet', command: string, port: number) => `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: {{ include "argo-cd.fullname" . }}-${name}
  namespace: {{ .Release.Namespace | quote }}
  labels: {{- include "argo-cd.labels" (dict "context" . "name" "${name}") | nindent 4 }}
spec:
  replicas: {{ (index .Values "${name}").replicas | default 1 }}
  ${kind === 'StatefulSet' ? `serviceName: {{ include "argo-cd.fullname" . }}-${name}\n  ` : ''}selector:
    matchLabels: {{- include "argo-cd.selector" (dict "context" . "name" "${name}") | nindent 6 }}
  template:
    metadata:
      labels: {{- include "argo-cd.labels" (dict "context" . "name" "${name}") | nindent 8 }}
    spec:
      containers:
        - name: ${name}
          image: {{ .Values.global.image.repository }}:{{ default .Chart.AppVersion .Values.global.image.tag }}
          imagePullPolicy: {{ .Values.global.image.imagePullPolicy }}
          args: [${command}]
          ports:
            - containerPort: ${port}
`;

/** argo/argo-cd: definitions (`crds.install`) and the main components. */
export const argoCdChart: ChartSource = {
  name: 'argo-cd',
  versions: [
    { version: '9.1.0', appVersion: 'v3.2.0', created: '2025-11-05T12:00:00Z' },
    { version: '8.6.0', appVersion: 'v3.1.8', created: '2025-10-06T12:00:00Z' },
    { version: '7.7.3', appVersion: 'v2.13.0', created: '2024-11-12T12:00:00Z' },
  ],
  description: 'A Helm chart for Argo CD, a declarative, GitOps continuous delivery tool for Kubernetes.',
  keywords: ['argoproj', 'argocd', 'gitops'],
  home: 'https://github.com/argoproj/argo-helm',
  values: `nameOverride: argocd
fullnameOverride: ""
crds:
  install: true
  keep: true
  annotations: {}
global:
  image:
    repository: quay.io/argoproj/argocd
    tag: ""
    imagePullPolicy: IfNotPresent
server:
  replicas: 1
  service:
    type: ClusterIP
repo-server:
  replicas: 1
application-controller:
  replicas: 1
`,
  templates: {
    '_helpers.tpl': `{{- define "argo-cd.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- define "argo-cd.selector" -}}
app.kubernetes.io/name: {{ .context.Values.nameOverride }}-{{ .name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
{{- end -}}
{{- define "argo-cd.labels" -}}
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{ include "argo-cd.selector" . }}
app.kubernetes.io/component: {{ .name }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
app.kubernetes.io/part-of: argocd
{{- end -}}
`,
    'crds/crd-application.yaml': crd('Application', 'applications', 'app, apps'),
    'crds/crd-applicationset.yaml': crd('ApplicationSet', 'applicationsets', 'appset, appsets'),
    'crds/crd-project.yaml': crd('AppProject', 'appprojects', 'appproj, appprojs'),
    'argocd-server/deployment.yaml': component('server', 'Deployment', '/usr/local/bin/argocd-server', 8080),
    'argocd-server/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "argo-cd.fullname" . }}-server
  namespace: {{ .Release.Namespace | quote }}
  labels: {{- include "argo-cd.labels" (dict "context" . "name" "server") | nindent 4 }}
spec:
  type: {{ .Values.server.service.type }}
  ports:
    - {name: http, port: 80, targetPort: 8080}
    - {name: https, port: 443, targetPort: 8080}
  selector: {{- include "argo-cd.selector" (dict "context" . "name" "server") | nindent 4 }}
`,
    'argocd-repo-server/deployment.yaml': component('repo-server', 'Deployment', '/usr/local/bin/argocd-repo-server', 8081),
    'argocd-application-controller/statefulset.yaml': component(
      'application-controller',
      'StatefulSet',
      '/usr/local/bin/argocd-application-controller',
      8082,
    ),
  },
};
