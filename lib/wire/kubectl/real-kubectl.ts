import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kubectl as toolFolder } from '../../../scripts/tools.mjs';
import type { World } from '@/lib/world/world';
import { serveWorld } from '../serve-world';
import type { Outcome } from './kubectl-case';

const LIMIT_MS = 30_000;
const MOST_OUTPUT = 16 << 20;

/** The real kubectl 1.35 with a home directory and a port of its own, so that what it caches of one fork serves for the next. */
export class RealKubectl {
  private readonly root = mkdtempSync(join(tmpdir(), 'nekala-kubectl-'));
  private readonly home = join(this.root, 'root');
  private port: number | undefined;

  constructor() {
    mkdirSync(join(this.root, 'bin'));
    symlinkSync(join(toolFolder('1.35') as string, 'kubectl'), join(this.root, 'bin/kubectl'));
  }

  /** Plays bash lines in order against a world, which is served as long as that takes. */
  async play(world: World, lines: readonly string[], files: Readonly<Record<string, string>>, rate: number): Promise<Outcome[]> {
    this.furnish(files);
    const served = await serveWorld(world, { rate, ...(this.port !== undefined && { port: this.port }) });
    this.port = served.port;
    writeFileSync(join(this.home, '.kube/config'), served.kubeconfig, { mode: 0o600 });
    const outcomes: Outcome[] = [];
    try {
      for (const line of lines) outcomes.push(await this.run(line));
    } finally {
      await served.close();
    }
    return outcomes;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** An empty home directory with the files, but with kubectl's caches as they are. */
  private furnish(files: Readonly<Record<string, string>>): void {
    mkdirSync(join(this.home, '.kube'), { recursive: true });
    for (const name of readdirSync(this.home)) if (name !== '.kube') rmSync(join(this.home, name), { recursive: true, force: true });
    for (const name of readdirSync(join(this.home, '.kube')))
      if (name !== 'cache') rmSync(join(this.home, '.kube', name), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.home, name)), { recursive: true });
      writeFileSync(join(this.home, name), text);
    }
  }

  private run(line: string): Promise<Outcome> {
    const env = {
      HOME: this.home,
      PATH: `${join(this.root, 'bin')}:/usr/bin:/bin`,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'dumb',
      USER: 'root',
      // It is short-lived: collecting garbage would be half of its work.
      GOGC: 'off',
      GOMAXPROCS: '2',
    } as unknown as NodeJS.ProcessEnv;
    return new Promise((resolve) => {
      const child = spawn('bash', ['-c', line], { cwd: this.home, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      const limit = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), LIMIT_MS);
      child.stdout.setEncoding('utf8').on('data', (data: string) => stdout.length < MOST_OUTPUT && (stdout += data));
      child.stderr.setEncoding('utf8').on('data', (data: string) => stderr.length < MOST_OUTPUT && (stderr += data));
      child.on('close', (code) => {
        clearTimeout(limit);
        const plain = (text: string) => text.replaceAll(this.home, '/root');
        resolve({ exit: code ?? 137, stdout: plain(stdout), stderr: plain(stderr) });
      });
    });
  }
}
