import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { invocations } from './kubectl.diff.invocations';
import { runKubectl } from './fake-sys';

// The real kubectl (node scripts/tools.mjs kubectl) and ours, both without a server: output and exit code byte for byte.
const real = fileURLToPath(new URL('../../../.cache/tools/kubectl-1.35/kubectl', import.meta.url));
const FILES: Readonly<Record<string, string>> = {
  's.env': 'A=1\n# c\nB=two words\n',
  'pw.txt': 'secret\n',
  'd/one': 'x',
  'd/two': 'y\n',
  'c.crt': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
};

/** Log lines begin with a time and a process id. */
const steady = (text: string) => text.replace(/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ');

describe.skipIf(!existsSync(real))('kubectl beside the real one', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubectl-diff-'));
  const home = join(directory, 'home');
  mkdirSync(home);
  const files = new Map<string, string>();
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    files.set(path, text);
  }
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(invocations)('kubectl %s', (line) => {
    const split = spawnSync('bash', ['-c', `show() { printf '%s\\0' "$@"; }; show ${line}`], { encoding: 'utf8', cwd: '/' });
    const args = split.stdout.split('\0').slice(0, -1);
    const env = { HOME: home, PATH: '/usr/bin:/bin' };
    const expected = spawnSync(real, args, { encoding: 'utf8', cwd: directory, env: env as unknown as NodeJS.ProcessEnv, input: '' });
    const ours = runKubectl({ files: new Map(files), env, now: () => 0, cwd: directory, stdin: '' }, ...args);
    expect({ stdout: steady(ours.stdout), stderr: steady(ours.stderr), exit: ours.exit }).toEqual({
      stdout: steady(expected.stdout),
      stderr: steady(expected.stderr),
      exit: expected.status,
    });
  });
});
