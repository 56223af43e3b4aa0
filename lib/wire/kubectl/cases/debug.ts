import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n',
  'live.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\nspec: { securityContext: {}, containers: [{ name: main, image: "nginx:1.26" }] }\n',
  'user.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: user, namespace: shop }\nspec: { securityContext: { runAsUser: 1000 }, containers: [{ name: main, image: "busybox:1.36", command: [sleep, "1000"], securityContext: { privileged: true } }] }\n',
  'custom.yaml': 'env: [{ name: A, value: b }]\nresources: { limits: { cpu: 100m } }\nsecurityContext: { runAsUser: 0 }\n',
  'custom.json': '{"env":[{"name":"A","value":"b"}],"imagePullPolicy":"Never","volumeMounts":[{"name":"data","mountPath":"/d"}]}',
  'named.json': '{"name":"x"}',
  'command.json': '{"command":["x"]}',
  'image.yaml': 'image: x\n',
  'lifecycle.yaml': 'lifecycle: { preStop: { exec: { command: [x] } } }\n',
  'devices.yaml': 'volumeDevices: [{ name: a, devicePath: /b }]\n',
  'wrong.yaml': 'env: x\n',
  'broken.yaml': 'env: [\n',
  'text.yaml': 'hello\n',
  'unknown.yaml': 'foo: bar\n',
  'empty.yaml': '',
  'list.json': '[]',
};

const SPEC = `-o jsonpath='{.metadata.labels} {.metadata.annotations.example\\.com/owner} {.spec.shareProcessNamespace} {.spec.initContainers[*].name} {.spec.containers[*].name} {.spec.containers[*].securityContext} {.spec.containers[0].livenessProbe} {.spec.containers[0].readinessProbe} {.spec.containers[0].startupProbe}'`;
const NODE = `-o jsonpath='{.items[*].metadata.labels} {.items[*].spec.hostPID} {.items[*].spec.hostIPC} {.items[*].spec.hostNetwork} {.items[*].spec.volumes[*].hostPath} {.items[*].spec.containers[*].securityContext} {.items[*].spec.tolerations[*].operator} {.items[*].spec.restartPolicy}'`;

/** A profile in each style of debugging, with what is kept and without. */
const profileLines = (profile: string) =>
  `
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=${profile} -- sleep 100; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=${profile} --copy-to=copy -- sleep 100; kubectl get pod copy -n shop ${SPEC}
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=${profile} --copy-to=copy --keep-labels --keep-annotations --keep-liveness --keep-readiness --keep-startup --keep-init-containers=false -- sleep 100; kubectl get pod copy -n shop ${SPEC}
$ kubectl debug full -n shop --profile=${profile} --copy-to=copy --set-image=main=nginx:1.28; kubectl get pod copy -n shop ${SPEC}
$ kubectl debug full -n shop --profile=${profile} --copy-to=copy -c main --share-processes=false -- sleep 100; kubectl get pod copy -n shop ${SPEC}
$ kubectl debug node/node01 --image=busybox:1.36 -q -c dbg --profile=${profile} -- sleep 5; kubectl get pods ${NODE}
$ kubectl apply -f user.yaml && kubectl debug user -n shop --image=busybox:1.36 -c dbg --profile=${profile} -- sleep 100
$ kubectl apply -f user.yaml && kubectl debug user -n shop --image=busybox:1.36 -c dbg --profile=${profile} --copy-to=copy -- sleep 100; kubectl get pod copy -n shop ${SPEC}
$ kubectl apply -f user.yaml && kubectl debug user -n shop -c main --profile=${profile} --copy-to=copy -- sleep 100; kubectl get pod copy -n shop ${SPEC}
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=${profile} --custom=custom.yaml -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'
$ kubectl debug node/node01 --image=busybox:1.36 -q --profile=${profile} --custom=custom.yaml -- sleep 5; kubectl get pods -o jsonpath='{.items[*].spec.containers[*].env} {.items[*].spec.containers[*].resources}'
`.trim();

