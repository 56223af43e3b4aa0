import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runKubectl, type Result } from '@/lib/commands/kubectl/fake-sys';
import { parseCases, type BuildCase } from './case-file';

// `kubectl kustomize` of the real kubectl 1.35 (node scripts/tools.mjs kubectl), which holds kustomize v5.7.1, beside ours: standard
// output, standard error and exit status byte for byte, for every case of cases/*.txt. What the real one said is kept in goldens/;
// NEKALA_KUBECTL=record asks it again, and so does a case that has changed.
const real = fileURLToPath(new URL('../../../.cache/tools/kubectl-1.35/kubectl', import.meta.url));
const folder = fileURLToPath(new URL('cases', import.meta.url));
const goldens = fileURLToPath(new URL('goldens', import.meta.url));
const HERE = '/case';
const record = process.env.NEKALA_KUBECTL === 'record';

/** Log lines begin with a time and a process id; one fault shows a pointer. */
const steady = (text: string, directory = HERE) =>
  text
    .replaceAll(directory, HERE)
    .replace(/^I\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ')
    .replace(/&\{0x[0-9a-f]+ (<nil>|0x[0-9a-f]+)\}/g, '&{pointer}');

interface Golden extends Result {
  readonly digest: string;
}

const digestOf = ({ args, files }: BuildCase) =>
  createHash('sha256')
    .update(JSON.stringify([args, files]))
    .digest('hex')
    .slice(0, 12);

function askReal({ args, files }: BuildCase): Result {
  const directory = mkdtempSync(join(tmpdir(), 'kustomize-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    const env = { HOME: directory, PATH: '/usr/bin:/bin' } as unknown as NodeJS.ProcessEnv;
    const { stdout, stderr, status } = spawnSync(real, args, { encoding: 'utf8', cwd: directory, env, input: '' });
    return { stdout: steady(stdout, directory), stderr: steady(stderr, directory), exit: status ?? -1 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (file) => {
  const path = join(goldens, file.replace('.txt', '.json'));
  const known: Record<string, Golden> = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Golden>) : {};
  const cases = parseCases(readFileSync(join(folder, file), 'utf8'));
  const said: Record<string, Golden> = {};

  afterAll(() => {
    if (record && cases.every(({ title }) => said[title])) writeFileSync(path, `${JSON.stringify(said, null, 2)}\n`);
  });

  it.each(cases)('$title', (one) => {
    const digest = digestOf(one);
    let golden = known[one.title];
    if (record || golden?.digest !== digest) {
      expect(existsSync(real), 'the case is new: install kubectl (node scripts/tools.mjs kubectl)').toBe(true);
      golden = { ...askReal(one), digest };
    }
    said[one.title] = golden;
    const files = new Map(Object.entries(one.files).map(([name, text]) => [`${HERE}/${name}`, text]));
    const ours = runKubectl({ files, env: { PATH: '/usr/bin:/bin' }, now: () => 0, cwd: HERE, stdin: '' }, ...one.args);
    expect({ ...ours, stderr: steady(ours.stderr) }).toEqual({ stdout: golden.stdout, stderr: golden.stderr, exit: golden.exit });
  });

  it('has a name of its own for every case', () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });
});
