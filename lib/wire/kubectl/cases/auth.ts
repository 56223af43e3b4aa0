import { FORMAT_FILES, inFormats } from '../formats';
import type { CaseGroup } from '../kubectl-case';

const FILES: Readonly<Record<string, string>> = {
  ...FORMAT_FILES,
  'role.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: shop }
rules: [{ apiGroups: [""], resources: [pods], verbs: [get, create] }]
`,
  'binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: robot-reads, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: User, name: jim, apiGroup: rbac.authorization.k8s.io }]
`,
  'other.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: robot-reads, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
`,
  'cluster.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: node-reader }
rules: [{ apiGroups: [""], resources: [nodes], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: jane-reads }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: node-reader }
subjects: [{ kind: User, name: jane, apiGroup: rbac.authorization.k8s.io }]
`,
  'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: shop }\n',
  'old.yaml': 'apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\nmetadata: { name: c, namespace: shop }\n',
  'sub/dir/role.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: added, namespace: shop }\n',
  'kust/kustomization.yaml': 'namespace: shop\nresources: [role.yaml]\n',
  'kust/role.yaml': 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: added }\n',
};

export const auth: readonly CaseGroup[] = [
  {
    name: 'whoami and reconcile in formats',
    files: FILES,
    lines: `${inFormats('auth whoami')}
${inFormats('auth reconcile -f role.yaml --dry-run=client')}`,
  },
  {
    name: 'can-i',
    files: FILES,
    unordered: /--list/,
    lines: `
auth
auth foo
auth can-i
auth can-i get
auth can-i get pods
auth can-i get pods x y
auth can-i get pods x
auth can-i get pods/x
auth can-i get pods/x -n shop --as=system:serviceaccount:shop:robot
auth can-i get pods --subresource=log
auth can-i get pods --subresource=log -n shop --as=system:serviceaccount:shop:robot
auth can-i get pods/full --subresource=log
auth can-i list pods -A
auth can-i list pods -A --as=system:serviceaccount:shop:robot
auth can-i list pods --all-namespaces --as=jane
auth can-i create deploy --as=jane
auth can-i create deployments.apps -n shop
auth can-i create deploy.v1.apps
auth can-i nope pods
auth can-i get nope
auth can-i get nope.group
auth can-i get nodes -n shop
auth can-i get nodes --as=jane
auth can-i get nodes/node01 --as=jane -q
auth can-i delete nodes --as=jane
auth can-i delete nodes --as=jane -q
auth can-i delete nodes --as=jane --quiet=false
auth can-i get /logs
auth can-i get /logs/ --as=jane
auth can-i get /metrics/x
auth can-i get /api --as=jane
auth can-i get /x --subresource=y
auth can-i get /x -n shop
auth can-i '*' '*' --as=jane
auth can-i '*' pods
auth can-i get '*'
auth can-i get cm/settings -n shop --as=system:serviceaccount:shop:robot
auth can-i impersonate users
auth can-i use psp
auth can-i --list
auth can-i --list -n shop
auth can-i --list --no-headers
auth can-i --list get pods
auth can-i --list -A
auth can-i --list -q
auth can-i --list --as=jane --as-group=dev -n shop
auth can-i --list --as=system:serviceaccount:shop:robot -n shop
auth can-i get pods --no-headers
auth can-i get pods --foo
auth can-i get pods --as=jane --as-group=system:masters
auth can-i get pods --as=jane --as-group=a --as-group=system:masters --as-uid=5
auth whoami
auth whoami foo
auth whoami --as=jane
auth whoami --as=jane --as-group=dev --as-uid=42
auth whoami --as=jane --as-user-extra=scopes=a --as-user-extra=scopes=b
auth whoami -o jsonpath='{.status.userInfo.username}'
auth whoami --as=system:serviceaccount:shop:robot
auth whoami --foo
auth reconcile
auth reconcile -f role.yaml
auth reconcile -f role.yaml -o name
auth reconcile -f role.yaml --remove-extra-permissions
auth reconcile -f role.yaml --dry-run=server
auth reconcile -f role.yaml --dry-run=x
auth reconcile -f binding.yaml
auth reconcile -f binding.yaml --remove-extra-subjects
auth reconcile -f binding.yaml -o yaml --dry-run=client
auth reconcile -f other.yaml
auth reconcile -f cluster.yaml
auth reconcile -f cluster.yaml --remove-extra-subjects --remove-extra-permissions
auth reconcile -f cm.yaml
auth reconcile -f old.yaml
auth reconcile -f sub -R
auth reconcile -f sub
auth reconcile -f nope.yaml
auth reconcile -k kust
auth reconcile -f role.yaml foo
auth reconcile -f role.yaml --foo
auth reconcile -f role.yaml --as=jane
`,
  },
];
