import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { helm as helmPath } from '../../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { serveWorld } from '../serve-world';
import type { Outcome } from './helm-case';

// The real helm 3.17 and ours take turns on one cluster: what one has made the other reads, changes and takes away.
const home = mkdtempSync(join(tmpdir(), 'nekala-helm-'));
const world = World.boot('kubeadm', { seed: 1, now: Date.now() });
let served: Awaited<ReturnType<typeof serveWorld>>;

beforeAll(async () => {
  served = await serveWorld(world, { rate: 10 });
  writeFileSync(join(home, 'config'), served.kubeconfig, { mode: 0o600 });
  await real('create demo');
  ours('create demo');
}, 60_000);

afterAll(async () => {
  await served.close();
  rmSync(home, { recursive: true, force: true });
});

function real(line: string): Promise<Outcome> {
  const env = { HOME: home, KUBECONFIG: join(home, 'config'), PATH: '/usr/bin:/bin', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv;
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', `exec ${helmPath('3.17') as string} ${line}`], {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (data: string) => (stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (stderr += data));
    child.on('close', (code) => resolve({ exit: code ?? 137, stdout, stderr }));
  });
}

const ours = (line: string): Outcome => {
  const { exit, stdout, stderr } = world.runScript({
    host: 'controlplane',
    user: 'root',
    name: 'x',
    text: `exec </dev/null\nhelm ${line}`,
  });
  return { exit, stdout, stderr };
};

const LOOKS = [
  'list',
  'list -o json',
  'list -a -o yaml',
  'status rel',
  'status rel -o json',
  'history rel',
  'history rel -o yaml',
  'get values rel -a',
  'get manifest rel',
  'get hooks rel',
  'get notes rel',
  'get metadata rel',
  'get all rel',
];

/** Both see the same, to the nanosecond. */
async function seesTheSame(): Promise<void> {
  for (const line of LOOKS) {
    const own = ours(line);
    expect({ line, ...own }).toEqual({ line, ...(await real(line)) });
  }
}

interface Kept {
  readonly text: string;
  readonly labels: Record<string, string>;
}

/** A release as it is kept, with its labels; times are left out. */
function kept(namespace: string, name: string): Kept {
  const client = world.cluster.client({ name: 'interop', groups: ['system:masters'] });
  const secret = client.get({ resource: 'secrets', group: '' }, namespace, `sh.helm.release.v1.${name}`) as unknown as {
    data: { release: string };
    metadata: { labels: Record<string, string> };
  };
  const zipped = Buffer.from(Buffer.from(secret.data.release, 'base64').toString(), 'base64');
  const { createdAt: _createdAt, modifiedAt: _modifiedAt, ...labels } = secret.metadata.labels;
  const text = gunzipSync(zipped)
    .toString()
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replaceAll(namespace, 'NAMESPACE');
  return { text, labels };
}

describe('the real helm and ours on one cluster', () => {
  it('ours goes on with what the real one has installed', async () => {
    expect(await real('install rel demo --set replicaCount=2 --wait --timeout 60s')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect(ours('test rel').stdout).toContain('Phase:          Succeeded');
    expect(ours('upgrade rel demo --reuse-values --set image.tag=1.27 --wait')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect(await real('upgrade rel demo --set replicaCount=1')).toMatchObject({ exit: 0 });
    expect(ours('rollback rel 2')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect(ours('uninstall rel')).toEqual({ exit: 0, stdout: 'release "rel" uninstalled\n', stderr: '' });
    expect((await real('list -a -q')).stdout).toBe('');
  }, 120_000);

  it('the real one goes on with what ours has installed', async () => {
    expect(ours('install rel demo --set-string podLabels.tier=web --description first')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect((await real('test rel --timeout 60s')).stdout).toContain('Phase:          Succeeded');
    expect(await real('upgrade rel demo --reuse-values --set replicaCount=3 --wait --timeout 60s')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect(ours('upgrade rel demo --reset-values --labels team=a')).toMatchObject({ exit: 0 });
    expect(await real('rollback rel 1 --wait --timeout 60s')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect((await real('get values rel')).stdout).toBe('USER-SUPPLIED VALUES:\npodLabels:\n  tier: web\n');
    expect(await real('uninstall rel --keep-history')).toMatchObject({ exit: 0 });
    await seesTheSame();
    expect(await real('uninstall rel')).toMatchObject({ exit: 0 });
  }, 120_000);

  it('a release is kept in the same words', async () => {
    const line = '--create-namespace --set replicaCount=2,resources.limits.cpu=100m --labels team=a --description why';
    expect(await real(`install rel demo -n ours-not ${line}`)).toMatchObject({ exit: 0 });
    expect(ours(`install rel demo -n ours-own ${line}`)).toMatchObject({ exit: 0 });
    const [theirs, own] = [kept('ours-not', 'rel.v1'), kept('ours-own', 'rel.v1')];
    expect(JSON.parse(own.text)).toEqual(JSON.parse(theirs.text));
    expect(own.labels).toEqual(theirs.labels);
    expect(await real('upgrade rel demo -n ours-not --reuse-values')).toMatchObject({ exit: 0 });
    expect(ours('upgrade rel demo -n ours-own --reuse-values')).toMatchObject({ exit: 0 });
    expect(JSON.parse(kept('ours-own', 'rel.v2').text)).toEqual(JSON.parse(kept('ours-not', 'rel.v2').text));
  }, 60_000);
});
