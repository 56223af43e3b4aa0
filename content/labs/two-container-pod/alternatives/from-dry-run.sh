kubectl run %{pod} -n %{ns} --image=nginx:1.27 --labels=app=%{pod} --dry-run=client -o yaml > pod.yaml
sed -i 's/^    name: %{pod}$/    name: web/; s/^  - image: nginx:1.27$/  - name: probe\n    image: busybox:1.36\n    command: ["sh", "-c", "until wget -qO- http:\/\/localhost; do sleep 1; done; sleep 3600"]\n&/' pod.yaml
kubectl create -f pod.yaml
sleep 15
