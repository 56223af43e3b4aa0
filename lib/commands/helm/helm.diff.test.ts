import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { testMachine } from '@/lib/hosts/testing';
import { ProgramTable } from '@/lib/hosts/process/program';
import { addHelm } from './index';
import { FILES, LINES, TEMPLATES } from './fixtures';

// The real helm 3.17 (node scripts/tools.mjs helm) and ours, without a server: output and exit code byte for byte.
const real = fileURLToPath(new URL('../../../.cache/tools/helm-3.17/helm', import.meta.url));

describe.skipIf(!existsSync(real))('helm beside the real one', () => {
  const root = mkdtempSync(join(tmpdir(), 'helm-diff-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const programs = new ProgramTable();
  addHelm(programs);
  const machine = testMachine(programs);

  function compare(args: readonly string[], files: Readonly<Record<string, string>>, name: string) {
    const folder = join(root, name);
    const home = join(folder, 'home');
    mkdirSync(home, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const env = { HOME: home, PATH: '/usr/bin:/bin' };
    const theirs = spawnSync(real, args, { encoding: 'utf8', cwd: folder, env: env as unknown as NodeJS.ProcessEnv, input: '' });
    const own = machine.fork();
    own.writeFile(`${home}/.keep`, '');
    const full = Object.fromEntries(Object.entries(files).map(([path, text]) => [join(folder, path), text]));
    const ours = own.run(['helm', ...args], { files: full, env: { HOME: home }, cwd: folder });
    expect({ stdout: ours.stdout, stderr: ours.stderr, exit: ours.exit }).toEqual({
      stdout: theirs.stdout,
      stderr: theirs.stderr,
      exit: theirs.status,
    });
  }

  it.each(LINES)('helm %s', (line) => {
    const split = spawnSync('bash', ['-c', `show() { printf '%s\\0' "$@"; }; show ${line}`], { encoding: 'utf8', cwd: '/' });
    compare(split.stdout.split('\0').slice(0, -1), FILES, 'lines');
  });

  it.each(TEMPLATES)('%s', (text) => {
    const files = Object.fromEntries(Object.entries(FILES).filter(([path]) => path.startsWith('one/')));
    compare(['template', 'rel', 'one'], { ...files, 'one/templates/_t.tpl': text, 'one/templates/x.yaml': TEMPLATE_FILE(text) }, 'one');
  });
});

/** What is rendered is quoted, so that any text is YAML. */
const TEMPLATE_FILE = (text: string): string =>
  (/^\{\{ (define|block|end|if \.x|break|if \}\})/.test(text) || !text.includes('}}') || /\{\{ "open|\| \}\}|\{\{ \|/.test(text)
    ? text
    : `a: {{ "" }}${text}\n`
  ).replace(/^a: /, 'a: |-\n  ');
