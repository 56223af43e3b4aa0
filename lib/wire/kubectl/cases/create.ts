import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';
import { MORE_CREATE } from './create-lines';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  's.env': 'A=1\n# c\nB=two words\n\n  C=x \n',
  'bad.env': 'A=1\n1B=2\n',
  'pw.txt': 'secret\n',
  'd/one': 'x',
  'd/two': 'y\n',
  'tls.crt': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  'docker.json': '{"auths":{"r.example.com":{"auth":"dTpw"}}}',
};

/** One command of each generator, which the formats are tried on. */
const GENERATORS = `
create clusterrole c --verb=get,list --resource=pods,deployments.apps --dry-run=client
create clusterrolebinding b --clusterrole=view --user=u --group=g --serviceaccount=ns:sa --dry-run=client
create configmap c --from-literal=a=b --from-file=pw.txt --dry-run=client
create cronjob c --image=busybox --schedule='*/5 * * * *' --dry-run=client
create deployment d --image=nginx:1.27 --replicas=2 --port=80 --dry-run=client
create ingress i --rule='a.example.com/b*=s:80,tls=t' --class=nginx --annotation=x=y --dry-run=client
create job j --image=busybox --dry-run=client
create namespace n --dry-run=client
create poddisruptionbudget p --selector=app=x --min-available=50% --dry-run=client
create priorityclass p --value=10 --description=d --dry-run=client
create quota q --hard=cpu=1,pods=2 --scopes=BestEffort --dry-run=client
create role r --verb=get --resource=pods/log,services --resource-name=a --dry-run=client
create rolebinding b --role=r --serviceaccount=ns:sa --dry-run=client
create secret docker-registry s --docker-server=r.example.com --docker-username=u --docker-password=p --docker-email=e@x --dry-run=client
create secret generic s --from-literal=a=b --from-file=k=pw.txt --dry-run=client
create service clusterip s --tcp=80:8080 --tcp=443 --dry-run=client
create service externalname s --external-name=example.com --dry-run=client
create service loadbalancer s --tcp=80:http --dry-run=client
create service nodeport s --tcp=80:8080 --node-port=30123 --dry-run=client
create serviceaccount s --dry-run=client
`
  .trim()
  .split('\n');

/** What every generator takes, with one that asks the server. */
const SHARED = GENERATORS.flatMap((line) => {
  const plain = line.replace(' --dry-run=client', '');
  return [
    `${plain} -n quiet --dry-run=server`,
    `${plain} -n quiet -o name`,
    `${line} -o yaml --save-config --field-manager=me --validate=false`,
    `${plain} -n nowhere --validate=warn`,
    `${plain} -n quiet --validate=maybe`,
  ];
}).join('\n');

