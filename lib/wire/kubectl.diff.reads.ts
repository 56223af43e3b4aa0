/** Command lines that only read, as bash takes them. */
const GET = `
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
`;
const DESCRIBE = `
describe node node01
describe nodes
describe pod full -n shop
describe pod crasher -n shop
describe pod nopull -n shop
describe pod nowhere -n shop
describe pods -n shop
describe pod -n shop -l app=web
describe pod fu -n shop
describe pod nothere -n shop
describe pods -n kube-system
describe deploy web -n shop
describe rs -n shop
describe ds agent -n shop
describe sts db -n shop
describe job once -n shop
describe cj nightly -n shop
describe svc -n shop
describe svc web -n shop
describe svc kubernetes
describe ep web -n shop
describe endpointslices -n shop
describe cm settings -n shop
describe secret password -n shop
describe secret empty -n shop
describe sa robot -n shop
describe ns shop
describe ns quiet
describe role -n shop
describe rolebinding -n shop
describe clusterrole node-reader urls
describe clusterrole admin
describe clusterrolebinding jane-reads
describe quota -n shop
describe limits -n quiet
describe pdb -n shop
describe hpa -n shop
describe ing front -n shop
describe netpol -n shop
describe pv disk
describe pvc claim -n shop
describe sc manual
describe pc high
describe pc
describe ipaddresses
describe servicecidrs
describe lease -n kube-node-lease
describe controllerrevision -n shop
describe flowschema exempt
describe prioritylevelconfiguration system
describe apiservice v1.apps
describe csinode node01
describe event -n quiet
describe foo
describe deploy/web svc/web -n shop --show-events=false
describe
`;
const OTHER = `
explain pods
explain pod.spec.containers.livenessProbe
explain deployment --recursive
explain deploy.spec.strategy --recursive
explain pod.nope
explain foo
explain ingress --api-version=networking.k8s.io/v1
explain pod.spec.restartPolicy
explain pod.spec.containers
explain pod.spec.containers.resources.limits
explain pv.spec --recursive
explain hpa.spec.metrics
explain pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms.matchExpressions
explain crd.spec.versions
explain svc.spec.type
explain node.status --output=plaintext-openapiv2
api-resources
api-resources -o wide
api-resources --namespaced=false
api-resources --api-group=apps
api-resources --verbs=list,get -o name
api-resources --sort-by=kind
api-resources --api-group=nope
api-resources --no-headers --categories=all
api-versions
version
version -o yaml
version -o json
cluster-info
config view
config view --raw -o jsonpath='{.users[*].name}'
config view --minify
config get-contexts
config current-context
config get-users
config get-clusters
rollout history deploy/web -n shop
rollout history deploy/web -n shop --revision=2
rollout history deploy/web -n shop --revision=9
rollout history ds/agent -n shop
rollout history ds/agent -n shop --revision=1
rollout history sts/db -n shop
rollout history sts/db -n shop --revision=1
rollout history deploy -n shop
rollout status deploy/web -n shop
rollout status ds/agent -n shop
rollout status sts/db -n shop
rollout status deploy/nope -n shop
rollout status job/once -n shop
logs full -n shop
logs full -n shop -c side
logs full -n shop -c nope
logs full -n shop --all-containers
logs full -n shop --all-containers --prefix
logs full -n shop -c prepare
logs full -n shop -c side --tail=1
logs full -n shop -c side --timestamps
logs full -n shop -c side --since=1s
logs full -n shop -c side --limit-bytes=5
logs crasher -n shop
logs crasher -n shop --previous
logs nopull -n shop
logs nowhere -n shop
logs nothere -n shop
logs full -n shop -c side --previous
logs deploy/web -n shop --tail=2
logs -n shop -l app=db --tail=1
logs -n shop -l app=db --prefix --tail=1
logs -n shop -l app=nope
logs job/once -n shop
logs ds/agent -n shop
logs svc/web -n shop --tail=1
logs
auth can-i list pods
auth can-i list pods --as=jane
auth can-i get nodes --as=jane
auth can-i list pods -n shop --as=system:serviceaccount:shop:robot
auth can-i '*' '*'
auth can-i get /metrics --as=jane
auth can-i list foo
auth can-i get pods/log -n shop --as=system:serviceaccount:shop:robot
auth can-i get nodes -n shop --as=jane --as-group=dev
auth can-i --list
auth can-i --list -n shop --as=system:serviceaccount:shop:robot
auth can-i --list --as=jane --no-headers
auth can-i list pods -q
auth whoami
auth whoami -o json
get pods -n shop --as=jane
get nodes --as=jane -o name
get secrets -n shop --as=system:serviceaccount:shop:robot
get pods -A --as=system:serviceaccount:shop:robot
get pod full -n shop --as=nobody
describe pod full -n shop --as=jane
top nodes
top pods -n shop
top pod full -n shop --containers
top pods -A --sort-by=cpu
top pods -n none
events -n shop
events -n shop --for pod/full
events -n shop --types=Warning
events -n quiet
events -A --no-headers
wait pod/full -n shop --for=condition=Ready --timeout=1s
wait deploy/web -n shop --for=condition=Available
wait pod/full -n shop --for=jsonpath='{.status.phase}'=Running
wait pod/nothere -n shop --for=condition=Ready
wait pod/nothere -n shop --for=delete
exec full -n shop -- hostname
exec full -n shop -c side -- sh -c 'echo out; echo err >&2; exit 4'
exec nothere -n shop -- ls
exec full -n shop -c nope -- ls
exec full -n shop -- nosuchprogram
exec nowhere -n shop -- ls
get pods -n shop --context=nope
get pods --cluster=nope
get pods --user=nope
--namespace shop get cm -o name
create deployment x --image=a --dry-run=server -o yaml -n quiet
create cm settings -n shop --dry-run=server
create ns shop --dry-run=server
delete pod nothere -n shop
delete pod full -n shop --dry-run=server
delete pod full -n shop --dry-run=client
label pod full -n shop --list
annotate pod full -n shop --list
label pod full -n shop app=other
label pod full -n shop x=y --dry-run=server -o yaml
taint node node02 dedicated=db:PreferNoSchedule
set image deploy/web nginx=nginx:1.28 -n shop --dry-run=server
set env deploy/web -n shop --list
set env pod/full -n shop --list
scale deploy web -n shop --replicas=5 --dry-run=server
scale deploy web -n shop --current-replicas=9 --replicas=1
expose deploy web -n shop --port=81 --name=again --dry-run=client -o yaml
patch deploy web -n shop -p '{"spec":{"replicas":"x"}}'
patch deploy web -n shop -p '{"spec":{"foo":1}}' --dry-run=server
patch svc web -n shop --type=json -p '[{"op":"replace","path":"/spec/nope","value":1}]'
cluster-info dump --namespaces quiet -o yaml
apply view-last-applied pod full -n shop
drain node01 --dry-run=client
drain node01
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
get --raw /api/v1/namespaces/shop/configmaps/settings
get --raw '/api/v1/namespaces/shop/configmaps/settings?pretty=true'
get --raw /healthz
api-resources -o json --api-group=apps
api-resources -o yaml --api-group=policy
api-resources -o foo
api-resources -o jsonpath={.kind}
auth can-i --list --as=nobody
auth can-i --list --as=system:kube-scheduler
auth can-i --list --as=system:serviceaccount:kube-system:coredns -n kube-system
auth reconcile
auth reconcile -f x.yaml
auth reconcile -f x.yaml y
auth reconcile -f x.yaml --dry-run=server
explain pod.spec.nope
explain deploy.spec --output=plaintext-openapiv2
explain pod --output=plaintext-openapiv2
explain svc.spec.ports.targetPort --output=plaintext-openapiv2
explain pod.spec.containers.ports --output=plaintext-openapiv2
explain pdb --output=plaintext-openapiv2 --recursive
explain pod.spec.nope --output=plaintext-openapiv2
create role z --verb=bind --resource=pods -n quiet
create role z --verb=bind,escalate --resource=roles -n quiet --dry-run=client -o yaml
create clusterrole z --verb=impersonate --resource=users --dry-run=client -o yaml
create role z --verb=approve,get --resource=pods --dry-run=client -o yaml
create role z --verb=use --resource=podsecuritypolicies
create role z --verb=get --resource=foo.bar.baz
create token default -n quiet --duration=x
autoscale deploy web -n shop --max=3 --cpu=80% --dry-run=client -o yaml
autoscale deploy web -n shop --max=3 --cpu=500 --memory=64 --dry-run=client -o yaml
autoscale deploy web -n shop --max=3 --cpu=x
autoscale deploy web -n shop --max=3 --cpu=-5%
patch svc web -n shop -p '{'
patch svc web -n shop -p x
patch svc web -n shop -p '[1]'
patch svc web -n shop -p 'a: [b'
patch svc web -n shop --type=json -p 'a: b'
apply edit-last-applied pod nothere -n shop
create -f nothere.yaml -f neither.yaml
delete -f nothere.yaml -f neither.yaml
cp nothere:/x /tmp/x
`;

/** Command lines that differ, and why that is not mended. */
export const unlike: readonly (readonly [RegExp, string])[] = [
  [/^version/, 'ours is kubectl 1.36, the real one here is 1.35'],
  [/^rollout (status|history) sts/, 'no StatefulSet controller runs yet, so that there is nothing to wait for'],
  [/-w --request-timeout=1ms$/, 'request timeouts are not simulated: nothing is slow'],
  [/^cluster-info dump/, 'not simulated: it says so'],
  [/-o kyaml$/, 'long strings of KYAML are folded by the real one'],
];

const lines = (text: string) => text.trim().split('\n');
export const reads: readonly string[] = [...lines(GET), ...lines(DESCRIBE), ...lines(OTHER)];
