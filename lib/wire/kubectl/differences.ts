/** Lines that are not compared, by area (file of cases), with the reason why they cannot be, or are not yet, the same. */
export const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  create: {
    'create -f cm.yaml --raw /api/v1/namespaces/quiet/configmaps': "the server's decoder meets YAML over the wire only",
  },
  debug: {
    "$ kubectl debug pod/full -n shop --image=busybox:1.36 --container=dbg --target=main --env=A=b --env=C=d --profile=general -q -- sleep 100; kubectl get pod full -n shop -o jsonpath='{.spec.ephemeralContainers}'":
      "Go's maps have no order: the real kubectl sends variables in another each time",
  },
  get: {
    'get pods -n shop -o custom-columns=A:..name': "Go's maps have no order: the real kubectl prints another each time",
    "get pods -n shop -o jsonpath='{..image}'": "Go's maps have no order: the real kubectl prints another each time",
    "get cm settings -n shop -o jsonpath='{.metadata.*}' --show-managed-fields=false":
      "Go's maps have no order: the real kubectl prints another each time",
    'get pods -n shop -v 1 -o name': 'logs of client-go at -v 1 are not simulated',
    'get pods -n shop --match-server-version': 'ours is kubectl 1.36, the real one here is 1.35: what they say of versions differs',
    'get pods -n shop --tls-server-name=nope': 'the two reach the server by certificates of different names',
    'get pods -n shop --kuberc=off -o name': 'a kuberc file is not read here',
  },
  label: {
    'label pod full -n shop a=1 --field-manager=me -o yaml --show-managed-fields --dry-run=server': 'not yet the same',
  },
  set: {
    "set env deploy/web -n shop --from=cm/settings --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].env}'":
      "Go's maps have no order: the real kubectl prints another each time",
  },
};
