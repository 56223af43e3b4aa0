import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFor } from '@/lib/wire/replay/clusters';
import { isAsRecorded, OWN_EXCEPTIONS, REAL_EXCEPTIONS } from '@/lib/wire/replay/exceptions';
import { ownPrompt } from '@/lib/wire/replay/own-prompt';
import { realPrompt } from '@/lib/wire/replay/real-prompt';
import { replay, type Exceptions, type StepReport } from '@/lib/wire/replay/replay';
import { AREAS, scenariosOf, verbOf, type Area, type Scenario } from '@/lib/wire/replay/scenario';
import { kubectl as toolFolder } from '../../scripts/tools.mjs';
import { readArgs } from '../usage';

const USAGE = `usage: nekala conformance [--write FILE]

Replays what a real v1.36 control plane answered, with the real kubectl 1.35 and with our own, and prints by area and by verb
how many commands are answered the same. --write puts the tables into FILE as Markdown.`;

interface Count {
  commands: number;
  real: number;
  own: number;
  excepted: number;
}

/** `nekala conformance` */
export async function conformance(args: readonly string[]): Promise<number> {
  const { values } = readArgs({
    args: [...args],
    options: { write: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const kubectl = join(toolFolder('1.35') as string, 'kubectl');
  const byArea = new Map<string, Count>();
  const byVerb = new Map<string, Count>();
  for (const area of AREAS) {
    const all = scenariosOf(area);
    for (const [i, scenario] of all.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r${area} ${i + 1}/${all.length}   `);
      const key = `${area}/${scenario.name}`;
      const own = await replay(scenario, ownPrompt(clusterFor(scenario), scenario), OWN_EXCEPTIONS[key]);
      tally(area, scenario, await withReal(scenario, kubectl, REAL_EXCEPTIONS[key]), own, byArea, byVerb);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  const text = `${markdown('area', byArea)}\n\n${markdown('verb', byVerb)}\n`;
  if (values.write === undefined) console.log(text);
  else writeFileSync(values.write, `${HEAD}\n${text}`);
  return 0;
}

async function withReal(scenario: Scenario, kubectl: string, exceptions: Exceptions | undefined): Promise<readonly StepReport[]> {
  const prompt = await realPrompt(clusterFor(scenario), scenario, kubectl);
  try {
    return await replay(scenario, prompt, exceptions);
  } finally {
    await prompt.close();
  }
}

function tally(
  area: Area,
  scenario: Scenario,
  real: readonly StepReport[],
  own: readonly StepReport[],
  byArea: Map<string, Count>,
  byVerb: Map<string, Count>,
): void {
  const key = `${area}/${scenario.name}`;
  const excepted = (exceptions: Exceptions | undefined, cmd: string) => Boolean(exceptions?.['*'] ?? exceptions?.[cmd]);
  for (const [i, step] of scenario.steps.entries()) {
    if (step.flaky) continue;
    for (const [counts, name] of [
      [byArea, area],
      [byVerb, verbOf(step)],
    ] as const) {
      const count = counts.get(name) ?? { commands: 0, real: 0, own: 0, excepted: 0 };
      counts.set(name, count);
      count.commands++;
      if (isAsRecorded(real[i]!)) count.real++;
      if (isAsRecorded(own[i]!)) count.own++;
      if (excepted(REAL_EXCEPTIONS[key], step.cmd) || excepted(OWN_EXCEPTIONS[key], step.cmd)) count.excepted++;
    }
  }
}

const HEAD = `# Conformance

What a real v1.36 control plane answered, replayed against ours: with the real kubectl 1.35 and with our own, in our own shell.
An excepted command cannot be answered as recorded; \`lib/wire/replay/exceptions.ts\` says why. This page is written by
\`nekala conformance --write docs/conformance.md\`; \`npm test\` fails when a command that is not excepted is answered otherwise.
`;

function markdown(what: string, counts: ReadonlyMap<string, Count>): string {
  const rows = [...counts].sort(([, a], [, b]) => b.commands - a.commands);
  const sum = rows.reduce<Count>(
    (total, [, one]) => ({
      commands: total.commands + one.commands,
      real: total.real + one.real,
      own: total.own + one.own,
      excepted: total.excepted + one.excepted,
    }),
    { commands: 0, real: 0, own: 0, excepted: 0 },
  );
  const line = (name: string, { commands, real, own, excepted }: Count) => `| ${name} | ${commands} | ${real} | ${own} | ${excepted} |`;
  return [
    `| ${what} | commands | real kubectl as recorded | our kubectl as recorded | excepted |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(([name, count]) => line(name, count)),
    line('all', sum),
  ].join('\n');
}
