import type { CaseGroup } from '../kubectl-case';

/** Files for what is wrong with one of several. */
const MANY: Readonly<Record<string, string>> = {
  'many/a-kind.yaml': 'apiVersion: v1\nkind: Pot\nmetadata: { name: p }\n',
  'many/b-text.yaml': 'apiVersion: v1\nkind: Pod\n  metadata: { name: p }\n',
  'many/c-some.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: some, namespace: quiet }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: truth, namespace: quiet, labels: { y: no } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: other, namespace: quiet }
`,
  'many/d-bare.yaml': 'apiVersion: v1\nmetadata: { name: p }\n',
  'rules.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: r, namespace: reconciled }
rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: rb, namespace: reconciled }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: r }
subjects: [{ kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: cr, annotations: { a: b } }
rules: [{ apiGroups: [apps], resources: [deployments, daemonsets], verbs: [get, list], resourceNames: [a] }, { nonResourceURLs: [/x], verbs: [get] }]
`,
  'rules2.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: r, namespace: reconciled, labels: { l: m } }
rules: [{ apiGroups: ["", apps], resources: [pods], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: rb, namespace: reconciled }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: r }
subjects: [{ kind: User, name: joe, apiGroup: rbac.authorization.k8s.io }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: cr }
rules: [{ apiGroups: [apps], resources: [deployments], verbs: ["*"] }, { nonResourceURLs: [/x/*], verbs: [get] }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: skipped }
`,
  'rules3.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: rb, namespace: reconciled }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: nowhere }
`,
};

/** Files that commands read, beside which both kubectls run. */
const FILES: Readonly<Record<string, string>> = {
  ...MANY,
  'app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: quiet }
spec:
  replicas: 1
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: "nginx:1.26" }] }
---
apiVersion: v1
kind: Service
metadata: { name: app, namespace: quiet }
spec: { selector: { app: app }, ports: [{ port: 80 }] }
`,
  'app2.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: quiet, labels: { changed: "yes" } }
spec:
  replicas: 2
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: "nginx:1.27" }] }
`,
  'bad.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: Bad_Name, namespace: quiet }
spec: { replicas: -1, selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: c } }, spec: { containers: [{ name: x, image: y }] } } }
`,
  'unknown.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: u, namespace: quiet }
dataa: { a: b }
`,
  'cm.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: made, namespace: quiet }
data: { a: b }
`,
};

/** Command lines that change the cluster, in this order. */
/** A session of writes on one cluster, and what they leave. */
export const writes: readonly CaseGroup[] = [
  {
    name: 'a session of writes',
    files: FILES,
    inOrder: true,
    lines: `
