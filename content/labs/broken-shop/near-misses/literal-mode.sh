# Works, but worker no longer takes its value from the ConfigMap.
kubectl set image deployment/web -n %{ns} nginx=nginx:1.27
kubectl set env deployment/worker -n %{ns} MODE=fast --overwrite
kubectl patch service web -n %{ns} --type=json -p '[{"op":"replace","path":"/spec/selector/app","value":"web"},{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
