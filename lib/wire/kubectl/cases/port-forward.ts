import type { CaseGroup } from '../kubectl-case';

export const portForward: readonly CaseGroup[] = [
  {
    name: 'port-forward',
    unlike: [
      [/svc\/away/, 'waits a minute for a pod'],
      [/1053:/, 'goes on until it is interrupted'],
      [/192\.0\.2\.2/, 'the address may be one of the machine that it runs on'],
    ],
    rate: 1,
    lines: `
port-forward
port-forward full
port-forward full -n shop
port-forward nothere -n shop 80
port-forward nowhere -n shop 80
port-forward crasher -n shop 80
port-forward foo/bar -n shop 80
port-forward cm/settings -n shop 80
port-forward svc/nothere -n shop 80
port-forward svc/away -n shop 80
port-forward svc/web -n shop 81
port-forward svc/web -n shop http
port-forward svc/web -n shop 8080:nope
port-forward full -n shop nope
port-forward full -n shop 70000
port-forward full -n shop 1:70000
port-forward full -n shop 1:0
port-forward full -n shop a:80
port-forward full -n shop 8080:
port-forward full -n shop 80 --address=foo
port-forward full -n shop 80 --address=1.2.3
port-forward full -n shop 80 --pod-running-timeout=0s
port-forward full -n shop 80 --pod-running-timeout=x
port-forward full -n shop 80 --foo
port-forward full -n shop 18080:80 --address=192.0.2.1
port-forward full -n shop 18080:80 18081:81 --address=192.0.2.1,192.0.2.2
port-forward -n kube-system svc/kube-dns 1053:53
port-forward -n kube-system svc/kube-dns 1053:dns
port-forward job/once -n shop 80
`,
  },
  {
    name: 'proxy',
    rate: 1,
    lines: `
proxy --port=a
proxy --port=1 --unix-socket=x
proxy --foo
proxy --keepalive=x
proxy --address=192.0.2.1 --port=18001
proxy --accept-hosts='['
proxy --accept-paths='('
proxy --reject-paths='*'
proxy --reject-methods='['
`,
  },
];
