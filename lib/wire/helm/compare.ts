import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import type { HelmCase, Outcome } from './helm-case';
import { playOurs } from './our-helm';
import { playReal } from './real-helm';
import { steady } from './steady';

/** Both forks draw the same names. */
const SEED = 7;
/** `NEKALA_HELM=record` writes what the real helm comes to where that is not known, `all` everywhere; `real` asks it and writes nothing. */
const MODE = process.env.NEKALA_HELM ?? '';
const goldenPath = (area: string) => fileURLToPath(new URL(`goldens/${area}.json`, import.meta.url));

/** A line of a golden: the line itself, so that a changed case is noticed, and what it came to. */
interface Golden extends Outcome {
  readonly line: string;
}

/** Defines the tests of an area: each line of each case, ours beside what the real helm 3.17 came to on an identical cluster. */
export function compareWithReal(area: string, cases: readonly HelmCase[]): void {
  const path = goldenPath(area);
  const goldens = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, readonly Golden[]>) : {};
  describe.each(cases.map((each) => [each.name, each] as const))(`helm ${area}: %s`, (name, each) => {
    let ours: Outcome[] = [];
    let theirs: readonly Golden[] = [];
    beforeAll(async () => {
      const base = World.boot('kubeadm', { seed: 1, now: Date.now() - 300_000 });
      ours = playOurs(base.fork(SEED), each).map((outcome, i) => steady(outcome, each.lines[i]!));
      theirs = goldens[name] ?? [];
      const isStale = each.lines.some((line, i) => theirs[i]?.line !== line) || theirs.length !== each.lines.length;
      if ((MODE === '' || MODE === 'record') && !isStale) return;
      theirs = (await playReal(base.fork(SEED), each)).map((outcome, i) => ({ line: each.lines[i]!, ...steady(outcome, each.lines[i]!) }));
      goldens[name] = theirs;
      if (MODE !== 'record' && MODE !== 'all') return;
      const kept = cases.map((one) => [one.name, goldens[one.name]] as const).filter(([, golden]) => golden !== undefined);
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
    }, 300_000);
    it.each(each.lines.map((line, i) => [line, i] as const).filter(([line]) => each.unlike?.[line] === undefined))('%s', (_, i) => {
      const { exit, stdout, stderr } = theirs[i]!;
      expect(ours[i]).toEqual({ exit, stdout, stderr });
    });
  });
}
