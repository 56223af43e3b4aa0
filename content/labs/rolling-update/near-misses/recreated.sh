kubectl delete deployment front -n %{ns}
kubectl create deployment front -n %{ns} --image=nginx:1.27 --replicas=%{replicas}
kubectl patch deployment front -n %{ns} -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0}}}}'
kubectl rollout status deployment/front -n %{ns} --timeout=120s
