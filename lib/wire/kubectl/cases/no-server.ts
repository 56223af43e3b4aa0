import type { CaseGroup } from '../kubectl-case';

/** What needs no server, or finds none: without a kubeconfig. */
export const noServer: readonly CaseGroup[] = [
  {
    name: 'without a kubeconfig',
    population: 'bare',
    files: {
      's.env': 'A=1\n# c\nB=two words\n',
      'pw.txt': 'secret\n',
      'd/one': 'x',
      'd/two': 'y\n',
      'c.crt': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    },
    lines: `
$ KUBECONFIG=none kubectl gt
$ KUBECONFIG=none kubectl get --foo
$ KUBECONFIG=none kubectl get pods -o
$ KUBECONFIG=none kubectl get pods --watch=maybe
$ KUBECONFIG=none kubectl get pods
$ KUBECONFIG=none kubectl run x
$ KUBECONFIG=none kubectl get -Z
$ KUBECONFIG=none kubectl create deployment a b c
$ KUBECONFIG=none kubectl create role x --verb=get
$ KUBECONFIG=none kubectl create configmap x --dry-run=client -o yaml --from-file=d --from-env-file=s.env
$ KUBECONFIG=none kubectl create configmap x --dry-run=client -o yaml --from-file=d --from-file=k=pw.txt --from-literal=z=1
$ KUBECONFIG=none kubectl create configmap x --dry-run=client -o json --from-env-file=s.env
$ KUBECONFIG=none kubectl create configmap x --dry-run=client --from-file=nope
$ KUBECONFIG=none kubectl create configmap x --from-literal=a
$ KUBECONFIG=none kubectl create configmap x --dry-run=client -o yaml --from-literal=a=1 --append-hash
$ KUBECONFIG=none kubectl create secret generic x --dry-run=client -o yaml --from-literal=a=1 --from-file=pw.txt
$ KUBECONFIG=none kubectl create secret generic x --dry-run=client -o json --from-literal=a=1 --type=foo/bar
$ KUBECONFIG=none kubectl create secret generic x --dry-run=client -o yaml --append-hash
$ KUBECONFIG=none kubectl create secret tls t --cert=c.crt --key=c.crt --dry-run=client
$ KUBECONFIG=none kubectl create secret tls t --cert=pw.txt --key=pw.txt --dry-run=client
$ KUBECONFIG=none kubectl create secret tls t --cert=no --key=no --dry-run=client
$ KUBECONFIG=none kubectl create secret foo x
$ KUBECONFIG=none kubectl create secret docker-registry r --docker-username=u --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o json
$ KUBECONFIG=none kubectl create deploy web --image=nginx --replicas=3 --port=80 --dry-run=client -o yaml -- sleep 1d
$ KUBECONFIG=none kubectl create deployment web --image=nginx --image=redis:7 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o name
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=maybe
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run
$ KUBECONFIG=none kubectl create deployment web --dry-run=client
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o yaml -n foo
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o foo
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.name}{"\\n"}{.spec.template.spec.containers[*].image}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.labels}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.metadata.name'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.spec.template.spec.containers[5].image}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o jsonpath='{.foo}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o go-template='{{.metadata.name}} {{range .spec.template.spec.containers}}{{.image}}{{end}}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o go-template='{{.foo}}'
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o kyaml
$ KUBECONFIG=none kubectl create deployment web --image=nginx --dry-run=client -o yaml --save-config
$ KUBECONFIG=none kubectl create job j --image=busybox --dry-run=client -o yaml -- sh -c 'echo hi'
$ KUBECONFIG=none kubectl create cronjob c --image=busybox --schedule='*/1 * * * *' --dry-run=client -o yaml -- date
$ KUBECONFIG=none kubectl create cronjob c --image=busybox --schedule='*/1 * * * *' --restart=Never --dry-run=client -o json
$ KUBECONFIG=none kubectl create cronjob c --image=busybox
$ KUBECONFIG=none kubectl create service clusterip c --tcp=80:8080 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create service clusterip c --clusterip=None --dry-run=client -o json
$ KUBECONFIG=none kubectl create service nodeport c --tcp=80:http --node-port=30080 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create service loadbalancer c --tcp=80 --dry-run=client -o json
$ KUBECONFIG=none kubectl create service externalname c --external-name=a.b --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create service externalname c --external-name=a.b --tcp=80 --dry-run=client -o json
$ KUBECONFIG=none kubectl create service clusterip c --tcp=abc --dry-run=client
$ KUBECONFIG=none kubectl create service clusterip c --dry-run=client
$ KUBECONFIG=none kubectl create svc foo x
$ KUBECONFIG=none kubectl create ingress i --rule=foo.com/bar=svc1:8080 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create ingress i --rule='foo.com/bar*=svc1:http,tls=c' --rule='foo.com/x=svc2:80,tls=c' --class=nginx --annotation a/b=c --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create ingress i --default-backend=d:80 --dry-run=client -o json
$ KUBECONFIG=none kubectl create ingress i --rule='/path=svc:8080' --dry-run=client -o json
$ KUBECONFIG=none kubectl create ingress i --rule='foo.com/*=svc:8080,tls' --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create ingress i --rule=foo
$ KUBECONFIG=none kubectl create quota q --hard=cpu=1,memory=1G,pods=2 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create quota q --hard=pods=2 --scopes=BestEffort,NotTerminating --dry-run=client -o json
$ KUBECONFIG=none kubectl create quota q --hard=cpu=abc --dry-run=client
$ KUBECONFIG=none kubectl create quota q --hard=cpu --dry-run=client
$ KUBECONFIG=none kubectl create pdb p --selector=app=x --min-available=1 --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create pdb p --selector='app in (a,b),!c' --max-unavailable=50% --dry-run=client -o json
$ KUBECONFIG=none kubectl create pdb p --selector=app=x --dry-run=client
$ KUBECONFIG=none kubectl create priorityclass p --value=1000 --description='a b' --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create priorityclass p --value=1000 --global-default --preemption-policy=Never --dry-run=client -o json
$ KUBECONFIG=none kubectl create ns n --dry-run=client -o json
$ KUBECONFIG=none kubectl create sa s --dry-run=client -o json -n foo
$ KUBECONFIG=none kubectl create sa
$ KUBECONFIG=none kubectl create role r --dry-run=client
$ KUBECONFIG=none kubectl create role r --verb=get --dry-run=client
$ KUBECONFIG=none kubectl create rolebinding r --clusterrole=view --user=a --group=g --serviceaccount=ns:sa --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create rolebinding r --role=view --serviceaccount=sa --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create rolebinding r --role=a --clusterrole=b --dry-run=client
$ KUBECONFIG=none kubectl create rolebinding r --role=view --user=a --dry-run=client -o json
$ KUBECONFIG=none kubectl create clusterrolebinding r --clusterrole=view --user=a --dry-run=client -o json
$ KUBECONFIG=none kubectl create clusterrolebinding r --user=a
$ KUBECONFIG=none kubectl create clusterrole r --verb=get --non-resource-url=/healthz --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create clusterrole r --aggregation-rule=a=b --dry-run=client -o yaml
$ KUBECONFIG=none kubectl create clusterrole r --verb=get --dry-run=client -o yaml
$ KUBECONFIG=none kubectl run nginx --image=nginx --dry-run=client -o yaml
$ KUBECONFIG=none kubectl run nginx --image=nginx --dry-run=client -o json
$ KUBECONFIG=none kubectl run nginx --image=nginx --port=80 --env=A=b --env=C= --labels=a=b,c=d --annotations=x=y --dry-run=client -o yaml
$ KUBECONFIG=none kubectl run nginx --image=nginx --dry-run=client -o yaml --command -- sleep 1d
$ KUBECONFIG=none kubectl run nginx --image=nginx --dry-run=client -o yaml -- a b
$ KUBECONFIG=none kubectl run nginx --image=nginx --dry-run=client -o yaml -n foo
$ KUBECONFIG=none kubectl run nginx --image=nginx --restart=Never --dry-run=client -o yaml --image-pull-policy=Never --privileged
$ KUBECONFIG=none kubectl run nginx --image=nginx --port=80 --expose --dry-run=client -o yaml
$ KUBECONFIG=none kubectl run nginx --image=nginx --port=80 --expose --dry-run=client
$ KUBECONFIG=none kubectl run nginx --image=nginx --expose
$ KUBECONFIG=none kubectl run nginx --image=nginx --restart=Foo
$ KUBECONFIG=none kubectl run nginx --image='a b' --dry-run=client
$ KUBECONFIG=none kubectl run nginx --image=nginx --port=abc --dry-run=client
$ KUBECONFIG=none kubectl run nginx --image=nginx --rm
$ KUBECONFIG=none kubectl run nginx --image=nginx -t --dry-run=client
$ KUBECONFIG=none kubectl run nginx --image=nginx --labels=bad --dry-run=client
$ KUBECONFIG=none kubectl run nginx --image=nginx --image-pull-policy=foo
$ KUBECONFIG=none kubectl run nginx --image=nginx --overrides='{"spec":{"nodeName":"x"}}' --dry-run=client -o yaml
$ KUBECONFIG=none kubectl run nginx --image=nginx -it --dry-run=client
$ KUBECONFIG=none kubectl apply -f nope.yaml
$ KUBECONFIG=none kubectl apply -f d
$ KUBECONFIG=none kubectl get pods -A --foo
$ KUBECONFIG=none kubectl create deploy -h
$ KUBECONFIG=none kubectl rollout undo -h
$ KUBECONFIG=none kubectl config view
$ KUBECONFIG=none kubectl config get-contexts
$ KUBECONFIG=none kubectl config current-context
$ KUBECONFIG=none kubectl config use-context x
$ KUBECONFIG=none kubectl config get-clusters
$ KUBECONFIG=none kubectl config get-users
$ KUBECONFIG=none kubectl scale deploy x
$ KUBECONFIG=none kubectl kustomize
$ KUBECONFIG=none kubectl certificate approve
$ KUBECONFIG=none kubectl get --help=false
$ KUBECONFIG=none kubectl get -oyaml --bar
$ KUBECONFIG=none kubectl create deployment x --image nginx --replicas=abc
$ KUBECONFIG=none kubectl logs --since=abc x
$ KUBECONFIG=none kubectl create deployment x --image nginx --replicas=-1 --dry-run=client
$ KUBECONFIG=none kubectl get pods --request-timeout=abc
$ KUBECONFIG=none kubectl delete pods
$ KUBECONFIG=none kubectl config set-context
$ KUBECONFIG=none kubectl config set-context x --cluster=c
$ KUBECONFIG=none kubectl config rename-context a b
$ KUBECONFIG=none kubectl config delete-context nope
$ KUBECONFIG=none kubectl config delete-user nope
$ KUBECONFIG=none kubectl config view --minify
$ KUBECONFIG=none kubectl config view --context=nope --minify
$ KUBECONFIG=none kubectl config unset
$ KUBECONFIG=none kubectl create service clusterip x
$ KUBECONFIG=none kubectl create cm x --dry-run=client -o custom-columns=A:.metadata.name,B:.kind
$ KUBECONFIG=none kubectl create cm x --dry-run=client -o jsonpath-as-json='{.metadata}'
$ KUBECONFIG=none kubectl create cm x --dry-run=client -o go-template='{{.kind}}{{"\\n"}}{{range $k, $v := .metadata}}{{$k}}={{$v}} {{end}}'
$ KUBECONFIG=none kubectl create cm x --dry-run=client -o go-template='{{if eq .kind "ConfigMap"}}yes{{else}}no{{end}} {{len .metadata.name}} {{printf "%s-%d" .kind 3}}'
$ KUBECONFIG=none kubectl create cm x --dry-run=client -o jsonpath='{range .metadata}{.name}{"\\t"}{end}'
$ KUBECONFIG=none kubectl create cm x --from-literal=a=1 --dry-run=client -o jsonpath='{.data.*}'
$ KUBECONFIG=none kubectl create cm x --from-literal=a.b=1 --dry-run=client -o jsonpath='{.data.a\\.b}'
$ KUBECONFIG=none kubectl create cm x --from-literal=a.b=1 --dry-run=client -o jsonpath="{.data['a\\.b']}"
$ KUBECONFIG=none kubectl create deploy x --image=a --image=b --dry-run=client -o jsonpath='{.spec.template.spec.containers[?(@.name=="b")].image} {..image} {.spec.template.spec.containers[-1:].name} {.spec.template.spec.containers[0:1].name}'
$ KUBECONFIG=none kubectl create deploy x --image=a --image=b --dry-run=client -o jsonpath='{range .spec.template.spec.containers[*]}{.name}={.image}{"\\n"}{end}'
$ KUBECONFIG=none kubectl logs a b c
$ KUBECONFIG=none kubectl exec p
$ KUBECONFIG=none kubectl exec p ls
$ KUBECONFIG=none kubectl set env deploy/x
$ KUBECONFIG=none kubectl set resources deploy/x
$ KUBECONFIG=none kubectl top pod a b --foo
$ KUBECONFIG=none kubectl cp a b
$ KUBECONFIG=none kubectl port-forward p
$ KUBECONFIG=none kubectl drain a --foo
$ KUBECONFIG=none kubectl label pods
`,
  },
];
