mkdir -p /root/answers
grep -o 'service-cluster-ip-range=[^ ]*' /etc/kubernetes/manifests/kube-apiserver.yaml | cut -d= -f2 > /root/answers/service-range.txt
kubectl run %{pod} --image=nginx:1.27 --dry-run=client -o yaml > /tmp/%{pod}.yaml
scp /tmp/%{pod}.yaml node01:/etc/kubernetes/manifests/%{pod}.yaml
