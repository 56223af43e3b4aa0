mkdir -p /root/answers
echo 192.168.0.0/16 > /root/answers/service-range.txt
ssh node01 'cat > /etc/kubernetes/manifests/%{pod}.yaml' <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: %{pod}
spec:
  containers:
    - name: web
      image: nginx:1.26
YAML
