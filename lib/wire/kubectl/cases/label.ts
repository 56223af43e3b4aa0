import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n',
  'sub/dir/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n',
};

export const label: readonly CaseGroup[] = [
  {
    name: 'label and annotate in formats',
    files: FILES,
    lines: `${inFormats('label pod full -n shop new=1 --dry-run=client')}
${inFormats('annotate pod full -n shop new=1 --dry-run=client')}`,
  },
  {
    name: 'label',
    files: FILES,
    lines: `
label
label pod
label pod full
label pod full -n shop
label pod full -n shop a=1
label pod full -n shop app=other
label pod full -n shop app=other --overwrite
label pod/full -n shop a=1 b=2
label pod/full svc/web -n shop a=1
label pods full crasher -n shop a=1
label pod full nope -n shop a=1
label pod nope -n shop a=1
label pod full -n shop a=
label pod full -n shop a
label pod full -n shop =1
label pod full -n shop a=1 a-
label pod full -n shop a=1 a=2
label pod full -n shop nope-
label pod full -n shop -
label pod full -n shop a='bad value'
label pod full -n shop 'bad key=1'
label pod full -n shop /x=1
label pod full -n shop example.com/x=1
label pod full -n shop a=1 --dry-run=client
label pod full -n shop a=1 --dry-run=server
label pod full -n shop a=1 --dry-run=x
label pod full -n shop a=1 -o name
label pod full -n shop a=1 -o yaml --dry-run=server
label pod full -n shop a=1 -o foo
label pod full -n shop --list
label pod full svc/web -n shop --list
label pods --all -n shop --list
label pod full -n shop --list a=1
label pod full -n shop a=1 --resource-version=1
label pod full svc -n shop a=1 --resource-version=1
label pods --all -n shop a=1 --resource-version=1
label pods --all -n shop a=1 --dry-run=client
label pods --all -n none a=1
label pods -l app=web -n shop a=1
label pods -l app=none -n shop a=1
label pods -l 'a==' -n shop a=1
label pods full -l app=web -n shop a=1
label pods --all -l app=web -n shop a=1
label pods --field-selector=status.phase=Pending -n shop a=1
label pods --field-selector=foo=bar -n shop a=1
label pods --all --field-selector=status.phase=Pending -n shop a=1
label pods -A -l app=db a=1
label pods -A --all a=1 --dry-run=client
label nodes node01 node02 a=1
label nodes --all a=1
label ns shop a=1
label deploy,svc --all -n shop a=1
label foo bar a=1
label -f pod.yaml a=1
label -f pod.yaml a=1 --local -o yaml
label -f pod.yaml a=1 --local
label -f pod.yaml a=1 --local -o name
label -f pod.yaml --list --local
label -f sub -R a=1 --dry-run=client
label -f sub a=1
label -f nope.yaml a=1
label -k . a=1
label pod full -n shop a=1 --local
label pod full -n shop a=1 --field-manager=me -o yaml --show-managed-fields --dry-run=server
label pod full -n shop a=1 --overwrte
label pod full -n shop a=1 --as=nobody
$ kubectl label -f - a=1 --local -o yaml < pod.yaml
label pod full -n shop app=full
label pod full -n shop app- tier-
label pod full -n shop app=full --overwrite
label node node01 disk=hdd
label node node01 node-role.kubernetes.io/worker=
label node node01 node-role.kubernetes.io/worker
`,
  },
  {
    name: 'annotate',
    files: FILES,
    lines: `
annotate
annotate pod
annotate pod full
annotate pod full -n shop
annotate pod full -n shop a=1
annotate pod full -n shop example.com/owner=other
annotate pod full -n shop example.com/owner=other --overwrite
annotate pod/full -n shop a=1 b=2
annotate pod/full svc/web -n shop a=1
annotate pods full crasher -n shop a=1
annotate pod full nope -n shop a=1
annotate pod nope -n shop a=1
annotate pod full -n shop a=
annotate pod full -n shop a
annotate pod full -n shop =1
annotate pod full -n shop a=1 a-
annotate pod full -n shop a=1 a=2
annotate pod full -n shop nope-
annotate pod full -n shop -
annotate pod full -n shop a='any value, at all'
annotate pod full -n shop 'bad key=1'
annotate pod full -n shop /x=1
annotate pod full -n shop example.com/x=1
annotate pod full -n shop a=1 --dry-run=client
annotate pod full -n shop a=1 --dry-run=server
annotate pod full -n shop a=1 --dry-run=x
annotate pod full -n shop a=1 -o name
annotate pod full -n shop a=1 -o yaml --dry-run=server
annotate pod full -n shop a=1 -o foo
annotate pod full -n shop --list
annotate pod full svc/web -n shop --list
annotate pods --all -n shop --list
annotate pod full -n shop --list a=1
annotate pod full -n shop a=1 --resource-version=1
annotate pod full svc -n shop a=1 --resource-version=1
annotate pods --all -n shop a=1 --resource-version=1
annotate pods --all -n shop a=1 --dry-run=client
annotate pods --all -n none a=1
annotate pods -l app=web -n shop a=1
annotate pods -l app=none -n shop a=1
annotate pods -l 'a==' -n shop a=1
annotate pods full -l app=web -n shop a=1
annotate pods --all -l app=web -n shop a=1
annotate pods --field-selector=status.phase=Pending -n shop a=1
annotate pods --field-selector=foo=bar -n shop a=1
annotate pods --all --field-selector=status.phase=Pending -n shop a=1
annotate pods -A -l app=db a=1
annotate pods -A --all a=1 --dry-run=client
annotate nodes node01 node02 a=1
annotate nodes --all a=1
annotate ns shop a=1
annotate deploy,svc --all -n shop a=1
annotate foo bar a=1
annotate -f pod.yaml a=1
annotate -f pod.yaml a=1 --local -o yaml
annotate -f pod.yaml a=1 --local
annotate -f pod.yaml a=1 --local -o name
annotate -f pod.yaml --list --local
annotate -f sub -R a=1 --dry-run=client
annotate -f sub a=1
annotate -f nope.yaml a=1
annotate -k . a=1
annotate pod full -n shop a=1 --local
annotate pod full -n shop a=1 --field-manager=me -o yaml --show-managed-fields --dry-run=server
annotate pod full -n shop a=1 --overwrte
annotate pod full -n shop a=1 --as=nobody
$ kubectl annotate -f - a=1 --local -o yaml < pod.yaml
annotate pod full -n shop example.com/owner=someone
annotate pod full -n shop example.com/owner-
annotate deploy web -n shop kubernetes.io/change-cause=third --overwrite
`,
  },
];
