import type { ChartSource } from './chart-source';
import { claims, COMMON, head, headless, matchLabels, NOTES_HEAD, placement, scratch, service } from './parts';

const GLOBAL = 'global:\n  imageRegistry: ""\n  storageClass: ""\n  defaultStorageClass: ""\nnameOverride: ""\nfullnameOverride: ""\n';
const PERSISTENCE = (indent: string) =>
  `${indent}persistence:\n${indent}  enabled: true\n${indent}  storageClass: ""\n${indent}  accessModes:\n${indent}    - ReadWriteOnce\n${indent}  size: 8Gi\n`;
const PLACING = (indent: string) => `${indent}resources: {}\n${indent}nodeSelector: {}\n${indent}affinity: {}\n${indent}tolerations: []\n`;
const SERVICE = (indent: string, port: string, number: number) =>
  `${indent}service:\n${indent}  type: ClusterIP\n${indent}  ports:\n${indent}    ${port}: ${number}\n${indent}  nodePorts:\n${indent}    ${port}: ""\n`;
const SECRET_NAME = '{{ .Values.auth.existingSecret | default (include "common.names.fullname" .) }}';
const key = (name: string) => `valueFrom: {secretKeyRef: {name: ${SECRET_NAME}, key: ${name}}}`;

/** A StatefulSet of a database: one container with its data at `dataPath`. */
const database = (it: {
  readonly values: string;
  readonly component: string;
  readonly suffix?: string;
  readonly headless?: string;
  readonly replicas: string;
  readonly container: string;
  readonly port: string;
  readonly number: number;
  readonly dataPath: string;
  readonly env: string;
  readonly command?: string;
  readonly probe: string;
}): string => `${head('apps/v1', 'StatefulSet', it.suffix ?? '', it.component)}spec:
  replicas: ${it.replicas}
  serviceName: {{ include "common.names.fullname" . }}${it.headless ?? '-headless'}
  selector:
    matchLabels: ${matchLabels(6, it.component)}
  template:
    metadata:
      labels: {{- include "common.labels.standard" . | nindent 8 }}
        app.kubernetes.io/component: ${it.component}
    spec:
      securityContext: {fsGroup: 1001}
${placement(it.values, 6)}      containers:
        - name: ${it.container}
          image: {{ include "common.image" (dict "image" .Values.image "version" (trimSuffix ".0" .Chart.AppVersion)) }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
${it.command ?? ''}          env:
${it.env}          ports:
            - {name: ${it.port}, containerPort: ${it.number}}
          readinessProbe:
            ${it.probe}
            initialDelaySeconds: 5
          {{- with ${it.values}.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
          volumeMounts:
            - {name: data, mountPath: ${it.dataPath}}
${scratch(it.values)}${claims(it.values)}`;

const ONLY_STANDALONE = `{{- if ne .Values.architecture "standalone" }}{{ fail "architecture=replication of this chart is not simulated here: set architecture=standalone" }}{{ end }}\n`;

