cat <<'YAML' | kubectl apply -f -
apiVersion: v1
kind: Namespace
metadata:
  name: %{ns}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: %{account}
  namespace: %{ns}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: read-pods
  namespace: %{ns}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: %{account}-reads-pods
  namespace: %{ns}
subjects:
  - kind: ServiceAccount
    name: %{account}
    namespace: %{ns}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: read-pods
YAML
