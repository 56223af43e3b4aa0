import type { CaseGroup } from '../kubectl-case';

export const globalFlags: readonly CaseGroup[] = [
  {
    name: 'who and where',
    unlike: [
      [
        /nohost|:foo|--match-server-version|name=example/,
        'tells of the machine that it runs on, of its own version, or of the certificate that the bridge shows',
      ],
    ],
    unordered: /--v=/,
    lines: `
get ns shop --as=jane
get nodes --as=jane
get nodes --as=jane --as-group=system:masters
get nodes --as=system:serviceaccount:shop:robot
get pods -n shop --as=system:serviceaccount:shop:robot -o name
auth whoami --as=jane --as-group=a --as-group=b
auth whoami --as=jane --as-uid=1234
auth whoami --as=jane --as-user-extra=scopes=view --as-user-extra=scopes=edit
auth whoami --as-group=a
auth whoami --as-uid=1
auth whoami --as-user-extra=a=b
get ns --token=nope
get ns shop --token=
get ns --context=nope
get ns --cluster=nope
get ns --user=nope
get ns shop --cluster=kubernetes
get ns shop --kubeconfig=nothere
get ns shop --server=nohost
get ns shop --server=https://127.0.0.1:1
get ns shop --server=:foo
get ns shop -s http://127.0.0.1:1
get ns shop --insecure-skip-tls-verify
get ns shop --certificate-authority=nothere
get ns shop --client-certificate=nothere
get ns shop --client-key=nothere
get ns shop --tls-server-name=kubernetes
get ns shop --tls-server-name=example.com
get ns shop --username=a --password=b
get ns shop --request-timeout=5s
get ns shop --request-timeout=5
get ns shop --request-timeout=abc
get ns shop --request-timeout=0
get ns shop --cache-dir=cache
get ns shop --cache-dir cache --disable-compression
get ns shop --disable-compression=true
get ns shop --match-server-version
get pods -n shop --namespace=quiet
get ns shop --warnings-as-errors
get ns shop --log-flush-frequency=1s
get ns shop --log-flush-frequency=x
get ns shop --profile=none
get ns shop --profile=foo
get ns shop --profile=cpu --profile-output=x
get ns shop --vmodule=a=1
get ns shop --vmodule=a
get ns shop -v=0
get ns shop --v=3
get ns shop -v
get ns shop -v=abc
get ns shop --vv
get ns shop --as
get componentstatuses --warnings-as-errors -o name
get cs -o name
get endpoints -n shop web -o name --warnings-as-errors
`,
  },
  {
    name: 'requests in the log',
    unlike: [[/get ns nothere/, 'asks for discovery too, where its cache has grown old']],
    unordered: /-v=|--v=/,
    lines: `
$ kubectl get ns shop -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl get ns nothere -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl get pods -n shop -l app=full --v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl get --raw /healthz -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl delete cm settings -n shop -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl scale deploy web -n shop --replicas=2 -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl get --raw /version -v=7 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g; s,kubectl/v[^ )"]*,KUBECTL,; s,kubernetes/[0-9a-f]+,COMMIT,' | head -12
$ kubectl create ns x --dry-run=client -v=6 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //; s/milliseconds=[0-9]+/milliseconds=N/; s,https?://[^/ "]+,URL,g'
$ kubectl get ns shop -v=5 2>&1 | sed -E 's/^I[0-9]{4} [0-9:.]+ +[0-9]+ //'
`,
  },
];
