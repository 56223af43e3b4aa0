import type { CaseGroup } from '../kubectl-case';

export const events: readonly CaseGroup[] = [
  {
    name: 'events',
    unordered: /events/,
    lines: `
events
events -n shop
events -n quiet
events -n nope
events -A
events -A --no-headers
events -n shop --no-headers
events -n shop --for=pod/full
events -n shop --for pod/full --types=Normal
events -n shop --for=pods/full
events -n shop --for=deploy/web
events -n shop --for=deployments.apps/web
events -n shop --for=deployment.v1.apps/web
events -n shop --for=rs/nope
events -n shop --for=full
events -n shop --for=pod
events -n shop --for=pod/
events -n shop --for=foo/bar
events -n shop --for=a/b/c
events -n shop --for=''
events -A --for=node/node01
events --for=node/node01
events -n shop --types=Warning
events -n shop --types=Warning,Normal
events -n shop --types=warning
events -n shop --types=Nope
events -n shop --types=
events -n shop --chunk-size=1
events -n shop --chunk-size=x
events -n shop -o json
events -n shop -o yaml --types=Warning
events -n shop -o name
events -n shop -o wide
events -n shop -o jsonpath='{.items[*].reason}'
events -n shop -o jsonpath-as-json='{.items[*].type}'
events -n shop -o go-template='{{range .items}}{{.reason}} {{end}}'
events -n shop -o template --template='{{.kind}}'
events -n shop -o kyaml --for=pod/nowhere
events -n shop -o go-template='{{.nope.nope}}' --allow-missing-template-keys=false --for=rs/nope
events -n shop -o yaml --show-managed-fields --for=pod/nowhere
events -n nope -o yaml
events foo
events pods full
events --foo
events -n shop --as=nobody
`,
  },
];
