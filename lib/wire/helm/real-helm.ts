import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { helm as helmPath, kubectl as toolFolder } from '../../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { serveWorld } from '../serve-world';
import type { HelmCase, Outcome } from './helm-case';
import { serveInternet } from './internet-proxy';

const LIMIT_MS = 60_000;
/** How fast virtual time goes while the real helm waits. */
const RATE = 20;

/** Plays a case's lines with the real helm 3.17 and kubectl 1.35 against a served world, which is the internet to them as well. */
export async function playReal(world: World, { files = {}, lines }: HelmCase): Promise<Outcome[]> {
  const root = mkdtempSync(join(tmpdir(), 'nekala-helm-'));
  const home = join(root, 'root');
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(home, '.kube'), { recursive: true });
  symlinkSync(helmPath('3.17') as string, join(root, 'bin/helm'));
  symlinkSync(join(toolFolder('1.35') as string, 'kubectl'), join(root, 'bin/kubectl'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text, { mode: 0o644 });
  }
  const served = await serveWorld(world, { rate: RATE });
  const internet = await serveInternet(world);
  writeFileSync(join(home, '.kube/config'), served.kubeconfig, { mode: 0o600 });
  writeFileSync(join(root, 'ca.crt'), internet.ca);
  const env = {
    HOME: home,
    PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    HTTPS_PROXY: internet.address,
    HTTP_PROXY: internet.address,
    SSL_CERT_FILE: join(root, 'ca.crt'),
  } as unknown as NodeJS.ProcessEnv;
  const outcomes: Outcome[] = [];
  try {
    for (const line of lines) {
      const { exit, stdout, stderr } = await run(line, home, env);
      const plain = (text: string) => text.replaceAll(home, '/root');
      outcomes.push({ exit, stdout: plain(stdout), stderr: plain(stderr) });
    }
  } finally {
    await internet.close();
    await served.close();
    rmSync(root, { recursive: true, force: true });
  }
  return outcomes;
}

function run(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', line], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    const limit = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LIMIT_MS);
    child.stdout.setEncoding('utf8').on('data', (data: string) => (stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (stderr += data));
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ exit: code ?? 137, stdout, stderr });
    });
  });
}
