import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProgramTable } from '@/lib/hosts/process/program';
import { testMachine } from '@/lib/hosts/testing';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { addCommands } from '../index';
import { hasTool } from '../testing/real';

function machine() {
  const programs = new ProgramTable();
  addCommands(programs);
  return testMachine(programs);
}

describe('tar', () => {
  it('packs, lists and extracts a tree', () => {
    const m = machine();
    m.writeFile('/root/d/a.txt', 'hello\n');
    m.writeFile('/root/d/s/b.bin', fromBytes(Uint8Array.of(0, 255, 1, 128)));
    m.run(['ln', '-s', 'a.txt', 'd/l']);
    m.run(['chmod', '640', 'd/a.txt']);
    expect(m.run(['tar', '-czvf', 'd.tgz', 'd'])).toEqual({ exit: 0, stdout: 'd/\nd/a.txt\nd/l\nd/s/\nd/s/b.bin\n', stderr: '' });
    expect(m.run(['tar', 'tf', 'd.tgz']).stdout).toBe('d/\nd/a.txt\nd/l\nd/s/\nd/s/b.bin\n');
    expect(m.run(['tar', '-tvf', 'd.tgz', 'd/a.txt']).stdout).toBe('-rw-r----- root/root         6 2026-01-15 09:00 d/a.txt\n');
    m.run(['mkdir', '/tmp/out']);
    expect(m.run(['tar', 'xzf', 'd.tgz', '-C', '/tmp/out', '--strip-components=1']).exit).toBe(0);
    expect(m.readFile('/tmp/out/a.txt')).toBe('hello\n');
    expect([...toBytes(m.readFile('/tmp/out/s/b.bin'))]).toEqual([0, 255, 1, 128]);
    expect(m.run(['readlink', '/tmp/out/l']).stdout).toBe('a.txt\n');
    expect(m.run(['stat', '-c', '%a', '/tmp/out/a.txt']).stdout).toBe('640\n');
  });

  it('says what tar says when it cannot', () => {
    const m = machine();
    expect(m.run(['tar', '-xf', 'nope.tar'])).toEqual({
      exit: 2,
      stdout: '',
      stderr: 'tar: nope.tar: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n',
    });
    m.writeFile('/etc/x/y', 'y');
    expect(m.run(['tar', '-cf', '/tmp/x.tar', '/etc/x', 'nope'])).toEqual({
      exit: 2,
      stdout: '',
      stderr:
        "tar: Removing leading `/' from member names\ntar: nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n",
    });
    expect(m.run(['tar', 'tf', '/tmp/x.tar']).stdout).toBe('etc/x/\netc/x/y\n');
    expect(m.run(['tar', '-cC', '/etc', '-f', '-', 'x']).stdout).toContain('ustar');
  });

  it.skipIf(!hasTool('tar'))('exchanges archives with the real tar', () => {
    const dir = mkdtempSync(join(tmpdir(), 'nekala-tar-'));
    try {
      const m = machine();
      const long = `${'long-name-'.repeat(12)}.txt`;
      m.writeFile(`/root/${long}`, 'x'.repeat(1000));
      m.writeFile('/root/b', 'b');
      m.run(['tar', '-czf', 'o.tgz', 'b', long]);
      writeFileSync(join(dir, 'o.tgz'), toBytes(m.readFile('/root/o.tgz')));
      const real = (...args: string[]) => spawnSync('tar', args, { cwd: dir, env: { ...process.env, TZ: 'UTC' } }).stdout.toString();
      expect(real('tvf', 'o.tgz')).toBe(m.run(['tar', 'tvf', 'o.tgz']).stdout);
      real('xf', 'o.tgz');
      expect(readFileSync(join(dir, long), 'utf8')).toBe('x'.repeat(1000));
      for (const format of ['gnu', 'pax', 'ustar']) {
        real(
          '-cf',
          'r.tar',
          `--format=${format}`,
          '--mtime=2025-01-02 03:04',
          '--owner=root',
          '--group=root',
          'b',
          ...(format === 'ustar' ? [] : [long]),
        );
        m.writeFile('/root/r.tar', fromBytes(readFileSync(join(dir, 'r.tar'))));
        expect(m.run(['tar', '-tvf', 'r.tar']).stdout).toBe(real('-tvf', 'r.tar'));
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('gzip', () => {
  it('compresses in place and back', () => {
    const m = machine();
    m.writeFile('/root/f', 'text\n'.repeat(100));
    expect(m.run(['gzip', 'f'])).toEqual({ exit: 0, stdout: '', stderr: '' });
    expect(m.run(['ls']).stdout).toBe('f.gz\n');
    expect(m.run(['zcat', 'f.gz']).stdout).toBe('text\n'.repeat(100));
    expect(m.run(['gunzip', 'f.gz']).exit).toBe(0);
    expect(m.readFile('/root/f')).toBe('text\n'.repeat(100));
    expect(m.run(['gunzip', 'f'])).toEqual({ exit: 2, stdout: '', stderr: 'gzip: f: unknown suffix -- ignored\n' });
    expect(m.run(['gzip', '-dc'], { stdin: 'no' }).stderr).toBe('\ngzip: stdin: not in gzip format\n');
  });
});
