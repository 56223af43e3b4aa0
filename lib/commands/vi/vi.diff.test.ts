import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../command/command';
import { hasTool } from '../testing/real';
import { runFilter } from '../testing/run';
import { viCommands } from './vi';

const TEXT = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n\nspec:\n  containers:\n  - name: c1\n    image: nginx:1.19\n';
const KEYS = [
  'dd',
  '2dd',
  'jp',
  'yyp',
  'yyP',
  '3yyGp',
  'x',
  '3x',
  'dw',
  'd2w',
  'cwnew\x1b',
  'ccline\x1b',
  'A end\x1b',
  'I>\x1b',
  'onew\x1b',
  'Onew\x1b',
  'ifoo\x1b',
  'afoo\x1b',
  'jd}',
  'jwd}',
  'Gdk',
  'ggdG',
  'jjJ',
  '3J',
  '~~~',
  'rX',
  '3rX',
  'sab\x1b',
  'D',
  'C9\x1b',
  'wD',
  'fnx',
  'tnx',
  'f:D',
  'dt:',
  'df:',
  'd$',
  'w~',
  'ddu',
  'xxuu',
  'xu',
  'dd.',
  'x..',
  'A!\x1bj.',
  'oone\x1b.',
  'yiwP',
  'wdiw',
  'wciwX\x1b',
  'jwdaw',
  '>>',
  '3>>',
  '>>..',
  ':%s/name/NAME/\r',
  ':%s/a/A/g\r',
  ':2d\r',
  ':2,3d\r',
  ':$d\r',
  ':3\rdd',
  ':g/name/d\r',
  ':v/name/d\r',
  ':2,4s/^/#/\r',
  ':set et sw=2\r>>',
  '/name\rx',
  '/name\rnx',
  '?name\rx',
  'Gx',
  'Vjd',
  'vlld',
  'vey$p',
  'VGd',
  'jVj>',
  "ma3jd'a",
  'wyw$p',
  'ea!\x1b',
  'GA\rnext\x1b',
  ':1,2m$\r',
  ':1t.\r',
  ':2,3y\rGp',
  'xp',
  'ddp',
  'Yp',
  '5GA # ok\x1b',
  '$x',
  '0x',
  '^x',
  'jjj^x',
  'wbx',
  'eeX',
  ':%s/\\(name\\): \\(.*\\)/\\2 \\1/\r',
  ':s/v1/v2\r',
  '2ohi\x1b',
  '3ix\x1b',
  'jddkP',
  '"ayyj"ap',
  'R12345\x1b',
  ':%s#v#/#g\r',
  ':4,5d|\r'.replace('|', ''),
  'wcbX\x1b',
  'cwx\x1bw.',
  'Sx\x1b',
  'guw',
  'gUw',
  'g~w',
  '%x',
  '{x',
  '}dd',
  'wyiwjp',
];

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
  it.each(KEYS.map((keys) => [JSON.stringify(keys), keys]))('%s', (_, keys) => {
    const ran = runFilter(program(viCommands[0]!), ['vi', 'f'], { stdin: `${keys}:wq!\r`, files: { f: TEXT }, env: { HOME: '/root' } });
    expect(ran.files.f).toBe(vim(keys));
  });
});
