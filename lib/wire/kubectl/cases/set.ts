import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const DEPLOY = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: "nginx:1.20", env: [{ name: OLD, value: x }] }, { name: side, image: busybox }] }
`;

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'deploy.yaml': DEPLOY,
  'svc.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n',
  'rb.yaml':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: robot-reads, namespace: shop }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }\n',
  'sub/dir/deploy.yaml': DEPLOY,
};

const COMMANDS = `
set image deploy/web nginx=nginx:1.28 -n shop --dry-run=client
set env deploy/web -n shop A=1 --dry-run=client
set resources deploy/web -n shop --limits=cpu=200m,memory=512Mi --dry-run=client
set serviceaccount deploy web robot -n shop --dry-run=client
set selector svc web app=other -n shop --dry-run=client
set subject rolebinding robot-reads --user=jim -n shop --dry-run=client
`
  .trim()
  .split('\n');

export const set: readonly CaseGroup[] = [
  { name: 'set in formats', files: FILES, lines: COMMANDS.map((line) => inFormats(line)).join('\n') },
  {
    name: 'set image',
    files: FILES,
    lines: `
set
set foo
set imgae deploy/web a=b
set image
set image deploy/web
set image deploy web
set image deploy/web -n shop
set image deploy/web nginx -n shop
set image deploy/web nginx= -n shop
set image deploy/web =nginx -n shop
set image deploy/web nginx=nginx:1.28 -n shop
set image deploy web nginx=nginx:1.28 -n shop
set image deploy/web nginx=nginx:1.27 -n shop
set image deploy/web '*=nginx:1.28' -n shop
set image deploy/web nope=nginx:1.28 -n shop
set image deploy/web nginx=a nope=b -n shop
set image deploy/web nginx=a,side=b -n shop
set image deploy/web nginx=nginx:1.28 -n shop -o yaml --dry-run=server
set image deploy/web nginx=nginx:1.28 -n shop --dry-run=server
set image deploy/web nginx=nginx:1.28 -n shop --field-manager=me -o name
set image deploy/nope nginx=nginx:1.28 -n shop
set image deploy,ds nginx=nginx:1.28 --all -n shop --dry-run=client
set image deploy --all '*=nginx:1.28' -n shop
set image deploy -l app=web '*=nginx:1.28' -n shop
set image deploy -l app=none '*=nginx:1.28' -n shop
set image deploy --all -l app=web '*=x' -n shop
set image all '*=x' -n shop --dry-run=client
set image deploy/web ds/agent '*=busybox:1.35' -n shop
set image pod/full main=nginx:1.26 -n shop
set image pod/full '*=nginx:1.26' -n shop --dry-run=client
set image cj/nightly nightly=busybox:1.35 -n shop
set image job/once once=busybox:1.35 -n shop
set image sts/db db=redis:8 -n shop
set image rs --all '*=nginx' -n shop --dry-run=client
set image svc/web a=b -n shop
set image node/node01 a=b
set image foo/bar a=b
set image -f deploy.yaml nginx=nginx:9 --local -o yaml
set image -f deploy.yaml nginx=nginx:9 --local
set image -f deploy.yaml nginx=nginx:9 --local -o name
set image -f deploy.yaml nginx=nginx:9
set image -f deploy.yaml '*=nginx:9' --dry-run=client
set image -f sub -R nginx=nginx:9 --local -o jsonpath='{.kind}'
set image -f sub nginx=nginx:9 --local -o yaml
set image -f nope.yaml a=b
set image -k . a=b
set image deploy/web nginx=nginx:1.28 --local
set image deploy/web nginx=nginx:1.28 --local --all
$ kubectl set image -f - nginx=nginx:7 --local -o yaml < deploy.yaml
$ kubectl get deploy web -n shop -o yaml | kubectl set image -f - nginx=nginx:1.29
`,
  },
  {
    name: 'set env',
    files: FILES,
    lines: `
set env
set env deploy/web
set env deploy/web -n shop
set env deploy/web -n shop A=1
set env deploy/web -n shop MODE=fast
set env deploy/web -n shop MODE=slow
set env deploy/web -n shop MODE=slow --overwrite=false
set env deploy/web -n shop MODE-
set env deploy/web -n shop NOPE-
set env deploy/web -n shop A=1 A-
set env deploy/web -n shop A=1 B=2 MODE- -o yaml --dry-run=client
set env deploy/web -n shop -e A=1 -e B=2 --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop A
set env deploy/web -n shop =1
set env deploy/web -n shop 'A B=1'
set env deploy/web -n shop 1A=1 --dry-run=server
set env deploy/web -n shop --list
set env deploy/web -n shop --list --all
set env deploy --all -n shop --list
set env pods --all -n shop --list
set env pod/full -n shop --list --resolve
set env pod/full -n shop --list -c main
set env pod/full -n shop --list -c nope
set env pod/full -n shop A=1
set env deploy/web -n shop -c nginx A=1
set env deploy/web -n shop -c 'n*' A=1
set env deploy/web -n shop -c nope A=1
set env deploy/web -n shop --containers=nope A=1 --dry-run=client
set env deploy/web -n shop --from=configmap/settings
set env deploy/web -n shop --from=cm/settings --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop --from=secret/password --keys=pass --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop --from=secret/password --keys=user --prefix=P_ --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop --from=secret/password --keys=user --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop --from=secret/password --keys=nope --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
set env deploy/web -n shop --from=secret/nope
set env deploy/web -n shop --from=pod/full
set env deploy/web -n shop --from=settings
set env deploy/web -n shop --from=cm/settings --list
set env --from=cm/settings
set env deploy/web --keys=a A=1 -n shop
set env deploy -l app=web A=1 -n shop
set env deploy -l app=none A=1 -n shop
set env deploy/nope A=1 -n shop
set env svc/web A=1 -n shop
set env rs --all A=1 -n shop --dry-run=client
set env ds,sts --all A=1 -n shop
set env cj/nightly A=1 -n shop
set env foo/bar A=1
set env -f deploy.yaml A=1 --local -o yaml
set env -f deploy.yaml OLD- --local -o yaml
set env -f deploy.yaml --list --local
set env -f deploy.yaml --list
set env -f deploy.yaml A=1
set env -f sub -R A=1 --local -o json
set env deploy/web A=1 --local
set env -k . A=1
$ kubectl set env -f - A=1 --local -o yaml < deploy.yaml
$ printf 'A=1\\nB=2\\n' | kubectl set env deploy/web -n shop -e - --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'
$ printf 'A=1\\nB=2\\n' | kubectl set env deploy/web -n shop - 
set env deploy/web -n shop A=1 --dry-run=server
set env deploy/web -n shop A=1 --field-manager=me -o name
`,
  },
  {
    name: 'set resources, serviceaccount, selector and subject',
    files: FILES,
    lines: `
