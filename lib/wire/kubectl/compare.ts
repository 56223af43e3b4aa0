import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '@/lib/world/world';
import { DIFFERENCES } from './differences';
import { readGoldens, shortened, writeGoldens, type Golden } from './golden';
import { bashOf, linesOf, rateOf, type CaseGroup, type Outcome } from './kubectl-case';
import { layFiles, playOurs, type OurOutcome } from './our-kubectl';
import { populated } from './populations';
import { RealKubectl } from './real-kubectl';
import { steady } from './steady';

/**
 * How often the real kubectl is asked: `NEKALA_KUBECTL=real` always (`npm test -- --nightly`), `record` where goldens are missing or stale,
 * and then they are written; `all` always, and all are written. Otherwise where goldens are stale, and one in twenty besides.
 */
const MODE = process.env.NEKALA_KUBECTL ?? 'sample';
const writes = MODE === 'record' || MODE === 'all';
const SAMPLE = 20;
const CHECKPOINT_MS = 10_000;
/** Goldens are taken for the same where this seed of both forks is. */
const SEED = 7;
/** Virtual time between lines that are played in order; for the real kubectl about so much passes while it works. */
const PAUSE_MS = 2_000;

/** Defines the tests of an area: each line of each group, ours beside the real kubectl's. */
export function compareWithReal(area: string, groups: readonly CaseGroup[]): void {
  const goldens = readGoldens(area);
  const kept = new Map<string, Golden>();
  const real = new RealKubectl();
  let written = Date.now();
  afterAll(() => {
    real.close();
    // A run that could not even begin leaves what is known.
    if (writes && kept.size > 0) writeGoldens(area, kept);
  });
  describe.each(groups.map((group) => [group.name, group] as const))(`kubectl ${area}: %s`, (_, group) => {
    const options = { timePasses: rateOf(group) > 0, ...(group.unordered && { unordered: group.unordered }) };
    const show = (outcome: Outcome, line: string) => steady(outcome, line, options);
    const keyOf = (line: string, index: number) => `${group.name}/${group.inOrder ? `${index} ` : ''}${line}`;
    const differences = DIFFERENCES[area] ?? {};
    // What is played in order is played whole, so that later lines find what earlier ones left.
    const compared = (line: string) => !Object.hasOwn(differences, line);
    const lines = linesOf(group).filter((line) => group.inOrder === true || compared(line));
    let base: World;
    const keep = (key: string, ours: OurOutcome, theirs: Outcome) => {
      kept.set(key, { seen: ours.seen, ...shortened(theirs) });
      // Recording takes minutes: what is known so far is not lost with the run.
      if (!writes || Date.now() - written < CHECKPOINT_MS) return;
      written = Date.now();
      writeGoldens(area, new Map([...goldens, ...kept]));
    };
    const fresh = (key: string, seen: string, ask: boolean): Golden | undefined => {
      const golden = goldens.get(key);
      return golden?.seen === seen && MODE !== 'all' && MODE !== 'real' && (writes || !ask) ? golden : undefined;
    };

    beforeAll(() => {
      base = prepared(group);
    }, 120_000);

    if (group.inOrder) {
      let ours: OurOutcome[] = [];
      let theirs: Outcome[] = [];
      let isGolden = false;
      beforeAll(async () => {
        const world = base.fork(SEED);
        ours = lines.map((line) => {
          const outcome = playOurs(world, bashOf(line));
          world.sim.runUntil(world.sim.now() + PAUSE_MS);
          return outcome;
        });
        const known = lines.map((line, i) => fresh(keyOf(line, i), ours[i]!.seen, sampled(group.name)));
        if (!known.includes(undefined)) {
          isGolden = true;
          theirs = known as Golden[];
          lines.forEach((line, i) => kept.set(keyOf(line, i), known[i]!));
          return;
        }
        const outcomes = await real.play(base.fork(SEED), lines.map(bashOf), group.files ?? {}, rateOf(group));
        theirs = outcomes.map((outcome, i) => show(outcome, lines[i]!));
        lines.forEach((line, i) => keep(keyOf(line, i), ours[i]!, theirs[i]!));
      }, 600_000);
      it.each(lines.map((line, i) => [line, i] as const).filter(([line]) => compared(line)))('kubectl %s', (line, i) => {
        const mine = show(ours[i]!, line);
        const { exit, stdout, stderr } = theirs[i]!;
        if (writes && !isGolden && !same(mine, theirs[i]!)) told(line, mine, theirs[i]!);
        expect(isGolden ? shortened(mine) : mine).toEqual({ exit, stdout, stderr });
      });
      return;
    }

    it.each(lines)(
      'kubectl %s',
      async (line) => {
        const key = keyOf(line, 0);
        const ours = playOurs(base.fork(SEED), bashOf(line));
        const golden = fresh(key, ours.seen, sampled(line));
        const mine = show(ours, line);
        if (golden && same(shortened(mine), golden)) {
          kept.set(key, golden);
          return;
        }
        // Whatever differs is asked again, so that the difference shows in full.
        const [outcome] = await real.play(base.fork(SEED), [bashOf(line)], group.files ?? {}, rateOf(group));
        const theirs = show(outcome!, line);
        keep(key, ours, theirs);
        if (writes && !same(mine, theirs)) told(line, mine, theirs);
        expect(mine).toEqual(theirs);
        // The real one may wait for its own half minute.
      },
      120_000,
    );
  });
}

function prepared(group: CaseGroup): World {
  const world = populated(group.population ?? 'shop').fork();
  layFiles(world, group.files ?? {});
  if (group.setup !== undefined) {
    const { exit, stderr } = world.runScript({ host: 'controlplane', user: 'root', name: 'setup', text: `set -e\n${group.setup}` });
    if (exit !== 0) throw new Error(`set-up of ${group.name}: ${stderr}`);
  }
  return world;
}

/** While goldens are recorded each difference is told at once. */
function told(line: string, mine: Outcome, theirs: Outcome): void {
  process.stderr.write(`DIFFERS ${JSON.stringify({ line, mine, theirs })}\n`);
}

const same = (a: Outcome, b: Outcome): boolean => a.exit === b.exit && a.stdout === b.stdout && a.stderr === b.stderr;

/** One in twenty, the same ones each time. */
function sampled(text: string): boolean {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.charCodeAt(0)) % 1_000_003;
  return sum % SAMPLE === 0;
}
