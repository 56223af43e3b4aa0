kubectl get deployment front -n %{ns} -o yaml > front.yaml
sed -i 's/maxUnavailable: .*/maxUnavailable: 0/; s/nginx:1.26/nginx:1.27/' front.yaml
kubectl apply -f front.yaml
kubectl rollout status deployment/front -n %{ns} --timeout=120s
kubectl set image deployment/back -n %{ns} httpd=httpd:2.4
kubectl rollout status deployment/back -n %{ns} --timeout=120s
