import type { Outcome, Scenario, Step } from './scenario';
import { steady } from './steady';

/** Commands of a scenario that are not answered as recorded, each with the reason; `*` is for all of them. */
export type Exceptions = Readonly<Record<string, string>>;

/** A shell with a kubectl and a cluster of its own. */
export interface Prompt {
  run(cmd: string, options?: Pick<Step, 'stdin' | 'env'>): Promise<Outcome>;
  /** Lets virtual time pass. */
  pass(ms: number): Promise<void>;
}

export interface StepReport {
  readonly step: Step;
  readonly got: Outcome;
  /** Which of exit, stdout and stderr differ from the recording. */
  readonly wrong: readonly (keyof Outcome)[];
}

const FIELDS = ['exit', 'stdout', 'stderr'] as const;
/** Reads are asked again: controllers may need a moment. Virtual milliseconds. */
const PATIENCE = [300, 1_000, 3_000, 6_000];

const isRead = (cmd: string): boolean =>
  /^curl (?!.*-X)|^kubectl (?:-n \S+ )?(?:get|describe|auth|api-resources|explain|events|rollout)\b/.test(cmd);

/** Runs a scenario's steps in order and compares each with what was recorded. Nobody waits for what is expected to differ. */
export async function replay(scenario: Scenario, prompt: Prompt, exceptions: Exceptions = {}): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of scenario.steps) {
    if (step.settle) await prompt.pass(step.settle);
    if (step.waitUntil) await waitFor(step.waitUntil, step, prompt);
    let got = await prompt.run(step.cmd, step);
    let wrong = differences(step, got);
    const patient = isRead(step.cmd) && !exceptions['*'] && !exceptions[step.cmd];
    for (const ms of patient ? PATIENCE : []) {
      if (wrong.length === 0) break;
      await prompt.pass(ms);
      got = await prompt.run(step.cmd, step);
      wrong = differences(step, got);
    }
    reports.push({ step, got, wrong });
  }
  return reports;
}

async function waitFor(cmd: string, step: Step, prompt: Prompt): Promise<void> {
  for (let waited = 0; waited < (step.waitMax ?? 30) * 1000; waited += 1_000) {
    if ((await prompt.run(cmd, step)).exit === 0) return;
    await prompt.pass(1_000);
  }
}

const sorted = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .sort()
    .join('\n');

function differences(want: Step, got: Outcome): (keyof Outcome)[] {
  if (want.flaky) return [];
  const shape = (text: string) =>
    want.order === 'any' ? sorted(text) : want.order === 'last' ? (text.trim().split('\n').pop() ?? '') : text;
  return FIELDS.filter((field) => shape(steady(String(want[field] ?? ''))) !== shape(steady(String(got[field] ?? ''))));
}
