import { FORMAT_FILES } from '../formats';
import type { CaseGroup } from '../kubectl-case';
import { MORE_GET } from './get-lines';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'one.txt': 'NAME\n',
  'uneven.txt': 'NAME KIND\nmetadata.name\n',
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n',
  'kind.yaml': 'apiVersion: v1\nkind: Pot\nmetadata: { name: full }\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: absent }\n',
  'objs/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  'objs/sub/b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [cm.yaml]\n',
  'kust/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
};

export const get: readonly CaseGroup[] = [
  {
    name: 'get',
    files: FILES,
    unlike: [[/-w --request-timeout=1ms$/, 'request timeouts are not simulated: nothing is slow']],
    lines: `
get nodes
get no -o wide
get nodes --show-labels
get nodes -L disk,kubernetes.io/arch
get node node01 -o yaml
get node node01 -o json
get pods -n shop
get po -n shop -o wide
get pods -A
get pods -A -o wide
get pods -n shop --show-labels
get pods -n shop -l app=web
get pods -n shop -l 'app in (web,full),tier!=front'
get pods -n shop -l '!app'
get pods -n shop --field-selector=status.phase=Running
get pods -A --field-selector spec.nodeName=node01,metadata.namespace=shop
get pods -n shop --field-selector=spec.foo=bar
get pods -n shop -l 'app==='
get pods -n shop --sort-by=.metadata.name
get pods -n shop --sort-by=.status.startTime -o name
get pods -n shop --sort-by='.status.containerStatuses[0].restartCount'
get pods -n shop --no-headers
get pods -n shop -o name
get pods -n shop -o yaml
get pods -n shop -o json
get pod full -n shop -o yaml
get pod full -n shop -o yaml --show-managed-fields
get pod full -n shop -o json
get pod full crasher -n shop
get pod full -n shop -o kyaml
get pod/full svc/web -n shop
get pod full nothere -n shop
get pods,svc,deploy -n shop
get all -n shop
get all
get all -n quiet
get all -A -o name
get pods -n none
get pods -n shop -o jsonpath='{.items[*].metadata.name}'
get pods -n shop -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.podIP}{"\\n"}{end}'
get pods -n shop -o jsonpath='{.items[?(@.metadata.labels.app=="web")].spec.containers[0].image}'
get pods -n shop -o jsonpath='{.items[0].metadata.foo}'
get pods -n shop -o jsonpath='{.items[0'
get pods -n shop -o jsonpath-as-json='{.items[*].metadata.labels}'
get pods -n shop -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image,NO:.spec.no
get pods -n shop -o custom-columns=NAME
get pods -n shop -o go-template='{{range .items}}{{.metadata.name}} {{len .spec.containers}}{{"\\n"}}{{end}}'
get pod full -n shop -o go-template='{{.metadata.foo.bar}}'
get pods -n shop -o foo
get pods -n shop --chunk-size=2
get pods -n shop --ignore-not-found nothere
get pod nothere -n shop --ignore-not-found
get pod nothere -n shop
get foo
get foo.example.com bar
get pods --foo
get
get pod -A full
get deploy -n shop
get deploy -n shop -o wide
get deployment web -n shop -o yaml
get deployments.apps web -n shop -o json
get deployments.v1.apps -n shop
get rs -n shop -o wide
get ds -A
get ds agent -n shop -o wide
get sts -n shop -o wide
get sts db -n shop -o yaml
get jobs -n shop
get jobs -n shop -o wide
get cj -n shop -o wide
get svc -A
get svc -n shop -o wide
get svc web -n shop -o yaml
get endpoints -n shop
get ep web -n shop -o yaml
get endpointslices -n shop -l kubernetes.io/service-name=web
get cm -A
get cm settings -n shop -o yaml
get secrets -n shop
get secret password -n shop -o yaml
get sa -A
get sa robot -n shop -o yaml
get ns
get ns --show-labels
get ns shop -o yaml
get role,rolebinding -n shop
get rolebinding -n shop -o wide
get clusterroles
get clusterrolebindings -o wide
get clusterrole node-reader -o yaml
get quota -n shop
get quota limits -n shop -o yaml
get limits -A
get pdb -n shop
get hpa -n shop
get ing -n shop
get netpol -n shop
get pv
get pv -o wide
get pvc -n shop
get pvc -n shop -o wide
get sc
get pc
get ipaddresses
get servicecidrs
get leases -A
get crd
get events -n shop
get events -n shop --sort-by=.lastTimestamp
get events -n shop -o wide
get events -n shop --field-selector reason=Scheduled
get csr
get controllerrevisions -n shop
get apiservices
get flowschemas
get prioritylevelconfigurations
get validatingwebhookconfigurations
get ingressclass
get runtimeclass
get componentstatuses
get csidrivers
get csinodes
get podtemplates -A
get rc -A
get volumeattachments
get deploy,rs -n shop -o jsonpath='{.items[*].kind}'
get pods -n shop --subresource=status
get pod full -n shop --subresource=status
get deploy web -n shop --subresource=scale
get deploy web -n shop --subresource=scale -o yaml
get pods --all-namespaces -o jsonpath='{.items[*].spec.nodeName}'
get pods -n shop --output-watch-events
get pods -n shop --server-print=false
get deploy,svc,node -n shop --server-print=false
get --raw /
get --raw /healthz
get --raw /version
get --raw '/readyz?verbose'
get --raw '/livez?verbose'
get --raw /api
get --raw /apis
get --raw /apis/apps
get --raw /api/v1
get --raw /apis/apps/v1
get --raw /api/v1/namespaces/shop/configmaps/settings
get --raw /apis/nope/v1
get --raw /nope
get --raw /api/v1/namespaces/shop/pods/full/log?container=side
get nodes,ns -o name
get pod full -n shop -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}'
get pod full -n shop -o template --template='{{.status.phase}}'
get -f /nonexistent.yaml
get pods -n shop -w --request-timeout=1ms
get pods -n shop --as=jane
get nodes --as=jane -o name
get secrets -n shop --as=system:serviceaccount:shop:robot
get pods -A --as=system:serviceaccount:shop:robot
get pod full -n shop --as=nobody
get pods -n shop --context=nope
get pods --cluster=nope
get pods --user=nope
get pods.v1
get pods.v1. -n shop
get deploy.v1.apps -n shop
get pods -n shop -o=wide=x
get pods -n shop -o=json=x
get pods -n shop --sort-by=.spec.nope
get pods -n shop --sort-by=.spec.nope -o name
get pod full -n shop --sort-by=.spec.nope
get all -n shop --sort-by=.spec.nope
get cm,deploy settings -n shop
get pods -n shop --request-timeout=-1s
get pods -n shop --request-timeout=1m30s
get pods -s https://127.0.0.1:1 --request-timeout=1m30s
get pods -s https://127.0.0.1:1 --request-timeout=100ms
get pods --context=nope
get --raw '/api/v1/namespaces/shop/configmaps/settings?pretty=true'
get pods -n shop -o custom-columns=NAME:.metadata.name
get pods -n shop -o custom-columns=NAME:metadata.name,PHASE:{.status.phase}
get pods -n shop -o custom-columns=NAME:.metadata.name --no-headers
get pods -n shop -o custom-columns=A:.metadata.labels.app,B:'.metadata.labels.pod-template-hash'
get pods -n shop -o custom-columns='A:.spec.containers[0].image,B:.spec.containers[1:].name'
get pods -n shop -o custom-columns='A:.spec.containers[?(@.name=="main")].image'
get pods -n shop -o custom-columns='A:.status.conditions[*].type'
get pods -n shop -o custom-columns=A:.spec.tolerations
get pods -n shop -o custom-columns=A:.metadata.labels
get pods -n shop -o custom-columns=
get pods -n shop -o custom-columns
get pods -n shop -o custom-columns=A:
get pods -n shop -o custom-columns=A:.metadata.name,
get pods -n shop -o custom-columns=A:.metadata.name,B
get pods -n shop -o custom-columns=:.metadata.name
get pods -n shop -o 'custom-columns=A:.metadata[name'
get pods -n shop -o custom-columns=A:.metadata..name
get pods -n shop -o custom-columns=A:..name
get pods,svc -n shop -o custom-columns=K:.kind,N:.metadata.name
get deploy web -n shop -o custom-columns=R:.spec.replicas,S:.spec.strategy.type,P:.spec.paused
get pods -n shop -o custom-columns-file=columns.txt
get pods -n shop -o custom-columns-file=columns.txt --no-headers
get pods -n shop -o custom-columns-file=one.txt
get pods -n shop -o custom-columns-file=uneven.txt
get pods -n shop -o custom-columns-file=nope.txt
get pods -n shop -o custom-columns-file
get pods -n shop -o custom-columns-file=
get pods -n none -o custom-columns=A:.metadata.name
get pods -n shop -o custom-columns=A:.metadata.name --sort-by=.metadata.creationTimestamp
get pods -n shop -o custom-columns=A:.metadata.name --show-labels
get pods -n shop -o custom-columns=N:.metadata.name,T:.metadata.creationTimestamp,X:.spec.terminationGracePeriodSeconds,B:.spec.enableServiceLinks
get pods -n shop -o jsonpath-file=path.txt
get pods -n shop -o jsonpath-file=nope.txt
get pods -n shop -o jsonpath-file
get pods -n shop -o jsonpath
get pods -n shop -o jsonpath=
get pods -n shop -o jsonpath=.items[0].metadata.name
get pods -n shop -o jsonpath='{.items[*].metadata.labels.app}'
get pods -n shop -o jsonpath='{.items[0:2].metadata.name}'
get pods -n shop -o jsonpath='{.items[-1:].metadata.name}'
get pods -n shop -o jsonpath='{.items[-1].metadata.name}'
get pods -n shop -o jsonpath='{.items[::2].metadata.name}'
get pods -n shop -o jsonpath='{.items[99].metadata.name}'
get pods -n shop -o jsonpath='{.items[*].metadata.name} and {.kind}'
get pods -n shop -o jsonpath='{..image}'
get pods -n shop -o jsonpath='{.items[*].spec.containers[*].name}'
get pods -n shop -o jsonpath="{.items[*]['metadata.name','status.phase']}"
get pods -n shop -o jsonpath="{range .items[*]}{.metadata.name}{'\\t'}{.spec.nodeName}{'\\n'}{end}"
get pods -n shop -o jsonpath='{range .items[*]}{@.metadata.name}:{range .spec.containers[*]}{.name},{end}{"\\n"}{end}'
get pods -n shop -o jsonpath='{.items[?(@.spec.containers[0].name=="main")].metadata.name}'
get pods -n shop -o jsonpath='{.items[?(@.status.phase!="Running")].metadata.name}'
get pods -n shop -o jsonpath='{.items[?(@.spec.priority>=0)].metadata.name}'
get pods -n shop -o jsonpath='{.items[?(@.metadata.labels.tier)].metadata.name}'
get pods -n shop -o jsonpath='{.items[?(@.status.containerStatuses[0].restartCount>0)].metadata.name}'
get pods -n shop -o jsonpath='{.items[?(@.a=="b"&&@.c=="d")]}'
get pods -n shop -o jsonpath='{.items[?(@.metadata.name=~"w.*")]}'
get nodes -o jsonpath='{.items[*].status.addresses[?(@.type=="InternalIP")].address}'
get nodes -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.taints}{"\\n"}{end}'
get nodes -o jsonpath='{.items[0].metadata.labels}'
get nodes -o jsonpath='{.items[0].metadata.labels.kubernetes\\.io/hostname}'
get nodes -o jsonpath="{.items[0].metadata.labels['kubernetes\\.io/hostname']}"
get nodes -o jsonpath='{.items[*].status.allocatable.cpu}'
get secret password -n shop -o jsonpath='{.data}'
get secret password -n shop -o jsonpath='{.data.user}'
get cm settings -n shop -o jsonpath='{.data.color}{"\\n"}{.data.size}'
get cm settings -n shop -o jsonpath='{.data.nope}'
get cm settings -n shop -o jsonpath='{.data.nope}' --allow-missing-template-keys=false
get cm settings -n shop -o jsonpath='{$.kind}'
get cm settings -n shop -o jsonpath='{@.kind}'
get cm settings -n shop -o jsonpath='{.}'
get cm settings -n shop -o jsonpath='{.data[*]}'
get cm settings -n shop -o jsonpath='{.metadata.*}' --show-managed-fields=false
get cm settings -n shop -o jsonpath='{range}'
get cm settings -n shop -o jsonpath='{end}'
get cm settings -n shop -o jsonpath='{.data.color'
get cm settings -n shop -o jsonpath='{"a'
get cm settings -n shop -o jsonpath='{.data[}'
get cm settings -n shop -o jsonpath='{nope}'
get cm settings -n shop -o jsonpath='{.data["color"]}'
get cm settings -n shop -o jsonpath='{1}'
get cm settings -n shop -o jsonpath='{true}'
get cm settings -n shop -o jsonpath='{.kind.foo}'
get cm settings -n shop -o jsonpath='{.kind[0]}'
get cm settings -n shop -o jsonpath-as-json='{.data}'
get cm settings -n shop -o jsonpath-as-json='{.data.*}'
get cm settings -n shop -o jsonpath-as-json
get cm -n shop -o jsonpath-as-json='{.items[*].metadata.name}'
get cm -n shop -o jsonpath-as-json='{range .items[*]}{.metadata.name}{end}'
get pods -n shop -o go-template-file=template.txt
get pods -n shop -o go-template-file=nope.txt
get pods -n shop -o go-template
get pods -n shop -o go-template=
get pods -n shop -o template
get pods -n shop -o templatefile=template.txt
get pods -n shop --template='{{len .items}}'
get pods -n shop -o go-template --template='{{len .items}}'
get pods -n shop -o go-template='{{range $i, $p := .items}}{{$i}}:{{$p.metadata.name}} {{end}}'
get pods -n shop -o go-template='{{with index .items 0}}{{.metadata.name}}{{end}}'
get pods -n shop -o go-template='{{(index .items 0).metadata.labels}}'
get pods -n shop -o go-template='{{range .items}}{{if eq .status.phase "Running"}}{{.metadata.name}}{{else}}-{{end}} {{end}}'
get pods -n shop -o go-template='{{range .items}}{{printf "%-30s|%s" .metadata.name .status.phase | println}}{{end}}'
get pods -n shop -o go-template='{{range .items}}{{range .status.conditions}}{{if and (eq .type "Ready") (eq .status "False")}}{{.reason}} {{end}}{{end}}{{end}}'
get pods -n shop -o go-template='{{range .items}}{{range .spec.containers}}{{.image}}{{"\\n"}}{{end}}{{end}}'
get pods -n shop -o go-template='{{.items | len | printf "%03d"}}'
get pods -n shop -o go-template='{{define "x"}}<{{.}}>{{end}}{{range .items}}{{template "x" .metadata.name}}{{end}}'
get pods -n shop -o go-template='{{range .items}}{{or .metadata.labels.app "none"}} {{end}}'
get pods -n shop -o go-template='{{$n := 0}}{{range .items}}{{$n = len .metadata.name}}{{$n}} {{end}}'
get pods -n shop -o go-template='{{range .nope}}x{{else}}none{{end}}'
get pods -n shop -o go-template='{{.nope}}'
get pods -n shop -o go-template='{{.items.nope}}'
${MORE_GET}
`,
  },
  {
    name: 'watches that end',
    rate: 1,
    unordered: /-w|--watch/,
    lines: `
get pods -n shop -w --request-timeout=1s
get pod full -n shop -w --request-timeout=1s
get pods -n shop --watch-only --request-timeout=1s
get pods -n shop -w --output-watch-events --request-timeout=1s
get pod full -n shop --watch-only --output-watch-events --request-timeout=1s
get cm settings -n shop -w -o json --request-timeout=1s
get cm settings -n shop -w -o yaml --output-watch-events --request-timeout=1s
get pods -n shop -w --no-headers --request-timeout=1s
get pods -n shop -w -o name --request-timeout=1s
get pods -n shop -w -L app --request-timeout=1s
get pods -n shop -w --show-labels --request-timeout=1s
get pods -n shop -w -o wide -l app=web --request-timeout=1s
get pods -A -w --field-selector=metadata.name=full --request-timeout=1s
get cm settings -n shop -w -o jsonpath='{.data.color}' --request-timeout=1s
get cm settings -n shop -w -o custom-columns=A:.metadata.name --request-timeout=1s
get pods,svc -n shop -w
get pods full crasher -n shop -w
get all -n shop -w
get -w
get nope -w
get pod nope -n shop -w
get pods -n shop -w --sort-by=.metadata.name --request-timeout=1s
get pods -n shop -w --chunk-size=2 --request-timeout=1s
`,
  },
];
