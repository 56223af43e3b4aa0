import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findCommand } from '@/lib/commands/kubectl/flags/command-line';
import { flagsOf } from '@/lib/commands/kubectl/flags/known-flags';
import { helpTexts } from '@/lib/commands/kubectl/flags/known-flags';
import { DIFFERENCES } from './differences';
import { linesOf, reasonAgainst, type CaseGroup } from './kubectl-case';

const PAGE = fileURLToPath(new URL('../../../docs/coverage-kubectl.md', import.meta.url));

const CASES = fileURLToPath(new URL('cases/', import.meta.url));

/** All groups of the table, by area. */
async function allCases(): Promise<ReadonlyMap<string, readonly CaseGroup[]>> {
  const areas = new Map<string, readonly CaseGroup[]>();
  for (const file of readdirSync(CASES).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const exported = (await import(/* @vite-ignore */ `${CASES}${file}`)) as Record<string, unknown>;
    const groups = Object.values(exported).filter(Array.isArray).flat() as CaseGroup[];
    areas.set(file.slice(0, -3), groups);
  }
  return areas;
}

/** The kubectl invocations of a line, as words. */
function invocationsOf(line: string): string[][] {
  const words = wordsOf(line.startsWith('$ ') ? line.slice(2) : `kubectl ${line}`);
  const found: string[][] = [];
  let current: string[] | undefined;
  for (const word of words) {
    if (word === 'kubectl') found.push((current = []));
    else if (/^[|;&<>]/.test(word)) current = undefined;
    else current?.push(word);
  }
  return found;
}

const wordsOf = (text: string): string[] =>
  (text.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"|;&<>])+|[|;&<>]+/g) ?? []).map((word) => word.replace(/^['"]|['"]$/g, ''));

/** The page docs/coverage-kubectl.md: commands, their flags, and how many cases play them. */
function coverageText(areas: ReadonlyMap<string, readonly CaseGroup[]>): string {
  const cases = new Map<string, number>();
  const uses = new Map<string, Map<string, number>>();
  let all = 0;
  let listed = 0;
  const reasons: string[] = [];
  for (const [area, groups] of areas)
    for (const group of groups) {
      const lines = linesOf(group);
      for (const line of lines) {
        const differs = DIFFERENCES[area]?.[line];
        if (differs !== undefined) {
          listed++;
          reasons.push(`| \`${cell(line)}\` | ${cell(differs)} |`);
          continue;
        }
        all++;
        for (const words of invocationsOf(line)) {
          const { command } = findCommand(words);
          cases.set(command, (cases.get(command) ?? 0) + 1);
          const counted = uses.get(command) ?? uses.set(command, new Map()).get(command)!;
          for (const name of flagsIn(command, words)) counted.set(name, (counted.get(name) ?? 0) + 1);
        }
      }
      for (const line of group.lines.split('\n').map((each) => each.trim())) {
        const reason = line !== '' && !line.startsWith('#') ? reasonAgainst(group, line) : undefined;
        if (reason !== undefined) {
          listed++;
          reasons.push(`| \`${cell(line)}\` | ${cell(reason)} |`);
        }
      }
    }
  const rows = Object.keys(helpTexts)
    .filter((command) => command !== '')
    .sort()
    .map((command) => {
      const own = ownFlags(command);
      const counted = uses.get(command);
      const without = own.filter((name) => !counted?.has(name)).map((name) => `\`--${name}\``);
      return `| ${command} | ${cases.get(command) ?? 0} | ${own.length - without.length} of ${own.length} | ${without.join(' ')} |`;
    });
  return `# kubectl: what is compared with the real one

Each case is a command line that the real kubectl 1.35 and ours play from identical forks of a cluster; output and exit code must be the
same, byte for byte. ${all} cases are the same; ${listed} are listed below with the reason why they are not compared. This page is written by
\`NEKALA_KUBECTL=record npx vitest run lib/wire/kubectl\`.

| Command | Cases | Flags of its help in a case | Flags without a case |
| --- | --- | --- | --- |
${rows.join('\n')}

## Not compared

| Command line | Reason |
| --- | --- |
${reasons.join('\n')}
`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('`', "'");

/** Flags that a command's own help lists. */
const ownFlags = (command: string): string[] =>
  [...(helpTexts[command] ?? '').matchAll(/^ {4}(?:-\w, )? *--([\w-]+)=/gm)].map((match) => match[1]!);

function flagsIn(command: string, words: readonly string[]): Set<string> {
  const known = flagsOf(command);
  const found = new Set<string>();
  for (const word of words) {
    if (word === '--') break;
    const long = /^--([\w-]+)/.exec(word)?.[1];
    if (long !== undefined) found.add(long);
    else if (/^-[A-Za-z]/.test(word)) {
      const flag = known.find(({ shorthand }) => shorthand === word[1]);
      if (flag) found.add(flag.name);
    }
  }
  return found;
}

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
