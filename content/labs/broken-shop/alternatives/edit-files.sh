kubectl get deployment web -n %{ns} -o yaml | sed 's/ngnix/nginx/' > web.yaml
kubectl replace -f web.yaml
kubectl create configmap settings -n %{ns} --from-literal=mode=fast --dry-run=client -o yaml | kubectl apply -f -
kubectl delete service web -n %{ns}
cat <<'YAML' | kubectl create -f -
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: %{ns}
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      nodePort: 30080
YAML
kubectl rollout status deployment/web -n %{ns} --timeout=120s
kubectl delete pod -n %{ns} -l app=worker
kubectl rollout status deployment/worker -n %{ns} --timeout=120s
