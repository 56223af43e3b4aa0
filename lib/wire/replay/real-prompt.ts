import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { World } from '@/lib/world/world';
import { serveWorld } from '../serve-world';
import type { Prompt } from './replay';
import type { Outcome, Scenario } from './scenario';

/** Virtual time goes this much faster than the wall clock, so that nothing waits long. */
const RATE = 10;
const LIMIT_MS = 20_000;

/** The real kubectl in a real shell, against the world served on a port. */
export async function realPrompt(world: World, scenario: Scenario, kubectl: string): Promise<Prompt & { close(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'nekala-replay-'));
  const served = await serveWorld(world, { rate: RATE });
  const at = (name: string) => join(root, name);
  const { ca, users } = world.cluster.pki;
  mkdirSync(at('bin'));
  mkdirSync(at('work'));
  symlinkSync(kubectl, at('bin/kubectl'));
  writeFileSync(at('kubeconfig'), served.kubeconfig, { mode: 0o600 });
  writeFileSync(at('ca.crt'), ca.certificatePem);
  writeFileSync(at('client.crt'), users.admin!.certificatePem);
  writeFileSync(at('client.key'), users.admin!.key.privatePem, { mode: 0o600 });
  for (const { file, text } of scenario.setup) {
    mkdirSync(dirname(at(`work/${file}`)), { recursive: true });
    writeFileSync(at(`work/${file}`), text);
  }
  const environment = {
    PATH: `${at('bin')}:/usr/bin:/bin`,
    HOME: root,
    KUBECONFIG: at('kubeconfig'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    KUBE_EDITOR: 'true',
    SERVER: `https://${served.host}:${served.port}`,
    CA: at('ca.crt'),
    CERT: at('client.crt'),
    KEY: at('client.key'),
  };
  const plain = (text: string) => text.replaceAll(at('work'), '$CWD').replaceAll(at('kubeconfig'), '$KUBECONFIG').replaceAll(root, '$HOME');
  return {
    run: async (cmd, options) => {
      const env = { ...environment, ...options?.env } as unknown as NodeJS.ProcessEnv;
      const { exit, stdout, stderr } = await shell(cmd, at('work'), env, options?.stdin ?? '');
      return { exit, stdout: plain(stdout), stderr: plain(stderr) };
    },
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms / RATE)),
    close: async () => {
      await served.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function shell(cmd: string, cwd: string, env: NodeJS.ProcessEnv, stdin: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', cmd], { cwd, env, detached: true });
    let [stdout, stderr] = ['', ''];
    const limit = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LIMIT_MS);
    child.stdout.setEncoding('utf8').on('data', (data: string) => (stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (stderr += data));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ exit: code ?? 137, stdout, stderr });
    });
  });
}
