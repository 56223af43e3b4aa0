import type { CaseGroup } from '../kubectl-case';

export const exec: readonly CaseGroup[] = [
  {
    name: 'exec',
    unlike: [
      [/nosuchcommand|-- \/etc\/hosts|exec full date -n shop/, 'shows the id of the exec, which counts the sessions that there were'],
      [/svc\/away/, 'waits a minute for a pod'],
      [/^exec (-f|--filename)/, 'the flag is deprecated, and takes the pod from the file alone'],
    ],
    lines: `
exec
exec full -n shop
exec full -n shop --
exec -- date
exec full -n shop -- echo hello world
exec full -n shop -c main -- echo hello
exec full -n shop -c side -- hostname
exec full -n shop --container=side -- cat /etc/hostname
exec full -n shop -c prepare -- true
exec full -n shop -c nope -- true
exec -n shop full -- sh -c 'echo out; echo err >&2; exit 3'
exec -n shop full -c main -- false
exec -n shop full -c main -- nosuchcommand
exec -n shop full -c main -- /etc/hosts
exec -n shop full -c main -- ls /nothere
exec -n shop full -c main -- env HOME=/x sh -c 'echo $HOME'
exec pod/full -n shop -c main -- echo a
exec pods/full -n shop -c main -- echo a
exec deploy/web -n shop -- echo from web
exec deployment/web -n shop -q -- echo quiet
exec svc/web -n shop -- echo service
exec sts/db -n shop -- echo db
exec ds/agent -n shop -- echo agent
exec job/once -n shop -- echo job
exec svc/away -n shop -- echo away
exec svc/outside -n shop --pod-running-timeout=1s -- echo outside
exec cm/settings -n shop -- true
exec node/node01 -- true
exec foo/bar -n shop -- true
exec nothere -n shop -- true
exec deploy/nothere -n shop -- true
exec nowhere -n shop -- true
exec nopull -n shop -- true
exec crasher -n shop -- true
exec full -n shop date
exec full -n shop date -u
exec full date -n shop -- x
exec full -n shop -q -- echo hi
exec full -n shop --quiet -- echo hi
exec full -n shop -i -- cat
exec full -n shop -it -- echo hi
exec full -n shop -t -- echo hi
exec full -n shop --stdin --tty -q -- echo hi
$ echo from stdin | kubectl exec -i full -n shop -c main -- cat
$ printf 'a\\nb\\n' | kubectl exec --stdin -n shop full -q -- wc -l
$ echo lost | kubectl exec full -n shop -c main -- cat
exec -f pod.yaml -- echo by file
exec --filename=pod.yaml -- echo by file
exec full -n shop --pod-running-timeout=0s -- true
exec full -n shop --pod-running-timeout=x -- true
exec full -n shop --foo -- true
exec full -n shop -- sh -c 'kill -9 $$'
exec --namespace=shop full -c main -- sh -c 'echo $COLOR $NODE'
exec full -n shop -c main -- sh -c 'exit 255'
`,
    files: { 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n' },
  },
  {
    name: 'attach',
    rate: 20,
    lines: `
attach
attach nothere -n shop
attach nowhere -n shop
attach nopull -n shop
attach full -n shop -c nope
attach full -n shop -c prepare
attach a b c -n shop
attach foo/bar -n shop
attach cm/settings -n shop
attach job/once -n shop
attach job/once -n shop --pod-running-timeout=1s
attach full -n shop --pod-running-timeout=0s
attach full -n shop --foo
attach crasher -n shop -i -t -q
attach nothere -n shop --stdin --tty --quiet
attach nothere -n shop --container=x
attach deploy/nothere -n shop
`,
  },
];
