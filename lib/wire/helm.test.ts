import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helm as helmPath, kubectl as toolFolder } from '../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { serveWorld } from './serve-world';

const folder = mkdtempSync(join(tmpdir(), 'nekala-helm-'));
let served: Awaited<ReturnType<typeof serveWorld>>;

beforeAll(async () => {
  served = await serveWorld(World.boot('kubeadm', { seed: 1, now: Date.now() }), { rate: 10 });
  write('kubeconfig', served.kubeconfig);
});

afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}

function run(file: string, line: string): Promise<{ exit: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: '/usr/bin:/bin', HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') } as unknown as NodeJS.ProcessEnv;
    execFile(file, line.split(' '), { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ exit: error ? Number((error as { code?: number }).code ?? 1) : 0, stdout, stderr }),
    );
  });
}

async function ok(file: string, line: string): Promise<string> {
  const result = await run(file, line);
  expect(result, line).toMatchObject({ exit: 0 });
  return result.stdout;
}

const kubectl = join(toolFolder('1.35') as string, 'kubectl');

describe.each(['3.17', '4.1'])('helm %s', (version) => {
  const helm = (line: string) => ok(helmPath(version) as string, line);
  const release = `r${version.replace('.', '')}`;

  it('creates, checks and renders a chart', async () => {
    await helm(`create demo-${release}`);
    expect(await helm(`lint demo-${release}`)).toContain('1 chart(s) linted, 0 chart(s) failed');
    expect(await helm(`template x demo-${release}`)).toContain('kind: Deployment');
  });

  it('installs, upgrades, rolls back and uninstalls a release', async () => {
    expect(await helm(`install ${release} demo-${release} --wait --timeout 60s`)).toContain('STATUS: deployed');
    expect(await ok(kubectl, `get deployment ${release}-demo-${release} -o jsonpath={.status.readyReplicas}`)).toBe('1');
    expect(await helm(`test ${release} --timeout 60s`)).toContain('Phase:          Succeeded');
    expect(await helm(`upgrade ${release} demo-${release} --set replicaCount=2 --wait --timeout 60s`)).toContain('REVISION: 2');
    expect(await ok(kubectl, `get deployment ${release}-demo-${release} -o jsonpath={.status.readyReplicas}`)).toBe('2');
    expect(await helm(`get values ${release}`)).toContain('replicaCount: 2');
    expect(await helm(`get manifest ${release}`)).toContain('replicas: 2');
    expect(await helm(`rollback ${release} 1 --wait --timeout 60s`)).toContain('Rollback was a success');
    expect((await helm(`history ${release}`)).trim().split('\n')).toHaveLength(4);
    expect(await helm('list')).toMatch(new RegExp(`^${release}\\s+default\\s+3\\s.*deployed`, 'm'));
    expect(await helm(`status ${release}`)).toContain('STATUS: deployed');
    expect(await helm(`uninstall ${release}`)).toContain(`release "${release}" uninstalled`);
    expect(await helm('list -q')).not.toContain(release);
    expect((await run(kubectl, `get deployment ${release}-demo-${release}`)).exit).toBe(1);
  }, 120_000);

  it('takes charts from the folder beside, and definitions before what uses them', async () => {
    write(`part-${release}/Chart.yaml`, `apiVersion: v2\nname: part\nversion: 0.1.0\n`);
    write(
      `part-${release}/templates/map.yaml`,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-part"}\ndata: {from: part}\n',
    );
    write(
      `whole-${release}/Chart.yaml`,
      `apiVersion: v2\nname: whole\nversion: 0.1.0\ndependencies:\n- {name: part, version: 0.1.0, repository: "file://../part-${release}"}\n`,
    );
    write(`whole-${release}/crds/things.yaml`, thingsOf(release));
    write(
      `whole-${release}/templates/thing.yaml`,
      `apiVersion: ${release}.example.com/v1\nkind: Thing\nmetadata: {name: one}\nspec: {size: 3}\n`,
    );
    expect(await helm(`dependency update whole-${release}`)).toContain('Saving 1 charts');
    expect(await helm(`dependency list whole-${release}`)).toContain('ok');
    await helm(`install whole-${release} whole-${release} --create-namespace -n whole-${release}`);
    expect(await ok(kubectl, `get cm whole-${release}-part -n whole-${release} -o jsonpath={.data.from}`)).toBe('part');
    expect(await ok(kubectl, `get things.${release}.example.com one -n whole-${release} -o jsonpath={.spec.size}`)).toBe('3');
    await helm(`uninstall whole-${release} -n whole-${release}`);
  }, 120_000);

  it('says what the server refuses', async () => {
    write(`bad-${release}/Chart.yaml`, 'apiVersion: v2\nname: bad\nversion: 0.1.0\n');
    write(`bad-${release}/templates/map.yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad_Name}\n');
    const { exit, stderr } = await run(helmPath(version) as string, `install bad-${release} bad-${release}`);
    expect(exit).toBe(1);
    expect(stderr).toContain('a lowercase RFC 1123 subdomain must consist of');
  });
});

const thingsOf = (group: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.${group}.example.com}
spec:
  group: ${group}.example.com
  scope: Namespaced
  names: {plural: things, singular: thing, kind: Thing}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`;

describe('kustomize', () => {
  it('builds and applies a folder', async () => {
    write('base/kustomization.yaml', 'resources: [map.yaml]\n');
    write('base/map.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: low}\n');
    write(
      'over/kustomization.yaml',
      'resources: [../base]\nnamePrefix: prod-\nlabels: [{pairs: {env: prod}}]\npatches:\n- {path: patch.yaml}\n',
    );
    write('over/patch.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: high}\n');
    expect(await ok(kubectl, 'kustomize over')).toContain('name: prod-settings');
    expect(await ok(kubectl, 'apply -k over')).toBe('configmap/prod-settings created\n');
    expect(await ok(kubectl, 'get cm -l env=prod -o jsonpath={.items[0].data.level}')).toBe('high');
    expect(await ok(kubectl, 'delete -k over')).toContain('"prod-settings" deleted');
  });
});
