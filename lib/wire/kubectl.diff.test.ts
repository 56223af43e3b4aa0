import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl as toolFolder } from '../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { POPULATION } from './kubectl.diff.population';
import { reads, unlike } from './kubectl.diff.reads';
import { serveWorld } from './serve-world';

interface Result {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const binary = join(toolFolder('1.35') as string, 'kubectl');
const folder = mkdtempSync(join(tmpdir(), 'nekala-kubectl-diff-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `kubectl LINE`, which bash splits, on the real thing. */
function real(line: string, home: string): Promise<Result> {
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['-c', `exec ${binary} ${line} </dev/null`],
      {
        cwd: home,
        env: { HOME: home, KUBECONFIG: join(home, '.kube/config'), PATH: '/usr/bin:/bin' } as unknown as NodeJS.ProcessEnv,
        timeout: 30_000,
        maxBuffer: 64 << 20,
      },
      (error, stdout, stderr) => resolve({ exit: error ? Number((error as { code?: number }).code ?? 1) : 0, stdout, stderr }),
    );
  });
}

const ours = (world: World, line: string): Result =>
  world.runScript({ host: 'controlplane', user: 'root', name: 'x', text: `kubectl ${line} </dev/null` });

/** Commands whose order of lines, or of what a line lists, the real kubectl takes from Go's maps or from an unstable sort. */
const UNORDERED =
  /^(describe|events|get events|auth can-i --list|label .*--list|annotate .*--list|logs .*--all-containers|logs .*-l|drain)/;
const AGE = /(?<![\w.-])(\d+[smhdy]){1,2}(?![\w.-])/g;

/** What cannot be the same: the server's address, log prefixes, uids given out by a dry run, and ages that each kubectl reckons by its own clock. */
function steady(text: string, line: string): string {
  let result = text
    .replace(/https:\/\/(127\.0\.0\.1|172\.30\.1\.2|controlplane):\d+/g, 'https://SERVER')
    .replace(/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, '<klog> ');
  if (/^(describe|events)|server-print=false|subresource=scale$/.test(line))
    result = result.replace(AGE, 'AGE').replace(/ {2,}/g, '  ').replace(/-{3,}/g, '---');
  if (line.includes('--dry-run=server')) result = result.replace(/(uid|creationTimestamp): .*/g, '$1: X');
  if (UNORDERED.test(line))
    result = result
      .split('\n')
      .map((each) =>
        each
          .split(/(?:, |\[)(?=cannot)|\]/)
          .sort()
          .join('|'),
      )
      .sort()
      .join('\n');
  return result;
}

const shown = (result: Result, line: string) => ({ ...result, stdout: steady(result.stdout, line), stderr: steady(result.stderr, line) });

async function mapLimited<A, B>(items: readonly A[], limit: number, run: (item: A) => Promise<B>): Promise<B[]> {
  const results = new Array<B>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

let base: World;
beforeAll(() => {
  base = World.boot('kubeadm', { seed: 1, now: Date.now() - 300_000 });
  const populated = base.runScript({ host: 'controlplane', user: 'root', name: 'populate', text: POPULATION });
  expect(populated, populated.stderr).toMatchObject({ exit: 0 });
});

describe('reads of the same cluster', () => {
  const expected = new Map<string, Result>();
  beforeAll(async () => {
    const world = base.fork();
    const home = join(folder, 'reads');
    mkdirSync(join(home, '.kube'), { recursive: true });
    const served = await serveWorld(world, { rate: 0 });
    writeFileSync(join(home, '.kube/config'), served.kubeconfig, { mode: 0o600 });
    await real('api-resources', home);
    const results = await mapLimited(reads, 4, (line) => real(line, home));
    reads.forEach((line, index) => expected.set(line, results[index]!));
    await served.close();
  }, 120_000);

  it.each(reads.filter((line) => !unlike.some(([pattern]) => pattern.test(line))))('kubectl %s', (line) => {
    if (process.env.DIFF_OUT) {
      const text = (r: Result) => {
        const t = shown(r, line);
        return `exit ${t.exit}\n--stderr\n${t.stderr}--stdout\n${t.stdout}`;
      };
      const name = String(reads.indexOf(line)).padStart(3, '0');
      writeFileSync(`${process.env.DIFF_OUT}/${name}.cmd`, line);
      writeFileSync(`${process.env.DIFF_OUT}/${name}.real`, text(expected.get(line)!));
      writeFileSync(`${process.env.DIFF_OUT}/${name}.ours`, text(ours(base.fork(), line)));
    }
    expect(shown(ours(base.fork(), line), line)).toEqual(shown(expected.get(line)!, line));
  });
});
