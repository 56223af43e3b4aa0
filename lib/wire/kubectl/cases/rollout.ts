import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n',
  'sub/dir/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [deploy.yaml]\n',
  'kust/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n',
};
const EACH = ['pause', 'resume', 'restart', 'undo', 'history', 'status'];

export const rollout: readonly CaseGroup[] = [
  {
    name: 'rollout in formats',
    files: FILES,
    lines: `${inFormats('rollout pause deploy web -n shop')}
${inFormats('rollout undo deploy web -n shop --dry-run=client')}
${inFormats('rollout history deploy web -n shop --revision=2')}
${inFormats('rollout history deploy web -n shop')}`,
  },
  {
    name: 'what they share',
    files: FILES,
    lines: EACH.map(
      (verb) => `
rollout ${verb}
rollout ${verb} deploy
rollout ${verb} deploy nope -n shop
rollout ${verb} deploy/web -n shop
rollout ${verb} deploy web -n shop
rollout ${verb} deploy/web ds/agent -n shop
rollout ${verb} deploy web nope -n shop
rollout ${verb} deploy -n shop
rollout ${verb} deploy -l app=web -n shop
rollout ${verb} deploy -l app=none -n shop
rollout ${verb} deploy -n none
rollout ${verb} ds agent -n shop
rollout ${verb} sts db -n shop
rollout ${verb} rs -n shop
rollout ${verb} pod full -n shop
rollout ${verb} svc/web -n shop
rollout ${verb} job once -n shop
rollout ${verb} foo bar
rollout ${verb} -f deploy.yaml
rollout ${verb} -f sub -R
rollout ${verb} -f nope.yaml
rollout ${verb} -k kust
rollout ${verb} deploy web -n shop --foo
rollout ${verb} deploy web -n shop --as=nobody
`,
    ).join('\n'),
  },
  {
    name: 'rollout',
    files: FILES,
    lines: `
rollout
rollout foo
rollout --foo
rollout undoo deploy/web
rollout undo deploy/web -n shop --to-revision=1
rollout undo deploy/web -n shop --to-revision=2 --dry-run=server
rollout undo deploy/web -n shop --to-revision=3
rollout undo deploy/web -n shop --to-revision=99
rollout undo deploy/web -n shop --to-revision=-1
rollout undo deploy/web -n shop --to-revision=x
rollout undo deploy/web -n shop --dry-run=client
rollout undo deploy/web -n shop --dry-run=x
rollout undo ds/agent -n shop --dry-run=client
rollout history deploy/web -n shop --revision=1
rollout history deploy/web -n shop --revision=0
rollout history deploy/web -n shop --revision=-1
rollout history deploy/web -n shop --revision=99
rollout history ds/agent -n shop --revision=1
rollout history ds/agent -n shop --revision=2
rollout history deploy/web -n shop -o wide
rollout status deploy/web -n shop --watch=false
rollout status deploy/web -n shop -w=false --revision=3
rollout status deploy/web -n shop --revision=2
rollout status deploy/web -n shop --revision=99
rollout status deploy/web -n shop --timeout=1s
rollout status ds/agent -n shop --revision=1
rollout pause deploy/web -n shop --field-manager=me -o jsonpath='{.metadata.managedFields[*].manager}'
rollout restart deploy/web -n shop --field-manager=me -o name
rollout resume deploy/web -n shop --field-manager=me
`,
  },
  {
    name: 'a rollout',
    inOrder: true,
    lines: `
rollout pause deploy/web -n shop
rollout pause deploy/web -n shop
set image deploy/web nginx=nginx:1.26 -n shop
rollout status deploy/web -n shop --watch=false
rollout restart deploy/web -n shop
rollout undo deploy/web -n shop
rollout history deploy/web -n shop
rollout resume deploy/web -n shop
rollout resume deploy/web -n shop
wait deploy/web -n shop --for=condition=Available
rollout restart deploy/web -n shop
rollout restart ds/agent -n shop
rollout restart sts/db -n shop
rollout undo deploy/web -n shop --to-revision=1
rollout undo ds/agent -n shop
rollout undo ds/agent -n shop --to-revision=1
`,
  },
];
