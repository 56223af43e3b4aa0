cat > /root/%{pod}.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: %{pod}
  namespace: %{ns}
  labels:
    app: %{pod}
spec:
  containers:
    - name: web
      image: nginx:1.27
      ports:
        - containerPort: 80
    - name: probe
      image: busybox:1.36
      command: ["sh", "-c", "while true; do wget -qO- http://localhost; sleep 5; done"]
YAML
kubectl apply -f /root/%{pod}.yaml
kubectl wait -n %{ns} --for=condition=Ready pod/%{pod} --timeout=60s
sleep 10
