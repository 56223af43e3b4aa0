import type { CaseGroup } from '../kubectl-case';

export const logs: readonly CaseGroup[] = [
  {
    name: 'which container',
    lines: `
logs
logs -n shop
logs full -n shop
logs full -n shop -c main
logs full -n shop -c side
logs full -n shop --container=side
logs full -n shop -c prepare
logs full -n shop -c nope
logs full side -n shop
logs full side -n shop -c main
logs full side main -n shop
logs pod/full -n shop -c side
logs pods full -n shop
logs pod full -n shop
logs full -n shop --all-containers
logs full -n shop --all-containers=true --prefix
logs full -n shop --all-containers -c side
logs full -n shop --prefix -c side
logs nothere -n shop
logs pod/nothere -n shop
logs nopull -n shop
logs nowhere -n shop
logs crasher -n shop
logs crasher -n shop -p
logs crasher -n shop --previous
logs full -n shop -c side -p
logs job/once -n shop
logs jobs/once -n shop
logs deploy/web -n shop --tail=2
logs deployment/web -n shop --tail=0
logs deployment.apps/web -n shop --tail=1
logs deploy/web -n shop --all-pods --tail=0
logs rs/nothere -n shop
logs ds/agent -n shop
logs sts/db -n shop --tail=1
logs svc/web -n shop --tail=1
logs svc/away -n shop
logs svc/outside -n shop --pod-running-timeout=1s
logs cm/settings -n shop
logs node/node01
logs foo/bar -n shop
logs web -n shop
logs -l app=full -n shop
logs -l app=full -n shop -c side
logs -l app=full -n shop --all-containers
logs -l app=full -n shop -c side --prefix
logs -l app=none -n shop
logs -l app=agent -n shop
logs --selector=app=full -n shop -c main --tail=1
logs -l app=full full -n shop
logs -l 'app in (full' -n shop
logs -l app=crasher -n shop
logs once -n shop
logs full -n nonamespace
logs full
logs --foo
logs full -n shop -c
logs full/x/y -n shop
logs pod/full pod/x -n shop
`,
  },
  {
    name: 'how much and how',
    lines: `
logs full -n shop -c side --tail=1
logs full -n shop -c side --tail=2
logs full -n shop -c side --tail=0
logs full -n shop -c side --tail=-1
logs full -n shop -c side --tail=-2
logs full -n shop -c side --tail=abc
logs full -n shop -c side --tail 1 --timestamps
logs full -n shop -c side --timestamps
logs full -n shop -c side --timestamps=false
logs full -n shop -c side --limit-bytes=3
logs full -n shop -c side --limit-bytes=0
logs full -n shop -c side --limit-bytes=-1
logs full -n shop -c side --since=1s
logs full -n shop -c side --since=24h
logs full -n shop -c side --since=0
logs full -n shop -c side --since=abc
logs full -n shop -c side --since=5
logs full -n shop -c side --since-time=2020-01-01T00:00:00Z
logs full -n shop -c side --since-time=2040-01-01T00:00:00Z
logs full -n shop -c side --since-time=yesterday
logs full -n shop -c side --since=1h --since-time=2020-01-01T00:00:00Z
logs full -n shop -c side --prefix --timestamps
logs full -n shop --all-containers --prefix --tail=1
logs full -n shop -c side --ignore-errors
logs nopull -n shop --ignore-errors
logs -l app=full -n shop -c side --max-log-requests=1
logs -l app=agent -n shop -f --max-log-requests=1
logs full -n shop -c prepare -f
logs full -n shop -c prepare --follow --timestamps
logs job/once -n shop -f
logs crasher -n shop -p -f
logs full -n shop -c side --max-log-requests=0
logs full -n shop -c side --insecure-skip-tls-verify-backend
logs full -n shop -c side --all-pods
logs deploy/web -n shop --all-pods --prefix --tail=0
logs full -n shop -c side --pod-running-timeout=5s
logs full -n shop -c side --pod-running-timeout=0s
logs full -n shop -c side --pod-running-timeout=x
logs ds/agent -n shop --all-pods --all-containers
logs sts/db -n shop --all-pods --tail=1 --prefix
logs full -n shop -c side --tail=1 --limit-bytes=2 --timestamps=true
`,
    unordered: /--all-pods|ds\/|deploy/,
  },
];
