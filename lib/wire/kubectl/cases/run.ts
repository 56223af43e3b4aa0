import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const RUN = 'run p --image=nginx:1.27 --labels=a=b --env=X=1 --port=80 --dry-run=client';

export const run: readonly CaseGroup[] = [
  { name: 'run in formats', files: FORMAT_FILES, lines: inFormats(RUN) },
  {
    name: 'run',
    files: { 'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n' },
    lines: `
run
run p
run p --image=
run --image=nginx
run p q --image=nginx --dry-run=client -o yaml
run p --image=nginx --dry-run=client
run p --image=nginx --dry-run=server -n quiet
run p --image=nginx --dry-run=maybe
run p --image=nginx -n quiet
run p --image=nginx -n quiet -o name
run p --image=nginx -n quiet -o yaml --dry-run=server
run p --image=nginx -n nowhere
run full --image=nginx -n shop
run Bad_Name --image=nginx -n quiet
run p --image='BAD image' -n quiet
run p --image=nginx --dry-run=client -o yaml -- sh -c 'echo hi'
run p --image=nginx --command --dry-run=client -o yaml -- sh -c 'echo hi'
run p --image=nginx --command --dry-run=client -o yaml
run p --image=nginx --dry-run=client -o yaml sleep 5
run p --image=nginx --dry-run=client -o yaml --env=A=1 --env=B=two --env=C=
run p --image=nginx --dry-run=client -o yaml --env=A
run p --image=nginx --dry-run=client -o yaml --env==1
run p --image=nginx --dry-run=client -o yaml --env='A B=1'
run p --image=nginx --dry-run=client -o yaml --env='A=x,B=y'
run p --image=nginx --dry-run=client -o yaml -l a=b,c=d
run p --image=nginx --dry-run=client -o yaml --labels='a=b c'
run p --image=nginx --dry-run=client -o yaml --labels=a
run p --image=nginx --dry-run=client -o yaml --labels='a=bad value'
run p --image=nginx --dry-run=client -o yaml --annotations=x=y --annotations=z=w
run p --image=nginx --dry-run=client -o yaml --annotations=x
run p --image=nginx --dry-run=client -o yaml --annotations=x-
run p --image=nginx --dry-run=client -o yaml --port=80 --expose
run p --image=nginx --dry-run=client --port=80 --expose
run p --image=nginx --dry-run=server --port=80 --expose -n quiet
run p --image=nginx --port=80 --expose -n quiet
run p --image=nginx --dry-run=client -o yaml --expose
run p --image=nginx --dry-run=client -o yaml --port=x
run p --image=nginx --dry-run=client -o yaml --port=0
run p --image=nginx --dry-run=client -o yaml --port=99999
run p --image=nginx --dry-run=client -o yaml --restart=Never
run p --image=nginx --dry-run=client -o yaml --restart=OnFailure
run p --image=nginx --dry-run=client -o yaml --restart=Sometimes
run p --image=nginx --dry-run=client -o yaml --restart=always
run p --image=nginx --dry-run=client -o yaml --image-pull-policy=Never
run p --image=nginx --dry-run=client -o yaml --image-pull-policy=Bad
run p --image=nginx --dry-run=client -o yaml --privileged
run p --image=nginx --dry-run=client -o yaml -i
run p --image=nginx --dry-run=client -o yaml -it
run p --image=nginx --dry-run=client -o yaml -i --leave-stdin-open
run p --image=nginx --dry-run=client -o yaml -t
run p --image=nginx --dry-run=client -o yaml --rm
run p --image=nginx --dry-run=client -o yaml --rm -i
run p --image=nginx --rm
run p --image=nginx --rm -i --restart=Always --dry-run=server
run p --image=nginx --attach --dry-run=client -o yaml
run p --image=nginx --attach --dry-run=server -n quiet
run p --image=nginx --leave-stdin-open --dry-run=client
run p --image=nginx --quiet --dry-run=client
run p --image=nginx --save-config --dry-run=client -o yaml
run p --image=nginx --field-manager=me -n quiet -o yaml --show-managed-fields --dry-run=server
run p --image=nginx --overrides='{"spec":{"nodeName":"node01"}}' --dry-run=client -o yaml
run p --image=nginx --overrides='{"spec":{"containers":[{"name":"x","image":"y"}]}}' --dry-run=client -o yaml
run p --image=nginx --override-type=strategic --overrides='{"spec":{"containers":[{"name":"p","image":"y"}]}}' --dry-run=client -o yaml
run p --image=nginx --override-type=json --overrides='[{"op":"add","path":"/metadata/labels/x","value":"y"}]' --dry-run=client -o yaml
run p --image=nginx --override-type=nope --overrides='{}' --dry-run=client -o yaml
run p --image=nginx --overrides='{' --dry-run=client -o yaml
run p --image=nginx --overrides='[]' --dry-run=client -o yaml
run p --image=nginx --overrides='{"apiVersion":"v1","spec":{"foo":1}}' --dry-run=client -o yaml
run p --image=nginx --overrides='{"kind":"Pod","apiVersion":"v2"}' --dry-run=client -o yaml
run p --image=nginx --pod-running-timeout=0s --attach
run p --image=nginx --pod-running-timeout=x
run p --image=nginx --cascade=orphan --dry-run=client
run p --image=nginx --cascade=nope --dry-run=client
run p --image=nginx --grace-period=5 --force --timeout=1s --wait --dry-run=client
run p --image=nginx -f pod.yaml --dry-run=client
run p --image=nginx -k . --dry-run=client
run p --image=nginx -R --dry-run=client
run p --image=nginx --replicas=2
run p --image=nginx --serviceaccount=x
run p --image=nginx --limits=cpu=1
run p --image=nginx --generator=x
run p --iamge=nginx
run p --image nginx --dry-run=client
run p.q --image=nginx --dry-run=client -o yaml
run p/q --image=nginx --dry-run=client -o yaml
run pod/p --image=nginx -n quiet
run p --image=nginx --as=nobody -n quiet
run p --image=nginx --dry-run=client -o foo
run p --image=nginx --tty --stdin=false --dry-run=client -o yaml
run p --image=nginx --namespace=quiet --dry-run=client -o yaml
run averyveryveryveryveryveryveryveryveryveryveryveryveryveryverylongname --image=nginx --dry-run=client -o name
`,
  },
  {
    name: 'run and wait',
    inOrder: true,
    lines: `
run one --image=busybox:1.36 --restart=Never -n quiet --attach -- echo hello
run two --image=busybox:1.36 --restart=Never -n quiet --rm -i -- sh -c 'echo out; echo err >&2; exit 3'
run three --image=busybox:1.36 --restart=Never -n quiet --rm --attach --quiet -- echo quiet
run four --image=busybox:1.36 --restart=OnFailure -n quiet --rm -i -- echo again
$ echo typed | kubectl run five --image=busybox:1.36 --restart=Never -n quiet --rm -i -- cat
$ echo typed | kubectl run six --image=busybox:1.36 --restart=Never -n quiet -i -q -- wc -c
run seven --image=nginx:not-there --restart=Never -n quiet --attach --pod-running-timeout=1s
get pods -n quiet -o name
run eight --image=busybox:1.36 --restart=Never -n quiet --expose --port=80 --rm -i -- echo exposed
get svc -n quiet -o name
`,
  },
];
