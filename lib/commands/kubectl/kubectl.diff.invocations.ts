/** Command lines that need no server, as a shell would read them. */
export const invocations: readonly string[] = String.raw`
gt
get
get --foo
get pods -o
get pods --watch=maybe
create
create foo
--foo
get pods
rollout
rollout foo
run
run x
-n
get -Z
xyz
logs
exec
delete
describe
apply
create deployment a b c
create role x --verb=get
create configmap
create configmap x --dry-run=client -o yaml --from-file=d --from-env-file=s.env
create configmap x --dry-run=client -o yaml --from-file=d --from-file=k=pw.txt --from-literal=z=1
create configmap x --dry-run=client -o json --from-env-file=s.env
create configmap x --dry-run=client --from-file=nope
create configmap x --from-literal=a
create configmap x --dry-run=client -o yaml --from-literal=a=1 --append-hash
create secret generic x --dry-run=client -o yaml --from-literal=a=1 --from-file=pw.txt
create secret generic x --dry-run=client -o json --from-literal=a=1 --type=foo/bar
create secret generic x --dry-run=client -o yaml --append-hash
create secret tls t --cert=c.crt --key=c.crt --dry-run=client
create secret tls t --cert=pw.txt --key=pw.txt --dry-run=client
create secret tls t --cert=no --key=no --dry-run=client
create secret
create secret foo x
create secret docker-registry r --docker-username=u --docker-password=p --dry-run=client -o yaml
create secret docker-registry r --docker-username=u --dry-run=client -o yaml
create deployment web --image=nginx --dry-run=client -o yaml
create deployment web --image=nginx --dry-run=client -o json
create deploy web --image=nginx --replicas=3 --port=80 --dry-run=client -o yaml -- sleep 1d
create deployment web --image=nginx --image=redis:7 --dry-run=client -o yaml
create deployment web --image=nginx --dry-run=client -o name
create deployment web --image=nginx --dry-run=client
create deployment web --image=nginx --dry-run=maybe
create deployment web --image=nginx --dry-run
create deployment web --dry-run=client
create deployment web --image=nginx --dry-run=client -o yaml -n foo
create deployment web --image=nginx --dry-run=client -o foo
create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.name}{"\n"}{.spec.template.spec.containers[*].image}'
create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.labels}'
create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.name'
create deployment web --image=nginx --dry-run=client -o jsonpath='{.spec.template.spec.containers[5].image}'
create deployment web --image=nginx --dry-run=client -o jsonpath='{.foo}'
create deployment web --image=nginx --dry-run=client -o go-template='{{.metadata.name}} {{range .spec.template.spec.containers}}{{.image}}{{end}}'
create deployment web --image=nginx --dry-run=client -o go-template='{{.foo}}'
create deployment web --image=nginx --dry-run=client -o kyaml
create deployment web --image=nginx --dry-run=client -o yaml --save-config
create job j --image=busybox --dry-run=client -o yaml -- sh -c 'echo hi'
create job j --image=busybox --dry-run=client -o json
create job j
create cronjob c --image=busybox --schedule='*/1 * * * *' --dry-run=client -o yaml -- date
create cronjob c --image=busybox --schedule='*/1 * * * *' --restart=Never --dry-run=client -o json
create cronjob c --image=busybox
create cronjob c
create service clusterip c --tcp=80:8080 --dry-run=client -o yaml
create service clusterip c --clusterip=None --dry-run=client -o json
create service nodeport c --tcp=80:http --node-port=30080 --dry-run=client -o yaml
create service loadbalancer c --tcp=80 --dry-run=client -o json
create service externalname c --external-name=a.b --dry-run=client -o yaml
create service externalname c --external-name=a.b --tcp=80 --dry-run=client -o json
create service clusterip c --tcp=abc --dry-run=client
create service clusterip c --dry-run=client
create service
create svc foo x
create ingress i --rule=foo.com/bar=svc1:8080 --dry-run=client -o yaml
create ingress i --rule='foo.com/bar*=svc1:http,tls=c' --rule='foo.com/x=svc2:80,tls=c' --class=nginx --annotation a/b=c --dry-run=client -o yaml
create ingress i --default-backend=d:80 --dry-run=client -o json
create ingress i --rule='/path=svc:8080' --dry-run=client -o json
create ingress i --rule='foo.com/*=svc:8080,tls' --dry-run=client -o yaml
create ingress i
create ingress i --rule=foo
create quota q --hard=cpu=1,memory=1G,pods=2 --dry-run=client -o yaml
create quota q --hard=pods=2 --scopes=BestEffort,NotTerminating --dry-run=client -o json
create quota q --hard=cpu=abc --dry-run=client
create quota q --hard=cpu --dry-run=client
create quota q --dry-run=client -o yaml
create pdb p --selector=app=x --min-available=1 --dry-run=client -o yaml
create pdb p --selector='app in (a,b),!c' --max-unavailable=50% --dry-run=client -o json
create pdb p --selector=app=x --dry-run=client
create pdb p --min-available=1 --dry-run=client
create priorityclass p --value=1000 --description='a b' --dry-run=client -o yaml
create priorityclass p --value=1000 --global-default --preemption-policy=Never --dry-run=client -o json
create pc p --dry-run=client -o yaml
create namespace n --dry-run=client -o yaml
create ns n --dry-run=client -o json
create ns n --dry-run=client
create serviceaccount s --dry-run=client -o yaml
create sa s --dry-run=client -o json -n foo
create sa
create role r --dry-run=client
create role r --verb=get --dry-run=client
create rolebinding r --clusterrole=view --user=a --group=g --serviceaccount=ns:sa --dry-run=client -o yaml
create rolebinding r --role=view --serviceaccount=sa --dry-run=client -o yaml
create rolebinding r --role=a --clusterrole=b --dry-run=client
create rolebinding r --role=view --user=a --dry-run=client -o json
create clusterrolebinding r --clusterrole=view --user=a --dry-run=client -o json
create clusterrolebinding r --user=a
create clusterrole r --verb=get --non-resource-url=/healthz --dry-run=client -o yaml
create clusterrole r --aggregation-rule=a=b --dry-run=client -o yaml
create clusterrole r --verb=get --dry-run=client -o yaml
create token
run nginx --image=nginx --dry-run=client -o yaml
run nginx --image=nginx --dry-run=client -o json
run nginx --image=nginx --port=80 --env=A=b --env=C= --labels=a=b,c=d --annotations=x=y --dry-run=client -o yaml
run nginx --image=nginx --dry-run=client -o yaml --command -- sleep 1d
run nginx --image=nginx --dry-run=client -o yaml -- a b
run nginx --image=nginx --dry-run=client -o yaml -n foo
run nginx --image=nginx --restart=Never --dry-run=client -o yaml --image-pull-policy=Never --privileged
run nginx --image=nginx --port=80 --expose --dry-run=client -o yaml
run nginx --image=nginx --port=80 --expose --dry-run=client
run nginx --image=nginx --expose
run nginx --image=nginx --restart=Foo
run nginx --image='a b' --dry-run=client
run nginx --image=nginx --port=abc --dry-run=client
run nginx --image=nginx --rm
run nginx --image=nginx -t --dry-run=client
run nginx --image=nginx --labels=bad --dry-run=client
run nginx --image=nginx --image-pull-policy=foo
run nginx --image=nginx --overrides='{"spec":{"nodeName":"x"}}' --dry-run=client -o yaml
run --image=nginx
run nginx --image=nginx -it --dry-run=client
apply -f nope.yaml
create -f nope.yaml
delete -f nope.yaml
apply -f d
get pods -A --foo
--help
get --help
create deploy -h
rollout undo -h
options
config view
config get-contexts
config current-context
config use-context x
config use-context
config get-clusters
config get-users
completion
completion foo
explain
api-resources
set image
scale
scale deploy x
expose
autoscale
label
annotate
taint
cordon
drain
patch
replace
edit
attach
port-forward
cp
debug
kustomize
diff
wait
top
top foo
certificate approve
auth can-i
cluster-info
rollout status
set
set foo
set env
config
config foo
help
help get
help create deployment
get --help=false
get -oyaml --bar
create deployment x --image nginx --replicas=abc
logs --since=abc x
create deployment x --image nginx --replicas=-1 --dry-run=client
get pods --request-timeout=abc
delete pods
wait --for=condition=Ready
config set-context
config set-context x --cluster=c
config rename-context a b
config delete-context nope
config delete-user nope
config view --minify
config view --context=nope --minify
config unset
create secret generic
create service clusterip x
create cm x --dry-run=client -o custom-columns=A:.metadata.name,B:.kind
create cm x --dry-run=client -o jsonpath-as-json='{.metadata}'
create cm x --dry-run=client -o go-template='{{.kind}}{{"\n"}}{{range $k, $v := .metadata}}{{$k}}={{$v}} {{end}}'
create cm x --dry-run=client -o go-template='{{if eq .kind "ConfigMap"}}yes{{else}}no{{end}} {{len .metadata.name}} {{printf "%s-%d" .kind 3}}'
create cm x --dry-run=client -o jsonpath='{range .metadata}{.name}{"\t"}{end}'
create cm x --from-literal=a=1 --dry-run=client -o jsonpath='{.data.*}'
create cm x --from-literal=a.b=1 --dry-run=client -o jsonpath='{.data.a\.b}'
create cm x --from-literal=a.b=1 --dry-run=client -o jsonpath="{.data['a\.b']}"
create deploy x --image=a --image=b --dry-run=client -o jsonpath='{.spec.template.spec.containers[?(@.name=="b")].image} {..image} {.spec.template.spec.containers[-1:].name} {.spec.template.spec.containers[0:1].name}'
create deploy x --image=a --image=b --dry-run=client -o jsonpath='{range .spec.template.spec.containers[*]}{.name}={.image}{"\n"}{end}'
delete pod
logs a b c
exec p
exec p ls
rollout undo
rollout history
set env deploy/x
set resources deploy/x
top pod a b --foo
auth
auth foo
auth can-i get
certificate
plugin list
cp a
cp a b
port-forward p
drain a --foo
label pods
options --foo
`
  .trim()
  .split('\n');
