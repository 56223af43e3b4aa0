import { World } from '@/lib/world/world';
import { gradeLab } from './grade';
import { setupLab } from './setup';
import type { Lab, NamedScript, Report } from './types';

/** One thing that a lab must show of itself. */
export interface Proof {
  readonly what: string;
  readonly ok: boolean;
  /** Why not, for the lab's author. */
  readonly why?: string;
  readonly score: number;
  readonly maximum: number;
}

/**
 * Proves a lab: a fresh cluster scores less than full on every task; the solution and each alternative score full, also
 * when the world goes through a snapshot midway; each near miss scores less than full; no check is invalid.
 */
export function* proveLab(lab: Lab): Generator<Proof> {
  const start = World.boot(lab.profile, { seed: 1 });
  setupLab(start, lab);
  const fresh = gradeLab(start, lab);
  yield proof(
    'fresh cluster',
    fresh,
    fresh.tasks.find(({ earned, points }) => earned === points && points > 0)?.id,
    (id) => `task ${id} is full before anything was done`,
  );
  const solution = { name: 'solution.sh', text: lab.solution };
  for (const script of [solution, ...lab.alternatives]) yield proveFull(script.name, start, lab, script, (world) => world);
  yield proveFull('solution.sh through a snapshot', start, lab, solution, (world) =>
    World.restore(JSON.parse(JSON.stringify(world.snapshot()))),
  );
  for (const script of lab.nearMisses) {
    const { report } = attempt(start, lab, script, (world) => world);
    yield proof(script.name, report, report.score === report.maximum, () => 'a near miss scores full: some check is too weak');
  }
}

function proveFull(what: string, start: World, lab: Lab, script: NamedScript, between: (world: World) => World): Proof {
  const { report, failure } = attempt(start, lab, script, between);
  return proof(what, report, report.score < report.maximum, () => [failure, ...missing(report)].filter(Boolean).join('; '));
}

function attempt(start: World, lab: Lab, script: NamedScript, between: (world: World) => World): { report: Report; failure?: string } {
  let world = start.fork();
  const result = world.runScript({ host: lab.host, user: 'root', text: script.text, name: script.name });
  world = between(world);
  const failure = result.exit === 0 ? undefined : `exit ${result.exit}: ${`${result.stdout}${result.stderr}`.trim().slice(-600)}`;
  return { report: gradeLab(world, lab), failure };
}

function proof<T>(what: string, report: Report, fault: T, explain: (fault: NonNullable<T>) => string): Proof {
  const invalid = report.tasks.flatMap((task) =>
    task.checks.filter(({ verdict }) => verdict === 'INVALID').map(({ id, found }) => `${task.id}/${id} is invalid: ${found?.en}`),
  );
  const bad = Boolean(fault) || invalid.length > 0;
  const why = [...(fault ? [explain(fault)] : []), ...invalid].join('; ');
  return { what, ok: !bad, ...(bad && { why }), score: report.score, maximum: report.maximum };
}

function missing(report: Report): string[] {
  return report.tasks.flatMap((task) =>
    task.checks
      .filter(({ verdict }) => verdict === 'FAIL')
      .map(({ id, expected, found }) => `${task.id}/${id}: expected ${expected?.en}, found ${found?.en}`),
  );
}
