import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';

/**
 * Scripts of tmux commands (scripts.txt, one a line, parted by `; `): what ours prints beside what the real tmux printed
 * (goldens.json, by `NEKALA_TMUX=record` on a machine that has it).
 */
const here = dirname(fileURLToPath(import.meta.url));
const goldensFile = join(here, 'goldens.json');
const scripts = readFileSync(join(here, 'scripts.txt'), 'utf8').trim().split('\n');
const recording = process.env['NEKALA_TMUX'] === 'record';
const goldens: Record<string, string> = recording ? {} : (JSON.parse(readFileSync(goldensFile, 'utf8')) as Record<string, string>);

/** A shell script that gives the commands one after the other. */
const shellOf = (script: string, tmux: string): string =>
  script
    .split(/; (?=(?:[^']*'[^']*')*[^']*$)/)
    .map((line) => (line.startsWith('run ') ? line.slice(5, -1) : `${tmux} ${line} 2>&1`))
    .join('\n');

function real(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'nekala-tmux-'));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    TMUX_TMPDIR: folder,
    LC_ALL: 'C.UTF-8',
    SHELL: '/bin/bash',
    NODE_ENV: 'test' as const,
  };
  try {
    const text = `${shellOf(script, 'tmux')}\ntmux kill-server`;
    const printed = execFileSync('bash', ['-c', text], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 20_000 });
    return printed.replaceAll(`${folder}/`, '/tmp/');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('tmux beside the real one', () => {
  const world = World.boot('kubeadm');
  afterAll(() => {
    if (recording) writeFileSync(goldensFile, `${JSON.stringify(goldens, undefined, 2)}\n`);
  });
  it.each(scripts)('%s', (script) => {
    if (recording) goldens[script] = real(script);
    const fork = world.fork();
    const { stdout } = fork.runScript({ host: 'controlplane', user: 'root', text: `export LC_ALL=C.UTF-8\n${shellOf(script, 'tmux')}` });
    expect(stdout).toBe(goldens[script]);
    expect(fork.fault).toBeUndefined();
  });
});
