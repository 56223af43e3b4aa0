mkdir -p /root/answers
kubectl -n kube-system get pod kube-apiserver-controlplane -o jsonpath='{.spec.containers[0].command}' \
  | tr ',' '\n' | grep service-cluster-ip-range | sed 's/.*=//; s/"//g' > /root/answers/service-range.txt
ssh node01 'cat > /etc/kubernetes/manifests/%{pod}.yaml' <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: %{pod}
spec:
  containers:
    - name: web
      image: nginx:1.27
YAML
