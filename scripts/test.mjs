#!/usr/bin/env node
// `npm test`: installs what the tests need, then runs all of them. Stages can be named: `npm test -- unit e2e`; with
// `npm test -- --nightly` what is random is tried more often.
import './node-version.mjs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, root, step } from './install.mjs';

const STAGES = ['lint', 'types', 'unit', 'labs', 'e2e'];
const nightly = process.argv.includes('--nightly');
const wanted = process.argv.slice(2).filter((word) => word !== '--nightly');
const unknown = wanted.filter((name) => !STAGES.includes(name));
if (unknown.length > 0) {
  console.error(`unknown stage ${unknown.join(', ')}; stages: ${STAGES.join(' ')}`);
  process.exit(2);
}
const runs = (stage) => wanted.length === 0 || wanted.includes(stage);
const node = process.execPath;
const bin = (name) => join(root, 'node_modules', '.bin', name);

installPackages();
const { prepare, build } = await import('./build.mjs');
prepare();
if (runs('lint')) {
  step('eslint', bin('eslint'), ['.', '--max-warnings=0']);
  step('prettier', bin('prettier'), ['--check', '--log-level=warn', '.']);
}
if (runs('types')) step('types (next typegen, tsc)', bin('tsc'), ['--noEmit']);
if (runs('unit')) {
  const { helm, kubectl } = await import('./tools.mjs');
  for (const tool of [...['1.33', '1.34', '1.35'].map((minor) => kubectl(minor)), helm('3.17')])
    console.log(`▸ real tools: ${tool.replace(root, '')}`);
  // Each of the eight properties of lib/cluster/apiserver/abuse.test.ts is tried so often.
  // The real kubectl plays its table anew (lib/wire/kubectl) instead of being taken from goldens.
  const env = nightly ? { NEKALA_FUZZ_CASES: '12500', NEKALA_KUBECTL: 'real' } : {};
  step('unit, differential and conformance tests', bin('vitest'), ['run'], { env });
}
if (runs('labs')) step('nekala lab test', node, ['cli/nekala.mjs', 'lab', 'test']);
if (runs('e2e')) {
  const { browser } = await import('./browser.mjs');
  const chromium = browser();
  build();
  step('end-to-end tests in Chromium', bin('playwright'), ['test'], {
    env: chromium && existsSync(chromium) ? { NEKALA_CHROMIUM: chromium } : {},
  });
}
console.log('✓ all tests passed');