/** A database of one server and its Secret: mysql, mariadb. */
function mysqlLike(name: 'mysql' | 'mariadb', image: string, prefix: string): Pick<ChartSource, 'values' | 'templates'> {
  return {
    values: `${GLOBAL}image:\n  registry: docker.io\n  repository: ${image}\n  tag: ""\n  pullPolicy: IfNotPresent\narchitecture: standalone\nauth:\n  rootPassword: ""\n  database: my_database\n  username: ""\n  password: ""\n  existingSecret: ""\nprimary:\n${PERSISTENCE('  ')}${PLACING('  ')}${SERVICE('  ', 'mysql', 3306)}`,
    templates: {
      '_helpers.tpl': COMMON,
      'primary/statefulset.yaml': `${ONLY_STANDALONE}${database({
        values: '.Values.primary',
        component: 'primary',
        replicas: '1',
        container: name,
        port: 'mysql',
        number: 3306,
        dataPath: '/var/lib/mysql',
        env: `            - name: ${prefix}_ROOT_PASSWORD
              ${key(`${name}-root-password`)}
            {{- if .Values.auth.username }}
            - name: ${prefix}_USER
              value: {{ .Values.auth.username | quote }}
            - name: ${prefix}_PASSWORD
              ${key(`${name}-password`)}
            {{- end }}
            {{- if .Values.auth.database }}
            - name: ${prefix}_DATABASE
              value: {{ .Values.auth.database | quote }}
            {{- end }}
`,
        probe: 'tcpSocket: {port: mysql}',
      })}`,
      'primary/svc.yaml': service('mysql', 'mysql', {
        values: '.Values.primary.service',
        ports: '.Values.primary.service.ports.mysql',
        component: 'primary',
      }),
      'primary/svc-headless.yaml': headless('mysql', 3306, 'primary'),
      'secrets.yaml': `{{- if not .Values.auth.existingSecret }}
{{- $name := include "common.names.fullname" . }}
${head('v1', 'Secret')}type: Opaque
data:
  ${name}-root-password: {{ include "common.password" (dict "given" .Values.auth.rootPassword "secret" $name "key" "${name}-root-password" "context" $) | quote }}
  ${name}-password: {{ include "common.password" (dict "given" .Values.auth.password "secret" $name "key" "${name}-password" "context" $) | quote }}
{{- end }}
`,
      'NOTES.txt': `${NOTES_HEAD}** Please be patient while the chart is being deployed **

Services:

  echo Primary: {{ include "common.names.fullname" . }}.{{ .Release.Namespace }}.svc.cluster.local:{{ .Values.primary.service.ports.mysql }}

Administrator credentials:

  echo Username: root
  echo Password : $(kubectl get secret --namespace {{ .Release.Namespace }} ${SECRET_NAME} -o jsonpath="{.data.${name}-root-password}" | base64 -d)
`,
    },
  };
}

/** bitnami/mysql: one server. */
export const mysqlChart: ChartSource = {
  name: 'mysql',
  versions: [
    { version: '14.0.3', appVersion: '9.4.0', created: '2025-08-07T12:00:00Z' },
    { version: '12.3.5', appVersion: '8.4.6', created: '2025-05-06T12:00:00Z' },
    { version: '9.23.0', appVersion: '8.0.43', created: '2024-03-05T12:00:00Z' },
  ],
  description:
    'MySQL is a fast, reliable, scalable, and easy to use open source relational database system. Designed to handle mission-critical, heavy-load production applications.',
  keywords: ['mysql', 'database', 'sql', 'cluster', 'high availability'],
  home: 'https://bitnami.com',
  ...mysqlLike('mysql', 'bitnami/mysql', 'MYSQL'),
};

/** bitnami/mariadb: one server, of Docker's own image. */
export const mariadbChart: ChartSource = {
  name: 'mariadb',
  versions: [{ version: '20.5.3', appVersion: '11.4', created: '2025-05-06T12:00:00Z' }],
  description:
    'MariaDB is an open source, community-developed SQL database server that is widely in use around the world due to its enterprise features, flexibility, and collaboration with leading tech firms.',
  keywords: ['mariadb', 'mysql', 'database', 'sql', 'prometheus'],
  home: 'https://bitnami.com',
  ...mysqlLike('mariadb', 'library/mariadb', 'MARIADB'),
};

