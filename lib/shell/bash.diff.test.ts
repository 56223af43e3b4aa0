import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testMachine } from '@/lib/hosts/testing';
import { ProgramTable } from '@/lib/hosts/process/program';
import { addShell } from './index';
import { SNIPPETS } from './bash.snippets';

const BASH = '/bin/bash';

function machine() {
  const programs = new ProgramTable();
  addShell(programs);
  return testMachine(programs);
}

const there = existsSync(BASH);
if (!there) console.error('THERE IS NO /bin/bash HERE: our bash is compared with nothing');

describe.skipIf(!there)('bash does what bash does', () => {
  const ours = there ? machine() : undefined;
  it.each(SNIPPETS.map((text) => [text] as const))('%s', (text) => {
    const real = spawnSync(BASH, ['-c', text], {
      argv0: 'bash',
      encoding: 'utf8' as const,
      env: { PATH: '/usr/bin:/bin', HOME: '/tmp', LC_ALL: 'C.UTF-8' } as unknown as NodeJS.ProcessEnv,
      cwd: '/tmp',
      input: '',
    });
    const simulated = ours!
      .fork()
      .run(['bash', '-c', text], { env: { PATH: '/usr/bin:/bin', HOME: '/tmp', LC_ALL: 'C.UTF-8' }, cwd: '/tmp', stdin: '' });
    const name = (stderr: string): string => stderr.replaceAll('/bin/bash:', 'bash:').replaceAll('/bin/bash', 'bash');
    expect({ stdout: simulated.stdout, stderr: simulated.stderr, exit: simulated.exit }).toEqual({
      stdout: real.stdout,
      stderr: name(real.stderr),
      exit: real.status,
    });
  });
});
