import scaffold from './chart/scaffold.json';

const demo = Object.fromEntries(Object.entries(scaffold).map(([name, text]) => [`demo/${name}`, text.replaceAll('<CHARTNAME>', 'demo')]));
const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n${more}`;

/** Charts that the differential tests render, by path. */
export const FILES: Readonly<Record<string, string>> = {
  ...demo,
  'f.yaml': 'f: 1000000\nreplicaCount: 3\nlist: [a, b]\n',
  'g.yaml': 'f: {deep: {er: yes}}\nreplicaCount: 4\n',
  'bad.yaml': 'a: b: c\n',
  'list.yaml': '- a\n',
  'note.txt': 'line one\nline two\n',
  // one template a file
  'types/Chart.yaml': chart(
    'types',
    'appVersion: "2.0"\nkeywords: [a, b]\nmaintainers:\n- name: mina\n  email: m@example.com\nannotations: {x: y}\n',
  ),
  'types/values.yaml':
    'i: 1\nf: 1.5\nbig: 1000000\nt: true\ns: text\nempty: ""\nn: null\nlist: [3, 1, 2]\nmap: {b: 2, a: 1, nested: {x: 1}}\nzero: 0\nquoted: "0644"\nmulti: |\n  one\n  two\n',
  'types/files/a.conf': 'a=1\n',
  'types/files/b.conf': 'b=2\n',
  'types/templates/_helpers.tpl':
    '{{- define "types.name" -}}{{ .Chart.Name }}-{{ .Release.Name }}{{- end -}}\n{{- define "types.labels" }}\napp: {{ .Chart.Name }}\nrel: {{ .Release.Name | quote }}\n{{- end }}\n',
  'types/templates/plain.yaml':
    'kind: Plain\nmetadata:\n  name: {{ include "types.name" . }}\n  labels: {{- include "types.labels" . | nindent 4 }}\nspec: {{ toYaml .Values | nindent 2 }}\n',
  'types/templates/NOTES.txt': 'Hello {{ .Release.Name }}\n',
  // a parent with children
  'whole/Chart.yaml': chart(
    'whole',
    'dependencies:\n- {name: part, version: 0.1.0, condition: part.enabled}\n- {name: part, version: ">=0.1.0", alias: other, tags: [extra]}\n- {name: lib, version: 0.x.x}\n',
  ),
  'whole/values.yaml': 'part: {enabled: true, size: 2}\nglobal: {zone: eu}\ntags: {extra: false}\n',
  'whole/templates/a.yaml':
    'kind: Whole\nmetadata: {name: a}\nzone: {{ .Values.global.zone }}\nsub: {{ .Subcharts | keys | sortAlpha | join "," }}\n{{ include "lib.x" . }}\n',
  'whole/charts/part/Chart.yaml': chart('part'),
  'whole/charts/part/values.yaml': 'size: 1\nname: part\n',
  'whole/charts/part/templates/b.yaml':
    'kind: Part\nmetadata: {name: {{ .Chart.Name }}}\nsize: {{ .Values.size }}\nzone: {{ .Values.global.zone }}\nroot: {{ .Chart.IsRoot }}\n',
  'whole/charts/part/templates/NOTES.txt': 'part notes\n',
  'whole/charts/lib/Chart.yaml': chart('lib', 'type: library\n'),
  'whole/charts/lib/templates/_x.tpl': '{{ define "lib.x" }}lib: {{ .Chart.Name }}{{ end }}',
  // hooks, crds, order
  'hooks/Chart.yaml': chart('hooks', 'icon: https://example.com/i.png\n'),
  'hooks/crds/crd.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n',
  'hooks/templates/all.yaml': ['Service', 'Deployment', 'Zebra', 'Namespace', 'ConfigMap', 'Ingress', 'Apple']
    .map((kind) => `kind: ${kind}\nmetadata: {name: x}\n`)
    .join('---\n'),
  'hooks/templates/hook.yaml':
    'kind: Job\nmetadata:\n  name: h\n  annotations:\n    helm.sh/hook: pre-install,post-upgrade\n    helm.sh/hook-weight: "5"\n---\nkind: Pod\nmetadata:\n  name: t\n  annotations: {"helm.sh/hook": test}\n',
  'hooks/README.md': '# Hooks\n',
  // a schema
  'schema/Chart.yaml': chart('schema'),
  'schema/values.yaml': 'count: 1\nname: a\n',
  'schema/values.schema.json':
    '{"type":"object","required":["name","port"],"properties":{"count":{"type":"integer","minimum":1},"name":{"type":"string","pattern":"^[a-z]+$"},"mode":{"enum":["a","b"]}}}',
  'schema/templates/a.yaml': 'kind: A\ncount: {{ .Values.count }}\n',
  // broken ones
  'missing/Chart.yaml': chart('missing', 'dependencies: [{name: gone, version: 1.0.0, repository: "https://charts.example.com"}]\n'),
  'missing/templates/a.yaml': 'kind: A\n',
  'nochart/values.yaml': 'a: 1\n',
  'noname/Chart.yaml': 'apiVersion: v2\nversion: 1.0.0\n',
  'badversion/Chart.yaml': 'apiVersion: v2\nname: badversion\nversion: x.y\n',
  'number/Chart.yaml': 'apiVersion: v2\nname: number\nversion: 1.0\nappVersion: 1.16\n',
  'library/Chart.yaml': chart('library', 'type: library\n'),
  'kube/Chart.yaml': chart('kube', 'kubeVersion: ">=1.40.0"\n'),
  'kube/templates/a.yaml': 'kind: A\n',
  'badvalues/Chart.yaml': chart('badvalues'),
  'badvalues/values.yaml': 'a: [\n',
  'one/Chart.yaml': chart('one'),
  'one/values.yaml':
    'i: 1\nf: 1.5\nbig: 1000000\nt: true\ns: text\nempty: ""\nn: null\nlist: [3, 1, 2]\nwords: [b, a, c]\nmap: {b: 2, a: 1, nested: {x: 1}}\n',
  'one/files/a.conf': 'a=1\n',
  'one/files/deep/b.conf': 'b=2\n',
};

/** Templates of one line, each rendered as the only one of a chart. */
export const TEMPLATES: readonly string[] = `
{{ .Values.i }} {{ .Values.f }} {{ .Values.big }} {{ .Values.t }} {{ .Values.s }}
{{ .Values.n }}|{{ .Values.none }}|{{ .Values.empty }}
{{ .Values.none.deeper }}
{{ (.Values.none).deeper }}
{{ .Values.s.deeper }}
{{ .Chart.Nothing }}
{{ .Release.Nothing }}
{{ .Values.list }} {{ .Values.map }}
{{ .Values.map | toYaml | nindent 2 }}
{{ .Values.map | toJson }} {{ .Values.list | toJson }} {{ .Values.map | toPrettyJson | b64enc }}
{{ range .Values.list }}{{ . }},{{ end }}
{{ range $i, $e := .Values.list }}{{ $i }}={{ $e }};{{ end }}
{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }};{{ end }}
{{ range .Values.none }}x{{ else }}nothing{{ end }}
{{ with .Values.map }}{{ .a }}{{ end }}{{ with .Values.none }}x{{ else }}y{{ end }}
{{ if and .Values.t (not .Values.none) }}yes{{ else if .Values.s }}maybe{{ else }}no{{ end }}
{{ if or .Values.none .Values.s }}{{ or .Values.none "default" }}{{ end }}
{{ eq .Values.i 1 }}
{{ eq (int .Values.i) 1 }} {{ ne .Values.s "x" }} {{ lt 1 2 }} {{ ge 2.5 1.5 }} {{ eq "a" "b" "a" }}
{{ gt .Values.s 1 }}
{{ $x := 1 }}{{ $x = add $x 2 }}{{ $x }}
{{ $x }}
{{ "a" | upper | quote }} {{ 'a' }} {{ \`raw "x"\` }} {{ "tab\\there" | quote }}
{{ printf "%s-%d-%v-%5.2f|%-5s|%05d|%q|%t|%x" "a" 3 .Values.f 2.5 "ab" 42 "q" true 255 }}
{{ printf "%d" .Values.i }}
{{ printf "%s %s" "a" }}
{{ printf "%s" "a" "b" }}
{{ len .Values.list }} {{ len "héllo" }} {{ len .Values.map }}
{{ index .Values.list 0 }} {{ index .Values.map "nested" "x" }} {{ index .Values.list 7 }}
{{ slice .Values.list 1 2 }} {{ slice "abcdef" 1 3 }}
{{ default "d" .Values.empty }} {{ .Values.none | default "e" }} {{ default 5 .Values.i }} {{ default "z" 0 }}
{{ empty .Values.empty }} {{ coalesce .Values.none .Values.empty "c" }} {{ ternary "a" "b" .Values.t }}
{{ required "give me x" .Values.none }}
{{ fail "no good" }}
{{ .Values.none | trunc 3 }}
{{ trunc 3 .Values.none }}
{{ trunc "3" "abc" }}
{{ upper 5 }}
{{ upper }}
{{ nope 1 }}
{{ include "nope" . }}
{{ template "nope" . }}
{{ tpl "{{ .Values.s }}-{{ .Chart.Name }}" . }}
{{ tpl "{{ .Values.s" . }}
{{ tpl "{{ .Values.none.x }}" . }}
{{ trunc 3 "abcdef" }} {{ trunc -3 "abcdef" }} {{ trimSuffix "-" "a-" }} {{ trimPrefix "a" "ab" }} {{ trim "  x " }} {{ trimAll "$" "$5$" }}
{{ replace "a" "b" "banana" }} {{ repeat 3 "ab" }} {{ substr 1 3 "abcdef" }} {{ nospace "a b c" }} {{ title "hello big world" }} {{ untitle "Hello World" }}
{{ snakecase "FirstName" }} {{ camelcase "http_server" }} {{ kebabcase "FirstName" }} {{ swapcase "aBc" }} {{ initials "First Try" }} {{ abbrev 5 "hello world" }}
{{ contains "an" "banana" }} {{ hasPrefix "b" "banana" }} {{ hasSuffix "b" "banana" }} {{ cat "a" 1 true }} {{ plural "one" "many" 2 }}
{{ indent 2 "a\\nb" }}{{ nindent 2 "a\\nb" }}
{{ quote "a" nil 1 }} {{ squote "a" "b" }} {{ quote .Values.none }}
{{ splitList "," "a,b,c" }} {{ (split "," "a,b")._0 }} {{ join "-" .Values.words }} {{ sortAlpha .Values.words }} {{ splitn "," 2 "a,b,c" }}
{{ list 1 "a" true }} {{ first .Values.list }} {{ last .Values.list }} {{ rest .Values.list }} {{ initial .Values.list }} {{ reverse .Values.words }} {{ uniq (list 1 1 2) }}
{{ append .Values.words "d" }} {{ prepend .Values.words "z" }} {{ concat .Values.words .Values.list }} {{ without .Values.words "a" }} {{ has "a" .Values.words }} {{ compact (list "" "a" 0) }}
{{ has 3 .Values.list }} {{ has 3.0 .Values.list }}
{{ until 3 }} {{ untilStep 1 10 3 }} {{ seq 3 }} {{ seq 2 4 }} {{ seq 0 2 10 }} {{ chunk 2 .Values.words }}
{{ dict "a" 1 "b" (list 1) }} {{ get .Values.map "a" }} {{ hasKey .Values.map "zz" }} {{ keys .Values.map | sortAlpha }} {{ pluck "a" .Values.map (dict "a" 5) }}
{{ $m := dict }}{{ $_ := set $m "k" "v" }}{{ $m }}{{ $_ := unset $m "k" }}{{ $m }}
{{ pick .Values.map "a" }} {{ omit .Values.map "a" }} {{ merge (dict "a" 1) (dict "a" 2 "b" 3) }} {{ mergeOverwrite (dict "a" 1) (dict "a" 2 "b" 3) }} {{ deepCopy .Values.map }}
{{ dig "nested" "x" "none" .Values.map }} {{ dig "q" "x" "none" .Values.map }}
{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 5 3 }} {{ min 4 2 }} {{ add1 4 }} {{ ceil 1.2 }} {{ floor 1.8 }} {{ round 1.2345 2 }}
{{ addf 1.5 2.25 }} {{ divf 5 2 }} {{ mulf 1.5 2 }} {{ subf 5 1.5 }} {{ int "12" }} {{ int64 "7" }} {{ float64 "1.5" }} {{ int .Values.f }} {{ toString 5 }} {{ atoi "9" }}
{{ div 1 0 }}
{{ typeOf .Values.i }} {{ kindOf .Values.list }} {{ kindIs "map" .Values.map }} {{ typeOf 1 }} {{ typeOf "s" }} {{ typeOf .Values }} {{ kindOf .Values.none }} {{ deepEqual (list 1) (list 1) }}
{{ b64enc "hello" }} {{ b64dec "aGVsbG8=" }} {{ sha256sum "a" }} {{ sha1sum "a" }} {{ adler32sum "abc" }} {{ b32enc "hi" }}
{{ b64dec "!!" }}
{{ toYaml (dict "a" (list 1 2) "b" "yes" "c" nil) | nindent 2 }}
{{ (fromYaml "a: 1\\nb: [x]").b }} {{ (fromJson "{\\"a\\": 2}").a }} {{ fromYamlArray "[1, a]" }} {{ fromJsonArray "[1]" }}
{{ fromYaml "- a" | toJson | b64enc }}
{{ regexMatch "^a+$" "aaa" }} {{ regexFind "[0-9]+" "a12b" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "\${1}W" }} {{ regexSplit "z+" "pizza" -1 }} {{ regexFindAll "[24]" "1234" -1 }}
{{ semverCompare ">=1.2.0" "1.3.0" }} {{ semverCompare "^1.2" "2.0.0" }} {{ semverCompare "~1.2.3" "1.2.9" }} {{ (semver "1.2.3-rc.1").Prerelease }} {{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }}
{{ semverCompare ">=x" "1.0.0" }}
{{ .Capabilities.KubeVersion.Major }}.{{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.APIVersions.Has "batch/v1" }} {{ .Capabilities.APIVersions.Has "x/v1" }}
{{ .Files.Get "files/a.conf" | quote }} {{ .Files.Get "gone" | quote }} {{ .Files.Lines "files/a.conf" }}
{{ (.Files.Glob "files/*.conf").AsConfig | quote }} {{ (.Files.Glob "files/**.conf").AsSecrets | quote }} {{ range $p, $_ := .Files.Glob "files/**" }}{{ $p }};{{ end }}
{{ .Template.Name }} {{ .Template.BasePath }} {{ .Release.IsInstall }} {{ .Release.Revision }} {{ .Release.Service }} {{ .Release.Namespace }}
{{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }} {{ .Chart.APIVersion }} {{ .Chart.Keywords }}
{{ lookup "v1" "Pod" "default" "x" }} {{ (lookup "v1" "Pod" "" "").items }}
{{- /* gone */ -}} a {{- " b" -}}  c
{{/* gone */}}a
{{ if }}x{{ end }}
{{ if .x }}
{{ end }}
{{ .Values.s | }}
{{ | upper }}
{{ "open }}
{{ .Values.s
{{ define "x" }}{{ . }}!{{ end }}{{ template "x" "hey" }} {{ include "x" "you" | upper }}
{{ block "b" .Values.s }}<{{ . }}>{{ end }}
{{ range $i := until 5 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $i }}{{ end }}
{{ break }}
{{ 5 }} {{ 1.5 }} {{ 1e3 }} {{ 0x10 }} {{ true }} {{ -3 }}
{{ 1 2 }}
{{ "a" "b" }}
{{ .Values.s "x" }}
{{ nil }}
{{ print "a" 1 2 "b" 3 }} {{ println "x" }} {{ html "<a>" }} {{ urlquery "a b&c" }} {{ js "it's" }}
{{ clean "a//b/../c" }} {{ base "a/b.txt" }} {{ dir "a/b.txt" }} {{ ext "b.txt" }} {{ isAbs "/a" }}
{{ (urlParse "https://u@h.example:8080/p?q=1#f").host }} {{ urlJoin (dict "scheme" "https" "host" "h" "path" "/p") }}
{{ date "2006-01-02 15:04" 0 }} {{ duration 95 }} {{ durationRound "2h10m5s" }} {{ toDate "2006-01-02" "2020-03-04" | date "Jan 2, 2006" }}
{{ wrap 5 "hello big world" | quote }} {{ toToml (dict "a" "b") | quote }} {{ hello }}
{{ all 1 "" }} {{ any 0 "x" }} {{ tuple 1 2 }} {{ typeIs "string" "a" }} {{ mustRegexMatch "a" "b" }} {{ toStrings (list 1 2) }}
{{ mustToJson (dict "a" "<b>") }} {{ toRawJson (dict "a" "<b>") }}
`
  .split('\n')
  .filter((line) => line !== '');

/** Command lines, as a shell would read them. */
export const LINES: readonly string[] = `
template demo
template rel demo
template rel demo --namespace web
template rel demo -n web --set replicaCount=3
template rel demo --set image.tag=1.27,service.type=NodePort
template rel demo --set ingress.enabled=true
template rel demo --set autoscaling.enabled=true
template rel demo --set 'resources.limits.cpu=1,resources.limits.memory=1Gi'
template rel demo --set 'imagePullSecrets[0].name=reg'
template rel demo --set 'tolerations[0].key=a,tolerations[0].operator=Exists'
template rel demo --set-string 'podAnnotations.n=5'
template rel demo --set 'podAnnotations.n=5'
template rel demo --set-json 'nodeSelector={"a":"b","c":"d"}'
template rel demo --set-literal 'podAnnotations.x=a,b=c'
template rel demo --set-file podAnnotations.note=note.txt
template rel demo --set 'podAnnotations.a\\.b/c=x'
template rel demo --set 'podLabels={a,b}'
template rel demo --set nodeSelector=null
template rel demo --set serviceAccount.create=false
template rel demo --set serviceAccount.create=FALSE
template rel demo --set fullnameOverride=full,nameOverride=other
template rel demo -f f.yaml
template rel demo -f f.yaml -f g.yaml
template rel demo -f f.yaml,g.yaml
template rel demo -f nope.yaml
template rel demo -f bad.yaml
template rel demo -f list.yaml
template rel demo --set a
template rel demo --set a.b
template rel demo --set 'a[x]=1'
template rel demo --set 'a={1,2'
template rel demo --set-json 'a={'
template rel demo --set =x
template rel demo -s templates/service.yaml
template rel demo -s templates/service.yaml -s templates/deployment.yaml
template rel demo -s templates/nope.yaml
template rel demo -s 'templates/*.yaml'
template rel demo --skip-tests
template rel demo --no-hooks
template rel demo --include-crds
template rel hooks --include-crds
template rel hooks
template rel hooks --no-hooks
template rel hooks --skip-tests
template rel demo --kube-version 1.20
template rel demo --kube-version x
template rel demo --api-versions a/v1
template rel demo --is-upgrade
template rel types
template types
template rel whole
template rel whole --set part.enabled=false
template rel whole --set tags.extra=true
template rel whole --set tags.extra=true,other.size=9,global.zone=us
template rel whole --set part.size=7
template rel schema
template rel schema --set port=1
template rel schema --set port=1,count=x
template rel schema --set port=1,count=0
template rel schema --set port=1,mode=c
template rel schema --skip-schema-validation
template rel missing
template rel nochart
template rel noname
template rel badversion
template rel number
template rel library
template rel kube
template rel kube --kube-version 1.41
template rel badvalues
template rel nope
template rel ./nope
template rel a/b
template BAD demo
template a b c
template
template -h
template --foo
template rel demo -z
template rel demo --set
template --generate-name x demo
template demo --name-template fixed
lint demo
lint hooks
lint types
lint whole
lint schema
lint schema --set port=1
lint missing
lint nochart
lint noname
lint badversion
lint number
lint library
lint badvalues
lint nope
lint demo hooks
lint demo --strict
lint demo --quiet
lint demo --set replicaCount=x
create x
create x y
create
create 'a b'
create deep/er
show chart demo
show values demo
show all demo
show readme hooks
show readme demo
show crds hooks
show chart types
show chart whole
show values nope
show chart
show
show nope
inspect chart demo
package demo
package demo --version 2.0.0 --app-version 3
package demo -d out
package nope
package missing
package badversion
package
dependency list demo
dependency list whole
dependency list missing
dep ls hooks
dependency
version
version --short
version --template '{{.Version}}'
version --template '{{.GitCommit}} {{.GoVersion}}'
version x
env HELM_NAMESPACE
env HELM_CACHE_HOME
env HELM_NAMESPACE -n web
plugin list
help
help install
-h
foo
instal
installl
repo
repo list
repo update
repo remove x
repo add x
repo nope
search repo x
search
get
get foo
get values
status
history
rollback
uninstall
upgrade
upgrade a
install
install demo
install a b c
list x
test
pull
pull foo/bar
--version
list --foo
install --help
upgrade --help
rollback --help
uninstall -h
list --help
repo add --help
get values --help
history --help
status --help
completion
registry
`
  .split('\n')
  .filter((line) => line !== '');
