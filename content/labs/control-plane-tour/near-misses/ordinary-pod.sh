# The right range, but a pod made through the API and pinned to the node is no static pod.
mkdir -p /root/answers
echo 10.96.0.0/12 > /root/answers/service-range.txt
cat <<'YAML' | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata:
  name: %{pod}-node01
spec:
  nodeName: node01
  containers:
    - name: web
      image: nginx:1.27
YAML
