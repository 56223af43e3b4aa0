import type { CaseGroup } from '../kubectl-case';

/** What reads, of all commands: what the table by verb does not say in the same words. */
export const reads: readonly CaseGroup[] = [
  {
    name: 'reads of one cluster',
    unlike: [[/^version/, 'ours is kubectl 1.36, the real one here is 1.35']],
    lines: `
explain pod.spec.containers.livenessProbe
explain deployment --recursive
explain deploy.spec.strategy --recursive
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
api-resources --namespaced=false
api-resources --verbs=list,get -o name
api-resources --no-headers --categories=all
version
version -o yaml
version -o json
config view
config view --raw -o jsonpath='{.users[*].name}'
config view --minify
config get-contexts
config current-context
config get-users
config get-clusters
rollout history deploy/web -n shop --revision=2
rollout history deploy/web -n shop --revision=9
rollout history ds/agent -n shop
rollout history sts/db -n shop
rollout history sts/db -n shop --revision=1
rollout status ds/agent -n shop
rollout status sts/db -n shop
rollout status deploy/nope -n shop
rollout status job/once -n shop
logs full -n shop --all-containers --prefix
logs full -n shop -c side --limit-bytes=5
logs full -n shop -c side --previous
logs -n shop -l app=db --tail=1
logs -n shop -l app=db --prefix --tail=1
logs -n shop -l app=nope
auth can-i list pods
auth can-i list pods --as=jane
auth can-i list pods -n shop --as=system:serviceaccount:shop:robot
auth can-i '*' '*'
auth can-i get /metrics --as=jane
auth can-i list foo
auth can-i get pods/log -n shop --as=system:serviceaccount:shop:robot
auth can-i get nodes -n shop --as=jane --as-group=dev
auth can-i --list -n shop --as=system:serviceaccount:shop:robot
auth can-i --list --as=jane --no-headers
auth can-i list pods -q
describe pod full -n shop --as=jane
top pod full -n shop --containers
top pods -A --sort-by=cpu
top pods -n none
events -n shop --for pod/full
wait pod/full -n shop --for=condition=Ready --timeout=1s
exec full -n shop -- hostname
exec full -n shop -c side -- sh -c 'echo out; echo err >&2; exit 4'
exec nothere -n shop -- ls
exec full -n shop -c nope -- ls
exec full -n shop -- nosuchprogram
exec nowhere -n shop -- ls
--namespace shop get cm -o name
create deployment x --image=a --dry-run=server -o yaml -n quiet
create cm settings -n shop --dry-run=server
create ns shop --dry-run=server
delete pod nothere -n shop
delete pod full -n shop --dry-run=server
delete pod full -n shop --dry-run=client
label pod full -n shop x=y --dry-run=server -o yaml
set env pod/full -n shop --list
scale deploy web -n shop --replicas=5 --dry-run=server
scale deploy web -n shop --current-replicas=9 --replicas=1
patch deploy web -n shop -p '{"spec":{"replicas":"x"}}'
patch deploy web -n shop -p '{"spec":{"foo":1}}' --dry-run=server
patch svc web -n shop --type=json -p '[{"op":"replace","path":"/spec/nope","value":1}]'
cluster-info dump --namespaces quiet -o yaml
apply view-last-applied pod full -n shop
api-resources -o json --api-group=apps
api-resources -o yaml --api-group=policy
api-resources -o foo
api-resources -o jsonpath={.kind}
auth can-i --list --as=nobody
auth can-i --list --as=system:kube-scheduler
auth can-i --list --as=system:serviceaccount:kube-system:coredns -n kube-system
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
`,
  },
];
