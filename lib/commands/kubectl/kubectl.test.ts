import { describe, expect, it } from 'vitest';
import { ADMIN, testServer } from '@/lib/cluster/apiserver/test-server';
import type { ApiDoor } from '@/lib/cluster/client/client';
import { runKubectl, type FakeMachine } from './fake-sys';

const CONFIG = `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: "https://172.30.1.2:6443"}
users:
- name: kubernetes-admin
  user: {}
contexts:
- name: kubernetes-admin@kubernetes
  context: {cluster: kubernetes, user: kubernetes-admin}
current-context: kubernetes-admin@kubernetes
`;

function machine(more: Partial<FakeMachine> = {}) {
  const { server, sim, send } = testServer();
  const door: ApiDoor = {
    handle: (request) => server.handle({ ...request, as: ADMIN }),
    readStream: (id) => server.readStream(id),
    writeStream: (id, item) => server.writeStream(id, item),
    closeStream: (id) => server.closeStream(id),
  };
  const files = new Map([['/root/.kube/config', CONFIG]]);
  const self: FakeMachine = {
    files,
    env: { HOME: '/root' },
    door,
    now: () => sim.now(),
    settle: (until) => void sim.runUntil(until ?? sim.now() + 1000),
    ...more,
  };
  const run = (line: string, stdin?: string) => runKubectl({ ...self, ...(stdin !== undefined && { stdin }) }, ...line.split(' '));
  return { files, run, send, sim, self };
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: a
        image: nginx:1
      - name: b
        image: redis:7
`;

describe('kubectl against the API server', () => {
  it('creates, gets and deletes', () => {
    const { run } = machine();
    expect(run('create configmap a --from-literal=k=v')).toEqual({ stdout: 'configmap/a created\n', stderr: '', exit: 0 });
    expect(run('get cm')).toEqual({ stdout: 'NAME   DATA   AGE\na      1      0s\n', stderr: '', exit: 0 });
    expect(run('get cm a -o jsonpath={.data.k}').stdout).toBe('v');
    expect(run('delete cm a').stdout).toBe('configmap "a" deleted from default namespace\n');
    expect(run('get cm a')).toEqual({ stdout: '', stderr: 'Error from server (NotFound): configmaps "a" not found\n', exit: 1 });
    expect(run('get cm').stderr).toBe('No resources found in default namespace.\n');
  });

  it('applies: created, unchanged, configured; lists are merged by their keys', () => {
    const { run, files } = machine();
    files.set('/work/d.yaml', DEPLOYMENT);
    expect(run('apply -f d.yaml').stdout).toBe('deployment.apps/web created\n');
    expect(run('apply -f d.yaml').stdout).toBe('deployment.apps/web unchanged\n');
    expect(run('set image deployment/web a=nginx:2').stdout).toBe('deployment.apps/web image updated\n');
    files.set('/work/d.yaml', DEPLOYMENT.replace('redis:7', 'redis:8').replace('      - name: a\n        image: nginx:1\n', ''));
    expect(run('apply -f d.yaml').stdout).toBe('deployment.apps/web configured\n');
    expect(run('get deploy web -o jsonpath={.spec.template.spec.containers[*].image}').stdout).toBe('redis:8');
  });

  it('warns when an object that was not applied is applied', () => {
    const { run } = machine();
    run('create configmap a --from-literal=k=v');
    const { stdout, stderr } = run('apply -f -', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: w}\n');
    expect(stdout).toBe('configmap/a configured\n');
    expect(stderr).toMatch(/^Warning: resource configmaps\/a is missing the kubectl.kubernetes.io\/last-applied-configuration annotation/);
  });

  it('edits with the user’s editor', () => {
    const { run } = machine({ editor: (text) => text.replace('k: v', 'k: w') });
    run('create configmap a --from-literal=k=v');
    expect(run('edit cm a').stdout).toBe('configmap/a edited\n');
    expect(run('get cm a -o jsonpath={.data.k}').stdout).toBe('w');
    expect(run('edit cm a').stderr).toBe('Edit cancelled, no changes made.\n');
  });

  it('labels, annotates, patches, scales', () => {
    const { run, files } = machine();
    files.set('/work/d.yaml', DEPLOYMENT);
    run('create -f d.yaml');
    expect(run('label deploy web tier=front').stdout).toBe('deployment.apps/web labeled\n');
    expect(run('label deploy web tier=back').stderr).toBe("error: 'tier' already has a value (front), and --overwrite is false\n");
    expect(run('label deploy web tier-').stdout).toBe('deployment.apps/web unlabeled\n');
    expect(run('annotate deploy web a=b').stdout).toBe('deployment.apps/web annotated\n');
    expect(run('scale deploy web --replicas=3').stdout).toBe('deployment.apps/web scaled\n');
    expect(run('get deploy web -o jsonpath={.spec.replicas}').stdout).toBe('3');
    expect(run('patch deploy web -p {"spec":{"replicas":2}}').stdout).toBe('deployment.apps/web patched\n');
    expect(run('patch deploy web -p {"spec":{"replicas":2}}').stdout).toBe('deployment.apps/web patched (no change)\n');
    expect(run('expose deploy web --port=80').stdout).toBe('service/web exposed\n');
  });

  it('waits for what comes later, and gives up in time', () => {
    const { run, sim } = machine();
    run('create configmap a');
    expect(run('wait --for=jsonpath={.data.k}=v cm/a --timeout=3s')).toEqual({
      stdout: '',
      stderr: 'error: timed out waiting for the condition on configmaps/a\n',
      exit: 1,
    });
    expect(sim.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1) + 3000);
    expect(run('wait --for=delete cm/none')).toEqual({ stdout: '', stderr: '', exit: 0 });
  });

  it('keeps a kubeconfig', () => {
    const { run, files } = machine();
    expect(run('config set-context --current --namespace=kube-system').stdout).toBe('Context "kubernetes-admin@kubernetes" modified.\n');
    expect(files.get('/root/.kube/config')).toContain('    namespace: kube-system\n');
    expect(run('get cm').stderr).toBe('No resources found in kube-system namespace.\n');
    expect(run('config use-context x').stderr).toBe('error: no context exists with the name: "x"\n');
  });

  it('reports refusals as the real one does', () => {
    const { run } = machine();
    expect(run('get foo').stderr).toBe('error: the server doesn\'t have a resource type "foo"\n');
    expect(run('create -f -', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {}\n').stderr).toBe(
      'The Pod "x" is invalid: spec.containers: Required value\n',
    );
    expect(run('apply -f -', 'apiVersion: v1\nkind: Foo\nmetadata: {name: x}\n').stderr).toBe(
      'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "Foo" in version "v1"\nensure CRDs are installed first\n',
    );
  });

  it('says that nobody listens', () => {
    const { run, files } = machine({ door: undefined as unknown as ApiDoor });
    files.set('/root/.kube/cache/discovery/172.30.1.2_6443/servergroups.json', '{}');
    expect(run('get pods')).toEqual({
      stdout: '',
      stderr: 'The connection to the server 172.30.1.2:6443 was refused - did you specify the right host or port?\n',
      exit: 1,
    });
  });
});