set resources
set resources deploy/web -n shop
set resources deploy/web -n shop --limits=cpu=200m
set resources deploy web -n shop --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi
set resources deploy/web -n shop --limits=cpu=0,memory=0 --requests=cpu=0
set resources deploy/web -n shop --limits=cpu
set resources deploy/web -n shop --limits=cpu=x
set resources deploy/web -n shop --limits=foo=1
set resources deploy/web -n shop --requests=cpu=2 --limits=cpu=1
set resources deploy/web -n shop -c nginx --requests=cpu=10m
set resources deploy/web -n shop -c nope --requests=cpu=10m
set resources deploy/web -n shop --requests=cpu=10m --dry-run=server -o jsonpath='{.spec.template.spec.containers[0].resources}'
set resources deploy --all -n shop --requests=cpu=10m
set resources deploy -l app=web -n shop --requests=cpu=10m
set resources deploy,ds --all -n shop --requests=cpu=10m --dry-run=client
set resources pod/full -n shop --requests=cpu=10m
set resources svc/web -n shop --requests=cpu=10m
set resources deploy/nope -n shop --requests=cpu=10m
set resources -f deploy.yaml --requests=cpu=10m --local -o yaml
set resources -f deploy.yaml --limits=cpu=10m --local
set resources -f sub -R --limits=cpu=10m --local -o name
set resources -f deploy.yaml --limits=cpu=10m
set resources -k . --limits=cpu=10m
set resources deploy/web --limits=cpu=1 --local
set resources deploy/web -n shop --limits=cpu=1 --field-manager=me -o name
set serviceaccount
set serviceaccount deploy
set serviceaccount deploy web
set serviceaccount deploy web robot -n shop
set sa deploy/web robot -n shop
set sa deploy/web robot x -n shop
set sa deploy web robot -n shop --dry-run=server
set sa deploy,ds web robot -n shop
set sa deploy --all robot -n shop
set sa deploy/nope robot -n shop
set sa svc/web robot -n shop
set sa pod/full default -n shop
set sa -f deploy.yaml robot --local -o yaml
set sa -f deploy.yaml robot --local
set sa -f deploy.yaml robot
set sa -f sub -R robot --local -o name
set sa -k . robot
set sa deploy/web robot --local -n shop
set sa deploy/web robot -n shop --field-manager=me -o name
set selector
set selector svc
set selector svc web
set selector svc web -n shop
set selector svc web app=other -n shop
set selector svc/web app=other,x=y -n shop
set selector svc web 'app in (a)' -n shop
set selector svc web 'a b' -n shop
set selector svc web app=web -n shop
set selector svc web app=other -n shop --dry-run=server
set selector svc web app=other -n shop --resource-version=1
set selector svc --all app=other -n shop
set selector svc nope app=other -n shop
set selector deploy web app=other -n shop
set selector pod full app=other -n shop
set selector -f svc.yaml app=other --local -o yaml
set selector -f svc.yaml app=other --local
set selector -f svc.yaml app=other
set selector -f sub -R=false app=other --local
set selector svc web app=other --local
set selector svc web app=other -n shop --field-manager=me -o name
set subject
set subject rolebinding
set subject rolebinding robot-reads
set subject rolebinding robot-reads -n shop
set subject rolebinding robot-reads -n shop --user=a
set subject rolebinding robot-reads -n shop --user=a --user=b --group=g --serviceaccount=ns:sa
set subject rolebinding robot-reads -n shop --user=a,b
set subject rolebinding robot-reads -n shop --serviceaccount=shop:robot
set subject rolebinding robot-reads -n shop --serviceaccount=x
set subject rolebinding robot-reads -n shop --serviceaccount=:
set subject rolebinding robot-reads -n shop --user=a --dry-run=server
set subject rolebinding nope -n shop --user=a
set subject rolebinding --all -n shop --user=a
set subject rolebinding -l a=b -n shop --user=a
set subject clusterrolebinding jane-reads --group=h
set subject clusterrolebinding jane-reads --user=jane
set subject role reader -n shop --user=a
set subject -f rb.yaml --user=a --local -o yaml
set subject -f rb.yaml --user=a --local
set subject -f rb.yaml --user=a
set subject -f sub -R --user=a --local
set subject -k . --user=a
set subject rolebinding robot-reads -n shop --user=a --local
set subject rolebinding robot-reads -n shop --user=a --field-manager=me -o name
`,
  },
];
