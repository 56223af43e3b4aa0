import type { CaseGroup } from '../kubectl-case';

const cm = (name: string, data: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: quiet${more} }\ndata: { ${data} }\n`;

const files = {
  'cm.yaml': cm('made', 'a: b'),
  'cm2.yaml': cm('made', 'a: c, d: e', ', labels: { l: m }'),
  'cm3.yaml': cm('made', 'a: c, d: e, z: "1"', ', labels: { l: n }'),
  'cm.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"json","namespace":"quiet"},"data":{"a":"b"}}\n',
  'two.yaml': `${cm('first', 'a: b', ', labels: { set: one }')}---\n${cm('second', 'a: b', ', labels: { set: one }')}`,
  'one.yaml': cm('first', 'a: b', ', labels: { set: one }'),
  'dir/a.yaml': cm('a', 'a: b'),
  'dir/b.yml': cm('b', 'a: b'),
  'dir/c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"quiet"}}',
  'dir/d.txt': 'nothing',
  'dir/sub/e.yaml': cm('e', 'a: b'),
  'empty.yaml': '',
  'comment.yaml': '# nothing\n---\n',
  'unknown.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: u, namespace: quiet }\ndataa: { a: b }\n',
  'typo.yaml': 'apiVersion: v1\nkind: ConfigMaap\nmetadata: { name: u, namespace: quiet }\n',
  'nokind.yaml': 'apiVersion: v1\nmetadata: { name: u }\n',
  'broken.yaml': 'apiVersion: v1\nkind: ConfigMap\n  metadata: { name: u }\n',
  'noname.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { namespace: quiet }\n',
  'generate.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: u-, namespace: quiet }\n',
  'nons.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: u, namespace: nothere }\n',
  'bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Bad_Name, namespace: quiet }\n',
  'types.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: u, namespace: quiet }\ndata: { a: 1, b: true }\n',
  'list.yaml': `apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: ConfigMap, metadata: { name: l1, namespace: quiet } }\n- { apiVersion: v1, kind: ConfigMap, metadata: { name: l2, namespace: quiet } }\n`,
  'deploy.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: quiet }
spec:
  replicas: 1
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: "nginx:1.26", env: [{ name: A, value: "1" }, { name: B, value: "2" }] }] }
`,
  'deploy2.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: quiet }
spec:
  replicas: 2
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: "nginx:1.27", env: [{ name: B, value: "3" }] }] }
`,
  'immutable.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: quiet }
spec:
  selector: { matchLabels: { app: other } }
  template:
    metadata: { labels: { app: other } }
    spec: { containers: [{ name: app, image: "nginx:1.27" }] }
`,
  'kz/kustomization.yaml': 'resources: [cm.yaml]\nnamePrefix: kz-\nnamespace: quiet\ncommonLabels: { from: kustomize }\n',
  'kz/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made }\ndata: { a: b }\n',
  'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: fresh }\n',
};