create namespace fresh
create namespace fresh
create namespace Bad_Name
create -f cm.yaml
create -f cm.yaml
replace -f cm.yaml
apply -f cm.yaml
apply -f cm.yaml
diff -f cm.yaml
apply -f app.yaml
apply -f app.yaml
apply -f app2.yaml
diff -f app.yaml
apply -f app2.yaml --server-side
apply -f app2.yaml --server-side --force-conflicts
apply -f bad.yaml
create -f bad.yaml
apply -f unknown.yaml
create -f unknown.yaml --validate=false
rollout status deploy/app -n quiet
rollout restart deploy/app -n quiet
rollout pause deploy/app -n quiet
rollout undo deploy/app -n quiet
rollout resume deploy/app -n quiet
rollout resume deploy/app -n quiet
rollout undo deploy/web -n shop --to-revision=99
scale deploy app -n quiet --replicas=3
scale deploy nope -n quiet --replicas=3
set image deploy/app app=nginx:1.28 -n quiet
set image deploy/app nope=nginx:1.28 -n quiet
set env deploy/app -n quiet A=1 B-
set resources deploy/app -n quiet --requests=cpu=10m
set serviceaccount deploy/app -n quiet default
label cm made -n quiet a=1
label cm made -n quiet a=2
label cm made -n quiet a=2 --overwrite
label cm made -n quiet a-
label cm made -n quiet 'bad key=1'
label cm made -n quiet k=bad_value_
annotate cm made -n quiet note=x
annotate cm made -n quiet note-
patch cm made -n quiet -p '{"data":{"c":"d"}}'
patch cm made -n quiet -p '{"data":{"c":"d"}}'
patch cm made -n quiet --type=json -p '[{"op":"remove","path":"/data/a"}]'
patch deploy app -n quiet --type=merge -p '{"spec":{"replicas":-1}}'
create deployment d2 --image=nginx:1.27 --replicas=2 -n fresh
create deployment d2 --image=nginx:1.27 -n fresh
create deployment d3 --image=nginx:1.27 -n gone
expose deployment d2 -n fresh --port=80
expose deployment d2 -n fresh --port=80
create configmap c1 -n fresh --from-literal=a=b
create secret generic s1 -n fresh --from-literal=a=b
create serviceaccount sa1 -n fresh
create role r1 -n fresh --verb=get --resource=pods
create role r2 -n fresh --verb=get --resource=nope
create rolebinding rb1 -n fresh --role=r1 --user=jane
create clusterrole cr1 --verb=get --resource=nodes
create clusterrolebinding crb1 --clusterrole=cr1 --user=jane
create job j1 -n fresh --image=busybox:1.36 -- true
create cronjob cj1 -n fresh --image=busybox:1.36 --schedule='* * *'
create cronjob cj1 -n fresh --image=busybox:1.36 --schedule='*/5 * * * *'
create job j2 -n fresh --from=cronjob/cj1
create quota q1 -n fresh --hard=pods=10
create ingress i1 -n fresh --rule='a/b=c:80'
create service clusterip cs -n fresh --tcp=80
create service nodeport np -n fresh --tcp=80 --node-port=99
create token sa1 -n fresh --duration=1m
run p1 -n fresh --image=nginx:1.27 --labels=x=y
run p1 -n fresh --image=nginx:1.27
wait pod/p1 -n fresh --for=condition=Ready --timeout=60s
set image pod/p1 p1=nginx:1.26 -n fresh
patch pod p1 -n fresh -p '{"spec":{"nodeName":"x"}}'
autoscale deploy d2 -n fresh --min=1 --max=2
taint node node01 k=v:NoSchedule
taint node node01 k=v:NoSchedule
taint node node01 k:NoSchedule-
taint node node01 k:NoSchedule-
cordon node01
cordon node01
uncordon node01
delete cm made -n quiet
delete cm made -n quiet
delete cm made -n quiet --ignore-not-found
delete pod p1 -n fresh --now
delete deploy d2 -n fresh --wait=false
delete -f app.yaml
delete svc,cm -n fresh --all
delete pods -n fresh
delete pod -n fresh -l nothing=here
create -f many
apply -f many
apply -f many/c-some.yaml -f many/a-kind.yaml
replace -f many
delete -f many
auth reconcile -f rules.yaml
auth reconcile -f rules.yaml
auth reconcile -f rules2.yaml --dry-run=client
auth reconcile -f rules2.yaml
get role r -n reconciled -o jsonpath={.rules}{.metadata.labels}
auth reconcile -f rules2.yaml --remove-extra-subjects --remove-extra-permissions
get role,rolebinding -n reconciled -o jsonpath={.items[*].rules}{.items[*].subjects}
auth reconcile -f rules3.yaml
annotate clusterrole cr rbac.authorization.kubernetes.io/autoupdate=false
auth reconcile -f rules.yaml -o name
apply -f cm.yaml
apply set-last-applied -f cm.yaml
apply set-last-applied -f cm.yaml
apply view-last-applied -f cm.yaml
apply edit-last-applied cm nothere -n quiet
annotate cm made kubernetes.io/change-cause=one -n quiet
annotate cm made kubernetes.io/change-cause=two -n quiet
delete namespace fresh
delete namespace default
get deploy,svc,cm,secret,sa,role,rolebinding,quota,ing,hpa,cronjob,job -n quiet -o yaml
get deploy,svc,cm,secret,sa,role,rolebinding,quota,ing,hpa,cronjob,job -n fresh -o yaml
get nodes -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.labels} {.spec}{"\\n"}{end}'
`,
  },
];
