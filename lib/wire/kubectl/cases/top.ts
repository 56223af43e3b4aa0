import type { CaseGroup } from '../kubectl-case';

export const top: readonly CaseGroup[] = [
  {
    name: 'top without metrics',
    lines: `
top
top foo
top node
top nodes
top no node01
top pod
top pods -n shop
top po -n shop full
top pods -A
top node --foo
`,
  },
  {
    name: 'top',
    setup: `kubectl apply -f https://github.com/kubernetes-sigs/metrics-server/releases/latest/download/components.yaml
kubectl patch deploy metrics-server -n kube-system --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/args/-","value":"--kubelet-insecure-tls"}]'
kubectl rollout status deploy/metrics-server -n kube-system
sleep 120`,
    lines: `
top node
top nodes --no-headers
top node node01
top node node01 node02
top node nope
top node -l disk=ssd
top node -l disk=none
top node node01 -l disk=ssd
top node --selector='a=='
top node --sort-by=cpu
top node --sort-by=memory
top node --sort-by=swap
top node --sort-by=nope
top node --show-capacity
top node --show-swap
top node --use-protocol-buffers
top node --use-protocol-buffers=false
top node/node01
top pod
top pod -n shop
top pod -n shop --no-headers
top pod -n shop full
top pod full --namespace=shop
top pod -n shop nope
top pod -n shop full crasher
top pod -n shop -l app=web
top pod -n shop -l app=none
top pod -n shop full -l app=web
top pod -A
top pods --all-namespaces --no-headers
top pod full -A
top pod -n shop --containers
top pod -n shop full --containers
top pod -A --containers
top pod -n shop --sort-by=cpu
top pod -n shop --sort-by=memory
top pod -n shop --sort-by=swap
top pod -n shop --sort-by=nope
top pod -n shop --sum
top pod -n shop --sum --containers
top pod -A --sum
top pod -n shop --sum --no-headers
top pod -n shop --field-selector=status.phase=Running
top pod -n shop --field-selector=metadata.name=full
top pod -n shop --field-selector=foo=bar
top pod -n shop --show-swap
top pod -n shop --use-protocol-buffers=false
top pod -n nope
top pods -n shop --foo
top pod -n shop --as=nobody
top node --as=nobody
`,
  },
];
