import type { HelmCase } from '../helm-case';

const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\nappVersion: "1.0"\n${more}`;

/** Values from everywhere, charts within charts, and what templates ask of the server. */
export const values: readonly HelmCase[] = [
  {
    name: 'values through upgrades',
    files: {
      'cm/Chart.yaml': chart('cm'),
      'cm/values.yaml': 'a: 1\nb: {c: 2, d: [1, 2]}\n',
      'cm/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata:\n  values: {{ .Values | toJson | quote }}\n  rev: "{{ .Release.Revision }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.Service }}"\n',
      'cm2/Chart.yaml': chart('cm').replace('0.1.0', '0.2.0'),
      'cm2/values.yaml': 'a: 10\nb: {c: 20, e: new}\nz: 1\n',
      'cm2/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata:\n  values: {{ .Values | toJson | quote }}\n',
      'one.yaml': 'a: file\nb: {c: one}\n',
      'two.yaml': 'b: {c: two}\nlist: [x]\n',
      'text.txt': 'line one\nline two, with = and "quotes"\n',
      'bad.yaml': 'a: b: c\n',
      'list.yaml': '- a\n',
    },
    lines: [
      'helm install r cm --set a=5',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm',
      'helm get values r',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm --set b.c=7',
      'helm get values r',
      'helm upgrade r cm2 --reuse-values',
      'helm get values r',
      'helm get values r -a',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm2 --reuse-values --set a=6',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm2 --reset-then-reuse-values --set b.e=x',
      'helm get values r',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm2 --reset-values',
      'helm get values r',
      'helm get values r -a',
      'helm upgrade r cm2 --set a=null',
      'helm get values r',
      'helm get values r -a',
      'kubectl get cm r -o jsonpath={.data}',
      'helm upgrade r cm -f one.yaml -f two.yaml --set b.d[1]=9',
      'helm get values r',
      'helm upgrade r cm --set-json \'b={"c":[1,{"x":null}]}\' --set-literal "e=a,b={c}" --set-file t=text.txt --set-string n=0123',
      'helm get values r',
      'helm get values r -o json',
      'helm get values r -o yaml',
      'helm upgrade r cm --set-json "b={bad"',
      'helm upgrade r cm --set-file t=nope.txt',
      'helm upgrade r cm -f nope.yaml',
      'helm upgrade r cm -f bad.yaml',
      'helm upgrade r cm -f list.yaml',
      'helm upgrade r cm --set a',
      'helm upgrade r cm --set "a[x]=1"',
      'helm upgrade r cm --set "b[0]=1"',
      'echo "a: piped" | helm upgrade r cm -f -',
      'helm get values r',
      'helm upgrade r cm --set b=text',
      'helm upgrade r cm --set a.x=1',
      'helm get values r -a',
      'for i in 1 2 3; do helm upgrade r cm --history-max 3 | grep REVISION; done',
      'helm history r',
      'HELM_MAX_HISTORY=2 helm upgrade r cm | grep REVISION',
      'helm history r',
      'helm upgrade r cm --history-max 0 | grep REVISION',
      'helm history r',
      'helm rollback r --history-max 2',
      'helm history r',
    ],
  },
  {
    name: 'charts within charts',
    files: {
      'whole/Chart.yaml': chart(
        'whole',
        'dependencies:\n- {name: db, version: 1.0.0, condition: "db.enabled,global.db"}\n- {name: web, version: 1.0.0, tags: [front], import-values: [data, {child: out.deep, parent: imported}]}\n- {name: web, version: 1.0.0, alias: second, tags: [front, more]}\n- {name: parts, version: 1.0.0}\n',
      ),
      'whole/values.yaml': 'global: {zone: eu}\ndb: {enabled: true, size: 2}\ntags: {front: true}\nown: x\n',
      'whole/templates/NOTES.txt': 'whole notes {{ .Values.own }}\n',
      'whole/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: whole, labels: {{ include "parts.labels" . | nindent 4 }}}\ndata:\n  v: {{ omit .Values "web" "second" "db" "parts" | toJson | quote }}\n  t: {{ tpl "{{ .Values.own }}-{{ .Release.Name }}" . | quote }}\n  f: {{ .Files.Get "conf/x.txt" | quote }}\n  g: {{ (.Files.Glob "conf/*").AsConfig | quote }}\n',
      'whole/conf/x.txt': 'from a file\n',
      'whole/charts/db/Chart.yaml': chart('db').replace('0.1.0', '1.0.0'),
      'whole/charts/db/values.yaml': 'size: 1\nname: db\n',
      'whole/charts/db/templates/NOTES.txt': 'db notes\n',
      'whole/charts/db/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: db}\ndata: {v: {{ .Values | toJson | quote }}, c: "{{ .Chart.Name }} {{ .Chart.IsRoot }} {{ .Template.Name }} {{ .Template.BasePath }}"}\n',
      'whole/charts/web/Chart.yaml': chart('web').replace('0.1.0', '1.0.0'),
      'whole/charts/web/values.yaml': 'exports: {data: {fromweb: 1}}\nout: {deep: {k: v}}\nreplicas: 1\n',
      'whole/charts/web/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Chart.Name }}"}\ndata: {v: {{ .Values | toJson | quote }}}\n',
      'whole/charts/parts/Chart.yaml': chart('parts', 'type: library\n').replace('0.1.0', '1.0.0'),
      'whole/charts/parts/templates/_l.tpl': '{{ define "parts.labels" }}app: {{ .Chart.Name }}{{ end }}',
      'whole/charts/parts/templates/no.yaml': 'kind: Never\n',
    },
    lines: [
      'helm dependency list whole',
      'helm lint whole',
      'helm template w whole',
      'helm install w whole',
      'helm install w2 whole --dry-run --render-subchart-notes | tail -5',
      'helm get metadata w',
      'helm get metadata w -o json',
      'helm get metadata w -o yaml',
      'helm get values w -a',
      'helm get manifest w',
      'helm upgrade w whole --set db.enabled=false',
      'helm get manifest w | grep Source',
      'helm upgrade w whole --set db=null,global.db=false,tags.front=false',
      'helm get manifest w | grep Source',
      'helm upgrade w whole --set tags.front=false,tags.more=true,global.zone=us,second.replicas=4',
      'helm get manifest w',
      'helm upgrade w whole --set db.enabled=perhaps',
      'helm upgrade w whole --set tags.front=perhaps',
      'helm upgrade w whole --set web=text',
      'helm history w',
      'helm uninstall w',
    ],
  },
  {
    name: 'templates that fail, schemas, dry runs, lookup',
    files: {
      'tf/Chart.yaml': chart('tf'),
      'tf/values.yaml': 'what: ""\n',
      'tf/templates/_h.tpl':
        '{{ define "tf.deep" }}{{ required "say more" .Values.more }}{{ end }}\n{{ define "tf.inner" }}{{ include "tf.deep" . }}{{ end }}',
      'tf/templates/a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: tf}
data:
  a: b
{{ if eq .Values.what "nil" }}
  x: {{ .Values.a.b.c }}
{{ else if eq .Values.what "fail" }}
  x: {{ fail "not this way" }}
{{ else if eq .Values.what "include" }}
  x: {{ include "tf.inner" . }}
{{ else if eq .Values.what "none" }}
  x: {{ include "tf.none" . }}
{{ else if eq .Values.what "type" }}
  x: {{ upper 5 | add "x" }}
{{ else if eq .Values.what "yaml" }}
 x: bad
{{ else if eq .Values.what "tab" }}
	x: bad
{{ else if eq .Values.what "index" }}
  x: {{ index .Values.list 3 }}
{{ else if eq .Values.what "tpl" }}
  x: {{ tpl "{{ .Values.q.r }}" . }}
{{ else if eq .Values.what "dup" }}
  a: twice
{{ end }}
`,
      'broken/Chart.yaml': chart('broken'),
      'broken/templates/a.yaml': 'kind: A\nx: {{ if }}\n',
      'schema/Chart.yaml': chart('schema'),
      'schema/values.yaml': 'count: 1\nname: a\nport: 80\n',
      'schema/values.schema.json':
        '{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["name","port"],"properties":{"count":{"type":"integer","minimum":1},"name":{"type":"string","pattern":"^[a-z]+$"},"mode":{"enum":["a","b"]},"port":{"type":["integer","string"]},"ports":{"type":"array","items":{"type":"object","required":["port"],"properties":{"port":{"type":"integer","maximum":65535}}}}},"additionalProperties":true}',
      'schema/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: schema}\n',
      'look/Chart.yaml': chart('look', 'kubeVersion: ">=1.30.0-0"\n'),
      'look/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: look}\ndata:\n  dns: {{ (lookup "v1" "Service" "kube-system" "kube-dns").spec | default dict | toJson | quote }}\n  none: {{ lookup "v1" "ConfigMap" "default" "nope" | toJson | quote }}\n  count: "{{ len ((lookup "v1" "ServiceAccount" "kube-system" "").items | default list) }}"\n  unknown: "{{ .Capabilities.APIVersions.Has "batch/v1/CronJob" }} {{ .Capabilities.APIVersions.Has "nope/v1" }} {{ .Capabilities.HelmVersion.Version }} {{ .Capabilities.KubeVersion.Major }}"\n',
      'look/templates/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: look}\nstringData: {a: b}\n',
      'look/templates/NOTES.txt': 'see {{ .Release.Namespace }}\n',
      'badlook/Chart.yaml': chart('badlook'),
      'badlook/templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: {{ lookup "example.com/v1" "Thing" "" "" | toJson | quote }}}\n',
      'old/Chart.yaml': chart('old', 'kubeVersion: "<1.20.0"\n'),
      'old/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n',
      'dep/Chart.yaml': chart('dep', 'deprecated: true\n'),
      'dep/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: dep}\n',
      'lib/Chart.yaml': chart('lib', 'type: library\n'),
      'post.sh': '#!/bin/bash\nsed "s/a: b/a: changed/"\n',
      'postbad.sh': '#!/bin/bash\necho sorry >&2\nexit 3\n',
      'postnone.sh': '#!/bin/bash\ncat >/dev/null\n',
    },
    lines: [
      ...['nil', 'fail', 'include', 'none', 'type', 'yaml', 'tab', 'index', 'tpl', 'dup'].map(
        (what) => `helm install t tf --set what=${what}`,
      ),
      'helm template t tf --set what=nil',
      'helm template t tf --set what=yaml',
      'helm lint tf --set what=include',
      'helm install t broken',
      'helm install t schema --set count=0,name=UP,mode=c',
      'helm install t schema --set port=null',
      'helm install t schema --set count=many,ports[0].port=70000,ports[1].x=1',
      'helm install t schema --set-json port=[1]',
      'helm template t schema --set count=0',
      'helm lint schema --set count=0',
      'helm install t schema --set count=0 --skip-schema-validation',
      'helm upgrade t schema --set count=0',
      'helm history t',
      'helm install l look --dry-run',
      'helm install l look --dry-run=server',
      'helm install l look --dry-run=client --hide-secret',
      'helm install l look --dry-run=server --hide-notes',
      'helm install l look --hide-secret',
      'helm template l look | grep -v KubeVersion',
      'helm template l look --dry-run=server',
      'helm template l look --validate',
      'helm install l look',
      'kubectl get cm look -o jsonpath={.data.dns}',
      'kubectl get cm look -o jsonpath="{.data.none} {.data.count} {.data.unknown}"',
      'helm upgrade l look --dry-run',
      'helm upgrade l look --dry-run=server --description hello',
      'helm upgrade l look --hide-notes',
      'helm upgrade nope look --dry-run',
      'helm upgrade -i nope look --dry-run',
      'helm install b badlook',
      'helm install old old',
      'helm template old old',
      'helm install dep dep',
      'helm install lib lib',
      'helm uninstall t && kubectl get cm',
      'chmod +x post.sh postbad.sh postnone.sh',
      'helm install p tf --post-renderer ./post.sh',
      'helm get manifest p',
      'kubectl get cm tf -o jsonpath={.data}',
      'helm upgrade p tf --post-renderer ./postbad.sh',
      'helm upgrade p tf --post-renderer ./postnone.sh',
      'helm upgrade p tf --post-renderer ./nope.sh',
      'helm upgrade p tf --post-renderer sed --post-renderer-args "s/a: b/a: args/"',
      'helm get manifest p',
      'helm template p tf --post-renderer ./post.sh',
      'helm history p',
      'helm install out look -o yaml --dry-run | head -5',
      'helm install n1 --generate-name look --dry-run | head -3',
      'helm install look --generate-name --dry-run | head -1',
      'helm install look --name-template "n-{{ upper \\"x\\" | lower }}" --dry-run | head -1',
      'helm template dbg dep --debug',
      'helm uninstall dep t p',
      'helm install dbg dep --debug --dry-run',
      'helm install dbg dep --debug',
    ],
  },
  {
    name: 'crds',
    files: {
      'crd/Chart.yaml': chart('crd'),
      'crd/crds/thing.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: things, singular: thing, kind: Thing}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`,
      'crd/values.yaml': 'size: 1\n',
      'crd/templates/a.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: one}\nspec: {size: {{ .Values.size }}}\n',
    },
    lines: [
      'helm show crds crd',
      'helm template c crd',
      'helm template c crd --include-crds',
      'helm install c crd --dry-run',
      'helm install c crd --skip-crds',
      'helm install c crd',
      'kubectl get things',
      'helm upgrade c crd --set size=2',
      'kubectl get thing one -o jsonpath={.spec.size}',
      'helm upgrade c crd --set size=large',
      'kubectl patch thing one --type merge -p \'{"spec":{"size":9}}\'',
      'helm rollback c 1',
      'kubectl get thing one -o jsonpath={.spec.size}',
      'helm status c --show-resources',
      'helm uninstall c',
      'kubectl get crd things.example.com -o name',
      'helm install c crd',
    ],
  },
];
