import type { CaseGroup } from '../kubectl-case';

const cm = (name: string, data: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: quiet${more} }\ndata: { ${data} }\n`;
const SET = ', labels: { set: one }';
const deployment = (spec: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app, namespace: quiet }\nspec: { selector: { matchLabels: { app: app } }, template: { metadata: { labels: { app: app } }, spec: { ${spec} } } }\n`;

const FILES: Readonly<Record<string, string>> = {
  'one.yaml': cm('one', 'a: b', SET),
  'one2.yaml': cm('one', 'a: c, d: e', SET),
  'two.yaml': `${cm('one', 'a: b', SET)}---\n${cm('two', 'a: b', SET)}`,
  'null.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one, namespace: quiet, creationTimestamp: null }\ndata: { a: null, x: y }\n',
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: extra, labels: { set: one } }\n',
  'mine.yaml': cm('mine', 'a: b', ', labels: { applyset.kubernetes.io/part-of: x }'),
  'shop.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: far, namespace: shop }\n',
  'app.yaml': deployment(
    'containers: [{ name: a, image: "nginx:1.26", env: [{ name: A, value: "1" }], ports: [{ containerPort: 80 }] }, { name: b, image: "busybox:1.36", command: [sleep, "1000"] }]',
  ),
  'app-units.yaml': deployment('containers: [{ name: a, image: "nginx:1.26", resources: { requests: { cpu: "1000m" } } }]'),
  'app-less.yaml': deployment('containers: [{ name: a, image: "nginx:1.27", ports: [{ containerPort: 81 }] }]'),
  'app-volumes.yaml': deployment(
    'volumes: [{ name: v, emptyDir: {} }], containers: [{ name: a, image: "nginx:1.26", volumeMounts: [{ name: v, mountPath: /v }] }]',
  ),
  'app-volumes2.yaml': deployment(
    'volumes: [{ name: v, configMap: { name: one } }], containers: [{ name: a, image: "nginx:1.26", volumeMounts: [{ name: v, mountPath: /v }] }]',
  ),
  'app-other.yaml': deployment('containers: [{ name: a, image: "nginx:1.26" }]').replace(
    'matchLabels: { app: app }',
    'matchLabels: { app: other }',
  ),
  'status.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nstatus: { observedGeneration: 99 }\n',
  'scale.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { replicas: 5 }\n',
  'web.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { spec: { containers: [{ name: nginx, image: "nginx:1.28" }] } } }\n',
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: quiet }\nspec: { containers: [{ name: c, image: "nginx:1.26" }] }\n',
  'stay.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: stay, namespace: quiet }\nspec: { containers: [{ name: c, image: "busybox:1.36", command: [sleep, "36000"] }] }\n',
  'pod2.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: quiet }\nspec: { containers: [{ name: c, image: "nginx:1.26", env: [{ name: A, value: b }] }] }\n',
  'crd.yaml':
    'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: books.example.com }\nspec: { group: example.com, scope: Namespaced, names: { plural: books, singular: book, kind: Book }, versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }] }\n',
  'book.yaml': 'apiVersion: example.com/v1\nkind: Book\nmetadata: { name: b, namespace: quiet }\nspec: { pages: 1, tags: [a, b] }\n',
  'book2.yaml': 'apiVersion: example.com/v1\nkind: Book\nmetadata: { name: b, namespace: quiet }\nspec: { tags: [b] }\n',
};

