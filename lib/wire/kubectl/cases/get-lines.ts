/** More lines of cases/get.ts. */
export const MORE_GET = `
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
`;
