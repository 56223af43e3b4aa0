import { mariadbChart } from './bitnami-stores';
import type { ChartSource } from './chart-source';
import { COMMON, head, matchLabels, NOTES_HEAD, placement } from './parts';

const SERVICE = (type: string) => `service:\n  type: ${type}\n  ports:\n    http: 80\n  nodePorts:\n    http: ""\n`;
const COMMON_VALUES = (repository: string) =>
  `global:\n  storageClass: ""\n  defaultStorageClass: ""\nnameOverride: ""\nfullnameOverride: ""\nimage:\n  registry: docker.io\n  repository: ${repository}\n  tag: ""\n  pullPolicy: IfNotPresent\nreplicaCount: 1\nresources: {}\nnodeSelector: {}\naffinity: {}\ntolerations: []\n`;

const web = (container: string, port: number, env: string, more = ''): string => `${head('apps/v1', 'Deployment')}spec:
  replicas: {{ .Values.replicaCount }}
  selector:
    matchLabels: ${matchLabels(6)}
  template:
    metadata:
      labels: {{- include "common.labels.standard" . | nindent 8 }}
    spec:
${placement('.Values', 6)}      containers:
        - name: ${container}
          image: {{ include "common.image" (dict "image" .Values.image "version" .Chart.AppVersion) }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
${env}          ports:
            - {name: http, containerPort: ${port}}
          readinessProbe:
            tcpSocket: {port: http}
          {{- with .Values.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
${more}`;

const svc = `${head('v1', 'Service')}spec:
  type: {{ .Values.service.type }}
  ports:
    - name: http
      port: {{ .Values.service.ports.http }}
      targetPort: http
      {{- if and (ne .Values.service.type "ClusterIP") .Values.service.nodePorts.http }}
      nodePort: {{ .Values.service.nodePorts.http }}
      {{- end }}
  selector: ${matchLabels(4)}
`;

/** bitnami/apache. */
export const apacheChart: ChartSource = {
  name: 'apache',
  versions: [
    { version: '11.4.29', appVersion: '2.4.65', created: '2025-08-13T12:00:00Z' },
    { version: '11.3.2', appVersion: '2.4.65', created: '2025-01-24T12:00:00Z' },
    { version: '10.9.0', appVersion: '2.4.65', created: '2024-05-28T12:00:00Z' },
  ],
  description:
    'Apache HTTP Server is an open-source HTTP server. The goal of this project is to provide a secure, efficient and extensible server that provides HTTP services in sync with the current HTTP standards.',
  keywords: ['apache', 'http', 'https', 'www', 'web', 'reverse proxy'],
  home: 'https://bitnami.com',
  values: `${COMMON_VALUES('bitnami/apache')}containerPorts:\n  http: 8080\n${SERVICE('LoadBalancer')}`,
  templates: {
    '_helpers.tpl': COMMON,
    'deployment.yaml': web('apache', 8080, ''),
    'svc.yaml': svc,
    'NOTES.txt': `${NOTES_HEAD}** Please be patient while the chart is being deployed **

1. Get the Apache URL from within the cluster:

    http://{{ include "common.names.fullname" . }}.{{ .Release.Namespace }}.svc.cluster.local:{{ .Values.service.ports.http }}
`,
  },
};

const DATABASE = '{{ if .Values.mariadb.enabled }}';

