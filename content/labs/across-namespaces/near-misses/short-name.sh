# The short name works only within the Service's own namespace.
kubectl create namespace %{app}
kubectl expose deployment db -n %{data} --name=db-service --port=6379
kubectl run client -n %{app} --image=busybox:1.36 --env=DB_HOST=db-service -- sleep 3600
