# The probe runs once, before nginx listens or not, and ends: its container is never ready for long.
cat <<'YAML' | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata:
  name: %{pod}
  namespace: %{ns}
  labels: { app: %{pod} }
spec:
  containers:
    - name: web
      image: nginx:1.27
    - name: probe
      image: busybox:1.36
      command: ["sh", "-c", "echo done"]
YAML
sleep 20
