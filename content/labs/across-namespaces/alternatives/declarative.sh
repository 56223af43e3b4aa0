cat <<'YAML' | kubectl apply -f -
apiVersion: v1
kind: Namespace
metadata:
  name: %{app}
---
apiVersion: v1
kind: Service
metadata:
  name: db-service
  namespace: %{data}
spec:
  selector:
    app: db
  ports:
    - port: 6379
---
apiVersion: v1
kind: Pod
metadata:
  name: client
  namespace: %{app}
spec:
  containers:
    - name: client
      image: busybox:1.36
      command: [sleep, "3600"]
      env:
        - name: DB_HOST
          value: db-service.%{data}
YAML
