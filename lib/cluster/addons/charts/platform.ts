import type { ChartSource } from './chart-source';
import { COMMON, head, matchLabels, placement } from './parts';

/** hashicorp/vault: a server in development mode, or one that says it is not simulated. */
export const vaultChart: ChartSource = {
  name: 'vault',
  versions: [
    { version: '0.31.0', appVersion: '1.20.4', created: '2025-09-26T12:00:00Z' },
    { version: '0.28.1', appVersion: '1.17.6', created: '2024-07-12T12:00:00Z' },
  ],
  description: 'Official HashiCorp Vault Chart',
  keywords: ['vault', 'security', 'encryption', 'secrets', 'management'],
  home: 'https://www.vaultproject.io',
  values: `nameOverride: ""
fullnameOverride: ""
global:
  enabled: true
injector:
  enabled: true
server:
  image:
    registry: docker.io
    repository: hashicorp/vault
    tag: ""
  dev:
    enabled: false
    devRootToken: root
  resources: {}
  nodeSelector: {}
  affinity: {}
  tolerations: []
  service:
    type: ClusterIP
    port: 8200
ui:
  enabled: false
`,
  templates: {
    '_helpers.tpl': COMMON,
    'server-statefulset.yaml': `{{- if not .Values.server.dev.enabled }}{{ fail "a sealed server of this chart is not simulated here: set server.dev.enabled=true" }}{{ end }}
${head('apps/v1', 'StatefulSet', '', 'server')}spec:
  replicas: 1
  serviceName: {{ include "common.names.fullname" . }}-internal
  selector:
    matchLabels: ${matchLabels(6, 'server')}
  template:
    metadata:
      labels: ${matchLabels(8, 'server')}
    spec:
      serviceAccountName: {{ include "common.names.fullname" . }}
${placement('.Values.server', 6)}      containers:
        - name: vault
          image: {{ include "common.image" (dict "image" .Values.server.image "version" .Chart.AppVersion) }}
          args: [server, -dev]
          env:
            - {name: VAULT_DEV_ROOT_TOKEN_ID, value: {{ .Values.server.dev.devRootToken | quote }}}
            - {name: VAULT_DEV_LISTEN_ADDRESS, value: "0.0.0.0:8200"}
            - {name: VAULT_ADDR, value: "http://127.0.0.1:8200"}
          ports:
            - {name: http, containerPort: 8200}
          readinessProbe:
            tcpSocket: {port: http}
          {{- with .Values.server.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
`,
    'server-service.yaml': `${head('v1', 'Service', '', 'server')}spec:
  type: {{ .Values.server.service.type }}
  ports:
    - {name: http, port: {{ .Values.server.service.port }}, targetPort: http}
  selector: ${matchLabels(4, 'server')}
`,
    'server-headless-service.yaml': `${head('v1', 'Service', '-internal', 'server')}spec:
  clusterIP: None
  ports:
    - {name: http, port: 8200, targetPort: http}
  selector: ${matchLabels(4, 'server')}
`,
    'server-serviceaccount.yaml': head('v1', 'ServiceAccount'),
    'NOTES.txt': `Thank you for installing HashiCorp Vault!

Your release is named {{ .Release.Name }}. To learn more about the release, try:

  $ helm status {{ .Release.Name }}
  $ helm get manifest {{ .Release.Name }}
{{- if .Values.injector.enabled }}

WARNING: the agent injector is not simulated here: nothing was installed of it.
{{- end }}
`,
  },
};

/** traefik/traefik: its deployment and class; routing is not simulated. */
export const traefikChart: ChartSource = {
  name: 'traefik',
  versions: [
    { version: '37.3.0', appVersion: 'v3.5.3', created: '2025-10-31T12:00:00Z' },
    { version: '33.2.1', appVersion: 'v3.2.5', created: '2024-12-13T12:00:00Z' },
  ],
  description: 'A Traefik based Kubernetes ingress controller',
  keywords: ['traefik', 'ingress', 'networking'],
  home: 'https://traefik.io/',
  values: `nameOverride: ""
fullnameOverride: ""
image:
  registry: docker.io
  repository: traefik
  tag: ""
deployment:
  replicas: 1
ingressClass:
  enabled: true
  isDefaultClass: true
  name: ""
service:
  type: LoadBalancer
ports:
  web:
    port: 8000
    exposedPort: 80
    nodePort: ""
resources: {}
nodeSelector: {}
affinity: {}
tolerations: []
`,
  templates: {
    '_helpers.tpl': COMMON,
    'deployment.yaml': `${head('apps/v1', 'Deployment')}spec:
  replicas: {{ .Values.deployment.replicas }}
  selector:
    matchLabels: ${matchLabels(6)}
  template:
    metadata:
      labels: {{- include "common.labels.standard" . | nindent 8 }}
    spec:
      serviceAccountName: {{ include "common.names.fullname" . }}
${placement('.Values', 6)}      containers:
        - name: traefik
          image: {{ include "common.image" (dict "image" .Values.image "version" .Chart.AppVersion) }}
          args: ["--entryPoints.web.address=:{{ .Values.ports.web.port }}/tcp", --ping, --providers.kubernetesingress]
          ports:
            - {name: web, containerPort: {{ .Values.ports.web.port }}}
          readinessProbe:
            tcpSocket: {port: web}
          {{- with .Values.resources }}
          resources: {{- toYaml . | nindent 12 }}
          {{- end }}
`,
    'service.yaml': `${head('v1', 'Service')}spec:
  type: {{ .Values.service.type }}
  ports:
    - name: web
      port: {{ .Values.ports.web.exposedPort }}
      targetPort: web
      {{- with .Values.ports.web.nodePort }}
      nodePort: {{ . }}
      {{- end }}
  selector: ${matchLabels(4)}
`,
    'serviceaccount.yaml': head('v1', 'ServiceAccount'),
    'ingressclass.yaml': `{{- if .Values.ingressClass.enabled }}
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: {{ .Values.ingressClass.name | default (include "common.names.fullname" .) }}
  annotations: {ingressclass.kubernetes.io/is-default-class: {{ .Values.ingressClass.isDefaultClass | quote }}}
spec:
  controller: traefik.io/ingress-controller
{{- end }}
`,
    'NOTES.txt': `{{ .Release.Name }} with {{ include "common.image" (dict "image" .Values.image "version" .Chart.AppVersion) }} has been deployed successfully on {{ .Release.Namespace }} namespace!

WARNING: Traefik's routing is not simulated here: Ingresses of its class are not served. Use ingress-nginx for that.
`,
  },
};

