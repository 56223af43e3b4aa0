import { FORMAT_FILES } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const cm = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: quiet, labels: { l: m } }\ndata: { ${data} }\n`;

export const lastApplied: readonly CaseGroup[] = [
  {
    name: 'view, set and edit',
    rate: 1,
    files: {
      ...FORMAT_FILES,
      'one.yaml': cm('one', 'a: b'),
      'changed.yaml': cm('one', 'a: c'),
      'plain.yaml': cm('plain', 'a: b'),
      'dir/one.yaml': cm('one', 'a: b'),
      'dir/sub/two.yaml': cm('two', 'a: b'),
      'kz/kustomization.yaml': 'resources: [one.yaml]\n',
      'kz/one.yaml': cm('one', 'a: x'),
      'absent.yaml': cm('absent', 'a: b'),
      'bad.sh': '#!/bin/sh\ncat "$1"\n[ -e edited ] && exit 0\ntouch edited\nsed -i "s/^data:/data/" "$1"\n',
      'rename.sh': '#!/bin/sh\nsed -i "s/name: one/name: two/" "$1"\n',
    },
    setup: `kubectl apply -f - <<'YAML'
${cm('one', 'a: b')}---
${cm('two', 'a: b')}YAML
kubectl create cm plain -n quiet --from-literal=a=b
`,
    lines: `
apply view-last-applied cm/one -n quiet
apply view-last-applied cm one two -n quiet
apply view-last-applied cm one -n quiet -o json
apply view-last-applied cm one -n quiet -o yaml
apply view-last-applied cm one -n quiet -o name
apply view-last-applied cm/plain -n quiet
apply view-last-applied cm/one cm/nothere -n quiet
apply view-last-applied cm -n quiet -l l=m
apply view-last-applied cm --selector=l=x -n quiet
apply view-last-applied cm --all
apply view-last-applied cm
apply view-last-applied pods --all -n shop
apply view-last-applied -f one.yaml
apply view-last-applied --filename=one.yaml -o json
apply view-last-applied -f dir
apply view-last-applied -f dir -R
apply view-last-applied -f dir --recursive
apply view-last-applied -k kz
apply view-last-applied --kustomize=kz
apply view-last-applied -f nothere.yaml
apply view-last-applied foo/bar
apply view-last-applied --foo
apply set-last-applied -f changed.yaml
apply set-last-applied -f one.yaml
apply set-last-applied -f changed.yaml -o name
apply set-last-applied -f changed.yaml -o json
apply set-last-applied -f changed.yaml -o yaml --show-managed-fields --dry-run=client
apply set-last-applied -f changed.yaml --dry-run=client
apply set-last-applied -f changed.yaml --dry-run=server
apply set-last-applied -f changed.yaml --dry-run=maybe
apply set-last-applied -f changed.yaml -o go-template --template='{{.metadata.name}}'
apply set-last-applied -f changed.yaml -o jsonpath='{.data}' --allow-missing-template-keys=false
apply set-last-applied -f plain.yaml
apply set-last-applied -f plain.yaml --create-annotation
apply set-last-applied --filename=plain.yaml --create-annotation=true -o name
apply set-last-applied -f absent.yaml
apply set-last-applied -f absent.yaml --create-annotation
apply set-last-applied -f dir
apply set-last-applied -f changed.yaml -f absent.yaml
apply set-last-applied cm/one -n quiet
apply set-last-applied -f changed.yaml -n shop
$ kubectl apply set-last-applied -f changed.yaml; kubectl apply view-last-applied cm/one -n quiet
$ EDITOR=cat kubectl apply edit-last-applied cm/one -n quiet
$ EDITOR=cat kubectl apply edit-last-applied cm/one -n quiet -o json
$ EDITOR=cat kubectl apply edit-last-applied cm/one cm/two -n quiet
$ EDITOR=cat kubectl apply edit-last-applied cm -n quiet
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet; kubectl apply view-last-applied cm/one -n quiet
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet -o yaml
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet -o name --show-managed-fields
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet --template='{{.kind}}' -o go-template --allow-missing-template-keys
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet --field-manager=me --validate=ignore; kubectl get cm one -n quiet --show-managed-fields -o jsonpath='{.metadata.managedFields[*].manager}'
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied cm/one -n quiet --windows-line-endings
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied -f one.yaml -n quiet
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied -f one.yaml
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied --filename=dir --recursive -n quiet
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied -k kz -n quiet
$ EDITOR='sed -i s/a:.*/a:\\ z/' kubectl apply edit-last-applied --kustomize=kz -n quiet
$ EDITOR='sh bad.sh' kubectl apply edit-last-applied cm/one -n quiet
$ EDITOR='sh rename.sh' kubectl apply edit-last-applied cm/one -n quiet; kubectl apply view-last-applied cm/two -n quiet
$ EDITOR='truncate -s 0' kubectl apply edit-last-applied cm/one -n quiet --validate=false
$ EDITOR=false kubectl apply edit-last-applied cm/one -n quiet
$ EDITOR=true kubectl apply edit-last-applied cm/plain -n quiet
$ EDITOR=true kubectl apply edit-last-applied cm/nothere -n quiet
`,
  },
];
