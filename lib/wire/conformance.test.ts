import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl as toolFolder } from '../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { serveWorld } from './serve-world';

interface Result {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'nekala-conformance-'));
const config = join(folder, 'kubeconfig');
const binary = join(toolFolder('1.35') as string, 'kubectl');
const environment = { ...process.env, HOME: folder, KUBECONFIG: config };
let served: Awaited<ReturnType<typeof serveWorld>>;
const running: ChildProcess[] = [];

beforeAll(async () => {
  served = await serveWorld(World.boot('kubeadm', { seed: 1, now: Date.now() }));
  writeFileSync(config, served.kubeconfig, { mode: 0o600 });
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await served.close();
});

function kubectl(args: string, input?: string, program = binary): Promise<Result> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args.match(/(?:'[^']*'|\S)+/g)!.map((word) => word.replaceAll("'", '')),
      { cwd: folder, env: environment, timeout: 60_000 },
      (error, stdout, stderr) => resolve({ exit: error ? Number((error as { code?: number }).code ?? 1) : 0, stdout, stderr }),
    );
    if (input !== undefined) child.stdin!.end(input);
  });
}

const ok = async (args: string, input?: string) => {
  const result = await kubectl(args, input);
  expect(result, args).toMatchObject({ exit: 0 });
  return result.stdout;
};

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: nginx, image: "nginx:1.27" }]
`;

describe('the real kubectl 1.35 against nekala cluster', () => {
  it('sees the cluster', async () => {
    expect(await ok('get nodes --no-headers -o custom-columns=N:.metadata.name,V:.status.nodeInfo.kubeletVersion')).toMatch(
      /^controlplane +v1\.36\.\d+\nnode01 +v1\.36\.\d+\nnode02 +v1\.36\.\d+\n$/,
    );
    expect(await ok('get nodes')).toMatch(/^NAME +STATUS +ROLES +AGE +VERSION\ncontrolplane +Ready +control-plane /);
    expect(await ok('version')).toMatch(/^Server Version: v1\.36\.\d+$/m);
    const system = await ok('get pods -n kube-system');
    for (const name of [
      'etcd-controlplane',
      'kube-apiserver-controlplane',
      'kube-scheduler-controlplane',
      'coredns-',
      'kube-proxy-',
      'calico-node-',
    ]) {
      expect(system).toContain(name);
    }
    expect(await ok('get ns -o name')).toBe('namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\n');
  });

  it('creates, applies, scales and rolls out a Deployment', async () => {
    expect(await ok('apply -f -', DEPLOYMENT)).toBe('deployment.apps/web created\n');
    expect(await ok('rollout status deployment/web --timeout=60s')).toContain('deployment "web" successfully rolled out\n');
    expect(await ok('apply -f -', DEPLOYMENT)).toBe('deployment.apps/web unchanged\n');
    expect(await ok('apply -f -', DEPLOYMENT.replace('1.27', '1.26'))).toBe('deployment.apps/web configured\n');
    expect(await ok('rollout status deployment/web --timeout=60s')).toContain('successfully rolled out');
    expect(await ok('scale deployment web --replicas=3')).toBe('deployment.apps/web scaled\n');
    expect(await ok('rollout status deployment/web --timeout=60s')).toContain('successfully rolled out');
    expect(await ok("get deployment web -o jsonpath='{.status.readyReplicas}'")).toBe('3');
    expect(await ok('get deployment web -o wide')).toMatch(
      /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR\nweb +3\/3 +3 +3 +\S+ +nginx +nginx:1\.26 +app=web\n$/,
    );
    expect(await ok('describe deployment web')).toMatch(/^Events:\n {2}Type +Reason +Age +From +Message\n/m);
    expect(await ok('get rs -l app=web -o yaml')).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: apps\/v1\n {2}kind: ReplicaSet/);
  });

  it('runs a pod, reads its log, executes in it and deletes it', async () => {
    expect(await ok("run talker --image=busybox:1.36 --restart=Never -- sh -c 'echo hello; sleep 3600'")).toBe('pod/talker created\n');
    expect(await ok('wait --for=condition=Ready pod/talker --timeout=60s')).toBe('pod/talker condition met\n');
    expect(await ok('logs talker')).toBe('hello\n');
    expect(await ok('exec talker -- hostname')).toBe('talker\n');
    expect(await ok('exec -i talker -- cat', 'from stdin\n')).toBe('from stdin\n');
    const failed = await kubectl("exec talker -- sh -c 'exit 3'");
    expect(failed.exit).toBe(3);
    expect(failed.stderr).toBe('command terminated with exit code 3\n');
    expect(await ok('get pod talker -o json')).toContain('"kind": "Pod"');
    expect(await ok('delete pod talker --grace-period=1')).toContain('pod "talker" deleted');
    expect((await kubectl('get pod talker')).stderr).toBe('Error from server (NotFound): pods "talker" not found\n');
  });

  it('copies files in and out, whatever bytes they hold', async () => {
    expect(await ok('run store --image=busybox:1.36 --restart=Never -- sleep 3600')).toBe('pod/store created\n');
    await ok('wait --for=condition=Ready pod/store --timeout=60s');
    const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
    writeFileSync(join(folder, 'in.bin'), bytes);
    await ok('cp in.bin store:/tmp/there.bin');
    expect(await ok('exec store -- wc -c /tmp/there.bin')).toBe('5000 /tmp/there.bin\n');
    await ok('cp store:/tmp/there.bin out.bin');
    expect(readFileSync(join(folder, 'out.bin')).equals(bytes)).toBe(true);
  });

  it('forwards ports over WebSocket', async () => {
    await ok('run web --image=nginx:1.27 --port=80');
    await ok('wait --for=condition=Ready pod/web --timeout=60s');
    const child = spawn(binary, ['port-forward', 'pod/web', ':80', ':81'], { env: environment, cwd: folder });
    running.push(child);
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const portOf = (port: number) => new RegExp(`127\\.0\\.0\\.1:(\\d+) -> ${port}`).exec(out)?.[1];
    await expect.poll(() => portOf(81), { timeout: 10_000 }).toBeTruthy();
    const page = await fetch(`http://127.0.0.1:${portOf(80)}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Welcome to nginx!')]);
    expect((await fetch(`http://127.0.0.1:${portOf(80)}/nope`)).status).toBe(404);
    await expect(fetch(`http://127.0.0.1:${portOf(81)}/`)).rejects.toThrow();
    await expect.poll(() => err, { timeout: 10_000 }).toContain('connect: connection refused');
    child.kill();
  });

  it('watches', async () => {
    const child = spawn(binary, ['get', 'configmaps', '-w', '--no-headers', '-o', 'name'], { env: environment, cwd: folder });
    running.push(child);
    let seen = '';
    child.stdout.on('data', (data: Buffer) => (seen += data.toString()));
    await expect.poll(() => seen, { timeout: 10_000 }).toContain('configmap/kube-root-ca.crt');
    expect(await ok('create configmap watched --from-literal=a=b')).toBe('configmap/watched created\n');
    await expect.poll(() => seen, { timeout: 10_000 }).toContain('configmap/watched');
    child.kill();
  });

  it('creates what it sends as protobuf', async () => {
    expect(await ok('create namespace proto')).toBe('namespace/proto created\n');
    expect(await ok('create deployment d -n proto --image=nginx:1.27 --replicas=1')).toBe('deployment.apps/d created\n');
    expect(await ok('create secret generic s -n proto --from-literal=k=v')).toBe('secret/s created\n');
    expect(await ok("get secret s -n proto -o jsonpath='{.data.k}'")).toBe('dg==');
    expect(await ok('create role r -n proto --verb=get,list --resource=pods')).toBe('role.rbac.authorization.k8s.io/r created\n');
    expect(await ok('create serviceaccount bot -n proto')).toBe('serviceaccount/bot created\n');
    expect(await ok('create rolebinding rb -n proto --role=r --serviceaccount=proto:bot')).toBe(
      'rolebinding.rbac.authorization.k8s.io/rb created\n',
    );
    expect(await ok('auth can-i list pods -n proto --as=system:serviceaccount:proto:bot')).toBe('yes\n');
    const no = await kubectl('auth can-i delete pods -n proto --as=system:serviceaccount:proto:bot');
    expect(no).toMatchObject({ exit: 1, stdout: 'no\n' });
    const denied = await kubectl('delete pod x -n proto --as=system:serviceaccount:proto:bot');
    expect(denied.stderr).toBe(
      'Error from server (Forbidden): pods "x" is forbidden: User "system:serviceaccount:proto:bot" cannot delete resource "pods" in API group "" in the namespace "proto"\n',
    );
  });

  it.each(['1.33', '1.34', '1.35'])('lets kubectl %s check a List against OpenAPI v2', async (version) => {
    const list = (port: string) =>
      `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Service","metadata":{"name":"of-list"},"spec":{"ports":[{"port":${port}}]}}]}`;
    const other = join(toolFolder(version) as string, 'kubectl');
    expect(await kubectl('create -f - --dry-run=server', list('80'), other)).toMatchObject({
      exit: 0,
      stdout: 'service/of-list created (server dry run)\n',
    });
    expect((await kubectl('create -f -', list('"x"'), other)).stderr).toContain(
      'ValidationError(Service.spec.ports[0].port): invalid type for io.k8s.api.core.v1.ServicePort.port: got "string", expected "integer"',
    );
  });

  it('explains and refuses as the real API server does', async () => {
    expect(await ok('explain pod.spec.containers.image')).toMatch(/^KIND: +Pod\nVERSION: +v1\n\nFIELD: image <string>\n/);
    const bad = await kubectl('apply -f -', DEPLOYMENT.replace('replicas: 2', 'replicaz: 2'));
    expect(bad.exit).toBe(1);
    expect(bad.stderr).toContain('unknown field "spec.replicaz"');
    const unknown = await kubectl('get foo');
    expect(unknown.stderr).toBe('error: the server doesn\'t have a resource type "foo"\n');
    const broken = await kubectl('apply -f -', 'kind: Pod\n  bad: [');
    expect(broken.exit).toBe(1);
    const token = await kubectl(
      `get pods --token=nonsense --server=https://${served.host}:${served.port} --kubeconfig=/dev/null --insecure-skip-tls-verify`,
    );
    expect(token.stderr).toContain('error: You must be logged in to the server (Unauthorized)');
  });
});
