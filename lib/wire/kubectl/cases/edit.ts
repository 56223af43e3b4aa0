import type { CaseGroup } from '../kubectl-case';

const cm = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: shop }\ndata: { ${data} }\n`;
const files = {
  'same.yaml': cm('settings', 'color: blue, size: "10"'),
  'other.yaml': cm('settings', 'color: red, size: "10"'),
  'new.yaml': cm('brandnew', 'a: b'),
  'two.yaml': `${cm('settings', 'color: red')}---\n${cm('brandnew', 'a: b')}`,
  'secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: password, namespace: shop }\nstringData: { pass: other }\n',
  'bad.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Bad_Name, namespace: shop }\n',
  'kz/kustomization.yaml': 'resources: [cm.yaml]\nnamespace: shop\n',
  'kz/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { color: green }\n',
  'deploy.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { replicas: 5, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: nginx, image: "nginx:1.28" }] } } }\n',
  'replace.sh': '#!/bin/sh\ncp edited.yaml "$1"\n',
  'edited.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { color: edited }\n',
};

export const edit: readonly CaseGroup[] = [
  {
    name: 'edit',
    files,
    rate: 1,
    lines: `
edit
$ EDITOR=true kubectl edit cm
edit cm/nothere -n shop
edit foo/bar
edit -f nothere.yaml
$ EDITOR=true kubectl edit cm settings -n shop
$ EDITOR=cat kubectl edit cm settings -n shop
$ KUBE_EDITOR=cat EDITOR=false kubectl edit cm settings -n shop -o json
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop; kubectl get cm settings -n shop -o jsonpath='{.data}'
$ KUBE_EDITOR='sed -i s/blue/green/' kubectl edit configmap/settings -n shop -o json; kubectl get cm settings -n shop -o jsonpath='{.data}'
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --output-patch
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --save-config; kubectl get cm settings -n shop -o jsonpath='{.metadata.annotations}'
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --field-manager=me; kubectl get cm settings -n shop --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'
$ EDITOR='sed -i s/replicas:.*/replicas:\\ 4/' kubectl edit deploy web -n shop; kubectl get deploy web -n shop -o jsonpath='{.spec.replicas}'
$ EDITOR='sed -i s/replicas:.*/replicas:\\ 4/' kubectl edit deploy web -n shop --subresource=scale; kubectl get deploy web -n shop -o jsonpath='{.spec.replicas}'
$ EDITOR='sed -i s/replicas:.*/replicas:\\ -1/' kubectl edit deploy web -n shop
$ EDITOR='sed -i s/name:\\ settings/name:\\ other/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/^data:/data/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/^kind:.*/kind:\\ Foo/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/^data:/daata:/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/^data:/daata:/' kubectl edit cm settings -n shop --validate=false
$ EDITOR='sed -i s/^data:/daata:/' kubectl edit cm settings -n shop --validate=warn
$ EDITOR='truncate -s 0' kubectl edit cm settings -n shop
$ EDITOR=false kubectl edit cm settings -n shop
$ EDITOR=nosuchcommand kubectl edit cm settings -n shop
$ EDITOR='sh replace.sh' kubectl edit cm settings -n shop; kubectl get cm settings -n shop -o jsonpath='{.data}'
$ EDITOR='sed -i s/blue/green/' kubectl edit -f same.yaml
$ EDITOR='sed -i s/blue/green/' kubectl edit -f two.yaml
$ EDITOR=cat kubectl edit cm/settings svc/away -n shop
$ EDITOR=cat kubectl edit -k kz
$ EDITOR=true kubectl edit cm settings -n shop --windows-line-endings
$ EDITOR=true kubectl edit cm settings -n shop --show-managed-fields
$ EDITOR=cat kubectl edit cm settings -n shop -o yaml --show-managed-fields
$ EDITOR=true kubectl edit cm settings -n shop -o name
$ EDITOR=true kubectl edit cm settings -n shop --template=x --allow-missing-template-keys
$ EDITOR=true kubectl edit cm settings -n shop -R -f kz
$ EDITOR=true kubectl edit node/node01 -n shop
edit cm settings -n shop --foo
`,
  },
];
