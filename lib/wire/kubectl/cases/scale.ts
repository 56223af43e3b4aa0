import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n',
  'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\n',
  'sub/dir/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n',
};

export const scale: readonly CaseGroup[] = [
  {
    name: 'scale and autoscale in formats',
    files: FILES,
    lines: `${inFormats('scale deploy web -n shop --replicas=3')}
${inFormats('scale deploy web -n shop --replicas=4 --dry-run=client')}
${inFormats('autoscale sts db -n shop --min=2 --max=5 --cpu=80% --dry-run=client')}`,
  },
  {
    name: 'scale',
    files: FILES,
    lines: `
scale
scale deploy
scale deploy web
scale --replicas=2
scale deploy --replicas=2
scale deploy web -n shop --replicas=2
scale deploy/web -n shop --replicas=2
scale deploy/web sts/db -n shop --replicas=2
scale deploy web nope -n shop --replicas=2
scale deploy web -n shop --replicas=-1
scale deploy web -n shop --replicas=x
scale deploy web -n shop --replicas=2 --current-replicas=3
scale deploy web -n shop --replicas=2 --current-replicas=2
scale deploy web -n shop --replicas=2 --current-replicas=-2
scale deploy web -n shop --replicas=2 --resource-version=1
scale deploy web -n shop --replicas=2 --dry-run=server
scale deploy web -n shop --replicas=2 --dry-run=client
scale deploy web -n shop --replicas=2 --dry-run=x
scale deploy web -n shop --replicas=2 -o name
scale deploy web -n shop --replicas=2 -o yaml --dry-run=server
scale deploy --all -n shop --replicas=2
scale deploy,sts --all -n shop --replicas=2
scale deploy -l app=web -n shop --replicas=2
scale deploy -l app=none -n shop --replicas=2
scale deploy --all -l app=web -n shop --replicas=1
scale deploy --all -n none --replicas=2
scale deploy web --all -n shop --replicas=2
scale rs --all -n shop --replicas=2
scale ds agent -n shop --replicas=2
scale pod full -n shop --replicas=2
scale svc web -n shop --replicas=2
scale job once -n shop --replicas=2
scale foo bar --replicas=2
scale deploy nope -n shop --replicas=2
scale -f deploy.yaml --replicas=2
scale -f deploy.yaml --replicas=2 --dry-run=client
scale -f cm.yaml --replicas=2
scale -f sub -R --replicas=2
scale -f sub --replicas=2
scale -f nope.yaml --replicas=2
scale -k . --replicas=2
scale deploy web -n shop --replicas=2 --timeout=x
scale deploy web -n shop --repicas=2
scale deploy web -n shop --replicas=2 --as=nobody
scale deploy web -n shop --replicas 2
`,
  },
  {
    name: 'scale and wait',
    inOrder: true,
    lines: `
scale deploy web -n shop --replicas=4 --timeout=1m
scale deploy web -n shop --replicas=1 --timeout=60s
scale sts db -n shop --replicas=0
scale deploy web -n shop --replicas=0
get deploy,sts -n shop -o jsonpath='{.items[*].spec.replicas}'
scale deploy web sts/db -n shop --replicas=3
scale deploy/web sts/db -n shop --replicas=3
`,
  },
  {
    name: 'autoscale',
    files: FILES,
    lines: `
autoscale
autoscale deploy web -n shop
autoscale deploy web -n shop --max=3
autoscale sts db -n shop --max=3
autoscale sts db -n shop --max=3 --cpu-percent=50
autoscale sts db -n shop --max=3 --cpu=50%
autoscale sts db -n shop --max=3 --cpu=500m --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --memory=100Mi --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --memory=60% --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --cpu=50% --memory=60% --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --cpu=50 --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --cpu=x --dry-run=client
autoscale sts db -n shop --max=3 --cpu=0% --dry-run=client
autoscale sts db -n shop --max=3 --memory=-1Mi --dry-run=client
autoscale sts db -n shop --max=0
autoscale sts db -n shop --max=-1
autoscale sts db -n shop --min=5 --max=3
autoscale sts db -n shop --min=0 --max=3
autoscale sts db -n shop --min=0 --max=3 --dry-run=client -o yaml
autoscale sts db -n shop --min=2 --max=2 --dry-run=client -o yaml
autoscale sts db -n shop --min=x --max=3
autoscale sts db -n shop --max=3 --name=other
autoscale sts db -n shop --max=3 --name=Bad_Name
autoscale sts db -n shop --max=3 --name=other -o name
autoscale sts db -n shop --max=3 --dry-run=server
autoscale sts db -n shop --max=3 --save-config --dry-run=client -o yaml
autoscale sts db -n shop --max=3 --field-manager=me -o yaml --show-managed-fields --dry-run=server
autoscale deploy/web sts/db -n shop --max=3 --name=z --dry-run=client
autoscale deploy nope -n shop --max=3
autoscale rs -n shop --max=3 --dry-run=client
autoscale ds agent -n shop --max=3
autoscale pod full -n shop --max=3
autoscale svc web -n shop --max=3
autoscale foo bar --max=3
autoscale -f deploy.yaml --max=3 --dry-run=client -o yaml
autoscale -f deploy.yaml --max=3 --name=n
autoscale -f cm.yaml --max=3
autoscale -f sub -R --max=3 --dry-run=client
autoscale -f nope.yaml --max=3
autoscale -k . --max=3
autoscale deploy web -n shop --maxx=3
`,
  },
];
