import { expect } from 'vitest';
import { scenario } from '../stage';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.26" }] }`;
const configMap = (name: string, data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { ${data} }`;
const write = (path: string, text: string) => `cat > ${path} <<'FILE'\n${text}\nFILE\n`;

scenario('an edit that the server refuses is opened again with the reason, and can be mended', (stage) => {
  stage.apply(DEPLOYMENT);
  stage.ok(
    write(
      'editor.sh',
      '#!/bin/sh\ncp "$1" "/root/seen-$(ls /root | grep -c seen-)"\ncase $(ls /root | grep -c seen-) in\n1) sed -i "s/replicas: 2/replicas: -1/" "$1" ;;\n*) sed -i "s/replicas: -1/replicas: 4/" "$1" ;;\nesac',
    ),
  );
  const { exit, stdout, stderr } = stage.sh('EDITOR="sh editor.sh" kubectl edit deployment web');
  expect({ exit, stdout, stderr }).toEqual({
    exit: 0,
    stdout: 'deployment.apps/web edited\n',
    stderr: 'error: deployments.apps "web" is invalid\n',
  });
  expect(stage.ok("sed -n '5,8p' seen-1")).toBe(
    '# deployments.apps "web" was not valid:\n# * spec.replicas: Invalid value: -1: must be greater than or equal to 0\n#\napiVersion: apps/v1',
  );
  expect(stage.kubectl("get deploy web -o jsonpath='{.spec.replicas}'")).toBe('4');
  expect(stage.ok('ls /tmp | grep -c kubectl-edit || true')).toBe('0');
});

scenario('an edit that is given up leaves a copy of the changes', (stage) => {
  stage.apply(configMap('settings', 'color: blue'));
  const text = stage.fails('EDITOR="sed -i s/^data:/data/" kubectl edit cm settings');
  expect(text).toMatch(
    /^error: configmaps "settings" is invalid\nA copy of your changes has been stored to "\/tmp\/kubectl-edit-\d+.yaml"\nerror: Edit cancelled, no valid changes were saved.$/,
  );
  const [path] = /\/tmp\/kubectl-edit-\d+.yaml/.exec(text)!;
  expect(stage.ok(`grep -c '^data$' ${path}`)).toBe('1');
});

scenario('kubectl diff shows which values of a Secret differ, and not what they are', (stage) => {
  stage.kubectl('create secret generic s --from-literal=a=one --from-literal=b=two');
  stage.ok(write('s.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: other }'));
  const { exit, stdout } = stage.sh('kubectl diff -f s.yaml');
  expect(exit).toBe(1);
  expect(stdout.split('\n').filter((line) => line.includes('***'))).toEqual(["-  a: '*** (before)'", "+  a: '*** (after)'", "   b: '***'"]);
});

scenario('server-side apply takes over what client-side apply managed, and may then remove fields', (stage) => {
  stage.apply(configMap('c', 'a: b, e: f'));
  stage.ok(write('c.yaml', configMap('c', 'a: b')));
  expect(stage.kubectl('apply --server-side -f c.yaml')).toBe('configmap/c serverside-applied');
  expect(stage.kubectl("get cm c -o jsonpath='{.data}'")).toBe('{"a":"b"}');
  expect(stage.kubectl("get cm c --show-managed-fields -o jsonpath='{.metadata.managedFields[*].operation}'")).not.toContain('Update');
});

scenario('an apply set prunes what was once in it and nothing else', (stage) => {
  stage.ok(
    write('two.yaml', `${configMap('one', 'a: b')}\n---\n${configMap('two', 'a: b')}`) + write('one.yaml', configMap('one', 'a: b')),
  );
  stage.kubectl('create cm other --from-literal=a=b');
  const apply = 'KUBECTL_APPLYSET=true kubectl apply --prune --applyset=mine -n default';
  stage.ok(`${apply} -f two.yaml`);
  expect(stage.ok(`${apply} -f one.yaml`)).toBe('configmap/one unchanged\nconfigmap/two pruned');
  expect(stage.kubectl('get cm -o name')).toBe('configmap/kube-root-ca.crt\nconfigmap/one\nconfigmap/other');
});

scenario('a profile of kubectl debug gives the ephemeral container what it is for', (stage) => {
  stage.apply('apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: main, image: "nginx:1.26" }] }');
  stage.kubectl('debug p --image=busybox:1.36 -c net --profile=netadmin -- sleep 1000');
  const security = stage.kubectl("get pod p -o jsonpath='{.spec.ephemeralContainers[0].securityContext}'");
  expect(security).toBe('{"capabilities":{"add":["NET_ADMIN","NET_RAW"]}}');
  stage.settle();
  expect(stage.kubectl("get pod p -o jsonpath='{.status.ephemeralContainerStatuses[0].state}'")).toContain('running');
});

scenario('a copy made by kubectl debug is without labels and probes, so that no Service sends to it', (stage) => {
  stage.apply(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: p, labels: { app: p } }\nspec: { containers: [{ name: main, image: "nginx:1.26", livenessProbe: { httpGet: { path: /, port: 80 } } }] }',
  );
  stage.kubectl('debug p --copy-to=copy --profile=general -c main -- sleep 1000');
  const shown = "get pod copy -o jsonpath='{.metadata.labels}|{.spec.containers[0].livenessProbe}|{.spec.shareProcessNamespace}'";
  expect(stage.kubectl(shown)).toBe('||true');
});