export const applyLive: readonly CaseGroup[] = [
  {
    name: 'over what is there',
    files: FILES,
    rate: 1,
    setup: 'kubectl apply -f two.yaml -f app.yaml -f pod.yaml -f stay.yaml; kubectl wait pod/stay -n quiet --for=condition=Ready\n',
    lines: `
apply -f one.yaml
apply -f one2.yaml
apply -f one2.yaml --dry-run=client
apply -f one.yaml --dry-run=client
apply -f one2.yaml --dry-run=client -o jsonpath='{.data}'
apply -f one2.yaml --dry-run=server -o jsonpath='{.data}'
apply -f one2.yaml -o jsonpath='{.data}'
apply -f null.yaml
$ kubectl apply -f null.yaml; kubectl apply -f null.yaml
apply -f app.yaml
apply -f app-units.yaml
$ kubectl apply -f app-units.yaml; kubectl apply -f app-units.yaml
$ kubectl apply -f app-less.yaml; kubectl get deploy app -n quiet -o jsonpath='{.spec.template.spec.containers}'
$ kubectl apply -f app-volumes.yaml; kubectl apply -f app-volumes2.yaml; kubectl get deploy app -n quiet -o jsonpath='{.spec.template.spec.volumes}'
apply -f app-other.yaml
apply -f pod2.yaml
apply -f pod2.yaml --force --grace-period=1 --timeout=60s
apply -f pod2.yaml --force --prune --all
apply -f web.yaml
apply -f web.yaml --server-side
apply -f web.yaml --server-side --force-conflicts
apply -f scale.yaml --server-side
apply -f scale.yaml --server-side --field-manager=me
apply -f status.yaml --server-side --subresource=status
apply -f status.yaml --server-side --subresource=status --force-conflicts
apply -f one2.yaml --server-side
apply -f one2.yaml --server-side -o yaml --show-managed-fields
apply -f one2.yaml --server-side --field-manager=me
apply -f one2.yaml --server-side --dry-run=server
$ kubectl apply -f one2.yaml --server-side; kubectl apply -f one.yaml; kubectl get cm one -n quiet --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager} {.data}'
$ kubectl apply -f app-less.yaml --server-side; kubectl get deploy app -n quiet --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager} {.spec.template.spec.containers[*].name}'
apply -f two.yaml -f nothere.yaml
apply -f one.yaml -f mine.yaml -o name
$ kubectl delete pod stay -n quiet --wait=false > /dev/null; kubectl apply -f stay.yaml; kubectl apply -f stay.yaml --server-side; kubectl diff -f stay.yaml
$ kubectl apply -f crd.yaml; sleep 5; kubectl apply -f book.yaml; kubectl apply -f book.yaml; kubectl apply -f book2.yaml; kubectl get books.example.com b -n quiet -o jsonpath='{.spec}'
`,
  },
  {
    name: 'prune',
    files: FILES,
    rate: 1,
    setup: 'kubectl apply -f two.yaml -f ns.yaml\n',
    lines: `
apply -f one.yaml --prune --all --dry-run=client
apply -f one.yaml --prune --all -n quiet --dry-run=client
apply -f one.yaml --prune -l set=one --dry-run=server
apply -f one.yaml --prune -l set=one
apply -f one.yaml --prune -l set=one -n quiet
apply -f one.yaml --prune -l set=one --prune-allowlist=core/v1/ConfigMap --prune-allowlist=core/v1/Namespace
apply -f one.yaml --prune -l set=one --prune-allowlist=/v1/ConfigMap -o name
apply -f one.yaml --prune -l set=one --prune-allowlist=core/v1/ConfigMap -o jsonpath='{.kind}' --dry-run=client
apply -f one.yaml --prune -l set=one --prune-allowlist=ConfigMap
apply -f one.yaml --prune -l set=one --prune-allowlist=apps/v1/Foo
apply -f one.yaml --prune -l set=one --prune-allowlist=core/v1/ConfigMap --cascade=orphan --grace-period=1 --wait --timeout=5s
apply -f one.yaml --prune -l set=one --server-side
apply -f one.yaml --prune -l set=two
apply -f ns.yaml --prune -l set=one
diff -f one.yaml --prune -l set=one
diff -f one.yaml --prune -l set=one --prune-allowlist=core/v1/ConfigMap
diff -f one.yaml --prune --prune-allowlist=core/v1/Foo
`,
  },
  {
    name: 'sets',
    files: FILES,
    rate: 1,
    setup:
      'kubectl create cm taken -n quiet --from-literal=a=b\nkubectl create secret generic helm -n quiet; kubectl annotate secret helm -n quiet applyset.kubernetes.io/tooling=helm/v3\n',
    lines: `
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet; kubectl apply -f one.yaml --prune --applyset=s -n quiet; kubectl get secret s -n quiet -o jsonpath='{.metadata.annotations}'
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=cm/x -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=configmaps/taken -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=secrets/helm -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=namespaces/quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=deployments.apps/x -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=foo.example.com/x -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=secrets/ -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f mine.yaml --prune --applyset=s -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --all
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --prune-allowlist=core/v1/ConfigMap
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --force
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --dry-run=client; kubectl get secret s -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --dry-run=server; kubectl get secret s -n quiet
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml --prune --applyset=s -n quiet --server-side -o name
$ export KUBECTL_APPLYSET=true; kubectl apply -f two.yaml -f ns.yaml --prune --applyset=s -n quiet; kubectl apply -f one.yaml --prune --applyset=s -n quiet --dry-run=client
$ export KUBECTL_APPLYSET=TRUE; kubectl apply -f two.yaml --prune --applyset=s -n quiet
$ export KUBECTL_APPLYSET=1; kubectl apply -f two.yaml --prune --applyset=s -n quiet
`,
  },
];
