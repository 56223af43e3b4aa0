import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allCases, coverageText, invocationsOf } from './coverage';
import { linesOf } from './kubectl-case';

const PAGE = fileURLToPath(new URL('../../../docs/coverage-kubectl.md', import.meta.url));

it('finds the invocations of a line', () => {
  expect(invocationsOf("get pods -l 'a in (b)'")).toEqual([['get', 'pods', '-l', 'a in (b)']]);
  expect(invocationsOf('$ kubectl get x -o yaml | A=1 kubectl apply -f -')).toEqual([
    ['get', 'x', '-o', 'yaml'],
    ['apply', '-f', '-'],
  ]);
});

it('writes the page of what is covered', async () => {
  const text = coverageText(await allCases());
  if (/^(record|all)$/.test(process.env.NEKALA_KUBECTL ?? '')) writeFileSync(PAGE, text);
  // Cases may have come since it was written; what it says of commands must still be there.
  expect(existsSync(PAGE), 'docs/coverage-kubectl.md: write it with NEKALA_KUBECTL=record').toBe(true);
  const heads = (page: string) => page.split('\n').filter((line) => line.startsWith('#'));
  expect(heads(readFileSync(PAGE, 'utf8'))).toEqual(heads(text));
});

it('holds at least 1,500 invocations', async () => {
  let count = 0;
  for (const groups of (await allCases()).values()) for (const group of groups) count += linesOf(group).length;
  expect(count).toBeGreaterThanOrEqual(1500);
});
