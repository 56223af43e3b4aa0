import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const EXPOSE = 'expose deploy web -n shop --port=81 --name=again --dry-run=client';

export const expose: readonly CaseGroup[] = [
  { name: 'expose in formats', files: FORMAT_FILES, lines: inFormats(EXPOSE) },
  {
    name: 'expose',
    files: {
      'svc.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { a: b }, ports: [{ port: 80 }] }\n',
      'deploy.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: c, image: x, ports: [{ containerPort: 8080 }] }] } } }\n',
      'objs/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n',
    },
    lines: `
expose
expose deploy
expose deploy web
expose deploy web -n shop
expose deploy web -n shop --port=80
expose deploy web -n shop --port=80 --name=other
expose deploy web -n shop --port=80 --name=other -o yaml
expose deploy web -n shop --port=80 --name=other -o name
expose deploy web -n shop --port=80 --name=other --dry-run=server
expose deploy/web -n shop --port=80,443 --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --target-port=http --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --target-port=8080 --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=x --name=m --dry-run=client
expose deploy/web -n shop --port=99999 --name=m
expose deploy/web -n shop --port=80 --type=NodePort --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --type=LoadBalancer --load-balancer-ip=1.2.3.4 --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --type=ExternalName --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --type=Nope --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --type=Nope --name=m
expose deploy/web -n shop --port=80 --type=nodeport --name=m
expose deploy/web -n shop --port=80 --cluster-ip=None --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --cluster-ip=10.96.9.9 --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --cluster-ip=bad --name=m
expose deploy/web -n shop --port=80 --external-ip=1.2.3.4 --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --session-affinity=ClientIP --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --session-affinity=Nope --name=m --dry-run=client
expose deploy/web -n shop --port=80 --protocol=UDP --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --protocol=nope --name=m
expose deploy/web -n shop --port=80 --labels=a=b,c=d --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 -l a --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --selector=x=y,z=w --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --selector=x --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --selector='x in (y)' --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --overrides='{"metadata":{"labels":{"o":"v"}}}' --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --override-type=strategic --overrides='{"spec":{"ports":[{"port":80,"name":"x"}]}}' --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --override-type=json --overrides='[{"op":"replace","path":"/spec/ports/0/port","value":81}]' --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --overrides='{' --name=m --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --name=m --save-config --dry-run=client -o yaml
expose deploy/web -n shop --port=80 --name=m --field-manager=me -o yaml --show-managed-fields --dry-run=server
expose deploy/web -n shop --port=80 --name=Bad_Name
expose deploy nope -n shop --port=80
expose deploy web nope -n shop --port=80
expose rs -n shop --port=80 --dry-run=client
expose pod full -n shop --dry-run=client -o yaml
expose pod full -n shop --port=80 --name=m --dry-run=client -o yaml
expose pod full -n shop
expose pod nowhere -n shop --port=80 --dry-run=client
expose pod crasher -n shop --dry-run=client
expose svc web -n shop --name=copy --dry-run=client -o yaml
expose svc web -n shop --name=copy --port=8080 --target-port=80 --dry-run=client -o yaml
expose svc db -n shop --name=copy --dry-run=client -o yaml
expose svc outside -n shop --name=copy --type=NodePort --dry-run=client -o yaml
expose svc away -n shop --name=copy --port=80 --dry-run=client -o yaml
expose sts db -n shop --port=1 --name=m
expose ds agent -n shop --port=1 --name=m
expose node node01 --port=1
expose cm settings -n shop --port=1
expose job once -n shop --port=1
expose foo bar --port=1
expose -f svc.yaml --name=copy --dry-run=client -o yaml
expose -f deploy.yaml --port=80 --name=copy --dry-run=client -o yaml
expose -f deploy.yaml --name=copy --dry-run=client -o yaml
expose -f deploy.yaml --port=80 --name=copy
expose -f objs -R --port=80 --name=copy --dry-run=client
expose -f nope.yaml --port=80
expose -k . --port=80
expose deploy web -n shop --prot=80
expose deploy web -n shop --port=80 --dry-run=client -o foo
expose deploy,rs -n shop --port=80 --dry-run=client --name=z
`,
  },
];
