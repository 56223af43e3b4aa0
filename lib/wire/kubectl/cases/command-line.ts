import type { CaseGroup } from '../kubectl-case';

export const commandLine: readonly CaseGroup[] = [
  {
    name: 'version, options and what is no command',
    lines: `
version --client --short
version --foo
version extra
version -o xml
version --client -o xml
options
options --foo
options foo
help
help get
help create deployment
help nothere
help config set
--help
-h
get -h
create secret generic --help
xyz
gte pods
git
ge
describ pod x
lgos
aply
-v
--v
--version
-n
--namespace
-n shop
--foo
create depoyment x
config get-context
rollout statsu
top pdo
auth cani
set imag
create secret tsl
apply view
alpha
alpha foo
alpha debug
plugin
plugin foo
certificate
certificate foo
`,
  },
  {
    name: 'cluster-info',
    unlike: [
      [/quiet --show-managed-fields/, "shows a manager without a name, as the pod network's"],
      [/\{\.nope\}/, 'shows a whole structure in the syntax of Go'],
      [/-A --output-directory/, 'fails to make its directory on some runs'],
    ],
    lines: `
cluster-info
cluster-info foo
cluster-info --foo
cluster-info --namespace=shop
cluster-info -n kube-system
cluster-info dump extra -o xml
cluster-info dump --foo
cluster-info dump --namespaces=quiet -o json
cluster-info dump --namespaces quiet --output yaml
cluster-info dump -n quiet
cluster-info dump --namespaces=nothere
cluster-info dump --namespaces=shop,quiet
cluster-info dump --namespaces=quiet --output-directory=-
$ kubectl cluster-info dump --namespaces=shop --output-directory=out; find out | sort; cat out/nodes.json | head -20
$ kubectl cluster-info dump --namespaces=quiet --output-directory=out -o yaml; find out | sort; cat out/quiet/pods.yaml
$ kubectl cluster-info dump -A --output-directory=out --pod-running-timeout=2s > /dev/null; find out | sort
cluster-info dump --namespaces=quiet -o name
cluster-info dump --namespaces=quiet -o jsonpath='{.kind}'
cluster-info dump --namespaces=quiet -o go-template='{{.kind}} '
cluster-info dump --namespaces=quiet --show-managed-fields
cluster-info dump --namespaces=quiet --template='{{.kind}}'
cluster-info dump --namespaces=quiet --allow-missing-template-keys=false -o jsonpath='{.nope}'
cluster-info dump --namespaces=quiet --pod-running-timeout=0s
`,
  },
  {
    name: 'completion',
    lines: `
completion
completion foo
completion bash zsh
completion --foo
completion --help
`,
  },
  {
    name: 'plugins',
    lines: `
$ kubectl plugin list 2>&1 | grep -v ^Unable
$ kubectl plugin list --name-only 2>&1 | grep -v ^Unable
$ kubectl plugin list extra 2>&1 | grep -v ^Unable
plugin list --foo
$ mkdir p; printf '#!/bin/sh\\necho "hello from a plugin: $@"\\n' > p/kubectl-hello; chmod +x p/kubectl-hello; PATH=$PATH:$HOME/p; kubectl hello a --b -c
$ mkdir p; printf '#!/bin/sh\\necho "two words: $0 $@"\\n' > p/kubectl-hello-big_world; chmod +x p/kubectl-hello-big_world; PATH=$PATH:$HOME/p; kubectl hello big-world x
$ mkdir p; printf '#!/bin/sh\\necho "two words: $@"\\n' > p/kubectl-hello-world; chmod +x p/kubectl-hello-world; PATH=$PATH:$HOME/p; kubectl hello world x; kubectl hello; kubectl hello nobody
$ mkdir p; printf '#!/bin/sh\\nexit 7\\n' > p/kubectl-seven; chmod +x p/kubectl-seven; PATH=$PATH:$HOME/p; kubectl seven
$ mkdir p; printf '#!/bin/sh\\n' > p/kubectl-one; printf '#!/bin/sh\\n' > p/kubectl-two; chmod +x p/kubectl-one; PATH=$PATH:/nothere:$HOME/p; kubectl plugin list 2>&1 | grep -v ^Unable
$ mkdir p q; printf '#!/bin/sh\\n' > p/kubectl-one; printf '#!/bin/sh\\n' > q/kubectl-one; chmod +x */kubectl-one; PATH=$PATH:$HOME/p:$HOME/q; kubectl plugin list 2>&1 | grep -v ^Unable; kubectl plugin list --name-only 2>&1 | grep -v ^Unable
$ mkdir p; printf '#!/bin/sh\\necho mine\\n' > p/kubectl-get; chmod +x p/kubectl-get; PATH=$PATH:$HOME/p; kubectl plugin list 2>&1 | grep -v ^Unable; kubectl get ns shop -o name
$ mkdir p; printf '#!/bin/sh\\necho created foo $@\\n' > p/kubectl-create-foo; chmod +x p/kubectl-create-foo; PATH=$PATH:$HOME/p; kubectl create foo x --y
$ mkdir p; printf '#!/bin/sh\\necho created foo $@\\n' > p/kubectl-hello; chmod +x p/kubectl-hello; PATH=$PATH:$HOME/p; kubectl -n shop hello
$ mkdir p; printf '#!/bin/sh\\necho $KUBECTL_PLUGINS_CALLER | sed s,.*/,,\\n' > p/kubectl-who; chmod +x p/kubectl-who; PATH=$PATH:$HOME/p; kubectl who
$ mkdir p; printf '#!/bin/sh\\necho not executable\\n' > p/kubectl-hello; PATH=$PATH:$HOME/p; kubectl hello
`,
  },
  {
    name: 'kuberc',
    lines: `
alpha kuberc
alpha kuberc view
alpha kuberc view --kuberc=nothere
alpha kuberc view --kuberc=rc
alpha kuberc view --kuberc=rc -o json
alpha kuberc view --kuberc=rc -o yaml
alpha kuberc view --foo
alpha kuberc set
alpha kuberc set --section=foo
alpha kuberc set --section=defaults
alpha kuberc set --section=aliases --name=getp
alpha kuberc set --section=defaults --command=get --kuberc=rc
$ kubectl alpha kuberc set --section=defaults --command=get --option=output=wide --kuberc=rc2; cat rc2
$ kubectl alpha kuberc set --section=aliases --name=getn --command=get --prependarg=nodes --option=output=wide --kuberc=rc2; cat rc2
$ kubectl alpha kuberc set --section=defaults --command=get --option=output=name --kuberc=rc; kubectl alpha kuberc set --section=defaults --command=get --option=output=name --overwrite --kuberc=rc; cat rc
get ns shop --kuberc=rc
getdb --kuberc=rc
getdb --kuberc=rc -n shop -o name
delete cm nothere -n shop --kuberc=rc
get ns shop --kuberc=broken
get ns shop --kuberc=nothere
get ns shop --kuberc=off
$ KUBERC=rc kubectl get ns shop
$ KUBERC=off kubectl get ns shop
$ KUBECTL_KUBERC=false kubectl --kuberc=rc get ns shop
$ mkdir -p .kube; cp rc .kube/kuberc; kubectl get ns shop
`,
    files: {
      rc: `apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
aliases:
- name: getdb
  command: get
  prependArgs: [pods]
  appendArgs: [db-0]
  options: [{ name: namespace, default: shop }]
defaults:
- command: get
  options: [{ name: output, default: wide }]
- command: delete
  options: [{ name: interactive, default: "true" }]
`,
      broken: 'apiVersion: kubectl.config.k8s.io/v9\nkind: Preference\n',
    },
  },
];
