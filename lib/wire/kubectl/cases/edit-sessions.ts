import type { CaseGroup } from '../kubectl-case';

const cm = (name: string, data: string, namespace = 'shop') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\ndata: { ${data} }\n`;

/** An editor that shows what it is given, and changes it the first time, or each time it is opened. */
const once = (change: string) => `#!/bin/sh\ncat "$1"\n[ -e edited ] && exit 0\ntouch edited\n${change} "$1"\n`;
const twice = (first: string, second: string) =>
  `#!/bin/sh\ngrep -v resourceVersion "$1"\nif [ -e again ]; then exit 0; fi\nif [ -e edited ]; then touch again; ${second} "$1"; exit; fi\ntouch edited\n${first} "$1"\n`;

const FILES: Readonly<Record<string, string>> = {
  'cm.yaml': cm('settings', 'color: blue, size: "10"'),
  'made.yaml': cm('made', 'a: b', 'quiet'),
  'two.yaml': `${cm('one', 'a: b', 'quiet')}---\n${cm('two', 'a: b', 'quiet')}`,
  'kz/kustomization.yaml': 'resources: [cm.yaml]\nnamespace: shop\n',
  'kz/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  'objs/cm.yaml': cm('settings', 'color: blue'),
  'syntax.sh': once("sed -i 's/^data:/data/'"),
  'tab.sh': once("sed -i 's/^  color:/\\tcolor:/'"),
  'invalid.sh': once("sed -i 's/replicas:.*/replicas: -1/'"),
  'label.sh': once("sed -i 's/team: red/team: -no-/'"),
  'type.sh': once("sed -i 's/replicas:.*/replicas: many/'"),
  'kind.sh': once("sed -i 's/^kind:.*/kind: Foo/'"),
  'nokind.sh': once("sed -i '/^kind:/d'"),
  'unknown.sh': once("sed -i 's/^data:/daata:/'"),
  'mended.sh': twice("sed -i 's/replicas:.*/replicas: -1/'", "sed -i 's/replicas:.*/replicas: 4/'"),
  'mended-syntax.sh': twice("sed -i 's/^data:/data/'", "sed -i 's/^data$/data:/; s/blue/green/'"),
  'given-up.sh': twice("sed -i 's/^data:/data/'", "sed -i 's/^data$/data:/'"),
  'empty.sh': once('truncate -s 0'),
  'comments.sh': once("sed -i 's/^/# /'"),
  'gone.sh': '#!/bin/sh\nkubectl delete cm settings -n shop > /dev/null\nsed -i s/blue/green/ "$1"\n',
  'conflict.sh': '#!/bin/sh\nkubectl label cm settings -n shop x=y > /dev/null\nsed -i s/blue/green/ "$1"\n',
  'both.sh': '#!/bin/sh\nsed -i "s/blue/green/; s/team: red/team: blue/" "$1"\n',
  'exit.sh': '#!/bin/sh\nexit 3\n',
  'crlf.sh': '#!/bin/sh\ngrep -c "$(printf "\\\\r")" "$1"\nsed -i s/blue/green/ "$1"\n',
  'remove.sh': '#!/bin/sh\nrm "$1"\n',
  'comment-only.sh': '#!/bin/sh\necho "# mine" >> "$1"\n',
};

