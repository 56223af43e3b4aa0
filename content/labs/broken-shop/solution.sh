kubectl set image deployment/web -n %{ns} nginx=nginx:1.27
kubectl patch configmap settings -n %{ns} -p '{"data":{"mode":"fast"}}'
kubectl patch service web -n %{ns} --type=json -p '[{"op":"replace","path":"/spec/selector/app","value":"web"},{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
kubectl rollout status deployment/web -n %{ns} --timeout=120s
kubectl rollout status deployment/worker -n %{ns} --timeout=180s