/** bitnami/postgresql: one server. */
export const postgresqlChart: ChartSource = {
  name: 'postgresql',
  versions: [
    { version: '16.7.27', appVersion: '17.6.0', created: '2025-08-14T12:00:00Z' },
    { version: '15.5.38', appVersion: '16.10.0', created: '2024-10-02T12:00:00Z' },
    { version: '12.12.10', appVersion: '15.14.0', created: '2023-09-20T12:00:00Z' },
  ],
  description:
    'PostgreSQL (Postgres) is an open source object-relational database known for reliability and data integrity. ACID-compliant, it supports foreign keys, joins, views, triggers and stored procedures.',
  keywords: ['postgresql', 'postgres', 'database', 'sql', 'replication', 'cluster'],
  home: 'https://bitnami.com',
  values: `${GLOBAL}image:\n  registry: docker.io\n  repository: bitnami/postgresql\n  tag: ""\n  pullPolicy: IfNotPresent\narchitecture: standalone\nauth:\n  enablePostgresUser: true\n  postgresPassword: ""\n  username: ""\n  password: ""\n  database: ""\n  existingSecret: ""\nprimary:\n${PERSISTENCE('  ')}${PLACING('  ')}${SERVICE('  ', 'postgresql', 5432)}`,
  templates: {
    '_helpers.tpl': COMMON,
    'primary/statefulset.yaml': `${ONLY_STANDALONE}${database({
      values: '.Values.primary',
      component: 'primary',
      headless: '-hl',
      replicas: '1',
      container: 'postgresql',
      port: 'tcp-postgresql',
      number: 5432,
      dataPath: '/bitnami/postgresql',
      env: `            - name: PGDATA
              value: /bitnami/postgresql/data
            - name: POSTGRES_PASSWORD
              ${key('{{ if .Values.auth.username }}password{{ else }}postgres-password{{ end }}')}
            {{- if .Values.auth.username }}
            - name: POSTGRES_USER
              value: {{ .Values.auth.username | quote }}
            {{- end }}
            {{- if .Values.auth.database }}
            - name: POSTGRES_DB
              value: {{ .Values.auth.database | quote }}
            {{- end }}
`,
      probe: 'tcpSocket: {port: tcp-postgresql}',
    })}`,
    'primary/svc.yaml': `${head('v1', 'Service', '', 'primary')}spec:
  type: {{ .Values.primary.service.type }}
  ports:
    - name: tcp-postgresql
      port: {{ .Values.primary.service.ports.postgresql }}
      targetPort: tcp-postgresql
      {{- if and (eq .Values.primary.service.type "NodePort") .Values.primary.service.nodePorts.postgresql }}
      nodePort: {{ .Values.primary.service.nodePorts.postgresql }}
      {{- end }}
  selector: ${matchLabels(4, 'primary')}
`,
    'primary/svc-headless.yaml': headless('tcp-postgresql', 5432, 'primary', '-hl'),
    'secrets.yaml': `{{- if not .Values.auth.existingSecret }}
{{- $name := include "common.names.fullname" . }}
${head('v1', 'Secret')}type: Opaque
data:
  postgres-password: {{ include "common.password" (dict "given" .Values.auth.postgresPassword "secret" $name "key" "postgres-password" "context" $) | quote }}
  {{- if .Values.auth.username }}
  password: {{ include "common.password" (dict "given" .Values.auth.password "secret" $name "key" "password" "context" $) | quote }}
  {{- end }}
{{- end }}
`,
    'NOTES.txt': `${NOTES_HEAD}** Please be patient while the chart is being deployed **

PostgreSQL can be accessed via port {{ .Values.primary.service.ports.postgresql }} on the following DNS names from within your cluster:

    {{ include "common.names.fullname" . }}.{{ .Release.Namespace }}.svc.cluster.local - Read/Write connection

To get the password for "postgres" run:

    export POSTGRES_PASSWORD=$(kubectl get secret --namespace {{ .Release.Namespace }} ${SECRET_NAME} -o jsonpath="{.data.postgres-password}" | base64 -d)
`,
  },
};

const REDIS_ENV = `            {{- if .Values.auth.enabled }}
            - name: REDIS_PASSWORD
              ${key('redis-password')}
            {{- end }}
            - name: REDIS_PORT
              value: "6379"
`;
const redisCommand = (more: string) =>
  `          args: ["redis-server"${more}{{ if .Values.auth.enabled }}, "--requirepass", "$(REDIS_PASSWORD)", "--masterauth", "$(REDIS_PASSWORD)"{{ end }}]\n`;
const REDIS = { container: 'redis', port: 'redis', number: 6379, dataPath: '/data', env: REDIS_ENV, probe: 'tcpSocket: {port: redis}' };

