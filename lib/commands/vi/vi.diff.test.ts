import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../command/command';
import { hasTool } from '../testing/real';
import { runFilter } from '../testing/run';
import { KEYS } from './vi.diff.keys';
import { viCommands } from './vi';

const TEXT = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n\nspec:\n  containers:\n  - name: c1\n    image: nginx:1.19\n';

describe('vi against vim', () => {
  if (!hasTool('vim')) {
    it.skip('NOT COMPARED: there is no vim on this machine', () => undefined);
    return;
  }
  const vim = (keys: string): string => {
    const dir = mkdtempSync(join(tmpdir(), 'nekala-vi-'));
    try {
      writeFileSync(join(dir, 'f'), TEXT);
      writeFileSync(join(dir, 'keys'), `${keys}:wq!\r`);
      spawnSync('vim', ['-u', 'NONE', '-i', 'NONE', '-N', '-n', '-s', join(dir, 'keys'), join(dir, 'f')], {
        timeout: 5000,
        input: '',
        env: { ...process.env, TERM: 'dumb' },
      });
      return readFileSync(join(dir, 'f'), 'utf8');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  // Those that run a shell command are tested on a simulated machine.
  it.each(
    KEYS.filter((keys) => !/!(?:!|j|echo|sort|cat)|% *!sort/.test(keys) || /sort!\r/.test(keys)).map((keys) => [
      JSON.stringify(keys),
      keys,
    ]),
  )('%s', (_, keys) => {
    const ran = runFilter(program(viCommands[0]!), ['vi', 'f'], { stdin: `${keys}:wq!\r`, files: { f: TEXT }, env: { HOME: '/root' } });
    expect(ran.files.f).toBe(vim(keys));
  });
});
