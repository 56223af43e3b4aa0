#!/usr/bin/env node
// Copies recordings of a real control plane into the fixtures that the conformance suite replays, without what it does not read:
//   node scripts/import-recordings.mjs FOLDER     -> lib/wire/recordings/<area>.json
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const AREAS = ['defaults', 'validation', 'machinery', 'crd', 'admission', 'kubectl', 'wire', 'controllers', 'scheduler'];
const STEP = ['cmd', 'stdin', 'env', 'settle', 'waitUntil', 'waitMax', 'exit', 'stdout', 'stderr', 'order', 'flaky'];

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/import-recordings.mjs FOLDER');
  process.exit(2);
}
const pick = (object, names) => Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));
// Some were recorded with kubectl's own trace on, of which the end of an answer was left.
const withoutTrace = ({ stderr }) => (/^ *"(kind|metadata)"/.test(stderr ?? '') ? { stderr: stderr.replace(/^[\s\S]*?^\}\]\n/m, '') } : {});
const target = join(dirname(dirname(fileURLToPath(import.meta.url))), 'lib/wire/recordings');
for (const area of AREAS) {
  const files = readdirSync(join(folder, area))
    .filter((name) => name.endsWith('.json'))
    .sort();
  const lines = files.map((name) => {
    const recorded = JSON.parse(readFileSync(join(folder, area, name), 'utf8'));
    const scenario = {
      name: name.replace('.json', ''),
      ...pick(recorded, ['title', 'namespace', 'setup']),
      steps: recorded.steps.map((step) => ({ ...pick(step, STEP), ...withoutTrace(step) })),
    };
    return JSON.stringify(scenario);
  });
  writeFileSync(join(target, `${area}.json`), `[\n${lines.join(',\n')}\n]\n`);
  console.log(`${area}: ${files.length} scenarios`);
}