/** bitnami/redis: a master, and replicas that follow it; no sentinels. */
export const redisChart: ChartSource = {
  name: 'redis',
  versions: [
    { version: '22.0.7', appVersion: '8.2.2', created: '2025-09-04T12:00:00Z' },
    { version: '20.13.4', appVersion: '7.4.6', created: '2025-05-06T12:00:00Z' },
    { version: '17.15.6', appVersion: '7.0.15', created: '2023-09-06T12:00:00Z' },
  ],
  description:
    'Redis(R) is an open source, advanced key-value store. It is often referred to as a data structure server since keys can contain strings, hashes, lists, sets and sorted sets.',
  keywords: ['redis', 'keyvalue', 'database'],
  home: 'https://bitnami.com',
  values: `${GLOBAL}image:\n  registry: docker.io\n  repository: bitnami/redis\n  tag: ""\n  pullPolicy: IfNotPresent\narchitecture: replication\nauth:\n  enabled: true\n  password: ""\n  existingSecret: ""\nsentinel:\n  enabled: false\nmaster:\n  count: 1\n${PERSISTENCE('  ')}${PLACING('  ')}${SERVICE('  ', 'redis', 6379)}replica:\n  replicaCount: 3\n${PERSISTENCE('  ')}${PLACING('  ')}${SERVICE('  ', 'redis', 6379)}`,
  templates: {
    '_helpers.tpl': COMMON,
    'headless-svc.yaml': `${head('v1', 'Service', '-headless')}spec:
  type: ClusterIP
  clusterIP: None
  ports:
    - {name: tcp-redis, port: 6379, targetPort: redis}
  selector: ${matchLabels(4)}
`,
    'master/service.yaml': `${head('v1', 'Service', '-master', 'master')}spec:
  type: {{ .Values.master.service.type }}
  ports:
    - name: tcp-redis
      port: {{ .Values.master.service.ports.redis }}
      targetPort: redis
      {{- if and (eq .Values.master.service.type "NodePort") .Values.master.service.nodePorts.redis }}
      nodePort: {{ .Values.master.service.nodePorts.redis }}
      {{- end }}
  selector: ${matchLabels(4, 'master')}
`,
    'master/application.yaml': `{{- if .Values.sentinel.enabled }}{{ fail "sentinel.enabled=true of this chart is not simulated here" }}{{ end }}
${database({
  ...REDIS,
  values: '.Values.master',
  component: 'master',
  suffix: '-master',
  replicas: '{{ .Values.master.count }}',
  command: redisCommand(''),
})}`,
    'replicas/service.yaml': `{{- if eq .Values.architecture "replication" }}
${head('v1', 'Service', '-replicas', 'replica')}spec:
  type: {{ .Values.replica.service.type }}
  ports:
    - name: tcp-redis
      port: {{ .Values.replica.service.ports.redis }}
      targetPort: redis
  selector: ${matchLabels(4, 'replica')}
{{- end }}
`,
    'replicas/application.yaml': `{{- if eq .Values.architecture "replication" }}
${database({
  ...REDIS,
  values: '.Values.replica',
  component: 'replica',
  suffix: '-replicas',
  replicas: '{{ .Values.replica.replicaCount }}',
  command: redisCommand(', "--replicaof", "{{ include "common.names.fullname" . }}-master", "6379"').replaceAll(
    '"{{ include "common.names.fullname" . }}-master"',
    `'{{ include "common.names.fullname" . }}-master'`,
  ),
})}{{- end }}
`,
    'secret.yaml': `{{- if and .Values.auth.enabled (not .Values.auth.existingSecret) }}
{{- $name := include "common.names.fullname" . }}
${head('v1', 'Secret')}type: Opaque
data:
  redis-password: {{ include "common.password" (dict "given" .Values.auth.password "secret" $name "key" "redis-password" "context" $) | quote }}
{{- end }}
`,
    'NOTES.txt': `${NOTES_HEAD}** Please be patient while the chart is being deployed **

{{ if eq .Values.architecture "replication" -}}
Redis can be accessed on the following DNS names from within your cluster:

    {{ include "common.names.fullname" . }}-master.{{ .Release.Namespace }}.svc.cluster.local for read/write operations (port {{ .Values.master.service.ports.redis }})
    {{ include "common.names.fullname" . }}-replicas.{{ .Release.Namespace }}.svc.cluster.local for read only operations (port {{ .Values.replica.service.ports.redis }})
{{- else -}}
Redis can be accessed via port {{ .Values.master.service.ports.redis }} on the following DNS name from within your cluster:

    {{ include "common.names.fullname" . }}-master.{{ .Release.Namespace }}.svc.cluster.local
{{- end }}
{{ if .Values.auth.enabled }}
To get your password run:

    export REDIS_PASSWORD=$(kubectl get secret --namespace {{ .Release.Namespace }} ${SECRET_NAME} -o jsonpath="{.data.redis-password}" | base64 -d)
{{ end }}`,
  },
};
