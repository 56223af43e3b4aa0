import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubectl as toolFolder } from '../../scripts/tools.mjs';
import { World } from '@/lib/world/world';
import { POPULATION } from './kubectl.diff.population';
import { reads, unlike } from './kubectl.diff.reads';
import { FILES, writes } from './kubectl.diff.writes';
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
const AGE = /(?<![\w.-])((\d+[smhdy]){1,2}|<invalid>)(?![\w.-])/g;

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
    expect(shown(ours(base.fork(), line), line)).toEqual(shown(expected.get(line)!, line));
  });
});

/** What is never the same twice: ids, versions, times, and the random ends of names. */
const unnamed = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}/g, 'TIME')
    .replace(/(LIVE|MERGED)-\d+/g, '$1-N')
    .replace(/(?<=-[a-f0-9]{7,10})-[a-z0-9]{5}\b/g, '-RANDOM')
    .replace(/eyJ[\w.-]+/g, 'TOKEN')
    .replace(/"?(resourceVersion|uid)"?: "?[\w-]+"?/g, '$1: X')
    .replace(/10\.(9[6-9]|1[01]\d)\.\d+\.\d+/g, 'CLUSTERIP');

const RESOURCES = 'deploy,svc,cm,secret,sa,role,rolebinding,quota,ing,hpa,cronjob,job';
const NODES = `get nodes -o jsonpath='{range .items[*]}{.metadata.name} {.metadata.labels} {.spec}{"\\n"}{end}'`;

describe('writes to forks of the same cluster', () => {
  const expected: Result[] = [];
  const got: Result[] = [];
  let left: string[] = [];
  beforeAll(async () => {
    const [theirs, mine] = [base.fork(7), base.fork(7)];
    const home = join(folder, 'writes');
    mkdirSync(join(home, '.kube'), { recursive: true });
    const tree = mine.hosts.get('controlplane')!.tree();
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), text);
      tree.mkdirs(dirname(`/root/${name}`));
      tree.writeFile(`/root/${name}`, text);
    }
    const served = await serveWorld(theirs, { rate: 20 });
    writeFileSync(join(home, '.kube/config'), served.kubeconfig, { mode: 0o600 });
    for (const line of writes) {
      expected.push(await real(line, home));
      got.push(ours(mine, line));
      mine.sim.runUntil(Math.max(mine.sim.now(), theirs.sim.now()));
    }
    await served.close();
    for (const world of [theirs, mine]) world.settle({ limitMs: 60_000 });
    left = [theirs, mine].map((world) =>
      unnamed(
        ours(world, `get ${RESOURCES} -n quiet -o yaml`).stdout +
          ours(world, `get ${RESOURCES} -n fresh -o yaml`).stdout +
          ours(world, NODES).stdout,
      ),
    );
  }, 120_000);

  it.each(writes.map((line, index) => [line, index] as const))('kubectl %s', (line, index) => {
    const show = (result: Result) => ({
      exit: result.exit,
      stdout: unnamed(steady(result.stdout, line)),
      stderr: unnamed(steady(result.stderr, line)),
    });
    expect(show(got[index]!)).toEqual(show(expected[index]!));
  });

  it('leaves the same objects', () => expect(left[1]).toBe(left[0]));
});
