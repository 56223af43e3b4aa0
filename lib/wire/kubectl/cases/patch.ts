import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'svc.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n',
  'patch.json': '{"metadata":{"labels":{"p":"q"}}}',
  'patch.yaml': 'metadata:\n  labels: { p: q }\n',
  'bad.json': '{"metadata":',
  'sub/dir/svc.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\n',
  'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { color: green }\n',
  'pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\nspec: { containers: [{ name: main, image: "nginx:1.26" }] }\n',
  'new.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: absent, namespace: shop }\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: absent }\n',
  'unknown.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\nother: 1\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [cm.yaml]\n',
  'kust/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: b }\n',
  'raw.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"x":"y"}}',
};

export const patch: readonly CaseGroup[] = [
  {
    name: 'patch and replace in formats',
    files: FILES,
    lines: `${inFormats(`patch svc web -n shop -p '{"metadata":{"labels":{"p":"q"}}}'`)}
${inFormats(`patch svc web -n shop -p '{"metadata":{"labels":{"p":"q"}}}' --dry-run=client`)}
${inFormats('replace -f cm.yaml --dry-run=client')}`,
  },
  {
    name: 'patch',
    files: FILES,
    lines: `
patch
patch svc
patch svc web
patch svc web -n shop
patch svc web -n shop -p
patch svc web -n shop -p ''
patch svc web -n shop -p '{}'
patch svc/web -n shop -p '{"spec":{"type":"NodePort"}}' --dry-run=server
patch svc web -n shop -p 'spec: {type: NodePort}' --dry-run=server -o name
patch svc web -n shop --patch-file patch.json
patch svc web -n shop --patch-file=patch.yaml
patch svc web -n shop --patch-file=nope.json
patch svc web -n shop --patch-file=bad.json
patch svc web -n shop --patch-file=patch.json -p '{}'
patch svc web db -n shop -p '{"metadata":{"labels":{"p":"q"}}}'
patch svc web nope -n shop -p '{"metadata":{"labels":{"p":"q"}}}'
patch svc nope -n shop -p '{}'
patch svc/web cm/settings -n shop -p '{"metadata":{"labels":{"p":"q"}}}'
patch svc --all -n shop -p '{}'
patch foo bar -p '{}'
patch svc web -n shop --type=merge -p '{"metadata":{"labels":null}}'
patch svc web -n shop --type=json -p '[{"op":"add","path":"/metadata/labels/x","value":"y"}]'
patch svc web -n shop --type=json -p '[{"op":"test","path":"/metadata/name","value":"y"}]'
patch svc web -n shop --type=json -p '[{"op":"remove","path":"/metadata/nope"}]'
patch svc web -n shop --type=json -p '[{"op":"nope","path":"/metadata/nope"}]'
patch svc web -n shop --type=json -p '{}'
patch svc web -n shop --type=json -p '[]'
patch svc web -n shop --type=nope -p '{}'
patch svc web -n shop --type=strategic -p '{"spec":{"ports":[{"port":80,"name":"http"}]}}' -o jsonpath='{.spec.ports}'
patch svc web -n shop -p '{"spec":{"ports":[{"$patch":"replace"},{"port":81}]}}' -o jsonpath='{.spec.ports[*].port}'
patch svc web -n shop -p '{"spec":{"clusterIP":"1.2.3.4"}}'
patch svc web -n shop -p '{"spec":{"foo":1}}'
patch svc web -n shop -p '{"metadata":{"name":"x"}}'
patch svc web -n shop -p '{"metadata":{"resourceVersion":"1"}}'
patch svc web -n shop -p 'nope'
patch svc web -n shop -p '"x"'
patch svc web -n shop -p '[{}]'
patch svc web -n shop --type=merge -p 'x: [1'
patch deploy web -n shop -p '{"spec":{"replicas":5}}'
patch deploy web -n shop --subresource=scale --type=merge -p '{"spec":{"replicas":5}}'
patch deploy web -n shop --subresource=status --type=merge -p '{"status":{"replicas":9}}'
patch deploy web -n shop --subresource=scale -p '{"spec":{"replicas":5}}'
patch deploy web -n shop --subresource=nope --type=merge -p '{}'
patch cm settings -n shop --subresource=status --type=merge -p '{}'
patch deploy web -n shop --subresource=scale --type=merge -p '{"spec":{"replicas":5}}' -o yaml
patch pod full -n shop --subresource=resize -p '{"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"60m"}}}]}}'
patch node node01 -p '{"spec":{"unschedulable":true}}'
patch node node01 -n shop -p '{"spec":{"unschedulable":true}}' --dry-run=client
patch sa default -n shop -p '{"imagePullSecrets":[{"name":"x"}]}'
patch pv disk -p '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}'
patch pvc claim -n shop -p '{"spec":{"resources":{"requests":{"storage":"1Ki"}}}}'
patch svc web -n shop -p '{}' --dry-run=client
patch svc web -n shop -p '{}' --dry-run=x
patch -f svc.yaml -p '{"metadata":{"labels":{"p":"q"}}}'
patch -f svc.yaml -p '{"metadata":{"labels":{"p":"q"}}}' --local -o yaml
patch -f svc.yaml --type=merge -p '{"metadata":{"labels":{"p":"q"}}}' --local -o json
patch -f svc.yaml --type=json -p '[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]' --local -o yaml
patch -f svc.yaml -p '{}' --local
patch -f sub -R -p '{"metadata":{"labels":{"p":"q"}}}'
patch -f nope.yaml -p '{}'
patch -k kust -p '{"metadata":{"labels":{"p":"q"}}}'
patch svc web -n shop -p '{}' --local
patch svc web -n shop -p '{"metadata":{"labels":{"p":"q"}}}' --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
patch svc web -n shop -p '{"metadata":{"labels":{"p":"q"}}}' --field-manager=''
patch svc web -n shop --ptach '{}'
patch svc web -n shop -p '{}' --as=nobody
$ kubectl patch svc web -n shop --patch "$(cat patch.yaml)"
`,
  },
  {
    name: 'replace',
    files: FILES,
    lines: `
replace
replace cm settings
replace -f
replace -f cm.yaml
replace -f cm.yaml extra
replace -f cm.yaml -o name
replace -f cm.yaml -o yaml
replace -f cm.yaml --dry-run=server
replace -f cm.yaml --dry-run=client
replace -f cm.yaml --save-config -o jsonpath='{.metadata.annotations}'
replace -f cm.yaml --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
replace -f cm.yaml --subresource=status
replace -f cm.yaml --subresource=nope
replace -f cm.yaml --validate=false
replace -f cm.yaml --validate=nope
replace -f new.yaml
replace -f two.yaml -n shop
replace -f unknown.yaml -n shop
replace -f unknown.yaml -n shop --validate=warn
replace -f pod.yaml
replace -f nope.yaml
replace -f sub -R
replace -f sub
replace -k kust
replace -k nokust
replace -f cm.yaml -n quiet
replace -f cm.yaml --cascade=orphan
replace -f cm.yaml --cascade=nope --force
replace -f cm.yaml --timeout=1s
replace -f cm.yaml --grace-period=1
replace -f cm.yaml --wait
replace -f raw.json --raw /api/v1/namespaces/shop/configmaps/settings
replace -f raw.json --raw /api/v1/namespaces/shop/configmaps/nope
replace --raw /api/v1/namespaces/shop/configmaps/settings
replace -f raw.json --raw nope
replace -f raw.json --raw /x -o yaml
replace -f raw.json -f cm.yaml --raw /x
replace -f cm.yaml --as=nobody
replace -f cm.yaml --focre
$ kubectl replace -f - < cm.yaml
$ kubectl get cm settings -n shop -o yaml | sed 's/blue/red/' | kubectl replace -f -
$ kubectl get deploy web -n shop -o yaml | kubectl replace -f - --dry-run=server
`,
  },
  {
    name: 'replace by force',
    files: FILES,
    inOrder: true,
    lines: `
replace --force -f cm.yaml
replace --force -f new.yaml
replace --force -f cm.yaml --cascade=background --timeout=10s
replace --force --grace-period=0 -f pod.yaml
get cm -n shop -o name
`,
  },
];
