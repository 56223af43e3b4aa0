kubectl create namespace %{app}
kubectl expose deployment db -n %{data} --name=db-service --port=6379
kubectl run client -n %{app} --image=busybox:1.36 --env=DB_HOST=db-service.%{data}.svc.cluster.local -- sleep 3600
kubectl wait -n %{app} --for=condition=Ready pod/client --timeout=60s
