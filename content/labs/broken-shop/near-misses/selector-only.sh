kubectl set image deployment/web -n %{ns} nginx=nginx:1.27
kubectl patch configmap settings -n %{ns} -p '{"data":{"mode":"fast"}}'
kubectl patch service web -n %{ns} -p '{"spec":{"selector":{"app":"web"}}}'
