kubectl create namespace %{app}
kubectl create service clusterip db-service -n %{data} --tcp=6379:6379
kubectl run client -n %{app} --image=busybox:1.36 --env=DB_HOST=db-service.%{data} -- sleep 3600
