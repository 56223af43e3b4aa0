kubectl create namespace %{ns}
cat <<'YAML' | kubectl apply -f -
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: %{ns}
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: ngnix:1.27
          ports:
            - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: %{ns}
spec:
  type: NodePort
  selector: { app: webb }
  ports:
    - port: 80
      targetPort: 8080
      nodePort: 30080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: %{ns}
data:
  modus: fast
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
  namespace: %{ns}
spec:
  replicas: 1
  selector:
    matchLabels: { app: worker }
  template:
    metadata:
      labels: { app: worker }
    spec:
      containers:
        - name: worker
          image: busybox:1.36
          command: ["sh", "-c", "echo mode is $MODE; sleep 3600"]
          env:
            - name: MODE
              valueFrom:
                configMapKeyRef: { name: settings, key: mode }
YAML