/** bitnami/wordpress: a site and, unless it is switched off, its MariaDB. */
export const wordpressChart: ChartSource = {
  name: 'wordpress',
  versions: [
    { version: '25.0.14', appVersion: '6.8.3', created: '2025-08-07T12:00:00Z' },
    { version: '23.1.29', appVersion: '6.6.2', created: '2024-10-23T12:00:00Z' },
  ],
  description:
    'WordPress is the most popular blogging and content management platform. It is powerful yet simple, everyone from students to global corporations use it to build beautiful, functional websites.',
  keywords: ['application', 'blog', 'cms', 'http', 'php', 'web', 'wordpress'],
  home: 'https://bitnami.com',
  dependencies: [{ chart: mariadbChart, repository: 'https://charts.bitnami.com/bitnami', condition: 'mariadb.enabled' }],
  values: `${COMMON_VALUES('library/wordpress')}wordpressUsername: user\nwordpressPassword: ""\nexistingSecret: ""\nwordpressBlogName: User's Blog!\npersistence:\n  enabled: true\n  storageClass: ""\n  accessModes:\n    - ReadWriteOnce\n  size: 10Gi\n${SERVICE('LoadBalancer')}ingress:\n  enabled: false\n  ingressClassName: ""\n  hostname: wordpress.local\nmariadb:\n  enabled: true\n  auth:\n    rootPassword: ""\n    database: bitnami_wordpress\n    username: bn_wordpress\n    password: ""\n  primary:\n    persistence:\n      enabled: true\n      size: 8Gi\nexternalDatabase:\n  host: localhost\n  port: 3306\n  user: bn_wordpress\n  password: ""\n  database: bitnami_wordpress\n`,
  templates: {
    '_helpers.tpl': `${COMMON}{{- define "wordpress.databaseHost" -}}
${DATABASE}{{ if contains "mariadb" .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-mariadb{{ end }}{{ else }}{{ .Values.externalDatabase.host }}{{ end }}
{{- end -}}
`,
    'deployment.yaml': web(
      'wordpress',
      80,
      `          env:
            - name: WORDPRESS_DB_HOST
              value: "{{ include "wordpress.databaseHost" . }}:${DATABASE}3306{{ else }}{{ .Values.externalDatabase.port }}{{ end }}"
            - name: WORDPRESS_DB_USER
              value: ${DATABASE}{{ .Values.mariadb.auth.username | quote }}{{ else }}{{ .Values.externalDatabase.user | quote }}{{ end }}
            - name: WORDPRESS_DB_NAME
              value: ${DATABASE}{{ .Values.mariadb.auth.database | quote }}{{ else }}{{ .Values.externalDatabase.database | quote }}{{ end }}
            - name: WORDPRESS_DB_PASSWORD
              {{- if .Values.mariadb.enabled }}
              valueFrom: {secretKeyRef: {name: {{ include "wordpress.databaseHost" . }}, key: mariadb-password}}
              {{- else }}
              value: {{ .Values.externalDatabase.password | quote }}
              {{- end }}
`,
      `          volumeMounts:
            - {name: wordpress-data, mountPath: /var/www/html/wp-content}
      volumes:
        - name: wordpress-data
          {{- if .Values.persistence.enabled }}
          persistentVolumeClaim: {claimName: {{ include "common.names.fullname" . }}}
          {{- else }}
          emptyDir: {}
          {{- end }}
`,
    ),
    'pvc.yaml': `{{- if .Values.persistence.enabled }}
${head('v1', 'PersistentVolumeClaim')}spec:
  accessModes: {{- toYaml .Values.persistence.accessModes | nindent 4 }}
  resources:
    requests:
      storage: {{ .Values.persistence.size | quote }}
  {{- $class := .Values.persistence.storageClass | default .Values.global.storageClass | default .Values.global.defaultStorageClass }}
  {{- if $class }}
  storageClassName: {{ if eq $class "-" }}""{{ else }}{{ $class }}{{ end }}
  {{- end }}
{{- end }}
`,
    'secrets.yaml': `{{- if not .Values.existingSecret }}
{{- $name := include "common.names.fullname" . }}
${head('v1', 'Secret')}type: Opaque
data:
  wordpress-password: {{ include "common.password" (dict "given" .Values.wordpressPassword "secret" $name "key" "wordpress-password" "context" $) | quote }}
{{- end }}
`,
    'svc.yaml': svc,
    'ingress.yaml': `{{- if .Values.ingress.enabled }}
${head('networking.k8s.io/v1', 'Ingress')}spec:
  {{- with .Values.ingress.ingressClassName }}
  ingressClassName: {{ . }}
  {{- end }}
  rules:
    - host: {{ .Values.ingress.hostname }}
      http:
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend: {service: {name: {{ include "common.names.fullname" . }}, port: {name: http}}}
{{- end }}
`,
    'NOTES.txt': `${NOTES_HEAD}** Please be patient while the chart is being deployed **

Your WordPress site can be accessed through the following DNS name from within your cluster:

    {{ include "common.names.fullname" . }}.{{ .Release.Namespace }}.svc.cluster.local (port {{ .Values.service.ports.http }})

Login with the following credentials below to see your blog:

  echo Username: {{ .Values.wordpressUsername }}
  echo Password: $(kubectl get secret --namespace {{ .Release.Namespace }} {{ .Values.existingSecret | default (include "common.names.fullname" .) }} -o jsonpath="{.data.wordpress-password}" | base64 -d)
`,
  },
};
