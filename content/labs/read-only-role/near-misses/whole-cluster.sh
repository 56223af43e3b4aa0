# Reads everywhere: a ClusterRoleBinding is too wide.
kubectl create namespace %{ns}
kubectl create serviceaccount %{account} -n %{ns}
kubectl create clusterrolebinding too-wide --clusterrole=view --serviceaccount=%{ns}:%{account}
