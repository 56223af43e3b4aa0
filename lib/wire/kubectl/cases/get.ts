import { FORMAT_FILES } from '../formats';
import type { CaseGroup } from '../kubectl-case';

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
get pods -n shop -o go-template='{{.kind'
get pods -n shop -o go-template='{{nope .kind}}'
get pods -n shop -o go-template='{{range .items}}'
get pods -n shop -o go-template='{{index .items 99}}'
get pods -n shop -o go-template='{{- /* c */ -}} {{ .kind | printf "%q" }} {{- " x" }}'
get secret password -n shop -o go-template='{{range $k, $v := .data}}{{$k}}={{$v | base64decode}}{{"\\n"}}{{end}}'
get secret password -n shop -o go-template='{{.data.user | base64decode}}'
get cm settings -n shop -o go-template='{{.data.color | base64decode}}'
get cm settings -n shop -o go-template='{{.}}'
get cm settings -n shop -o go-template='{{html "<a>"}} {{js "a<b"}} {{urlquery "a b"}} {{slice "abcdef" 1 3}} {{not true}} {{ne 1 2}} {{lt 1 2}} {{print 1 2 "x"}}'
get pods -n shop --show-kind
get pods,svc -n shop --show-kind --no-headers
get svc -n shop --show-kind -o wide
get node node01 -o name --show-kind
get pods -n shop -L app -L tier
get pods -n shop -L app,tier --show-labels
get pods -n shop -Lapp --no-headers
get pods -n shop -L
get pods -n shop -o wide -L app
get ns --show-labels -o wide
get ns -o yaml -L x
get pods -n shop --selector=app=web
get pods -n shop -l app=web,app!=web
get pods -n shop -l 'app notin (web)'
get pods -n shop -l app
get pods -n shop -l app=web -o name
get pods full -n shop -l app=web
get pods -n shop -l 'a b'
get pods -n shop -l 'app in web'
get pods -n shop -l 'app in (web'
get pods -n shop -l ','
get pods -n shop -l =
get pods -n shop -l 'bad!key'
get pods -n shop --field-selector=metadata.name=full
get pods -n shop --field-selector=metadata.name!=full -o name
get pods -n shop --field-selector=status.phase!=Running,spec.restartPolicy=Always
get pods -n shop --field-selector=nope
get pods -n shop --field-selector=status.podIP=
get pods full -n shop --field-selector=metadata.name=full
get svc -n shop --field-selector=metadata.name=web
get svc -n shop --field-selector=spec.type=NodePort
get cm -n shop --field-selector=data.color=blue
get nodes --field-selector=spec.unschedulable=true
get nodes --field-selector=metadata.name=node01
get secrets -A --field-selector=type=Opaque
get events -n shop --field-selector=involvedObject.name=full -o name --sort-by=.metadata.name
get ns --field-selector=status.phase=Active
get pods -n shop --chunk-size=1 -o name
get pods -n shop --chunk-size=0 -o name
get pods -n shop --chunk-size=-1 -o name
get pods -n shop --chunk-size=x
get pods -A --chunk-size=3 -o name
get pods -n shop --chunk-size=2 -o json
get pods -n shop --sort-by=metadata.name -o name
get pods -n shop --sort-by={.metadata.name} -o name
get pods -n shop --sort-by=.metadata.creationTimestamp
get pods -n shop --sort-by=.spec.nodeName -o wide
get pods -n shop --sort-by='{.spec.containers[0].image}' -o name
get pods -n shop --sort-by='.metadata.labels' -o name
get pods -n shop --sort-by='.status.containerStatuses[0].restartCount' -o name
get pods -n shop --sort-by='{' -o name
get pods -n shop --sort-by=
get pods -n shop --sort-by
get pv,pvc -A --sort-by=.metadata.name
get nodes --sort-by=.status.capacity.memory
get nodes --sort-by=.metadata.name --no-headers
get svc -A --sort-by=.spec.clusterIP
get pods -A --sort-by=.metadata.namespace -o name
get deploy -A --sort-by=.spec.replicas
get pods -n shop --server-print=false -o wide
get pods -n shop --server-print=false --show-labels
get pods -n shop --server-print=false --no-headers
get deploy web -n shop --server-print=false
get nodes --server-print=false
get cm -n shop --server-print=false
get pods,svc -n shop --server-print=false
get pods -n shop --subresource=nope
get pods full -n shop --subresource=status -o yaml
get deploy web -n shop --subresource=scale -o json
get rs -n shop --subresource=scale
get svc web -n shop --subresource=status
get cm settings -n shop --subresource=status
get pods full -n shop --subresource=resize -o jsonpath={.kind}
get ns shop --subresource=status -o name
get --raw
get --raw=/api/v1/namespaces
get --raw /api/v1/namespaces/shop/pods/full
get --raw /api/v1/namespaces/shop/pods/nope
get --raw '/api/v1/pods?limit=1'
get --raw '/api/v1/pods?labelSelector=a%3D'
get --raw /version -o yaml
get --raw /version pods
get --raw /version -w
get --raw nope
get --raw %zz
get --raw /apis/metrics.k8s.io/v1beta1
get --raw /openapi/v3/apis/nope
get --raw /readyz/ping
get --raw /livez/nope
get --raw -A
get -f pod.yaml
get -f pod.yaml -o name
get -f pod.yaml pods
get -f two.yaml -n shop
get -f two.yaml -n shop -o yaml
get -f two.yaml -n shop --ignore-not-found
get -f objs -n shop
get -f objs -R -n shop -o name
get -k kust -n shop
get -k kust -n shop -o name
get -k nope
get -f nope.yaml
get -f pod.yaml -l a=b
get -f kind.yaml
$ kubectl get -f - -n shop < pod.yaml
$ echo '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop"}}' | kubectl get -f - -o name
get pods/full -n shop
get pod/full pod/crasher -n shop
get pod/full crasher -n shop
get pods/ -n shop
get /full -n shop
get pods/full/log -n shop
get pod,svc/web -n shop
get pods svc -n shop
get pods, -n shop
get ,pods -n shop
get po,po -n shop -o name
get PODS -n shop
get Pod -n shop -o name
get pod.v1 full -n shop
get deployment.v1.apps/web -n shop
get deployment.apps/web -n shop
get deployments.v2.apps -n shop
get deployments.extensions -n shop
get ingresses.networking.k8s.io -n shop
get svc.foo
get all,cm -n shop
get all web -n shop
get all -n shop --show-kind=false
get all -n shop -l app=web
get all -n shop -o wide
get all -n shop -o name
get all -n shop --no-headers
get all -n nope
get pods -n nope -o yaml
get pods -n nope -o json
get pods -n nope -o name
get pods -n nope -o jsonpath='{.items}'
get pods -n nope --no-headers
get pods -n nope --ignore-not-found
get pods,svc -n nope
get nothere -A
get pods -A --field-selector=metadata.name=none
get crd -A
get pv nope --ignore-not-found
get pod nope -n shop --ignore-not-found -o yaml
get pod nope other -n shop
get pod nope full -n shop
get pod full nope -n shop -o yaml
get pod full full -n shop
get pod full svc
get svc web kubernetes -n shop
get foo bar baz
get foo/bar
get foo.v1.bar
get ''
get ' '
get pods ''
get pods -n ''
get pods -A full
get pods --all-namespaces=false -n shop -o name
get pods -A -n shop -o name
get nodes -A
get nodes -n shop
get ns shop -n quiet
get ns/shop -o name
get pods -n shop -o yaml --show-managed-fields=false --no-headers
get deploy web -n shop -o yaml --show-managed-fields
get svc web -n shop -o json --show-managed-fields
get svc,cm -n shop -o yaml
get svc,nodes -o json
get svc web nope -n shop -o yaml
get pods full crasher -n shop -o yaml
get pods full crasher -n shop -o json
get pods full crasher -n shop -o jsonpath='{.items[*].metadata.name}'
get pods full crasher -n shop -o name
get pods full crasher -n shop -o wide
get cm settings -n shop -o kyaml
get svc -n shop -o kyaml
get pods -n shop -o WIDE
get pods -n shop -o Yaml
get pods -n shop -oname
get pods -n shop -ojson=
get pods -n shop -o name,yaml
get pods -n shop -o 'custom-columns=NAME:.metadata.name' -o name
get pods -n shop -o yaml -o name
get ns default kube-system -o name
get componentstatuses -o yaml
get cs
get cs scheduler
get ev -n shop --no-headers
get pods --namespace shop --output name
get pods --namespace=shop --output=name
get pods -nshop -oname
get pods -n
get pods --watch=x
get pods --watch --output-watch-events --foo
get pods --sort
get pods -n shop --no-header
get pods -n shop --ignore-not-found=x
get pods --help=false -n none
get -h
get --help
get --usage
$ kubectl get pods -n shop -v=0 -o name
get pods -n shop -v 1 -o name
get pods -n shop -v x
get pods -n shop --v=0 --warnings-as-errors -o name
get cs --warnings-as-errors
get ep -n shop --warnings-as-errors
get pods -n shop --as=jane --as-group=system:masters -o name
get pods -n shop --as-group=x
get pods -n shop --as-uid=5
get pods -n shop --as=jane --as-uid=5
get pods -n shop --as-user-extra=a=b
get pods -n shop --insecure-skip-tls-verify
get pods -n shop --token=abc
get pods -n shop --username=a --password=b
get pods --kubeconfig=/nonexistent
get pods --kubeconfig=columns.txt
get pods -n shop --request-timeout=0 -o name
get pods -n shop --request-timeout=5s -o name
get pods -n shop --request-timeout=abc
get pods -n shop --match-server-version
get pods -n shop --cache-dir=/root/.kube/other -o name
get pods -n shop --disable-compression -o name
get pods -n shop --tls-server-name=nope
get pods -n shop --certificate-authority=nope
get pods -n shop --client-certificate=nope
get pods -n shop --profile=nope
get pods -n shop --kuberc=off -o name
get pods -n shop --log-flush-frequency=5s -o name
get deploy,rs,po -n shop
get replicasets -n shop -l app=web
get resourcequota -A
get storageclasses -o wide
get storageclass manual -o yaml
get sc manual -o name
get persistentvolumes -o name
get pv disk -o yaml
get pvc claim -n shop -o json
get networkpolicies -n shop -o wide
get netpol db -n shop -o yaml
get ing front -n shop -o yaml
get hpa web -n shop -o yaml
get hpa -A -o wide
get pdb web -n shop -o yaml
get cronjob nightly -n shop -o yaml
get job once -n shop -o yaml
get ds agent -n shop -o yaml
get rs -n shop -o yaml
get endpointslices -n shop -o yaml
get priorityclass high -o yaml
get lease -n kube-system -o name
get limitrange sizes -n quiet -o yaml
get rolebinding robot-reads -n shop -o yaml
get clusterrolebinding jane-reads -o json
get role one -n shop -o json
get csr -A
get vwc
get mwc
get validatingadmissionpolicies
get mutatingwebhookconfigurations -o yaml
get deviceclasses
get resourceslices
get resourceclaims -A
get ingressclasses -o wide
get servicecidr kubernetes -o yaml
get ipaddress -o name
get rc
get podtemplates
get runtimeclasses -o yaml
get csistoragecapacities -A
get volumeattributesclasses
get horizontalpodautoscalers.v1.autoscaling -n shop
get horizontalpodautoscalers.v1.autoscaling web -n shop -o yaml
get events.v1. -n quiet
get events.events.k8s.io -n quiet
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
