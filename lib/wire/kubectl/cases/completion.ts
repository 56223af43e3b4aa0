import type { CaseGroup } from '../kubectl-case';

/** What kubectl's completion script asks when Tab is pressed: the last word is the one that is being typed. */
export const completion: readonly CaseGroup[] = [
  {
    name: 'commands and flags',
    lines: `
__complete ''
__complete g
__complete des
__complete nope
__complete nope ''
__complete create ''
__complete create s
__complete create service ''
__complete create secret ''
__complete create cm ''
__complete rollout ''
__complete rollout res
__complete set ''
__complete config ''
__complete config g
__complete config set-
__complete auth ''
__complete top ''
__complete certificate ''
__complete cluster-info ''
__complete plugin ''
__complete completion ''
__complete completion ba
__complete completion bash ''
__complete alpha ''
__complete options ''
__complete version ''
__complete help ''
__complete help cre
__complete help create s
__complete apply ''
__complete apply v
__complete get --
__complete get -
__complete get --o
__complete get --out
__complete get --output
__complete get --sho
__complete get --nope
__complete get --nope ''
__complete get pods --all
__complete get pods -o ''
__complete get pods -o y
__complete get pods -oy
__complete get pods -o=y
__complete get pods --output ''
__complete get pods --output=j
__complete get pods --output=
__complete get pods -o custom-columns=
__complete version -o ''
__complete version --o
__complete api-resources -o ''
__complete api-resources --api-group=
__complete config view -o ''
__complete create cm x --dry-run=
__complete create cm x --dry-run ''
__complete apply -f ''
__complete apply -f x.
__complete apply --validate=
__complete delete --cascade=
__complete delete --cascade ''
__complete run x --image=
__complete run x --restart=
__complete run x --image-pull-policy=
__complete create -f ''
__complete diff -f ''
__complete -- ''
__complete --
__complete -
__complete -n
__complete --kubeconfig ''
__complete --kubeconfig=
__complete --context ''
__complete --context=
__complete --cluster ''
__complete --user ''
__complete --user=kub
__complete --as ''
__complete --v=
__complete config use-context ''
__complete config use-context kub
__complete config use-context a ''
__complete config delete-context ''
__complete config delete-cluster ''
__complete config delete-user ''
__complete config get-contexts ''
__complete config rename-context ''
__complete config rename-context a ''
__complete config set-context ''
__complete config set-cluster ''
__complete config set-credentials ''
__complete config set ''
__complete config unset ''
__complete kustomize ''
__complete proxy ''
__complete wait ''
__complete wait --for=
__complete events ''
__complete events --for=
__complete events --types ''
__complete explain --output ''
__complete debug --profile=
__complete expose deploy web --type=
__complete expose deploy web --protocol ''
__complete patch pod x --type=
__complete patch pod x --type ''
__complete get pods --subresource ''
__complete get pods --subresource=
__complete
__complete get
__complete create deploy x -o ''
__complete create deploy x --image=y -o j
__complete run x -o ''
__complete apply -o ''
__complete events -o ''
__complete describe -f ''
__complete apply set-last-applied -f ''
__complete apply -k ''
__complete edit --subresource=
__complete patch --subresource ''
__complete run --
__complete run x --im
__complete run x --image=y --
__complete scale --r
__complete scale deploy web --replicas=1 ''
__complete create deployment ''
__complete create deployment x -
__complete create deployment x --
__complete logs --
__complete exec -
__complete config view --
__complete rollout undo --
__complete set image --
__complete auth can-i --
__complete top pod --
__complete drain --
__complete get -A --
__complete get -n shop --n
__complete -h ''
__complete get -h ''
__complete get --watch=
__complete get -w ''
__complete get -wo ''
__complete get -f ''
__complete get --label-columns=a --label
__complete delete --force --fo
__complete expose --
__complete debug --
__complete options --
__complete help --
__complete kustomize --
__complete proxy --
__complete cluster-info dump --
__complete certificate approve --
__complete cp --
__complete wait --
__complete explain --
__completeNoDesc ''
__completeNoDesc get --o
__completeNoDesc create ''
`,
  },
  {
    name: 'what the server has',
    lines: `
__complete get ''
__complete get po
__complete get deploy
__complete get pod ''
__complete get pods -n shop ''
__complete -n shop get pods ''
__complete --namespace=shop get po ''
__complete get pods -n shop w
__complete get pods -n shop full ''
__complete get pods -n shop full c
__complete get pods,sv
__complete get pods,svc ''
__complete get pods,svc -n shop ''
__complete get pod/ -n shop
__complete get -n shop pod/
__complete get -n shop pod/f
__complete get -n shop pod/full pod/
__complete get -n shop pod/full ''
__complete get deploy/ -n shop ''
__complete get -n shop deployments.apps/
__complete get -n shop deployments.apps ''
__complete get all -n shop ''
__complete get nope ''
__complete get nope/
__complete get nodes ''
__complete get nodes n
__complete get pods -n ''
__complete get pods -n s
__complete get pods --namespace=
__complete get pods --namespace=ku
__complete -n ''
__complete get pods -A ''
__complete get pods -n nope ''
__complete get pods -n shop -l ''
__complete get pods --kubeconfig=/nope ''
__complete get pods --server=https://127.0.0.1:1 ''
__complete get pods --as=jane -n shop ''
__complete describe ''
__complete describe pod -n shop ''
__complete describe node ''
__complete delete ''
__complete delete pod -n shop ''
__complete delete pod -n shop full ''
__complete edit ''
__complete edit deploy -n shop ''
__complete label pod -n shop ''
__complete label pod -n shop full ''
__complete annotate svc -n shop ''
__complete patch deploy -n shop ''
__complete logs ''
__complete logs -n shop ''
__complete logs -n shop f
__complete logs -n shop full ''
__complete logs -n shop full -c ''
__complete logs -n shop full -c m
__complete logs -n shop deploy/
__complete logs -n shop deploy/web ''
__complete logs -n shop po/
__complete exec -n shop ''
__complete exec -n shop full ''
__complete exec -n shop full -c ''
__complete exec -n shop full -- ''
__complete exec -it -n shop full -- sh
__complete attach -n shop ''
__complete attach -n shop full -c ''
__complete cp -n shop ''
__complete cp -n shop f
__complete cp shop/
__complete cp ./
__complete cp /tmp/x ''
__complete cp full:
__complete port-forward -n shop ''
__complete port-forward -n shop full ''
__complete port-forward -n shop svc/
__complete debug -n shop ''
__complete debug node/
__complete debug -n shop full -c ''
__complete debug -n shop full --target ''
__complete top pod -n shop ''
__complete top node ''
__complete cordon ''
__complete uncordon ''
__complete uncordon node01 ''
__complete drain ''
__complete drain node01 ''
__complete taint ''
__complete taint node ''
__complete taint node node01 ''
__complete rollout status ''
__complete rollout status deploy -n shop ''
__complete rollout status -n shop deploy/
__complete rollout history -n shop deploy ''
__complete rollout restart ''
__complete rollout undo sts -n shop ''
__complete rollout pause ''
__complete rollout resume ''
__complete scale ''
__complete scale deploy -n shop ''
__complete scale -n shop deploy/
__complete autoscale ''
__complete autoscale deploy -n shop ''
__complete expose ''
__complete expose deploy -n shop ''
__complete set image ''
__complete set image deploy -n shop ''
__complete set env ''
__complete set resources ''
__complete set serviceaccount ''
__complete set selector ''
__complete set subject ''
__complete explain ''
__complete explain po
__complete explain pods ''
__complete wait pod -n shop ''
__complete wait -n shop pod/
__complete certificate approve ''
__complete certificate deny ''
__complete auth can-i ''
__complete auth can-i get ''
__complete apply view-last-applied ''
__complete apply view-last-applied deploy -n shop ''
__complete apply edit-last-applied deploy -n shop ''
__complete create token ''
__complete create token -n shop ''
__complete create rolebinding x --clusterrole=
__complete replace ''
__complete events -n ''
__complete rollout status deploy -n shop web ''
__complete rollout restart deploy -n shop web ''
__complete rollout restart -n shop deploy/web ''
__complete rollout pause deploy -n shop web ''
__complete rollout pause -n shop deploy/web ''
__complete rollout undo -n shop deploy/web ''
__complete scale deploy -n shop web ''
__complete autoscale deploy -n shop web ''
__complete expose deploy -n shop web ''
__complete expose -n shop deploy/web ''
__complete set image -n shop deploy/web ''
__complete edit -n shop deploy/web ''
__complete top pod -n shop full ''
__complete top node node01 ''
__complete cp -n shop full: -c ''
__complete exec -n shop deploy/web -c ''
__complete exec -n shop deploy/web ''
__complete logs -n shop sts/db ''
__complete logs -n shop job/once ''
__complete port-forward -n shop svc/web ''
__complete port-forward -n shop svc/web 8
__complete port-forward -n shop svc/web 9090:
__complete port-forward -n shop deploy/web ''
__complete port-forward -n shop full 1
__complete create token -n shop robot ''
__complete describe pods,svc -n shop ''
__complete get secret/pass -n shop ''
__complete get ev -n shop agent
__complete po
__complete api-versions ''
__complete run ''
__complete get svc -n shop web ''
__complete get cm,secret -n shop ''
__complete get pv ''
__complete get crd ''
__complete get componentstatuses ''
__complete describe nodes/
__complete delete -n shop pod/full pod/
__complete get po -n shop --show-labels ''
__complete get pods -n shop --context=kubernetes-admin@kubernetes f
__completeNoDesc get -n shop pods ''
`,
  },
];
