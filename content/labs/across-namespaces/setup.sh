kubectl create namespace %{data}
kubectl create deployment db -n %{data} --image=redis:7 --port=6379
kubectl rollout status deployment/db -n %{data} --timeout=120s
