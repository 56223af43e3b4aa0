import type { CaseGroup } from '../kubectl-case';

export const wait: readonly CaseGroup[] = [
  {
    name: 'conditions that are met',
    lines: `
wait
wait --for=condition=Ready
wait pod/full -n shop
wait pod/full -n shop --for=condition=Ready
wait pod/full -n shop --for=condition=ready
wait pod/full -n shop --for condition=Ready=true
wait pod/full -n shop --for condition=Ready=True --timeout=5s
wait pod/full pod/full -n shop --for=condition=PodScheduled
wait pod full -n shop --for=condition=Initialized
wait pods -l app=web -n shop --for=condition=Ready
wait pods --selector=app=agent -n shop --for=condition=Ready
wait deploy/web -n shop --for=condition=Available
wait deployment/web -n shop --for=condition=available --timeout=10s
wait deployment/web -n shop --for=condition=Progressing -o name
wait deployment/web -n shop --for=condition=Available -o jsonpath='{.metadata.name}'
wait deployment/web -n shop --for=condition=Available -o go-template='{{.metadata.name}}'
wait deployment/web -n shop --for=condition=Available --template='{{.kind}}' -o go-template
wait job/once -n shop --for=condition=complete
wait job/once -n shop --for=condition=Complete --timeout=1m
wait nodes --all --for=condition=Ready
wait node/node01 --for=condition=MemoryPressure=False
wait namespace/shop --for=jsonpath='{.status.phase}'=Active
wait ns/shop --for=jsonpath={.status.phase}=Active
wait pod/full -n shop --for=jsonpath='{.status.phase}'=Running
wait pod/full -n shop --for=jsonpath='{.spec.nodeName}'
wait pod/full -n shop --for=jsonpath='{.status.containerStatuses[0].ready}'=true
wait deploy/web -n shop --for=jsonpath='{.status.readyReplicas}'=3
wait svc/web -n shop --for=jsonpath='{.spec.ports[0].port}'=80
wait pod/full -n shop --for=jsonpath=.status.phase=Running
wait pod/full -n shop --for=jsonpath=status.phase=Running
wait pod/nothere -n shop --for=delete
wait pod/nothere -n shop --for=delete --timeout=1s
wait pod -l app=none -n shop --for=delete
wait cm/settings -n shop --for=create
wait cm/settings -n shop --for=create --timeout=1s
wait pod/full -n shop --for=create -o name
wait --for=condition=Ready pod/full pod/crasher -n shop --timeout=0
wait pvc/claim -n shop --for=jsonpath='{.status.phase}'
wait pods --all -n quiet --for=condition=Ready
wait pods -l app=none -n shop --for=condition=Ready
wait -f app.yaml --for=condition=Ready --local
wait -f cm.yaml --for=create --local
wait -A pods -l app=full --for=condition=Ready
wait pods --all-namespaces -l app=agent --for=condition=Ready
wait pods --field-selector=metadata.name=full -n shop --for=condition=Ready
wait pod/full -n shop --for=condition=Ready --allow-missing-template-keys=false -o jsonpath='{.nope}'
wait pod/full -n shop --for=condition=Ready --show-managed-fields -o jsonpath='{.metadata.managedFields[0].manager}'
`,
    files: {
      'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n',
      'app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nstatus: { conditions: [{ type: Ready, status: "True" }] }\n',
    },
    unordered: /--all|-l /,
    unlike: [[/app\.yaml.*--local/, 'the real one panics']],
  },
  {
    name: 'what is refused',
    lines: `
wait pod/nothere -n shop --for=condition=Ready
wait pod/nothere -n shop --for=condition=Ready --timeout=1s
wait pod/full -n shop --for=jsonpath='{.status.phase'=Running
wait pod/full -n shop --for=jsonpath='{.status.phase}'=
wait pod/full -n shop --for=jsonpath='{.nope}' --timeout=1s
wait pod/full -n shop --for=jsonpath=
wait pod/full -n shop --for=jsonpath='{.status.conditions[*].type}'=Ready --timeout=1s
wait pod/full -n shop --for=jsonpath='{.status}'=x --timeout=1s
wait pod/full -n shop --for=jsonpath='{.metadata.labels}'=x --timeout=1s
wait pod/full -n shop --for=foo
wait pod/full -n shop --for=
wait pod/full -n shop --for=condition=
wait pod/full -n shop --for=condition
wait pod/full -n shop --for=delete=x
wait pod/full -n shop --for=create=x
wait foo/bar -n shop --for=delete
wait pods -n shop --for=condition=Ready
wait pods --all full -n shop --for=condition=Ready
wait pods --all -l app=web -n shop --for=condition=Ready
wait pod/full -n shop --for=condition=Ready --timeout=abc
wait pod/full -n shop --for=condition=Ready --timeout=5
wait pod/full -n shop --for=condition=Ready -o foo
wait pod/full -n shop --for=condition=Ready -o
wait -f nothere.yaml --for=condition=Ready
wait -f x -R --for=condition=Ready
wait full -n shop --for=condition=Ready
wait pod/full -A --for=condition=Ready
wait pod --for=condition=Ready
wait --for=condition=Ready --foo
wait pod/full/x -n shop --for=delete
wait pods --all --for=create -n shop
`,
  },
  {
    name: 'what takes time',
    unlike: [[/full -n shop --for=delete --timeout=1s|-l app=full.*--for=delete/, 'logs that its watch was short, when it was']],
    rate: 20,
    lines: `
wait pod/crasher -n shop --for=condition=Ready --timeout=0
wait pod/full -n shop --for=delete --timeout=1s
wait pod/full -n shop --for=delete --timeout=0
wait pod/full -n shop --for=condition=Nope --timeout=2s
wait pod/nowhere -n shop --for=condition=PodScheduled --timeout=1s
wait pod/nowhere -n shop --for=condition=PodScheduled=False --timeout=1s
wait pod/full -n shop --for=jsonpath='{.status.phase}'=Failed --timeout=1s
wait cm/nothere -n shop --for=create --timeout=1s
wait deploy/web -n shop --for=jsonpath='{.status.readyReplicas}'=99 --timeout=1s
wait nodes --all --for=condition=DiskPressure --timeout=1s
wait pods -l app=full -n shop --for=delete --timeout=1s
$ kubectl delete pod full -n shop --wait=false; kubectl wait pod/full -n shop --for=delete --timeout=120s
$ kubectl scale deploy/web -n shop --replicas=4; kubectl wait deploy/web -n shop --for=jsonpath='{.status.readyReplicas}'=4 --timeout=120s
`,
    unordered: /--all/,
  },
];