export const debug: readonly CaseGroup[] = [
  {
    name: 'debug',
    rate: 20,
    lines: `
debug
debug full
debug full -n shop
debug nothere -n shop --image=busybox:1.36
debug full -n shop --image=
debug full -n shop --image=busybox:1.36 --foo
debug full -n shop --image='not an image'
debug full -n shop --image=busybox:1.36 --profile=foo
debug full -n shop --image=busybox:1.36 --image-pull-policy=Foo
debug full -n shop --image=busybox:1.36 --target=nope -c dbg
debug full -n shop --image=busybox:1.36 -t
debug full -n shop --copy-to=x --image=busybox:1.36 --target=main
debug full -n shop --same-node --image=busybox:1.36
debug full -n shop --replace --image=busybox:1.36
debug full -n shop --set-image=main=nginx:1.28
debug full -n shop --copy-to=full --image=busybox:1.36
debug full -n shop --copy-to=x
debug full -n shop --copy-to=x --container=main
debug full -n shop --copy-to=x --set-image=foo
debug full -n shop --copy-to=x --set-image=*=nginx:1.28 --image=busybox:1.36
debug node/nothere --image=busybox:1.36
debug node/node01 --copy-to=x --image=busybox:1.36
debug node/node01
debug -f pod.yaml
debug -f live.yaml --image=busybox:1.36 -c dbg
debug -f live.yaml full -n shop --image=busybox:1.36 -c dbg
debug -f nothere.yaml --image=busybox:1.36
debug -f live.yaml -n quiet --image=busybox:1.36
debug --filename=live.yaml --image=busybox:1.36 -c dbg --copy-to=copy
debug deploy/web -n shop --image=busybox:1.36
debug cm/settings -n shop --image=busybox:1.36
debug svc/nothere -n shop --image=busybox:1.36
debug pod full -n shop --image=busybox:1.36
debug pods/full -n shop --image=busybox:1.36 -c main
debug po/full/x -n shop --image=busybox:1.36
debug no/node01 --image=busybox:1.36 -q -- true
debug nodes/node01 --image=busybox:1.36 --container=dbg --env=A=b,C=d -- true
debug full -n shop --attach
debug full -n shop --attach --image=busybox:1.36 -c dbg -- echo hello
debug full -n shop --attach=false -i --image=busybox:1.36 -c dbg -- cat
debug full -n shop -i -q --image=busybox:1.36 -c dbg -- echo hello
debug full -n shop -i --image=busybox:1.36 -c dbg -- cat
debug full -n shop --stdin --tty --image=busybox:1.36 -c dbg -- echo hello
debug full -n shop --copy-to=x -- sleep 5
debug full -n shop --copy-to=x -c nope -- sleep 5
debug full -n shop --copy-to=x -c prepare -- sleep 5
debug full -n shop --copy-to=x -c main --arguments-only -- sleep 5
debug full -n shop --copy-to=x --set-image=main=
debug full -n shop --copy-to=x --set-image=nope=nginx:1.28
debug full -n shop --copy-to=x --set-image=main='not an image'
debug full -n shop --copy-to=Bad_Name --image=busybox:1.36 -c dbg
debug full -n shop --copy-to=x --replace --set-image=main=nginx:1.28
debug full -n shop --image=busybox:1.36 -c Bad_Name
debug full -n shop --image=nothere:1 -c dbg
debug full -n shop --image=busybox:1.36 -c dbg --target=main -q -- true
debug full -n shop --image=busybox:1.36 --custom=named.json
debug full -n shop --image=busybox:1.36 --custom=command.json
debug full -n shop --image=busybox:1.36 --custom=image.yaml
debug full -n shop --image=busybox:1.36 --custom=lifecycle.yaml
debug full -n shop --image=busybox:1.36 --custom=devices.yaml
debug full -n shop --image=busybox:1.36 --custom=wrong.yaml
debug full -n shop --image=busybox:1.36 --custom=broken.yaml
debug full -n shop --image=busybox:1.36 --custom=text.yaml
debug full -n shop --image=busybox:1.36 --custom=list.json
debug full -n shop --image=busybox:1.36 -c dbg --custom=unknown.yaml -- true
debug full -n shop --image=busybox:1.36 -c dbg --custom=empty.yaml -- true
debug full -n shop --image=busybox:1.36 --copy-to=x --custom=custom.json -c dbg -- sleep 5
debug full -n shop --image=busybox:1.36 --copy-to=x --custom=custom.json -c prepare -- sleep 5
debug full -n shop --image=busybox:1.36 --env=A=b=c,D=e -c dbg
debug full -n shop --image=busybox:1.36 --env=A=b,C -c dbg
debug full -n shop --image=busybox:1.36 --env=A= -c dbg
debug full -n shop --image=busybox:1.36 --keep-labels=maybe
debug nowhere -n shop --image=busybox:1.36 -c dbg
debug full -n shop --image=busybox:1.36 --as=nobody
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --custom=custom.json -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'
$ kubectl debug full -n shop --image=busybox:1.36 -c one -- true; kubectl debug full -n shop --image=busybox:1.36 -c one -- true; kubectl debug full -n shop --image=busybox:1.36 -c two -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[*].name}'
debug foo/bar --image=busybox:1.36
debug svc/web -n shop --image=busybox:1.36
debug full -n shop --image=busybox:1.36 --custom=nothere.json
debug full -n shop --image=busybox:1.36 --env=foo
debug full -n shop --image=busybox:1.36 --env='1=2' -c dbg
debug full full -n shop --image=busybox:1.36
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg -- sh -c 'echo hi'; sleep 3; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'
$ kubectl debug pod/full -n shop --image=busybox:1.36 --container=dbg --target=main --env=A=b --env=C=d --profile=general -q -- sleep 100; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=netadmin -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[0].securityContext}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=sysadmin -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[0].securityContext}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=restricted -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[0].securityContext}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=baseline --image-pull-policy=Never -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[0]}'
$ kubectl debug full -n shop --image=busybox:1.36 -c dbg --profile=legacy --arguments-only -- true; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers[0]}'
$ kubectl debug full -n shop --copy-to=copy --image=busybox:1.36 -c dbg -- sleep 100; kubectl get pod copy -n shop -o jsonpath='{.spec.containers[*].name} {.spec.containers[*].image} {.spec.nodeName} {.metadata.labels}'
$ kubectl debug full -n shop --copy-to=copy --same-node --share-processes=false --image=busybox:1.36 -c dbg -- sleep 100; kubectl get pod copy -n shop -o jsonpath='{.spec.shareProcessNamespace} {.spec.nodeName}'
$ kubectl debug full -n shop --copy-to=copy --set-image=main=nginx:1.28,side=busybox:1.37; kubectl get pod copy -n shop -o jsonpath='{.spec.containers[*].image}'
$ kubectl debug full -n shop --copy-to=copy --set-image='*=nginx:1.28'; kubectl get pod copy -n shop -o jsonpath='{.spec.containers[*].image}'
$ kubectl debug full -n shop --copy-to=copy -c side --replace -- sleep 5; kubectl get pod -n shop -o name | grep -c -e full -e copy
$ kubectl debug full -n shop --copy-to=copy -c side --keep-labels --keep-annotations --keep-liveness --keep-readiness --keep-startup --keep-init-containers=false -- sleep 5; kubectl get pod copy -n shop -o jsonpath='{.metadata.labels} {.metadata.annotations} {.spec.containers[0].livenessProbe} {.spec.initContainers}'
$ kubectl debug node/node01 --image=busybox:1.36 -q -- sleep 5; kubectl get pods -o jsonpath='{.items[*].spec.nodeName} {.items[*].spec.hostNetwork} {.items[*].spec.containers[*].volumeMounts}'
$ kubectl debug node/node01 --image=busybox:1.36 --profile=sysadmin -- sleep 5 | sed 's/node01-[a-z0-9]*/node01-X/'; kubectl get pods -o jsonpath='{.items[*].spec.containers[*].securityContext}'
$ kubectl debug node/node01 --image=busybox:1.36 --profile=restricted -q -- sleep 5; kubectl get pods -o jsonpath='{.items[*].spec}' | sed 's/"kube-api-access-[a-z0-9]*"/X/g'
`,
    files: FILES,
  },
  {
    name: 'profiles',
    rate: 20,
    files: FILES,
    lines: `
${['general', 'baseline', 'netadmin', 'restricted', 'sysadmin', 'legacy'].map(profileLines).join('\n')}
`,
  },
];
