import type { ChartSource } from './chart-source';
import { looseDefinition } from './parts';

const FULLNAME = (name: string) => `{{- define "${name}.fullname" -}}
{{- if .Values.fullnameOverride -}}{{ .Values.fullnameOverride | trunc 26 | trimSuffix "-" }}
{{- else if contains (default .Chart.Name .Values.nameOverride) .Release.Name -}}{{ .Release.Name | trunc 26 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-%s" .Release.Name (default .Chart.Name .Values.nameOverride) | trunc 26 | trimSuffix "-" }}
{{- end -}}
{{- end -}}
`;

interface Part {
  readonly chart: string;
  /** What follows the full name of the release, or the whole name in `{{…}}`. */
  readonly name: string;
  readonly kind?: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly app: string;
  /** Where `image`, `replicas`, `service` and `resources` stand in the values. */
  readonly values: string;
  readonly port: number;
  readonly servicePort: string;
  readonly args?: string;
  readonly env?: string;
  readonly spec?: string;
  readonly mounts?: string;
  readonly volumes?: string;
}

/** One program with its Service. */
const part = (it: Part): string => {
  const kind = it.kind ?? 'Deployment';
  const labels = (indent: number) => {
    const pad = ' '.repeat(indent);
    return `app.kubernetes.io/name: ${it.app}\n${pad}app.kubernetes.io/instance: {{ .Release.Name | quote }}`;
  };
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${it.name}
  namespace: {{ .Release.Namespace }}
  labels:
    ${labels(4)}
    app.kubernetes.io/managed-by: {{ .Release.Service }}
    helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
spec:
${kind === 'DaemonSet' ? '' : `  replicas: {{ ${it.values}.replicas | default 1 }}\n`}${kind === 'StatefulSet' ? `  serviceName: ${it.name}\n` : ''}  selector:
    matchLabels:
      ${labels(6)}
  template:
    metadata:
      labels:
        ${labels(8)}
    spec:
${it.spec ?? ''}      containers:
        - name: ${it.app}
          image: {{ ${it.values}.image.registry }}/{{ ${it.values}.image.repository }}:{{ ${it.values}.image.tag }}
${it.args ? `          args: [${it.args}]\n` : ''}${it.env ?? ''}          ports:
            - {name: http-web, containerPort: ${it.port}}
          readinessProbe:
            tcpSocket: {port: http-web}
          {{- with ${it.values}.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
${it.mounts ?? ''}${it.volumes ?? ''}---
apiVersion: v1
kind: Service
metadata:
  name: ${it.name}
  namespace: {{ .Release.Namespace }}
  labels:
    ${labels(4)}
spec:
  type: {{ ${it.values}.service.type }}
  ports:
    - name: http-web
      port: ${it.servicePort}
      targetPort: http-web
      {{- if and (eq ${it.values}.service.type "NodePort") ${it.values}.service.nodePort }}
      nodePort: {{ ${it.values}.service.nodePort }}
      {{- end }}
  selector:
    ${labels(4)}
`;
};

const image = (indent: string, registry: string, repository: string, tag: string) =>
  `${indent}image:\n${indent}  registry: ${registry}\n${indent}  repository: ${repository}\n${indent}  tag: ${tag}\n`;
const served = (indent: string, port: number, portKey = 'port') =>
  `${indent}resources: {}\n${indent}service:\n${indent}  type: ClusterIP\n${indent}  ${portKey}: ${port}\n${indent}  nodePort: ""\n`;

const configured = (config: string) => ({
  mounts: `          volumeMounts:\n            - {name: config, mountPath: /etc/prometheus}\n`,
  volumes: `      volumes:\n        - name: config\n          configMap: {name: ${config}}\n`,
});

const scrape = (name: string, kubeStateMetrics: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: {{ .Release.Namespace }}
data:
  prometheus.yml: |
    global:
      scrape_interval: 1m
    scrape_configs:
      - job_name: prometheus
        static_configs:
          - targets: ["localhost:9090"]
      - job_name: kube-state-metrics
        static_configs:
          - targets: ["${kubeStateMetrics}:8080"]
`;

const rights = (name: string, rules: string) => `apiVersion: v1
kind: ServiceAccount
metadata: {name: "${name}", namespace: {{ .Release.Namespace }}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: "${name}"}
rules:
${rules}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: "${name}"}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "${name}"}
subjects:
  - {kind: ServiceAccount, name: "${name}", namespace: {{ .Release.Namespace }}}
`;
const READS = '  - apiGroups: ["", apps, batch, networking.k8s.io]\n    resources: ["*"]\n    verbs: [list, watch, get]\n';

const exporter = (values: string) => ({
  kind: 'DaemonSet' as const,
  values,
  port: 9100,
  app: 'prometheus-node-exporter',
  servicePort: '9100',
  spec: '      hostNetwork: true\n      hostPID: true\n      tolerations:\n        - {effect: NoSchedule, operator: Exists}\n',
});
const GRAFANA_ENV = `          env:
            - name: GF_SECURITY_ADMIN_USER
              valueFrom: {secretKeyRef: {name: GRAFANA, key: admin-user}}
            - name: GF_SECURITY_ADMIN_PASSWORD
              valueFrom: {secretKeyRef: {name: GRAFANA, key: admin-password}}
`;
const grafanaSecret = (name: string, values: string) =>
  `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  namespace: {{ .Release.Namespace }}
type: Opaque
data:
  {{- $old := lookup "v1" "Secret" .Release.Namespace (printf "%s" "${name.replace(/\{\{.*\}\}/, '')}") }}
  admin-user: {{ ${values}.adminUser | b64enc | quote }}
  admin-password: {{ ${values}.adminPassword | default (randAlphaNum 40) | b64enc | quote }}
`.replace(/^.*\$old.*\n/m, '');

/** grafana/grafana. */
export const grafanaChart: ChartSource = {
  name: 'grafana',
  versions: [
    { version: '10.1.4', appVersion: '12.2.1', created: '2025-10-24T12:00:00Z' },
    { version: '8.5.12', appVersion: '11.2.10', created: '2024-11-12T12:00:00Z' },
  ],
  description: 'The leading tool for querying and visualizing time series and metrics.',
  keywords: ['monitoring', 'metric'],
  home: 'https://grafana.com',
  values: `nameOverride: ""\nfullnameOverride: ""\nreplicas: 1\n${image('', 'docker.io', 'grafana/grafana', '""')}adminUser: admin\nadminPassword: ""\n${served('', 80)}persistence:\n  enabled: false\n`,
  templates: {
    '_helpers.tpl': FULLNAME('grafana'),
    'deployment.yaml': part({
      chart: 'grafana',
      name: '{{ include "grafana.fullname" . }}',
      app: 'grafana',
      values: '.Values',
      port: 3000,
      servicePort: '{{ .Values.service.port }}',
      env: GRAFANA_ENV.replaceAll('GRAFANA,', '{{ include "grafana.fullname" . }},'),
    }).replace('{{ .Values.image.tag }}', '{{ .Values.image.tag | default .Chart.AppVersion }}'),
    'secret.yaml': grafanaSecret('{{ include "grafana.fullname" . }}', '.Values'),
    'NOTES.txt': `1. Get your '{{ .Values.adminUser }}' user password by running:

   kubectl get secret --namespace {{ .Release.Namespace }} {{ include "grafana.fullname" . }} -o jsonpath="{.data.admin-password}" | base64 --decode ; echo

2. The Grafana server can be accessed via port {{ .Values.service.port }} on the following DNS name from within your cluster:

   {{ include "grafana.fullname" . }}.{{ .Release.Namespace }}.svc.cluster.local
`,
  },
};

const OWN = '{{ include "prometheus.fullname" . }}';
/** prometheus-community/prometheus: server, alertmanager, kube-state-metrics and node-exporter. */
export const prometheusChart: ChartSource = {
  name: 'prometheus',
  versions: [
    { version: '27.45.0', appVersion: 'v3.7.3', created: '2025-11-07T12:00:00Z' },
    { version: '25.27.0', appVersion: 'v2.54.1', created: '2024-08-29T12:00:00Z' },
  ],
  description: 'Prometheus is a monitoring system and time series database.',
  keywords: ['monitoring', 'prometheus'],
  home: 'https://prometheus.io/',
  values: `nameOverride: ""\nfullnameOverride: ""\nserver:\n  replicas: 1\n  persistentVolume:\n    enabled: false\n${image('  ', 'quay.io', 'prometheus/prometheus', '""')}${served('  ', 80, 'servicePort')}alertmanager:\n  enabled: true\n${image('  ', 'quay.io', 'prometheus/alertmanager', 'v0.28.1')}${served('  ', 9093)}kube-state-metrics:\n  enabled: true\n${image('  ', 'registry.k8s.io', 'kube-state-metrics/kube-state-metrics', 'v2.17.0')}${served('  ', 8080)}prometheus-node-exporter:\n  enabled: true\n${image('  ', 'quay.io', 'prometheus/node-exporter', 'v1.10.2')}${served('  ', 9100)}`,
  templates: {
    '_helpers.tpl': FULLNAME('prometheus'),
    'clusterrole.yaml': rights(`${OWN}-server`, READS),
    'cm.yaml': scrape(`${OWN}-server`, '{{ .Release.Name }}-kube-state-metrics'),
    'deploy.yaml': part({
      chart: 'prometheus',
      name: `${OWN}-server`,
      app: 'prometheus',
      values: '.Values.server',
      port: 9090,
      servicePort: '{{ .Values.server.service.servicePort }}',
      args: '--config.file=/etc/prometheus/prometheus.yml, --storage.tsdb.path=/prometheus',
      spec: `      serviceAccountName: ${OWN}-server\n`,
      ...configured(`${OWN}-server`),
    }).replace('{{ .Values.server.image.tag }}', '{{ .Values.server.image.tag | default .Chart.AppVersion }}'),
    'alertmanager.yaml': `{{- if .Values.alertmanager.enabled }}\n${part({ chart: 'prometheus', name: '{{ .Release.Name }}-alertmanager', kind: 'StatefulSet', app: 'alertmanager', values: '.Values.alertmanager', port: 9093, servicePort: '9093' })}{{- end }}\n`,
    'kube-state-metrics.yaml': `{{- $ksm := index .Values "kube-state-metrics" }}\n{{- if $ksm.enabled }}\n${part({ chart: 'prometheus', name: '{{ .Release.Name }}-kube-state-metrics', app: 'kube-state-metrics', values: '$ksm', port: 8080, servicePort: '8080', spec: '      serviceAccountName: {{ .Release.Name }}-kube-state-metrics\n' })}---\n${rights('{{ .Release.Name }}-kube-state-metrics', READS)}{{- end }}\n`,
    'node-exporter.yaml': `{{- $exporter := index .Values "prometheus-node-exporter" }}\n{{- if $exporter.enabled }}\n${part({ chart: 'prometheus', name: '{{ .Release.Name }}-prometheus-node-exporter', ...exporter('$exporter') })}{{- end }}\n`,
    'NOTES.txt': `The Prometheus server can be accessed via port {{ .Values.server.service.servicePort }} on the following DNS name from within your cluster:
${OWN}-server.{{ .Release.Namespace }}.svc.cluster.local
`,
  },
};

const STACK = '{{ include "kube-prometheus-stack.fullname" . }}';
/** prometheus-community/kube-prometheus-stack: its parts as its operator would run them; the operator is not there. */
export const kubePrometheusStackChart: ChartSource = {
  name: 'kube-prometheus-stack',
  versions: [
    { version: '79.5.0', appVersion: 'v0.86.2', created: '2025-11-12T12:00:00Z' },
    { version: '65.8.1', appVersion: 'v0.77.2', created: '2024-11-07T12:00:00Z' },
  ],
  description:
    'kube-prometheus-stack collects Kubernetes manifests, Grafana dashboards, and Prometheus rules combined with documentation and scripts to provide easy to operate end-to-end Kubernetes cluster monitoring with Prometheus using the Prometheus Operator.',
  keywords: ['operator', 'prometheus', 'kube-prometheus'],
  home: 'https://github.com/prometheus-operator/kube-prometheus',
  values: `nameOverride: ""\nfullnameOverride: ""\nalertmanager:\n  enabled: true\n${image('  ', 'quay.io', 'prometheus/alertmanager', 'v0.28.1')}${served('  ', 9093)}grafana:\n  enabled: true\n  replicas: 1\n  adminUser: admin\n  adminPassword: prom-operator\n${image('  ', 'docker.io', 'grafana/grafana', '12.2.1')}${served('  ', 80)}kubeStateMetrics:\n  enabled: true\nkube-state-metrics:\n${image('  ', 'registry.k8s.io', 'kube-state-metrics/kube-state-metrics', 'v2.17.0')}${served('  ', 8080)}nodeExporter:\n  enabled: true\nprometheus-node-exporter:\n${image('  ', 'quay.io', 'prometheus/node-exporter', 'v1.10.2')}${served('  ', 9100)}prometheus:\n  enabled: true\n  prometheusSpec:\n    replicas: 1\n    retention: 10d\n${image('  ', 'quay.io', 'prometheus/prometheus', 'v3.7.3')}${served('  ', 9090)}`,
  crds: Object.fromEntries(
    [
      ['Alertmanager', 'alertmanagers', 'v1'],
      ['PodMonitor', 'podmonitors', 'v1'],
      ['Probe', 'probes', 'v1'],
      ['Prometheus', 'prometheuses', 'v1'],
      ['PrometheusRule', 'prometheusrules', 'v1'],
      ['ServiceMonitor', 'servicemonitors', 'v1'],
      ['AlertmanagerConfig', 'alertmanagerconfigs', 'v1alpha1'],
      ['ScrapeConfig', 'scrapeconfigs', 'v1alpha1'],
    ].map(([kind, plural, version]) => [`crd-${plural}.yaml`, looseDefinition('monitoring.coreos.com', kind!, plural!, version!)]),
  ),
  templates: {
    '_helpers.tpl': FULLNAME('kube-prometheus-stack').replace(
      '{{- define',
      "{{- /* Names as the operator makes them are long: the release's is cut. */ -}}\n{{- define",
    ),
    'prometheus/clusterrole.yaml': `{{- if .Values.prometheus.enabled }}\n${rights(`${STACK}-prometheus`, READS)}{{- end }}\n`,
    'prometheus/config.yaml': `{{- if .Values.prometheus.enabled }}\n${scrape(`prometheus-${STACK}-prometheus`, '{{ .Release.Name }}-kube-state-metrics')}{{- end }}\n`,
    'prometheus/prometheus.yaml': `{{- if .Values.prometheus.enabled }}\n${part({
      chart: 'kube-prometheus-stack',
      name: `prometheus-${STACK}-prometheus`,
      kind: 'StatefulSet',
      app: 'prometheus',
      values: '.Values.prometheus',
      port: 9090,
      servicePort: '{{ .Values.prometheus.service.port }}',
      args: '--config.file=/etc/prometheus/prometheus.yml, --storage.tsdb.path=/prometheus, "--storage.tsdb.retention.time={{ .Values.prometheus.prometheusSpec.retention }}"',
      spec: `      serviceAccountName: ${STACK}-prometheus\n`,
      ...configured(`prometheus-${STACK}-prometheus`),
    })
      .replace('{{ .Values.prometheus.replicas | default 1 }}', '{{ .Values.prometheus.prometheusSpec.replicas }}')
      .replace(
        `kind: Service\nmetadata:\n  name: prometheus-${STACK}-prometheus`,
        `kind: Service\nmetadata:\n  name: ${STACK}-prometheus`,
      )}{{- end }}\n`,
    'alertmanager/alertmanager.yaml': `{{- if .Values.alertmanager.enabled }}\n${part({
      chart: 'kube-prometheus-stack',
      name: `alertmanager-${STACK}-alertmanager`,
      kind: 'StatefulSet',
      app: 'alertmanager',
      values: '.Values.alertmanager',
      port: 9093,
      servicePort: '9093',
    }).replace(
      `kind: Service\nmetadata:\n  name: alertmanager-${STACK}-alertmanager`,
      `kind: Service\nmetadata:\n  name: ${STACK}-alertmanager`,
    )}{{- end }}\n`,
    'grafana/deployment.yaml': `{{- if .Values.grafana.enabled }}\n${part({
      chart: 'kube-prometheus-stack',
      name: '{{ .Release.Name }}-grafana',
      app: 'grafana',
      values: '.Values.grafana',
      port: 3000,
      servicePort: '{{ .Values.grafana.service.port }}',
      env: GRAFANA_ENV.replaceAll('GRAFANA,', '{{ .Release.Name }}-grafana,'),
    })}{{- end }}\n`,
    'grafana/secret.yaml': `{{- if .Values.grafana.enabled }}\n${grafanaSecret('{{ .Release.Name }}-grafana', '.Values.grafana')}{{- end }}\n`,
    'exporters/kube-state-metrics.yaml': `{{- $ksm := index .Values "kube-state-metrics" }}\n{{- if .Values.kubeStateMetrics.enabled }}\n${part({ chart: 'x', name: '{{ .Release.Name }}-kube-state-metrics', app: 'kube-state-metrics', values: '$ksm', port: 8080, servicePort: '8080', spec: '      serviceAccountName: {{ .Release.Name }}-kube-state-metrics\n' })}---\n${rights('{{ .Release.Name }}-kube-state-metrics', READS)}{{- end }}\n`,
    'exporters/node-exporter.yaml': `{{- $exporter := index .Values "prometheus-node-exporter" }}\n{{- if .Values.nodeExporter.enabled }}\n${part({ chart: 'x', name: '{{ .Release.Name }}-prometheus-node-exporter', ...exporter('$exporter') })}{{- end }}\n`,
    'NOTES.txt': `kube-prometheus-stack has been installed. Check its status by running:
  kubectl --namespace {{ .Release.Namespace }} get pods -l "app.kubernetes.io/instance={{ .Release.Name }}"

Get Grafana '{{ .Values.grafana.adminUser }}' user password by running:

  kubectl --namespace {{ .Release.Namespace }} get secrets {{ .Release.Name }}-grafana -o jsonpath="{.data.admin-password}" | base64 -d ; echo

WARNING: the Prometheus operator is not simulated here. Prometheus and Alertmanager run as it would run them, but nobody acts on ServiceMonitors, PodMonitors and PrometheusRules.
`,
  },
};