export const create: readonly CaseGroup[] = [
  { name: 'generators in formats', files: FILES, lines: GENERATORS.map((line) => inFormats(line)).join('\n') },
  { name: 'what generators share', files: FILES, lines: SHARED },
  {
    name: 'configmaps and secrets',
    files: FILES,
    lines: `
create configmap
create cm
create cm c --from-file=d --dry-run=client -o yaml
create cm c --from-file=d/one --from-file=new=d/two --dry-run=client -o yaml
create cm c --from-file=nope
create cm c --from-file=a=b=c
create cm c --from-file==x
create cm c --from-file=
create cm c --from-env-file=s.env --dry-run=client -o yaml
create cm c --from-env-file=bad.env --dry-run=client -o yaml
create cm c --from-env-file=nope
create cm c --from-env-file=s.env --from-env-file=bad.env
create cm c --from-env-file=s.env --from-literal=a=b
create cm c --from-env-file=s.env --from-file=d
create cm c --from-literal=a --dry-run=client
create cm c --from-literal== --dry-run=client
create cm c --from-literal=a= --dry-run=client -o yaml
create cm c --from-literal=a='"q"' --dry-run=client -o yaml
create cm c --from-literal=a=1 --from-literal=a=2 --dry-run=client -o yaml
create cm c --from-literal='bad key=1' --dry-run=client -o yaml
create cm c --from-literal=..=1 --dry-run=client -o yaml
create cm c --from-literal=a=b --append-hash --dry-run=client -o name
create cm c --from-literal=a=b --append-hash -n quiet
create cm c --append-hash --dry-run=client -o yaml
create cm Bad_Name --from-literal=a=b -n quiet
create cm a b --from-literal=a=b
create cm settings -n shop
create configmaps c --dry-run=client -o name
create cm c --from-literal=a=$'two\\nlines' --dry-run=client -o yaml
create cm c --from-literal=a=$'tail \\n' --dry-run=client -o yaml
create cm c --from-literal=a=true --from-literal=b=1e3 --from-literal=c=0x1f --from-literal=d=null --from-literal=e=~ --from-literal=f=yes --dry-run=client -o yaml
create cm c --from-literal=a='key: value' --from-literal=b='- x' --from-literal=c='# no' --from-literal=d='a #b' --from-literal=e=' lead' --from-literal=f=2026-01-01 --dry-run=client -o yaml
create cm c --from-literal=a='{"x": 1}' --from-literal=b='*' --from-literal=c='&x' --from-literal=d='!t' --from-literal=e='%x' --from-literal=f='@x' --from-literal=g="it's" --dry-run=client -o yaml
create cm c --from-literal=a=한글 --from-literal=b=$'tab\\there' --from-literal=c='é' --dry-run=client -o yaml
create cm c --from-literal=a=한글 --from-literal=b='<&>' --dry-run=client -o json
create cm c --from-literal=a='very long text that goes on and on and on past the eighty columns where some printers of YAML would fold it, but not this one' --dry-run=client -o yaml
$ printf 'x=1\\n' | kubectl create cm c --from-file=/dev/stdin --dry-run=client -o yaml
$ printf 'x=1\\n' | kubectl create cm c --from-file=k=/dev/stdin --dry-run=client -o yaml
$ echo HOMEX > h.env; HOMEX=1 kubectl create cm c --from-env-file=h.env --dry-run=client -o yaml
create secret
create secret foo
create secret generic
create secret generic s --dry-run=client -o yaml
create secret generic s --from-file=d --from-literal=z=1 --dry-run=client -o yaml
create secret generic s --from-env-file=s.env --dry-run=client -o yaml
create secret generic s --from-literal=a=b --type=my/type --dry-run=client -o yaml
create secret generic s --from-literal=a=b --type=kubernetes.io/basic-auth -n quiet
create secret generic s --type=kubernetes.io/tls -n quiet
create secret generic s --type=kubernetes.io/dockerconfigjson --from-literal=a=b -n quiet
create secret generic s --type=kubernetes.io/ssh-auth --from-literal=ssh-privatekey=k -n quiet
create secret generic s --from-literal=a=b --append-hash --dry-run=client -o name
create secret generic s --from-literal=a
create secret generic s --from-literal=a=1 --from-literal=a=2
create secret tls
create secret tls t
create secret tls t --cert=tls.crt
create secret tls t --key=tls.crt
create secret tls t --cert=nope --key=nope --dry-run=client
create secret tls t --cert=tls.crt --key=tls.crt --dry-run=client -o yaml
create secret docker-registry
create secret docker-registry r
create secret docker-registry r --docker-username=u --docker-password=p --dry-run=client -o yaml
create secret docker-registry r --docker-username=u --docker-password=p --docker-email=e --append-hash --dry-run=client -o name
create secret docker-registry r --docker-username=u
create secret docker-registry r --docker-password=u
create secret docker-registry r --from-file=docker.json --dry-run=client -o yaml
create secret docker-registry r --from-file=.dockerconfigjson=docker.json --dry-run=client -o yaml
create secret docker-registry r --from-file=docker.json --docker-username=u
create secret docker-registry r --from-file=nope
$ kubectl create secret tls t --cert=/root/.kube/none.crt --key=tls.crt
`,
  },
  {
    name: 'workloads',
    files: FILES,
    lines: `
create deployment
create deployment d
create deployment d --image=nginx --image=busybox --dry-run=client -o yaml
create deployment d --image=nginx --image=nginx:1 --dry-run=client -o yaml
create deployment d --image=a/b/c:1@sha256:abc --dry-run=client -o yaml
create deployment d --image=nginx --port=0 --dry-run=client -o yaml
create deployment d --image=nginx --port=70000 --dry-run=client -o yaml
create deployment d --image=nginx --port=x
create deployment d --image=nginx -r 3 --dry-run=client -o jsonpath='{.spec.replicas}'
create deployment d --image=nginx -r=0 --dry-run=client -o jsonpath='{.spec.replicas}'
create deployment d --image=nginx --replicas=-1 --dry-run=client
create deployment d --image=nginx --replicas=-1 -n quiet
create deployment d --image=nginx --replicas=x
create deployment d --image=nginx --dry-run=client -o yaml -- sh -c 'echo hi'
create deployment d --image=nginx --image=busybox --dry-run=client -o yaml -- date
create deployment d e --image=nginx
create deployment d --image= -n quiet
create deployment d --image='' --dry-run=client -o yaml
create deployment D --image=nginx -n quiet
create deployment d.e --image=nginx --dry-run=client -o yaml
create deployment averyveryveryveryveryveryveryveryveryveryveryveryveryveryverylongname --image=nginx -n quiet
create deployment web --image=nginx -n shop
create deployments d --image=nginx --dry-run=client
create deploy d --image=nginx --dry-run=client
create dep d --image=nginx
create deployment d --image=nginx --namespace=quiet --dry-run=client -o yaml
create deployment d --image=UPPER -n quiet
create deployment d --imgae=nginx
create job
create job j
create job j --image=busybox --dry-run=client -o yaml -- date
create job j --image=busybox --from=cronjob/nightly
create job j --from=cronjob/nightly -n shop --dry-run=client -o yaml
create job j --from=cronjob/nightly -n shop
create job j --from=cj/nightly -n shop -o name
create job j --from=nightly -n shop
create job j --from=cronjob/nope -n shop
create job j --from=deploy/web -n shop
create job j --from=job/once -n shop
create job j --from=cronjob/nightly -n shop -- echo
create job j --from=a/b/c -n shop
create job once --image=busybox -n shop
create job Bad --image=busybox -n quiet
create cronjob
create cronjob c
create cronjob c --image=x
create cronjob c --schedule='* * * * *'
create cronjob c --image=busybox --schedule='1 2 3 4 5' --restart=Never --dry-run=client -o yaml -- date -u
create cronjob c --image=busybox --schedule='1 2 3 4 5' --restart=Always --dry-run=client -o yaml
create cronjob c --image=busybox --schedule='1 2 3 4 5' --restart=Always -n quiet
create cronjob c --image=busybox --schedule='@daily' -n quiet
create cronjob c --image=busybox --schedule='bad' -n quiet
create cronjob c --image=busybox --schedule='61 * * * *' -n quiet
create cronjob nightly --image=busybox --schedule='1 2 3 4 5' -n shop
create cj c --image=busybox --schedule='1 2 3 4 5' --dry-run=client
create cronjob averyveryveryveryveryveryveryveryveryveryveryverylongname --image=busybox --schedule='1 2 3 4 5' -n quiet
`,
  },
  {
    name: 'services and ingresses',
    files: FILES,
    lines: `
create service
create service foo
create svc
create service clusterip
create service clusterip s
create service clusterip s --tcp=80 --clusterip=None --dry-run=client -o yaml
create service clusterip s --clusterip=None --dry-run=client -o yaml
create service clusterip s --tcp=80 --clusterip=10.96.0.200 --dry-run=client -o yaml
create service clusterip s --tcp=80 --clusterip=x --dry-run=client
create service clusterip s --tcp=80 --clusterip=1.2.3.4 -n quiet
create service clusterip s --tcp=80 --clusterip=10.96.0.1 -n quiet
create service clusterip s --tcp=80:x --dry-run=client -o yaml
create service clusterip s --tcp=x:80
create service clusterip s --tcp=0
create service clusterip s --tcp=70000
create service clusterip s --tcp=80:70000
create service clusterip s --tcp=1:2:3
create service clusterip s --tcp=80:BAD_port
create service clusterip s --tcp=80,81:82 --dry-run=client -o yaml
create service clusterip s --tcp=80 --tcp=80 -n quiet
create service clusterip web --tcp=80 -n shop
create service clusterip Bad --tcp=80 -n quiet
create service nodeport s
create service nodeport s --tcp=80 --dry-run=client -o yaml
create service nodeport s --tcp=80,81 --node-port=30001 --dry-run=client -o yaml
create service nodeport s --tcp=80 --node-port=99 -n quiet
create service nodeport s --tcp=80 --node-port=30080 -n quiet
create service nodeport s --tcp=80 --node-port=x
create service nodeport s --tcp=80 --node-port=-5 --dry-run=client
create service nodeport s --tcp=80 --node-port=70000 --dry-run=client
create service loadbalancer s
create service loadbalancer s --tcp=80,443:8443 --dry-run=client -o yaml
create service externalname s
create service externalname
create service externalname s --external-name=x --tcp=80 --dry-run=client -o yaml
create service externalname s --external-name='bad name' -n quiet
create service externalname s --external-name=
create svc cip s --tcp=1
create ingress
create ingress i
create ingress i --rule=x
create ingress i --rule=a/b
create ingress i --rule=a/b=c
create ingress i --rule=a/b=c:
create ingress i --rule='a/b=c:80' --dry-run=client -o yaml
create ingress i --rule='a/b*=c:http' --dry-run=client -o yaml
create ingress i --rule='/=c:80' --rule='/b=d:81' --dry-run=client -o yaml
create ingress i --rule='*.x.com/=c:80,tls' --dry-run=client -o yaml
create ingress i --rule='x.com/=c:80,tls=s' --rule='y.com/=c:80,tls=s' --rule='x.com/z=e:1' --dry-run=client -o yaml
create ingress i --rule='x.com/=c:80,nope' --dry-run=client -o yaml
create ingress i --rule='x.com/=c:80,tls=a,b' --dry-run=client -o yaml
create ingress i --default-backend=s:80 --dry-run=client -o yaml
create ingress i --default-backend=s --dry-run=client -o yaml
create ingress i --default-backend=s:http --rule='/=c:80' --class=nginx --dry-run=client -o yaml
create ingress i --rule='/=c:80' --annotation=a=b --annotation=c/d=e --dry-run=client -o yaml
create ingress i --rule='/=c:80' --annotation=a --dry-run=client -o yaml
create ingress i --rule='/=c:80' --annotation=a= --dry-run=client -o yaml
create ingress i --class=nginx
create ingress front --rule='/=c:80' -n shop
create ing i --rule='/=c:80' --dry-run=client
`,
  },
  {
    name: 'policies and roles',
    files: FILES,
    lines: `
create namespace
create ns
create ns n --dry-run=client
create ns a b
create ns Bad_Name
create ns default
create ns n -o yaml --dry-run=client
create ns n --foo
create quota
create quota q --dry-run=client -o yaml
create quota q --hard=cpu --dry-run=client -o yaml
create quota q --hard=cpu=x --dry-run=client -o yaml
create quota q --hard=cpu=1,memory=1Gi,pods=2,services=3,requests.storage=5Gi --dry-run=client -o yaml
create quota q --hard=pods=1 --scopes=BestEffort,NotTerminating --dry-run=client -o yaml
${MORE_CREATE}
`,
  },
  {
    name: 'tokens as they are',
    rate: 1,
    lines: `
create token robot -n shop
create token robot -n shop -o json
create token robot -n shop -o yaml --show-managed-fields
create token robot -n shop --duration=1h --audience=x -o yaml
`,
  },
  {
    name: 'create -f',
    files: {
      ...FORMAT_FILES,
      'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made, labels: { a: b } }\ndata: { a: b }\n',
      'two.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: two, labels: { a: b } }\n',
      'list.json':
        '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"l1"}},{"apiVersion":"v1","kind":"Secret","metadata":{"name":"l2"}}]}',
      'unknown.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: u }\ndataa: { a: b }\nother: 1\n',
      'dup.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: u }\ndata: { a: b }\ndata: { c: d }\n',
      'type.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: u }\nspec: { containers: [{ name: c, image: 1, ports: [{ containerPort: x }] }] }\n',
      'noversion.yaml': 'kind: ConfigMap\nmetadata: { name: u }\n',
      'nokind.yaml': 'apiVersion: v1\nmetadata: { name: u }\n',
      'noname.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
      'generate.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { generateName: u- }\n',
      'kind.yaml': 'apiVersion: v1\nkind: Pot\nmetadata: { name: u }\n',
      'group.yaml': 'apiVersion: apps/v9\nkind: Deployment\nmetadata: { name: u }\n',
      'old.yaml': 'apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: { name: u }\n',
      'syntax.yaml': 'apiVersion: v1\nkind: ConfigMap\n  metadata: { name: u }\n',
      'tab.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: u\n',
      'bad.json': '{"apiVersion": "v1", "kind": }',
      'scalar.yaml': 'hello\n',
      'array.yaml': '- a\n- b\n',
      'empty.yaml': '',
      'comment.yaml': '# nothing\n---\n# here\n',
      'ns.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made, namespace: shop }\n',
      'dir/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: da }\n',
      'dir/b.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"db"}}',
      'dir/c.txt': 'not read',
      'dir/sub/d.yml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: dd }\n',
      'kust/kustomization.yaml': 'namePrefix: p-\nresources: [cm.yaml]\n',
      'kust/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made }\ndata: { a: b }\n',
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: Bad_Name }\nspec: { restartPolicy: Sometimes, containers: [{ name: c }, { name: c, image: x }] }\n',
      'void/x': '',
    },
    lines: `
create
create -f
create -f cm.yaml -n quiet
create -f cm.yaml -n quiet -o yaml
create -f cm.yaml -n quiet -o json --dry-run=server
create -f cm.yaml -n quiet -o name
create -f cm.yaml --dry-run=client
create -f cm.yaml --dry-run=client -o yaml
create -f cm.yaml --dry-run=client -o yaml --save-config
create -f cm.yaml --dry-run=client -o jsonpath='{.data.a}'
create -f cm.yaml --dry-run=client -o go-template-file=template.txt
create -f cm.yaml --dry-run=client -o jsonpath-file=path.txt
create -f cm.yaml --dry-run=server -n quiet
create -f cm.yaml --dry-run
create -f cm.yaml --save-config -n quiet -o yaml
create -f cm.yaml -n nowhere
create -f cm.yaml --field-manager=me -n quiet -o yaml --show-managed-fields
create -f two.yaml -n quiet
create -f two.yaml -n quiet -l a=b
create -f two.yaml -n quiet -l a=c
create -f two.yaml -n quiet -l 'a=='
create -f two.yaml --dry-run=client -o yaml
create -f two.yaml --dry-run=client -o json
create -f two.yaml --dry-run=client -o jsonpath='{.metadata.name} '
create -f list.json -n quiet
create -f list.json --dry-run=client -o yaml
create -f list.json --dry-run=client -o name
create -f unknown.yaml -n quiet
create -f unknown.yaml -n quiet --validate=warn
create -f unknown.yaml -n quiet --validate=ignore
create -f unknown.yaml -n quiet --validate=false
create -f unknown.yaml -n quiet --validate=true
create -f unknown.yaml -n quiet --validate
create -f unknown.yaml -n quiet --dry-run=client
create -f dup.yaml -n quiet
create -f dup.yaml -n quiet --validate=warn
create -f type.yaml -n quiet
create -f type.yaml -n quiet --validate=false
create -f noversion.yaml
create -f nokind.yaml
create -f noname.yaml
create -f noname.yaml --dry-run=client
create -f generate.yaml --dry-run=client
create -f kind.yaml
create -f group.yaml
create -f old.yaml
create -f syntax.yaml
create -f tab.yaml
create -f bad.json
create -f scalar.yaml
create -f array.yaml
create -f empty.yaml
create -f comment.yaml
create -f ns.yaml -n quiet
create -f ns.yaml --dry-run=client -o yaml
create -f dir -n quiet
create -f dir -R -n quiet
create -f dir --recursive --dry-run=client -o name
create -f void
create -f dir/*.yaml -n quiet
create -f nope.yaml
create -f 'no*.yaml'
create -f cm.yaml extra
create -f cm.yaml,two.yaml -n quiet
create -f cm.yaml -f cm.yaml -n quiet
create -k kust -n quiet
create -k kust --dry-run=client -o yaml
create -k nokust
create -k kust -f cm.yaml
create -f pod.yaml -n quiet
create -f cm.yaml -n quiet --windows-line-endings
create -f cm.yaml --raw /api/v1/namespaces/quiet/configmaps
create --raw /api/v1/namespaces/quiet/configmaps
create -f cm.yaml -f two.yaml --raw /api/v1/namespaces/quiet/configmaps
create -f list.json --raw /api/v1/namespaces/quiet/configmaps
create -f dir/b.json --raw /api/v1/namespaces/quiet/configmaps -o yaml
create -f dir/b.json --raw /api/v1/namespaces/quiet/nope
create -f dir/b.json --raw nope
create -f http://127.0.0.1:1/x.yaml
$ cat cm.yaml | kubectl create -f - -n quiet
$ cat two.yaml | kubectl create -f - -n quiet --dry-run=client
$ kubectl create -f - -n quiet <<< '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"in"}}'
$ kubectl create -f - < /dev/null
$ kubectl create -f - <<< 'x: y'
$ KUBE_EDITOR=true kubectl create -f cm.yaml --edit -n quiet
$ KUBE_EDITOR='sed -i s/made/edited/' kubectl create -f cm.yaml --edit -n quiet
$ KUBE_EDITOR='sed -i s/made/Bad_Name/' kubectl create -f cm.yaml --edit -n quiet 2>&1 | sed 's/kubectl-edit-[0-9]*/FILE/'
create -f cm.yaml --as=nobody -n quiet
create deployment d --image=x --as=nobody -n quiet
`,
  },
  {
    name: 'wrong words',
    lines: `
create foo
create foo bar
create pod
create deploymnt d --image=x
create secert generic x
create service clusterp x
create secret genric x
create --foo
create -x
create deployment d --image
create deployment --image=x
create deployment d --image=x --dry-run=client -o
create deployment d --image=x --output=yam --dry-run=client
create deployment -h extra | head -3
$ kubectl create --help | head -20
$ kubectl help create deployment | head -20
$ kubectl create deployment --help
$ kubectl create service --help
$ kubectl create secret -h
`,
  },
];
