import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: full, namespace: shop }\n',
  'two.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: absent }\n',
  'objs/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
  'objs/sub/b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [cm.yaml]\n',
  'kust/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n',
};

export const describeCases: readonly CaseGroup[] = [
  {
    name: 'describe',
    files: FILES,
    lines: `
describe node node01
describe nodes
describe pod full -n shop
describe pod crasher -n shop
describe pod nopull -n shop
describe pod nowhere -n shop
describe pods -n shop
describe pod -n shop -l app=web
describe pod fu -n shop
describe pod nothere -n shop
describe pods -n kube-system
describe deploy web -n shop
describe rs -n shop
describe ds agent -n shop
describe sts db -n shop
describe job once -n shop
describe cj nightly -n shop
describe svc -n shop
describe svc web -n shop
describe svc kubernetes
describe ep web -n shop
describe endpointslices -n shop
describe cm settings -n shop
describe secret password -n shop
describe secret empty -n shop
describe sa robot -n shop
describe ns shop
describe ns quiet
describe role -n shop
describe rolebinding -n shop
describe clusterrole node-reader urls
describe clusterrole admin
describe clusterrolebinding jane-reads
describe quota -n shop
describe limits -n quiet
describe pdb -n shop
describe hpa -n shop
describe ing front -n shop
describe netpol -n shop
describe pv disk
describe pvc claim -n shop
describe sc manual
describe pc high
describe pc
describe ipaddresses
describe servicecidrs
describe lease -n kube-node-lease
describe controllerrevision -n shop
describe flowschema exempt
describe prioritylevelconfiguration system
describe apiservice v1.apps
describe csinode node01
describe event -n quiet
describe foo
describe deploy/web svc/web -n shop --show-events=false
describe
describe node
describe no -l disk=ssd
describe node nope
describe nodes node01 node02
describe node/node01 node/node02
describe node controlplane --show-events=false
describe pods
describe pods -A -l app=db
describe pods -n nope
describe pods -n shop --show-events=false
describe pods -n shop --chunk-size=1 --show-events=false
describe pods -n shop -l nope=nope
describe pods -A -l nope=nope
describe pods full crasher -n shop
describe pod/full pod/nope -n shop
describe pod we -n shop
describe pods agent -n shop
describe po,svc -n shop
describe pods/full svc/web -n shop
describe pods -n shop -l 'a=='
describe -f pod.yaml
describe -f two.yaml -n shop
describe -f objs -R -n shop
describe -f nope.yaml
describe -k kust
describe -f pod.yaml pod
describe deploy -n shop
describe deploy we -n shop
describe deploy nope -n shop
describe deploy -A -l k8s-app=kube-dns
describe deployments.apps/web -n shop
describe rs -n shop -l app=web
describe ds -A
describe sts -n shop
describe jobs -n shop
describe cronjobs -n shop
describe services -A
describe svc outside away db -n shop
describe endpoints -n shop
describe endpointslice -n shop
describe configmaps -n shop
describe secrets -n shop
describe serviceaccounts -n shop
describe sa -n quiet
describe ns
describe ns nope
describe roles reader one -n shop
describe rolebindings -A
describe clusterroles view
describe clusterrole system:node
describe clusterrolebindings cluster-admin
describe clusterrolebindings system:node-proxier system:discovery
describe resourcequotas -A
describe limitranges -A
describe pdb web -n shop
describe hpa web -n shop
describe ingress -n shop
describe ingressclass
describe networkpolicies db -n shop
describe pv
describe pvc -n shop
describe storageclass
describe priorityclass system-node-critical
describe priorityclasses
describe leases -n kube-system
describe csr
describe crd
describe csidrivers
describe csinodes
describe validatingwebhookconfigurations
describe flowschemas catch-all
describe prioritylevelconfigurations exempt global-default
describe apiservices v1. v1.apps
describe rc -n shop
describe podtemplates -A
describe events -n shop
describe runtimeclasses
describe volumeattachments
describe deviceclasses
describe componentstatuses
describe all -n shop --show-events=false
describe all -n nope
describe pods,nope
describe nope/x
describe pod/
describe pods full/x
describe pods -n shop full -l a=b
describe -A pods full
describe pods -A full
describe pods -o yaml
describe --help
describe pods --show-events=x
describe po full --namespace=shop --show-events=false
describe po full -n shop --as=system:serviceaccount:shop:robot
describe pods -n kube-system -l component=etcd --show-events=false
describe pods -n kube-system -l k8s-app=kube-dns --show-events=false
describe ds -n kube-system --show-events=false
describe cm -n kube-system coredns kubeadm-config
describe svc kube-dns -n kube-system
describe lease -n kube-node-lease node01
`,
  },
];
