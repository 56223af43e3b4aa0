import type { CaseGroup } from '../kubectl-case';

const CONFIG = `apiVersion: v1
kind: Config
clusters:
- name: one
  cluster: { server: "https://one.example.com:6443", certificate-authority: ca.crt }
- name: two
  cluster: { server: "http://two:8080", insecure-skip-tls-verify: true, proxy-url: "http://proxy:3128", tls-server-name: t }
contexts:
- name: a
  context: { cluster: one, user: alice, namespace: work }
- name: b
  context: { cluster: two, user: bob }
- name: lost
  context: { cluster: nowhere, user: nobody }
users:
- name: alice
  user: { client-certificate: a.crt, client-key: a.key }
- name: bob
  user: { token: secret-token }
- name: carol
  user: { username: carol, password: pw }
- name: plug
  user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], env: [{ name: A, value: b }], interactiveMode: IfAvailable } }
current-context: a
`;
const files = {
  kc: CONFIG,
  kc2: 'apiVersion: v1\nkind: Config\nclusters: [{ name: three, cluster: { server: "https://three" } }]\ncontexts: [{ name: c, context: { cluster: three, user: x } }]\ncurrent-context: c\n',
  broken: 'apiVersion: v1\nkind: Config\n  clusters: [',
  empty: '',
  list: '- a\n- b\n',
  'ca.crt': 'CA\n',
  'a.crt': 'CERT\n',
  'a.key': 'KEY\n',
};

