/** Named templates that most charts begin with: `common.names.fullname`, `common.labels.standard`, `common.labels.matchLabels`. */
export const COMMON = `{{- define "common.names.fullname" -}}
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
{{- define "common.labels.matchLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
{{- end -}}
{{- define "common.labels.standard" -}}
{{ include "common.labels.matchLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
{{- define "common.image" -}}
{{- $image := .image -}}
{{- if $image.registry }}{{ $image.registry }}/{{ end }}{{ $image.repository }}:{{ $image.tag | default .version }}
{{- end -}}
{{- /* Usage: (dict "given" value "secret" name "key" key "context" $): what is given, what is there, or a new one. */ -}}
{{- define "common.password" -}}
{{- $old := lookup "v1" "Secret" .context.Release.Namespace .secret -}}
{{- if .given -}}{{ .given | toString | b64enc }}
{{- else if and $old (hasKey ($old.data | default dict) .key) -}}{{ index $old.data .key }}
{{- else -}}{{ randAlphaNum 10 | b64enc }}
{{- end -}}
{{- end -}}
`;

/** The head of an object: its kind and what it is called. `suffix` follows the release's full name. */
export const head = (apiVersion: string, kind: string, suffix = '', component = ''): string => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: {{ include "common.names.fullname" . }}${suffix}
  namespace: {{ .Release.Namespace | quote }}
  labels: {{- include "common.labels.standard" . | nindent 4 }}${component && `\n    app.kubernetes.io/component: ${component}`}
`;

/** What a Service or a workload selects by. */
export const matchLabels = (indent: number, component = ''): string => {
  const pad = ' '.repeat(indent);
  return `{{- include "common.labels.matchLabels" . | nindent ${indent} }}${component && `\n${pad}app.kubernetes.io/component: ${component}`}`;
};

/** A Service of one port. `values` says where its type, port and node port stand in the values. */
export const service = (
  port: string,
  target: string,
  more: { readonly values: string; readonly ports: string; readonly suffix?: string; readonly component?: string },
): string => `${head('v1', 'Service', more.suffix ?? '', more.component)}spec:
  type: {{ ${more.values}.type }}
  ports:
    - name: ${port}
      port: {{ ${more.ports} }}
      targetPort: ${target}
      {{- if and (eq ${more.values}.type "NodePort") (${more.values}.nodePorts | default dict).${port.replaceAll('-', '')} }}
      nodePort: {{ ${more.values}.nodePorts.${port.replaceAll('-', '')} }}
      {{- end }}
  selector: ${matchLabels(4, more.component)}
`;

/** A headless Service of one port, for a StatefulSet. */
export const headless = (port: string, number: number, component: string, suffix = '-headless'): string =>
  `${head('v1', 'Service', suffix, component)}spec:
  type: ClusterIP
  clusterIP: None
  ports:
    - {name: ${port}, port: ${number}, targetPort: ${port}}
  selector: ${matchLabels(4, component)}
`;

/** Where a pod may run, what it may use: the values below `path`. */
export const placement = (path: string, indent: number): string => {
  const pad = ' '.repeat(indent);
  return ['nodeSelector', 'affinity', 'tolerations']
    .map((field) => `${pad}{{- with ${path}.${field} }}\n${pad}${field}: {{- toYaml . | nindent ${indent + 2} }}\n${pad}{{- end }}\n`)
    .join('');
};

/** The claims of a StatefulSet, or an emptyDir where persistence is off. `path` is where `persistence` stands. */
export const claims = (path: string): string => `  {{- if ${path}.persistence.enabled }}
  volumeClaimTemplates:
    - metadata:
        name: data
        labels: {{- include "common.labels.matchLabels" . | nindent 10 }}
      spec:
        accessModes: {{- toYaml ${path}.persistence.accessModes | nindent 10 }}
        resources:
          requests:
            storage: {{ ${path}.persistence.size | quote }}
        {{- $class := ${path}.persistence.storageClass | default .Values.global.storageClass | default .Values.global.defaultStorageClass }}
        {{- if $class }}
        storageClassName: {{ if eq $class "-" }}""{{ else }}{{ $class }}{{ end }}
        {{- end }}
  {{- end }}
`;

/** A volume for data where there are no claims. */
export const scratch = (path: string): string => `      {{- if not ${path}.persistence.enabled }}
      volumes:
        - name: data
          emptyDir: {}
      {{- end }}
`;

/** A CustomResourceDefinition that keeps whatever it is given. */
export const looseDefinition = (group: string, kind: string, plural: string, versions: string, scope = 'Namespaced'): string =>
  `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.${group}
spec:
  group: ${group}
  names: {kind: ${kind}, listKind: ${kind}List, plural: ${plural}, singular: ${kind.toLowerCase()}}
  scope: ${scope}
  versions:
${versions
  .split(' ')
  .map(
    (name, i) => `  - name: ${name}
    served: true
    storage: ${i === 0}
    subresources: {status: {}}
    schema:
      openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
`,
  )
  .join('')}`;

/** The first lines of NOTES.txt. */
export const NOTES_HEAD = `CHART NAME: {{ .Chart.Name }}
CHART VERSION: {{ .Chart.Version }}
APP VERSION: {{ .Chart.AppVersion }}

`;