export const apply: readonly CaseGroup[] = [
  {
    name: 'one at a time',
    files,
    lines: `
apply
apply -f
apply foo
apply -f nothere.yaml
apply -f cm.yaml
apply -f cm.yaml -n shop
apply -f cm.yaml -n quiet
apply -f cm.yaml -o name
apply -f cm.yaml -o yaml --dry-run=client
apply -f cm.yaml -o json --dry-run=client
apply -f cm.yaml -o jsonpath='{.metadata.name}'
apply -f cm.yaml -o go-template='{{.metadata.name}}'
apply -f cm.yaml --template='{{.data.a}}' -o go-template
apply -f cm.yaml -o foo
apply -f cm.yaml -o wide
apply -f cm.yaml --dry-run
apply -f cm.yaml --dry-run=client
apply -f cm.yaml --dry-run=server
apply -f cm.yaml --dry-run=server -o name
apply -f cm.yaml --dry-run=none
apply -f cm.yaml --dry-run=foo
apply -f cm.json
apply -f two.yaml
apply -f two.yaml -f cm.yaml
apply -f two.yaml -l set=one
apply -f two.yaml --selector=set=two
apply -f two.yaml -o name
apply -f two.yaml -o yaml --dry-run=client
apply -f list.yaml
apply -f list.yaml -o name
apply -f dir
apply -f dir/
apply -f dir -R
apply -f dir --recursive --dry-run=client
apply -f dir/a.yaml,dir/b.yml
apply --filename=dir/a.yaml
apply -f 'dir/*.yaml'
apply -f empty.yaml
apply -f comment.yaml
apply -f unknown.yaml
apply -f unknown.yaml --validate=false
apply -f unknown.yaml --validate=warn
apply -f unknown.yaml --validate=ignore
apply -f unknown.yaml --validate=strict
apply -f unknown.yaml --validate=maybe
apply -f unknown.yaml --server-side
apply -f unknown.yaml --server-side --validate=warn
apply -f unknown.yaml --dry-run=client
apply -f typo.yaml
apply -f nokind.yaml
apply -f broken.yaml
apply -f noname.yaml
apply -f generate.yaml
apply -f nons.yaml
apply -f bad.yaml
apply -f types.yaml
apply -f cm.yaml -f nothere.yaml
apply -f cm.yaml -f typo.yaml
apply -f cm.yaml --server-side
apply -f cm.yaml --server-side -o name
apply -f cm.yaml --server-side --dry-run=server
apply -f cm.yaml --server-side --dry-run=client
apply -f cm.yaml --server-side --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
apply -f cm.yaml --server-side --force-conflicts
apply -f cm.yaml --force-conflicts
apply -f cm.yaml --force --server-side
apply -f cm.yaml --force --dry-run=server
apply -f cm.yaml --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
apply -f cm.yaml --field-manager=
apply -f cm.yaml --overwrite=false
apply -f cm.yaml --openapi-patch=false
apply -f cm.yaml --cascade=orphan
apply -f cm.yaml --cascade=foo
apply -f cm.yaml --grace-period=5
apply -f cm.yaml --timeout=5s
apply -f cm.yaml --wait
apply -f cm.yaml --subresource=status
apply -f cm.yaml --subresource=foo
apply -f cm.yaml --show-managed-fields -o jsonpath='{.metadata.managedFields[0].manager}'
apply -f cm.yaml --allow-missing-template-keys=false -o jsonpath='{.nope}'
apply -f cm.yaml --all
apply -f cm.yaml --prune
apply -f cm.yaml --prune --all -l set=one
apply -f cm.yaml --prune -l set=one --prune-allowlist=core/v1/Foo
apply -f cm.yaml --prune-allowlist=core/v1/ConfigMap
apply -f cm.yaml --applyset=foo
apply -k kz
apply -k kz --dry-run=client -o yaml
apply -k kz -f cm.yaml
apply -k nothere
apply -k dir
apply --kustomize=kz -o name
apply -f cm.yaml extra
apply -f ns.yaml -n default
apply -f cm.yaml --foo
apply -f cm.yaml --grace-period=x
apply -f cm.yaml --server-side=maybe
$ cat cm.yaml | kubectl apply -f -
$ kubectl apply -f - < two.yaml
$ echo foo | kubectl apply -f -
$ echo '{"a": 1' | kubectl apply -f -
$ kubectl apply -f <(cat cm.yaml)
apply -f -
apply -f https://nothere.example.com/x.yaml
`,
    unlike: [[/nothere\.example\.com/, 'the real one asks a resolver of the machine that it runs on']],
  },
  {
    name: 'a sequence',
    files,
    inOrder: true,
    lines: `
apply -f cm.yaml
apply -f cm.yaml
apply view-last-applied cm made -n quiet
apply view-last-applied cm/made -n quiet -o json
apply view-last-applied cm/made -n quiet -o foo
apply view-last-applied -f cm.yaml
apply view-last-applied cm/nothere -n quiet
apply view-last-applied cm/settings -n shop
apply view-last-applied
apply view-last-applied cm -n quiet
apply view-last-applied cm --all -n quiet
apply view-last-applied cm -l l=m -n quiet
apply -f cm2.yaml
apply -f cm2.yaml --dry-run=server
get cm made -n quiet -o jsonpath='{.data} {.metadata.labels}'
apply view-last-applied cm made -n quiet
apply set-last-applied -f cm3.yaml
apply set-last-applied -f cm3.yaml --dry-run=client -o name
apply set-last-applied -f cm3.yaml -o yaml --dry-run=server
apply set-last-applied -f cm.json
apply set-last-applied -f cm.json --create-annotation
apply set-last-applied -f nothere.yaml
apply set-last-applied
apply view-last-applied -f cm3.yaml
apply -f cm.yaml
get cm made -n quiet -o jsonpath='{.data} {.metadata.labels}'
apply -f cm.yaml --server-side
apply -f cm2.yaml --server-side --field-manager=other
apply -f cm2.yaml --server-side --field-manager=other --force-conflicts
apply -f cm.yaml --server-side
apply -f cm.yaml --server-side --force-conflicts
apply -f deploy.yaml
apply -f deploy2.yaml --dry-run=server -o name
apply -f deploy2.yaml
get deploy app -n quiet -o jsonpath='{.spec.replicas} {.spec.template.spec.containers[0]}'
apply -f immutable.yaml
apply -f immutable.yaml --force
get deploy app -n quiet -o jsonpath='{.spec.selector}'
apply -f deploy.yaml --server-side
create cm plain -n quiet --from-literal=a=b
apply -f two.yaml
apply -f one.yaml -l set=one --prune --prune-allowlist=core/v1/ConfigMap -n quiet --dry-run=client
apply -f one.yaml -l set=one --prune --prune-allowlist=core/v1/ConfigMap -n quiet
get cm -n quiet -o name
$ KUBECTL_APPLYSET=true kubectl apply -f two.yaml --prune --applyset=mine -n quiet
$ KUBECTL_APPLYSET=true kubectl apply -f one.yaml --prune --applyset=mine -n quiet
get cm -n quiet -o name
get secret mine -n quiet -o jsonpath='{.metadata.labels} {.metadata.annotations}'
get cm first -n quiet -o jsonpath='{.metadata.labels}'
$ KUBECTL_APPLYSET=true kubectl apply -f one.yaml --prune --applyset=configmaps/x -n quiet
$ KUBECTL_APPLYSET=true kubectl apply -f one.yaml --prune --applyset=foo/x -n quiet
$ KUBECTL_APPLYSET=true kubectl apply -f one.yaml --applyset=mine -n quiet
$ KUBECTL_APPLYSET=true kubectl apply -f one.yaml --prune --applyset=mine -l a=b -n quiet
$ EDITOR='sed -i s/b/x/' kubectl apply edit-last-applied cm first -n quiet
apply view-last-applied cm first -n quiet
$ EDITOR=true kubectl apply edit-last-applied cm first -n quiet
$ EDITOR='sed -i s/data/daata/' kubectl apply edit-last-applied cm plain -n quiet
apply edit-last-applied
apply edit-last-applied cm nothere -n quiet
$ EDITOR=true kubectl apply edit-last-applied -f one.yaml
$ EDITOR=true kubectl apply edit-last-applied -f one.yaml -o json --windows-line-endings=false --field-manager=x --validate=warn
apply -f ns.yaml
delete ns fresh --wait=false
`,
  },
];