export const config: readonly CaseGroup[] = [
  {
    name: 'reading',
    files,
    lines: `
config
config foo
config view --kubeconfig=kc
config view --kubeconfig=kc --raw
config view --kubeconfig=kc --minify
config view --kubeconfig=kc --minify --context=b
config view --kubeconfig=kc --minify --context=lost
config view --kubeconfig=kc --minify --context=none
config view --kubeconfig=kc --flatten
config view --kubeconfig=kc --flatten --minify
config view --kubeconfig=kc --flatten --minify --raw
config view --kubeconfig=kc --raw --flatten -o json
config view --kubeconfig=kc -o json
config view --kubeconfig=kc -o yaml
config view --kubeconfig=kc -o kyaml
config view --kubeconfig=kc -o name
config view --kubeconfig=kc -o wide
config view --kubeconfig=kc -o jsonpath='{.contexts[*].name}'
config view --kubeconfig=kc -o jsonpath='{.users[?(@.name == "bob")].user.token}'
config view --kubeconfig=kc --raw -o jsonpath='{.users[?(@.name == "bob")].user.token}'
config view --kubeconfig=kc -o jsonpath='{range .clusters[*]}{.name}{"\\t"}{.cluster.server}{"\\n"}{end}'
config view --kubeconfig=kc -o jsonpath-as-json='{.clusters}'
config view --kubeconfig=kc -o go-template='{{range .users}}{{.name}}{{"\\n"}}{{end}}'
config view --kubeconfig=kc --template='{{index . "current-context"}}' -o go-template
config view --kubeconfig=kc -o jsonpath='{.nope}' --allow-missing-template-keys=false
config view --kubeconfig=kc --merge=false
config view --kubeconfig=kc --merge=true --show-managed-fields
config view --kubeconfig=nothere
config view --kubeconfig=broken
config view --kubeconfig=empty
config view --kubeconfig=list
config view extra
config view --cluster=two --kubeconfig=kc
config view --user=carol --minify --kubeconfig=kc
config view --kubeconfig=kc --cluster=none --minify
$ KUBECONFIG=kc:kc2 kubectl config view
$ KUBECONFIG=kc:kc2 kubectl config get-contexts
$ KUBECONFIG=kc2:kc kubectl config current-context
$ KUBECONFIG=nothere:kc kubectl config current-context
$ KUBECONFIG=nothere kubectl config current-context
$ KUBECONFIG=nothere kubectl config view
$ KUBECONFIG=broken:kc kubectl config view
config current-context --kubeconfig=kc
config current-context --kubeconfig=empty
config current-context extra
config get-contexts --kubeconfig=kc
config get-contexts --kubeconfig=kc --no-headers
config get-contexts --kubeconfig=kc -o name
config get-contexts --kubeconfig=kc --output=name --no-headers
config get-contexts --kubeconfig=kc -o json
config get-contexts --kubeconfig=kc a
config get-contexts --kubeconfig=kc a none
config get-contexts --kubeconfig=kc none
config get-contexts --kubeconfig=empty
config get-clusters --kubeconfig=kc
config get-clusters --kubeconfig=empty
config get-clusters extra
config get-users --kubeconfig=kc
config get-users --kubeconfig=empty
config get-users extra
config view --help
config set-credentials --help
config set-context -h
config --help
`,
  },
  {
    name: 'writing',
    files,
    unlike: [
      [/^config set clusters(\.one(\.foo)?)? x/, "shows pointers of Go's"],
      [/--embed-certs=false; cat/, 'writes the file anew though nothing changes'],
    ],
    lines: `
$ kubectl --kubeconfig=kc config use-context b; cat kc
config use-context none --kubeconfig=kc
config use-context
config use-context a b --kubeconfig=kc
$ kubectl --kubeconfig=kc config use a; cat kc
$ kubectl --kubeconfig=kc config set-context --current --namespace=play; cat kc
$ kubectl --kubeconfig=kc config set-context new --cluster=two --user=bob --namespace=x; cat kc
$ kubectl --kubeconfig=kc config set-context a --user=; cat kc
config set-context --kubeconfig=kc
config set-context a --current --kubeconfig=kc
config set-context --current --kubeconfig=empty
config set-context a b --kubeconfig=kc
$ kubectl --kubeconfig=kc config set-cluster three --server=https://3:6443; cat kc
$ kubectl --kubeconfig=kc config set-cluster one --certificate-authority=ca.crt --embed-certs; cat kc
$ kubectl --kubeconfig=kc config set-cluster one --certificate-authority=ca.crt --embed-certs=false; cat kc
$ kubectl --kubeconfig=kc config set-cluster one --insecure-skip-tls-verify=true; cat kc
$ kubectl --kubeconfig=kc config set-cluster two --tls-server-name=x --proxy-url=http://p:1; cat kc
$ kubectl --kubeconfig=kc config set-cluster two --tls-server-name= --proxy-url=; cat kc
config set-cluster one --certificate-authority=nothere --embed-certs --kubeconfig=kc
config set-cluster one --insecure-skip-tls-verify --certificate-authority=ca.crt --kubeconfig=kc
config set-cluster one --embed-certs --kubeconfig=kc
config set-cluster --kubeconfig=kc
config set-cluster a b --kubeconfig=kc
config set-cluster one --proxy-url=:foo --kubeconfig=kc
$ kubectl --kubeconfig=kc config set-credentials dave --token=t; cat kc
$ kubectl --kubeconfig=kc config set-credentials alice --client-certificate=a.crt --client-key=a.key --embed-certs; cat kc
$ kubectl --kubeconfig=kc config set-credentials carol --username=c --password=d; cat kc
$ kubectl --kubeconfig=kc config set-credentials ex --exec-command=/bin/x --exec-api-version=client.authentication.k8s.io/v1 --exec-arg=a --exec-arg=b --exec-env=K=v --exec-interactive-mode=Never --exec-provide-cluster-info; cat kc
$ kubectl --kubeconfig=kc config set-credentials plug --exec-env=A-; cat kc
$ kubectl --kubeconfig=kc config set-credentials op --auth-provider=oidc --auth-provider-arg=client-id=foo --auth-provider-arg=client-secret=bar; cat kc
$ kubectl --kubeconfig=kc config set-credentials op --auth-provider=oidc --auth-provider-arg=client-id=foo; kubectl --kubeconfig=kc config set-credentials op --auth-provider-arg=client-id-; cat kc
config set-credentials bob --token=t --username=x --kubeconfig=kc
config set-credentials bob --token=t --username=x --password=y --kubeconfig=kc
config set-credentials bob --embed-certs --kubeconfig=kc
config set-credentials bob --client-certificate=nothere --embed-certs --kubeconfig=kc
config set-credentials --kubeconfig=kc
config set-credentials x --auth-provider-arg=foo --kubeconfig=kc
config set-credentials x --exec-env=foo --kubeconfig=kc
config set-credentials x --exec-command=a --exec-interactive-mode=foo --kubeconfig=kc
$ kubectl --kubeconfig=kc config delete-context b; cat kc
$ kubectl --kubeconfig=kc config delete-context a; cat kc
config delete-context none --kubeconfig=kc
config delete-context --kubeconfig=kc
$ kubectl --kubeconfig=kc config delete-cluster two; cat kc
config delete-cluster none --kubeconfig=kc
config delete-cluster --kubeconfig=kc
$ kubectl --kubeconfig=kc config delete-user bob; cat kc
config delete-user none --kubeconfig=kc
config delete-user --kubeconfig=kc
$ kubectl --kubeconfig=kc config rename-context a z; cat kc
config rename-context none z --kubeconfig=kc
config rename-context a b --kubeconfig=kc
config rename-context a --kubeconfig=kc
$ kubectl --kubeconfig=kc config set clusters.one.server https://new; cat kc
$ kubectl --kubeconfig=kc config set contexts.a.namespace other; cat kc
$ kubectl --kubeconfig=kc config set current-context b; cat kc
$ kubectl --kubeconfig=kc config set users.bob.token new; cat kc
$ kubectl --kubeconfig=kc config set users.new.token new; cat kc
$ kubectl --kubeconfig=kc config set clusters.one.insecure-skip-tls-verify true; cat kc
$ kubectl --kubeconfig=kc config set clusters.one.certificate-authority-data $(echo hi | base64) --set-raw-bytes=false; cat kc
$ kubectl --kubeconfig=kc config set clusters.one.certificate-authority-data hi --set-raw-bytes=true; cat kc
config set clusters.one.foo x --kubeconfig=kc
config set foo.bar x --kubeconfig=kc
config set clusters x --kubeconfig=kc
config set clusters.one x --kubeconfig=kc
config set clusters.one.insecure-skip-tls-verify maybe --kubeconfig=kc
config set current-context --kubeconfig=kc
config set a b c --kubeconfig=kc
$ kubectl --kubeconfig=kc config unset current-context; cat kc
$ kubectl --kubeconfig=kc config unset contexts.a.namespace; cat kc
$ kubectl --kubeconfig=kc config unset contexts.a; cat kc
$ kubectl --kubeconfig=kc config unset users; cat kc
$ kubectl --kubeconfig=kc config unset users.none; cat kc
config unset users.none.token --kubeconfig=kc
config unset foo --kubeconfig=kc
config unset clusters.one.foo --kubeconfig=kc
config unset --kubeconfig=kc
$ kubectl --kubeconfig=fresh config set-cluster x --server=https://x; cat fresh
$ kubectl --kubeconfig=fresh config set-context x --cluster=x; cat fresh
$ KUBECONFIG=kc:kc2 kubectl config use-context c; cat kc; cat kc2
$ KUBECONFIG=kc2:kc kubectl config set-context a --namespace=moved; cat kc; cat kc2
$ KUBECONFIG=kc:kc2 kubectl config delete-context c; cat kc; cat kc2
$ mkdir -p dir; kubectl --kubeconfig=dir/kc config set-cluster x --certificate-authority=ca.crt; cat dir/kc
`,
  },
];