export const editSessions: readonly CaseGroup[] = [
  {
    name: 'bad edits',
    files: FILES,
    rate: 1,
    lines: `
$ EDITOR='sh syntax.sh' kubectl edit cm settings -n shop
$ EDITOR='sh tab.sh' kubectl edit cm settings -n shop
$ EDITOR='sh invalid.sh' kubectl edit deploy web -n shop 2>&1 | tail -3
$ EDITOR='sh label.sh' kubectl edit ns shop
$ EDITOR='sh type.sh' kubectl edit deploy web -n shop 2>&1 | tail -2
$ EDITOR='sh kind.sh' kubectl edit cm settings -n shop
$ EDITOR='sh nokind.sh' kubectl edit cm settings -n shop
$ EDITOR='sh nokind.sh' kubectl edit cm settings -n shop --validate=false
$ EDITOR='sh unknown.sh' kubectl edit cm settings -n shop
$ EDITOR='sh unknown.sh' kubectl edit cm settings -n shop --validate=ignore
$ EDITOR='sh mended-syntax.sh' kubectl edit cm settings -n shop; kubectl get cm settings -n shop -o jsonpath='{.data}'
$ EDITOR='sh given-up.sh' kubectl edit cm settings -n shop
$ EDITOR='sh mended.sh' kubectl edit deploy web -n shop > /dev/null; kubectl get deploy web -n shop -o jsonpath='{.spec.replicas}'
$ EDITOR='sh empty.sh' kubectl edit cm settings -n shop
$ EDITOR='sh comments.sh' kubectl edit cm settings -n shop
$ EDITOR='sh empty.sh' kubectl edit cm settings -n shop --validate=false
$ EDITOR='sh comments.sh' kubectl edit cm settings -n shop --validate=false
$ EDITOR='sh gone.sh' kubectl edit cm settings -n shop
$ EDITOR='sh conflict.sh' kubectl edit cm settings -n shop
$ EDITOR='sh exit.sh' kubectl edit cm settings -n shop
$ EDITOR='sh comment-only.sh' kubectl edit cm settings -n shop
$ EDITOR='sh crlf.sh' kubectl edit cm settings -n shop --windows-line-endings; kubectl get cm settings -n shop -o jsonpath='{.data}'
$ EDITOR='sh both.sh' kubectl edit cm/settings ns/shop -n shop
$ EDITOR='sh both.sh' kubectl edit cm/settings svc/away -n shop
$ EDITOR='sh both.sh' kubectl edit cm/settings svc/away -n shop -o yaml 2>&1 | grep -v -i version
$ EDITOR='sh syntax.sh' kubectl edit cm settings -n shop -o json
$ EDITOR='"sed" -i s/blue/green/' kubectl edit cm settings -n shop
$ EDITOR='"false"' kubectl edit cm settings -n shop
$ EDITOR='no\\ such' kubectl edit cm settings -n shop 2>&1 | tail -1
$ KUBE_EDITOR='' EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --output-patch --save-config=false
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop -o jsonpath='{.data}'
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop -o kyaml --show-managed-fields=false 2>&1 | grep -v -i version
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --subresource=nope
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --subresource=status
$ EDITOR='sed -i s/availableReplicas:.*/availableReplicas:\\ 2/' kubectl edit deploy web -n shop --subresource=status
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --validate=maybe
$ EDITOR='sed -i s/blue/green/' kubectl edit -f objs -R -n shop
$ EDITOR='sed -i s/blue/green/' kubectl edit --filename=cm.yaml -n quiet
$ EDITOR='sed -i s/blue/green/' kubectl edit -f cm.yaml cm settings
$ EDITOR='sed -i s/blue/green/' kubectl edit --kustomize=kz -n shop
$ EDITOR='sed -i s/namespace:.*/namespace:\\ quiet/' kubectl edit cm settings -n shop
$ EDITOR='sed -i s/uid:.*/uid:\\ x/' kubectl edit ns shop 2>&1 | cut -c1-60
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings nothere -n shop
$ EDITOR=true kubectl edit cm -n none
$ EDITOR=true kubectl edit cm settings -n shop --as=nobody
$ EDITOR='sed -i s/blue/green/' kubectl edit cm settings -n shop --field-manager=
`,
  },
  {
    name: 'create --edit',
    files: FILES,
    rate: 1,
    lines: `
$ EDITOR=cat kubectl create -f made.yaml --edit
$ EDITOR='sed -i s/made/other/' kubectl create -f made.yaml --edit
$ EDITOR='sed -i s/made/other/' kubectl create -f made.yaml --edit -o yaml 2>&1 | grep -v -i -e version -e uid
$ EDITOR='sed -i s/made/other/' kubectl create -f made.yaml --edit -n quiet --save-config -o jsonpath='{.metadata.annotations}'
$ EDITOR='sed -i s/made/Bad_Name/' kubectl create -f made.yaml --edit -n quiet
$ EDITOR='sed -i s/^data/daata/' kubectl create -f made.yaml --edit -n quiet
$ EDITOR='sed -i s/^data/daata/' kubectl create -f made.yaml --edit -n quiet --validate=false
$ EDITOR='sed -i s/a:\\ b/a:\\ c/' kubectl create -f two.yaml --edit -n quiet
$ EDITOR='sh syntax.sh' kubectl create -f made.yaml --edit -n quiet
$ EDITOR='sed -i s/made/other/' kubectl create -f made.yaml --edit --windows-line-endings -n quiet
$ EDITOR=false kubectl create -f made.yaml --edit -n quiet
$ EDITOR='truncate -s 0' kubectl create -f made.yaml --edit -n quiet
`,
  },
];
