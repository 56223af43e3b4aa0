import { describe, expect } from 'vitest';
import { World } from '@/lib/world/world';
import { scenario } from '../stage';

const WEB = `
kubectl create deployment web --image=nginx:1.27 >/dev/null
kubectl expose deployment web --port=80 >/dev/null
kubectl rollout status deployment/web >/dev/null
`;

describe('kubectl: port-forward, proxy and cp', () => {
  scenario('a forwarded port of a Service reaches a pod until Ctrl-C ends it', (stage) => {
    const shown = stage.ok(`${WEB}
set -m
kubectl port-forward svc/web 8080:80 > log & sleep 1
curl -s localhost:8080 | grep -o '<title>.*</title>'
curl -s 'http://[::1]:8080' | grep -c title
kill -INT %1; wait %1; echo "exit $?"
curl -s localhost:8080; echo "curl $?"
cat log`);
    expect(shown.split('\n')).toEqual([
      '<title>Welcome to nginx!</title>',
      '1',
      'exit 0',
      'curl 7',
      'Forwarding from 127.0.0.1:8080 -> 80',
      'Forwarding from [::1]:8080 -> 80',
      'Handling connection for 8080',
      'Handling connection for 8080',
    ]);
  });

  scenario('a port that nobody serves in the pod loses the connection', (stage) => {
    const shown = stage.ok(`${WEB}
kubectl port-forward deploy/web 8081:81 2>&1 > /dev/null | sed 's/.*failed to connect/failed to connect/' & sleep 1
curl -s localhost:8081; echo "curl $?"; wait`);
    expect(shown).toContain('curl 56');
    expect(shown).toContain('dial tcp4 127.0.0.1:81: connect: connection refused');
    expect(shown).toContain('error: lost connection to pod');
  });

  scenario('a forward outlives the restart of a container, but not the pod', (stage) => {
    const shown = stage.ok(`${WEB}
kubectl port-forward deploy/web 8080:80 > log 2>&1 & sleep 1
kubectl exec deploy/web -- sh -c 'kill 1'; sleep 20
curl -s -o /dev/null -w '%{http_code}\\n' localhost:8080
kubectl delete pod -l app=web > /dev/null; sleep 5
curl -s localhost:8080; echo "curl $?"; sleep 1
tail -1 log`);
    expect(shown.split('\n')).toEqual(['200', 'curl 56', 'error: lost connection to pod']);
  });

  scenario('databases are reached through a forwarded port', (stage) => {
    expect(
      stage.ok(`kubectl run cache --image=redis:7 >/dev/null; kubectl wait --for=condition=Ready pod/cache >/dev/null
kubectl run client --image=redis:7 --overrides='{"spec":{"hostNetwork":true,"nodeName":"controlplane"}}' >/dev/null
kubectl wait --for=condition=Ready pod/client >/dev/null
kubectl port-forward pod/cache 16379:6379 > /dev/null & sleep 1
kubectl exec client -- redis-cli -p 16379 SET a b
kubectl exec cache -- redis-cli GET a`),
    ).toBe('OK\nb');
  });

  scenario('a forwarded port goes on in a fork and after a restore', (stage) => {
    stage.ok(`${WEB}
kubectl port-forward svc/web 8080:80 > /dev/null 2>&1 & sleep 1; disown`);
    const ask = (world: World) =>
      world.runScript({ host: 'controlplane', user: 'root', text: `curl -s -o /dev/null -w '%{http_code}' localhost:8080` }).stdout;
    expect(ask(stage.world.fork())).toBe('200');
    expect(ask(World.restore(JSON.parse(JSON.stringify(stage.world.snapshot()))))).toBe('200');
  });

  scenario('proxy serves the API as the user of the kubeconfig, and keeps exec and other hosts out', (stage) => {
    const shown = stage.ok(`kubectl create namespace shop > /dev/null
kubectl proxy --port=8001 > log & sleep 1
curl -s localhost:8001/api/v1/namespaces/shop | grep '"name"' | head -1
curl -s localhost:8001/api/v1/namespaces/shop/pods/x/exec
curl -s -H 'Host: evil.example.com' localhost:8001/version
curl -s -o /dev/null -w '%{http_code}\\n' -X DELETE localhost:8001/api/v1/namespaces/shop/pods/x
cat log`);
    expect(shown.split('\n').map((line) => line.trim())).toEqual([
      '"name": "shop",',
      'Forbidden',
      'Forbidden',
      '404',
      'Starting to serve on 127.0.0.1:8001',
    ]);
  });

  scenario('cp carries files of any size and bytes into a container and out of it', (stage) => {
    expect(
      stage.ok(`kubectl run p --image=nginx:1.27 > /dev/null; kubectl wait --for=condition=Ready pod/p > /dev/null
seq 1 300000 > big; printf '\\xff\\x00\\xfe네카라' > odd
kubectl cp big p:/tmp/big; kubectl cp p:/tmp/big big2 > /dev/null; cmp big big2 && echo same
kubectl cp odd p:/tmp/odd; kubectl cp p:/tmp/odd odd2 > /dev/null; cmp odd odd2 && echo same
kubectl exec p -- wc -l /tmp/big`),
    ).toBe('same\nsame\n300000 /tmp/big');
  });

  scenario('cp needs tar in the container', (stage) => {
    expect(
      stage.fails(
        `kubectl cp -n kube-system /etc/hostname $(kubectl get pod -n kube-system -l k8s-app=kube-dns -o jsonpath='{.items[0].metadata.name}'):/tmp/x`,
      ),
    ).toMatch(/executable file not found/);
  });
});
