/** More lines of cases/create.ts. */
export const MORE_CREATE = `
create quota q --hard=pods=1 --scopes=Nope -n quiet
create quota q --hard=foo=1 -n quiet
create quota limits --hard=pods=1 -n shop
create resourcequota q --dry-run=client
create pdb
create pdb p
create pdb p --selector=a=b
create pdb p --selector=a=b --min-available=1 --max-unavailable=1
create pdb p --selector=a=b --max-unavailable=25% --dry-run=client -o yaml
create pdb p --selector='a in (b,c),!d' --min-available=0 --dry-run=client -o yaml
create pdb p --selector='a===' --min-available=1 --dry-run=client
create pdb p --min-available=1 --dry-run=client
create pdb p --selector=a=b --min-available=x% -n quiet
create pdb p --selector=a=b --min-available=-1 -n quiet
create pdb web --selector=a=b --min-available=1 -n shop
create priorityclass
create pc p --dry-run=client -o yaml
create pc p --value=5 --global-default --preemption-policy=Never --dry-run=client -o yaml
create pc p --value=5 --preemption-policy=Nope
create pc p --value=x
create pc p --value=2000000000
create pc system-x --value=1
create pc high --value=1000
create pc p --global-default=true --value=1 -o name
create serviceaccount
create sa s --dry-run=client -o yaml
create sa robot -n shop
create sa Bad_Name -n quiet
create sa a b
create role
create role r
create role r --verb=get
create role r --resource=pods
create role r --verb=get --resource=pods,pods/log --dry-run=client -o yaml
create role r --verb=get,list,get --resource=deployments.apps,pods,replicasets.apps --dry-run=client -o yaml
create role r --verb='*' --resource='*' --dry-run=client -o yaml
create role r --verb=get --resource=pods --resource=services --resource-name=a --resource-name=b --dry-run=client -o yaml
create role r --verb=nope --resource=pods --dry-run=client -o yaml
create role r --verb=get --resource=foo --dry-run=client -o yaml
create role r --verb=get --resource=pods.foo --dry-run=client -o yaml
create role r --verb=get --resource=nodes --dry-run=client -o yaml
create role r --verb=get --resource=deploy --dry-run=client -o yaml
create role r --verb=get --resource=pods/ --dry-run=client -o yaml
create role r --verb=get --resource=a/b/c --dry-run=client -o yaml
create role r --verb=create --resource=pods --resource-name=a --dry-run=client -o yaml
create role r --verb=get --non-resource-url=/x
create role reader -n shop --verb=get --resource=pods
create role r --verb= --resource=pods
create clusterrole
create clusterrole c
create clusterrole c --verb=get
create clusterrole c --verb=get --resource=pods --non-resource-url=/x --dry-run=client -o yaml
create clusterrole c --verb=get --non-resource-url=/x,/y/* --dry-run=client -o yaml
create clusterrole c --verb=get --non-resource-url=x --dry-run=client -o yaml
create clusterrole c --verb=create --non-resource-url=/x --dry-run=client -o yaml
create clusterrole c --verb=watch --non-resource-url=/x --dry-run=client -o yaml
create clusterrole c --verb=get --non-resource-url=/x --resource-name=a --dry-run=client -o yaml
create clusterrole c --aggregation-rule=a/b=c --dry-run=client -o yaml
create clusterrole c --aggregation-rule='rbac.authorization.k8s.io/aggregate-to-x=true' --dry-run=client -o yaml
create clusterrole c --aggregation-rule=a=b,c=d --dry-run=client -o yaml
create clusterrole c --aggregation-rule=a=b --verb=get --resource=pods
create clusterrole c --aggregation-rule=a
create clusterrole node-reader --verb=get --resource=nodes
create rolebinding
create rolebinding b
create rolebinding b --role=r --clusterrole=c
create rolebinding b --clusterrole=c --dry-run=client -o yaml
create rolebinding b --role=r --user=a --user=b --group=g --dry-run=client -o yaml
create rolebinding b --role=r --user=a,b --dry-run=client -o yaml
create rolebinding b --role=r --serviceaccount=x --dry-run=client
create rolebinding b --role=r --serviceaccount=:x --dry-run=client
create rolebinding b --role=r --serviceaccount=x: --dry-run=client
create rolebinding b --role=r --serviceaccount=a:b:c --dry-run=client
create rolebinding robot-reads --role=reader -n shop
create rolebinding b --role=r -n quiet -o yaml --dry-run=client
create clusterrolebinding
create clusterrolebinding b
create clusterrolebinding b --clusterrole=c --dry-run=client -o yaml
create clusterrolebinding b --clusterrole=c --group=system:masters --dry-run=client -o yaml
create clusterrolebinding jane-reads --clusterrole=c
create clusterrolebinding b --role=r
create token
create token robot x -n shop
create token nope -n shop
create token robot -n shop --duration=1s
create token robot -n shop --duration=-1s
create token robot -n shop --duration=x
create token robot -n shop --duration=1h --bound-object-kind=Foo --bound-object-name=a
create token robot -n shop --bound-object-kind=Pod
create token robot -n shop --bound-object-name=x
create token robot -n shop --bound-object-uid=x
create token robot -n shop --bound-object-kind=Pod --bound-object-name=nope
create token robot -n shop --bound-object-kind=Secret --bound-object-name=password --bound-object-uid=wrong
create token robot -n shop -o jsonpath='{.kind}'
create token robot -n shop -o go-template='{{.kind}}'
create token robot -n shop -o name
create token robot -n shop -o foo
create token robot -n shop --audience=a --audience=b -o jsonpath='{.spec.audiences}'
create token robot -n shop --duration=2h -o jsonpath='{.spec.expirationSeconds}'
`;
