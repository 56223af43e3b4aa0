kubectl create namespace %{ns}
kubectl create deployment front -n %{ns} --image=nginx:1.26 --replicas=%{replicas}
kubectl rollout status deployment/front -n %{ns} --timeout=120s
kubectl create deployment back -n %{ns} --image=httpd:2.4 --replicas=2
kubectl rollout status deployment/back -n %{ns} --timeout=120s
kubectl set image deployment/back -n %{ns} httpd=httpd:2.4-does-not-exist
