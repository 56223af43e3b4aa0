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

export const diff: readonly CaseGroup[] = [
  {
    name: 'diff',
    files,
    rate: 1,
    lines: `
diff
diff -f nothere.yaml
diff -f same.yaml
diff -f other.yaml
diff -f new.yaml
diff -f two.yaml
diff -f two.yaml --concurrency=2
diff -f secret.yaml
diff -f bad.yaml
diff -f deploy.yaml
diff -f deploy.yaml --show-managed-fields
diff -f other.yaml --server-side
diff -f other.yaml --server-side --force-conflicts
diff -f other.yaml --server-side --field-manager=me
diff -f new.yaml --server-side
diff -f other.yaml --force-conflicts
diff -f other.yaml -l a=b
diff -f other.yaml --selector=a=b
diff -k kz
diff --kustomize=kz
diff -k nothere
diff -f kz -R
diff -f other.yaml --prune
diff -f other.yaml --prune --all
diff -f other.yaml --prune -l a=b --prune-allowlist=core/v1/ConfigMap
diff -f other.yaml -n quiet
diff -f other.yaml extra
diff -f other.yaml --foo
$ cat other.yaml | kubectl diff -f -
$ KUBECTL_EXTERNAL_DIFF='diff -U1' kubectl diff -f other.yaml
$ KUBECTL_EXTERNAL_DIFF='diff -q' kubectl diff -f other.yaml > /dev/null; echo $?
$ KUBECTL_EXTERNAL_DIFF='nosuchdiff' kubectl diff -f other.yaml
$ KUBECTL_EXTERNAL_DIFF='diff -u; touch x' kubectl diff -f same.yaml
`,
    unlike: [[/^\$ KUBECTL_EXTERNAL_DIFF='diff -q'/, 'shows temporary directories with random names']],
  },
];
