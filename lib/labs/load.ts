import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readFault } from './faults/load';
import { drawParams, fillParams } from './params';
import { labFile, type LabFile } from './schema';
import { parseTaskText, type TaskText } from './task-text';
import type { Bilingual, Check, Lab, NamedScript } from './types';
import { FileError, readYaml } from './yaml-file';

/** Where the product's own labs live, below the folder the process was started in. */
export const LABS_FOLDER = join(process.cwd(), 'content', 'labs');

const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Slugs of all labs, sorted. */
export function listLabs(folder = LABS_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'lab.yaml')))
    .sort();
}

/** A lab by slug, its parameters drawn from `seed`. Undefined when there is none. */
export function loadLab(slug: string, options: { seed?: number; folder?: string } = {}): Lab | undefined {
  const folder = join(options.folder ?? LABS_FOLDER, slug);
  if (!SLUG.test(slug) || !existsSync(join(folder, 'lab.yaml'))) return undefined;
  return readLab(folder, options.seed ?? 0);
}

/** Reads a lab's folder. Throws FileError naming file, line and field. */
export function readLab(folder: string, seed = 0): Lab {
  const slug = basename(folder);
  const read = (name: string) => {
    const path = join(folder, name);
    if (!existsSync(path)) throw new FileError(`${slug}/${name}: missing`);
    return readFileSync(path, 'utf8');
  };
  const raw = read('lab.yaml');
  const specs = readYaml(`${slug}/lab.yaml`, raw, labFile).params;
  const params = drawParams(specs, seed);
  const fill = (name: string, text: string) => {
    try {
      return fillParams(text, params);
    } catch (error) {
      throw new FileError(`${slug}/${name}: ${(error as Error).message}`);
    }
  };
  const file = readYaml(`${slug}/lab.yaml`, fill('lab.yaml', raw), labFile);
  const text = (language: 'ko' | 'en'): TaskText => {
    const name = `task.${language}.md`;
    try {
      return parseTaskText(fill(name, read(name)));
    } catch (error) {
      throw error instanceof FileError ? error : new FileError(`${slug}/${name}: ${(error as Error).message}`);
    }
  };
  const scripts = (name: string): NamedScript[] => {
    const path = join(folder, name);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .filter((entry) => entry.endsWith('.sh'))
      .sort()
      .map((entry) => ({ name: `${name}/${entry}`, text: fill(`${name}/${entry}`, readFileSync(join(path, entry), 'utf8')) }));
  };
  return {
    slug,
    title: file.title,
    track: file.track,
    chapter: file.chapter,
    domain: file.domain,
    difficulty: file.difficulty,
    minutes: file.minutes,
    profile: file.profile,
    host: file.host,
    params,
    ...textsOf(slug, file, text('ko'), text('en')),
    faults: file.faults.map((name) => readFault(name)),
    ...(existsSync(join(folder, 'setup.sh')) && { setup: fill('setup.sh', read('setup.sh')) }),
    solution: fill('solution.sh', read('solution.sh')),
    alternatives: scripts('alternatives'),
    nearMisses: scripts('near-misses'),
  };
}

function textsOf(slug: string, file: LabFile, ko: TaskText, en: TaskText): Pick<Lab, 'intro' | 'tasks'> {
  const known = new Set(file.tasks.map((task) => task.id));
  for (const [language, text] of Object.entries({ ko, en })) {
    const stray = Object.keys(text.tasks).find((id) => !known.has(id));
    if (stray) throw new FileError(`${slug}/task.${language}.md: task ${stray} is not in lab.yaml`);
  }
  const tasks = file.tasks.map((task) => {
    const [a, b] = [ko.tasks[task.id], en.tasks[task.id]];
    if (!a || !b) throw new FileError(`${slug}/task.${a ? 'en' : 'ko'}.md: no section for task ${task.id} (## Title {#${task.id}})`);
    if (a.hints.length !== b.hints.length) {
      throw new FileError(`${slug}: task ${task.id} has ${a.hints.length} hints in Korean and ${b.hints.length} in English`);
    }
    const checks = task.checks.map(toCheck);
    return {
      id: task.id,
      points: checks.reduce((sum, { points }) => sum + points, 0),
      title: { ko: a.title, en: b.title },
      text: { ko: a.text, en: b.text },
      hints: a.hints.map((hint, i): Bilingual => ({ ko: hint, en: b.hints[i]! })),
      ...(a.explanation && b.explanation && { explanation: { ko: a.explanation, en: b.explanation } }),
      checks,
    };
  });
  return { intro: { ko: ko.intro, en: en.intro }, tasks };
}

function toCheck(check: LabFile['tasks'][number]['checks'][number]): Check {
  const base = { id: check.id, points: check.points, message: check.message };
  if ('assert' in check) return { ...base, kind: 'assert', object: check.assert, absent: check.absent, count: check.count };
  if ('cel' in check) return { ...base, kind: 'cel', ...check.cel };
  if ('script' in check) return { ...base, kind: 'script', ...check.script };
  return { ...base, kind: 'reach', ...check.reach };
}
