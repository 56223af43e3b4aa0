import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which rooms a room may import from (besides itself). See ARCHITECTURE.md. */
const MAY_USE: Readonly<Record<string, readonly string[]>> = {
  'lib/sim': [],
  'lib/api': [],
  'lib/cluster': ['lib/sim', 'lib/api'],
  'lib/hosts': ['lib/sim'],
  'lib/shell': ['lib/hosts', 'lib/sim'],
  'lib/commands': ['lib/shell', 'lib/hosts', 'lib/sim', 'lib/api', 'lib/cluster/client', 'lib/cluster/kinds', 'lib/cluster/pki'],
  'lib/world': ['lib/cluster', 'lib/hosts', 'lib/shell', 'lib/commands', 'lib/sim', 'lib/api'],
  'lib/wire': ['lib/world', 'lib/cluster', 'lib/hosts/text', 'lib/api', 'lib/sim'],
  'lib/labs': ['lib/world', 'lib/cluster/client', 'lib/api', 'lib/sim'],
  'lib/exams': ['lib/labs', 'lib/world'],
  'lib/content': ['lib/i18n', 'lib/labs'],
  'lib/sessions': ['lib/world', 'lib/labs', 'lib/exams', 'lib/sim', 'lib/hosts', 'lib/cluster/client', 'lib/cluster/kinds', 'lib/api'],
  'lib/db': [],
  'lib/auth': ['lib/db'],
  'lib/i18n': [],
};

/** Rooms whose state must depend on nothing but their inputs. */
const PURE = ['lib/sim', 'lib/api', 'lib/cluster', 'lib/hosts', 'lib/shell', 'lib/commands'];
const BANNED = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bperformance\.now\(/,
  /\bsetTimeout\(/,
  /\bsetInterval\(/,
  /\basync\s/,
  /\bawait\s/,
];
const LONGEST_FILE = 500;

const root = resolve(import.meta.dirname, '..');
const files = walk(join(root, 'lib')).concat(
  walk(join(root, 'cli')),
  walk(join(root, 'app')),
  walk(join(root, 'scripts')),
  walk(join(root, 'bench')),
);
const sources = files.map((path) => ({ path, name: relative(root, path), text: readFileSync(path, 'utf8') }));
const own = sources.filter(({ name }) => !name.includes('.gen.') && !name.startsWith('lib/db/generated/'));
const product = own.filter(({ name }) => !/\.test\.tsx?$|(^|\/)testing(\/|\.ts$)|\.diff\./.test(name));

function walk(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return walk(path);
    return /\.(ts|tsx|mts)$/.test(entry) ? [path] : [];
  });
}

const roomOf = (name: string) => /^lib\/[^/]+/.exec(name)?.[0];

function importsOf(source: { path: string; text: string }, typesToo = true): string[] {
  const found = source.text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm);
  return [...found].flatMap(([, isType, from, bare]) => {
    if (isType && !typesToo) return [];
    const specifier = (from ?? bare)!;
    if (specifier.startsWith('@/')) return [specifier.slice(2)];
    if (specifier.startsWith('.')) return [relative(root, resolve(dirname(source.path), specifier))];
    return [];
  });
}

describe('the house', () => {
  it('lets dependencies point one way', () => {
    const wrong = product.flatMap((source) => {
      const room = roomOf(source.name);
      const may = room && MAY_USE[room];
      if (!room) return [];
      if (!may) return [`${source.name}: room ${room} is not in MAY_USE`];
      return importsOf(source)
        .filter(
          (target) =>
            target.startsWith('lib/') &&
            roomOf(target) !== room &&
            !may.some((allowed) => target === allowed || target.startsWith(`${allowed}/`)),
        )
        .map((target) => `${source.name} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no import cycles', () => {
    const known = new Map(product.map((source) => [source.name.replace(/(\/index)?\.tsx?$/, ''), source]));
    const graph = new Map(
      product.map((source) => [
        source.name,
        importsOf(source, false).flatMap((target) => known.get(target.replace(/(\/index)?(\.tsx?)?$/, ''))?.name ?? []),
      ]),
    );
    expect(cycles(graph)).toEqual([]);
  });

  it('keeps the simulation free of the wall clock, real randomness and promises', () => {
    const wrong = product
      .filter(({ name }) => PURE.includes(roomOf(name) ?? ''))
      .flatMap(({ name, text }) =>
        text
          .split('\n')
          .flatMap((line, index) =>
            BANNED.some((pattern) => pattern.test(line.replace(/\/\/.*|\/?\*.*|'[^']*'|`[^`]*`/g, '')))
              ? [`${name}:${index + 1}: ${line.trim()}`]
              : [],
          ),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps files short', () => {
    expect(
      own.filter(({ text }) => text.split('\n').length > LONGEST_FILE).map(({ name, text }) => `${name}: ${text.split('\n').length} lines`),
    ).toEqual([]);
  });

  it('names files in kebab-case with the field’s own nouns', () => {
    const wrong = own.filter(
      ({ name }) =>
        name.startsWith('lib/') &&
        (/[A-Z_]/.test(name.split('/').pop()!) || /(^|\/)(utils?|helpers?|managers?|common|misc)(\/|\.|-)/.test(name)),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (node: string, path: string[]) => {
    if (state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      found.push([...path.slice(path.indexOf(node)), node].join(' -> '));
      return;
    }
    state.set(node, 'open');
    for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    state.set(node, 'done');
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}
