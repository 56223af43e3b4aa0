kubectl patch deployment front -n %{ns} -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0,"maxSurge":1}}}}'
kubectl set image deployment/front -n %{ns} nginx=nginx:1.27
kubectl rollout status deployment/front -n %{ns} --timeout=120s
kubectl rollout undo deployment/back -n %{ns}
kubectl rollout status deployment/back -n %{ns} --timeout=120s