/** nfs-subdir-external-provisioner: its provisioner, which works here, and its class. */
export const nfsSubdirChart: ChartSource = {
  name: 'nfs-subdir-external-provisioner',
  versions: [{ version: '4.0.18', appVersion: '4.0.2', created: '2023-02-13T12:00:00Z' }],
  description:
    'nfs-subdir-external-provisioner is an automatic provisioner that used your *already configured* NFS server, automatically creating Persistent Volumes.',
  keywords: ['nfs', 'storage', 'provisioner'],
  home: 'https://github.com/kubernetes-sigs/nfs-subdir-external-provisioner',
  values: `nameOverride: ""
fullnameOverride: ""
replicaCount: 1
image:
  registry: registry.k8s.io
  repository: sig-storage/nfs-subdir-external-provisioner
  tag: v4.0.2
nfs:
  server: ""
  path: /nfs-storage
  mountOptions: []
  reclaimPolicy: Retain
storageClass:
  create: true
  defaultClass: false
  name: nfs-client
  provisionerName: ""
  reclaimPolicy: Delete
  archiveOnDelete: true
  onDelete: ""
  accessModes: ReadWriteOnce
  volumeBindingMode: Immediate
  allowVolumeExpansion: true
nodeSelector: {}
affinity: {}
tolerations: []
`,
  templates: {
    '_helpers.tpl': `${COMMON}{{- define "nfs.provisionerName" -}}
{{ .Values.storageClass.provisionerName | default (printf "cluster.local/%s" (include "common.names.fullname" .)) }}
{{- end -}}
`,
    'deployment.yaml': `${head('apps/v1', 'Deployment')}spec:
  replicas: {{ .Values.replicaCount }}
  strategy: {type: Recreate}
  selector:
    matchLabels: ${matchLabels(6)}
  template:
    metadata:
      labels: {{- include "common.labels.standard" . | nindent 8 }}
    spec:
      serviceAccountName: {{ include "common.names.fullname" . }}
${placement('.Values', 6)}      containers:
        - name: nfs-subdir-external-provisioner
          image: {{ include "common.image" (dict "image" .Values.image "version" .Chart.AppVersion) }}
          env:
            - {name: PROVISIONER_NAME, value: {{ include "nfs.provisionerName" . }}}
            - {name: NFS_SERVER, value: {{ .Values.nfs.server | quote }}}
            - {name: NFS_PATH, value: {{ .Values.nfs.path | quote }}}
          volumeMounts:
            - {name: nfs-subdir-external-provisioner-root, mountPath: /persistentvolumes}
      volumes:
        - name: nfs-subdir-external-provisioner-root
          nfs: {server: {{ .Values.nfs.server | quote }}, path: {{ .Values.nfs.path | quote }}}
`,
    'serviceaccount.yaml': head('v1', 'ServiceAccount'),
    'rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ include "common.names.fullname" . }}-runner
rules:
  - {apiGroups: [""], resources: [nodes], verbs: [get, list, watch]}
  - {apiGroups: [""], resources: [persistentvolumes], verbs: [get, list, watch, create, delete]}
  - {apiGroups: [""], resources: [persistentvolumeclaims], verbs: [get, list, watch, update]}
  - {apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list, watch]}
  - {apiGroups: [""], resources: [events], verbs: [create, update, patch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: run-{{ include "common.names.fullname" . }}
subjects:
  - {kind: ServiceAccount, name: {{ include "common.names.fullname" . }}, namespace: {{ .Release.Namespace }}}
roleRef: {kind: ClusterRole, name: {{ include "common.names.fullname" . }}-runner, apiGroup: rbac.authorization.k8s.io}
---
${head('rbac.authorization.k8s.io/v1', 'Role', '', '')}rules:
  - {apiGroups: [""], resources: [endpoints], verbs: [get, list, watch, create, update, patch]}
---
${head('rbac.authorization.k8s.io/v1', 'RoleBinding', '', '')}subjects:
  - {kind: ServiceAccount, name: {{ include "common.names.fullname" . }}, namespace: {{ .Release.Namespace }}}
roleRef: {kind: Role, name: {{ include "common.names.fullname" . }}, apiGroup: rbac.authorization.k8s.io}
`,
    'storageclass.yaml': `{{- if .Values.storageClass.create }}
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: {{ .Values.storageClass.name }}
  {{- if .Values.storageClass.defaultClass }}
  annotations: {storageclass.kubernetes.io/is-default-class: "true"}
  {{- end }}
provisioner: {{ include "nfs.provisionerName" . }}
allowVolumeExpansion: {{ .Values.storageClass.allowVolumeExpansion }}
reclaimPolicy: {{ .Values.storageClass.reclaimPolicy }}
volumeBindingMode: {{ .Values.storageClass.volumeBindingMode }}
parameters:
  archiveOnDelete: {{ .Values.storageClass.archiveOnDelete | quote }}
{{- end }}
`,
  },
};
