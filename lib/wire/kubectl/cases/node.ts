import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

export const node: readonly CaseGroup[] = [
  {
    name: 'taint in formats',
    files: FORMAT_FILES,
    lines: inFormats('taint node node01 k=v:NoSchedule --dry-run=client'),
  },
  {
    name: 'taint',
    lines: `
taint
taint node
taint node node01
taint nodes node01 k=v:NoSchedule
taint node node01 node02 k=v:NoExecute
taint node nope k=v:NoSchedule
taint node node01 nope k=v:NoSchedule
taint node/node01 k=v:NoSchedule
taint no node01 k:NoSchedule
taint node node01 k=:NoSchedule
taint node node01 k=v
taint node node01 k
taint node node01 k=v:Nope
taint node node01 k=v:noschedule
taint node node01 k=v:
taint node node01 'bad key=v:NoSchedule'
taint node node01 'k=bad value:NoSchedule'
taint node node01 a=b:NoSchedule c=d:PreferNoSchedule
taint node node01 a=b:NoSchedule a=c:NoSchedule
taint node node01 a=b:NoSchedule a=b:NoExecute
taint node node01 a=b:NoSchedule a:NoSchedule-
taint node node02 dedicated=db:PreferNoSchedule
taint node node02 dedicated=other:PreferNoSchedule
taint node node02 dedicated=other:PreferNoSchedule --overwrite
taint node node02 dedicated-
taint node node02 dedicated:PreferNoSchedule-
taint node node02 dedicated=db:PreferNoSchedule-
taint node node02 dedicated:NoSchedule-
taint node node02 nope-
taint node node02 nope:NoSchedule-
taint node node02 dedicated:Nope-
taint node node02 dedicated- x=y:NoSchedule
taint node --all k=v:PreferNoSchedule
taint nodes --all node-role.kubernetes.io/control-plane-
taint nodes --all node-role.kubernetes.io/control-plane:NoSchedule-
taint node -l disk=ssd k=v:NoSchedule
taint node --selector=disk=none k=v:NoSchedule
taint node node01 -l disk=ssd k=v:NoSchedule
taint node --all -l disk=ssd k=v:NoSchedule
taint pod full k=v:NoSchedule -n shop
taint foo bar k=v:NoSchedule
taint node node01 k=v:NoSchedule --dry-run=client
taint node node01 k=v:NoSchedule --dry-run=server
taint node node01 k=v:NoSchedule --dry-run=x
taint node node01 k=v:NoSchedule -o name
taint node node01 k=v:NoSchedule -o jsonpath='{.spec.taints}'
taint node node01 k=v:NoSchedule --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}' --show-managed-fields
taint node node01 k=v:NoSchedule --validate=false
taint node node01 k=v:NoSchedule --validate=nope
taint node node01 k=v:NoSchedule --overwite
taint node node01 k=v:NoSchedule --as=nobody
taint node node01 x/y=v:NoSchedule
taint node controlplane node-role.kubernetes.io/control-plane-
`,
  },
  {
    name: 'drain that asks',
    lines: `
drain
drain nope
drain node01
drain node01 node02
drain node01 --ignore-daemonsets
drain node01 --force
drain node01 --delete-emptydir-data
drain node01 --dry-run=client
drain node01 --dry-run=client --ignore-daemonsets --force --delete-emptydir-data
drain node01 --dry-run=server --ignore-daemonsets --force --delete-emptydir-data
drain node02 --dry-run=client --ignore-daemonsets --force --delete-emptydir-data
drain node01 --dry-run=x
drain --selector=disk=ssd --dry-run=client
drain -l disk=none
drain node01 -l disk=ssd
drain node01 --pod-selector=app=web --dry-run=client
drain node01 --pod-selector='a==' --dry-run=client
drain node01 --pod-selector=app=none
drain node01 --grace-period=x
drain node01 --ignore-daemonset
drain node01 --delete-local-data
drain controlplane --dry-run=client --ignore-daemonsets
drain node/node01 --dry-run=client --ignore-daemonsets --force --delete-emptydir-data
drain node01 --as=nobody
drain node01 --chunk-size=1 --dry-run=client --ignore-daemonsets --force --delete-emptydir-data
`,
    unordered: /drain/,
  },
  {
    name: 'drain',
    inOrder: true,
    unordered: /drain/,
    lines: `
drain node01 --ignore-daemonsets --force --delete-emptydir-data --pod-selector=app=web
uncordon node01
drain node01 --ignore-daemonsets --force --delete-emptydir-data --grace-period=1 --timeout=60s
get nodes
drain node01 --ignore-daemonsets --force --delete-emptydir-data --disable-eviction --skip-wait-for-delete-timeout=1
uncordon node01
`,
  },
];
