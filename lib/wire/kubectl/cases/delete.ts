import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop, labels: { a: b } }\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: absent }\n',
  'sub/dir/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [cm.yaml]\n',
  'kust/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
};

export const deleteCases: readonly CaseGroup[] = [
  {
    name: 'delete',
    files: FILES,
    lines: `
delete
delete pod
delete pods -n shop
delete cm settings -n shop
delete cm/settings -n shop
delete cm settings -n shop -o name
delete cm settings -n shop -o yaml
delete cm settings nope -n shop
delete cm nope settings -n shop
delete cm nope -n shop
delete cm nope -n shop --ignore-not-found
delete cm/settings secret/password -n shop
delete cm,secret settings -n shop
delete cm,secret --all -n shop
delete cm --all -n shop
delete cm --all -n none
delete cm --all
delete cm settings --all -n shop
delete cm -l a=b -n shop
delete svc -l app=web -n shop
delete svc -l app=web,x!=y -n shop --dry-run=client
delete svc web -l app=web -n shop
delete svc --all -l app=web -n shop
delete cm --field-selector=metadata.name=settings -n shop
delete cm --field-selector=foo=bar -n shop
delete cm settings --field-selector=metadata.name=settings -n shop
delete cm -A --all --dry-run=client
delete cm settings -A
delete pods -A -l app=db --dry-run=client
delete pods --all -n shop --dry-run=client
delete pods --all -n shop --dry-run=server
delete cm settings -n shop --dry-run=x
delete all --all -n shop --dry-run=client
delete foo bar
delete foo/bar
delete cm settings -n shop --cascade=orphan
delete cm settings -n shop --cascade=foreground
delete cm settings -n shop --cascade=true
delete cm settings -n shop --cascade
delete cm settings -n shop --cascade=nope
delete deploy web -n shop --cascade=orphan
delete deploy web -n shop --wait=false
delete pod full -n shop --wait=false
delete pod full -n shop --wait=false --grace-period=1
delete pod full -n shop --grace-period=0 --wait=false
delete pod full -n shop --force --wait=false
delete pod full -n shop --force --grace-period=0 --wait=false
delete pod full -n shop --force --grace-period=5 --wait=false
delete pod full -n shop --grace-period=-5 --wait=false
delete pod full -n shop --now --wait=false
delete pod full -n shop --now --force
delete pod full -n shop --now --grace-period=5
delete pod full crasher -n shop --wait=false
delete ns shop --wait=false
delete ns default
delete ns nope
delete ns kube-system
delete node node02 --wait=false
delete pv disk --wait=false
delete pvc claim -n shop --wait=false
delete sc manual
delete role,rolebinding --all -n shop
delete -f cm.yaml
delete -f cm.yaml --dry-run=client
delete -f cm.yaml -l a=c
delete -f two.yaml -n shop
delete -f two.yaml -n shop --ignore-not-found
delete -f cm.yaml --all
delete -f cm.yaml cm
delete -f sub -R
delete -f sub
delete -f nope.yaml
delete -k kust
delete -k nokust
delete --raw /api/v1/namespaces/shop/configmaps/settings
delete --raw /api/v1/namespaces/shop/configmaps/nope
delete --raw nope
delete --raw /x -o name
delete --raw /x cm
delete cm settings -n shop -i
delete cm settings -n shop --timeout=x
delete cm settings -n shop --timeout=5s
delete cm settings -n shop --alll
delete cm settings -n shop --as=nobody
delete cm settings -o wide
$ kubectl delete -f - < cm.yaml
$ echo y | kubectl delete cm settings -n shop -i
$ echo n | kubectl delete cm settings -n shop --interactive
$ echo y | kubectl delete cm,secret --all -n shop -i
$ echo y | kubectl delete cm settings nope -n shop -i
`,
  },
  {
    name: 'delete and wait',
    inOrder: true,
    lines: `
delete pod full -n shop
delete pod crasher nopull -n shop --grace-period=1
delete pod nowhere -n shop --now
delete deploy web -n shop --cascade=foreground
delete sts db -n shop --timeout=30s
delete pod db-0 -n shop --force
delete job once -n shop
delete svc --all -n shop
delete ns quiet
delete ns quiet
get all -n shop -o name
`,
  },
];
