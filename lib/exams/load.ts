import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { LABS_FOLDER, loadLab } from '@/lib/labs/load';
import { FileError, readYaml } from '@/lib/labs/yaml-file';
import type { Exam, ExamTask } from './types';

export const EXAMS_FOLDER = join(process.cwd(), 'content', 'exams');

const bilingual = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) });

const examFile = z.strictObject({
  title: bilingual,
  description: bilingual,
  minutes: z.number().int().min(1).max(300),
  pass: z.number().min(1).max(100).default(66),
  profile: z.string().default('kubeadm'),
  host: z.string().default('base'),
  user: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .optional(),
  names: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), z.string()).optional(),
  tasks: z
    .array(z.strictObject({ lab: z.string(), weight: z.number().int().min(1).max(100), host: z.string().optional() }))
    .min(1)
    .max(30),
});

/** Slugs of all exams, sorted. */
export function listExams(folder = EXAMS_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

/** An exam by slug, its labs' parameters drawn from `seed`. Undefined when there is none. */
export function loadExam(slug: string, options: { seed?: number; folder?: string; labs?: string } = {}): Exam | undefined {
  const path = join(options.folder ?? EXAMS_FOLDER, `${slug}.yaml`);
  if (!/^[a-z0-9-]+$/.test(slug) || !existsSync(path)) return undefined;
  return readExam(path, options);
}

/** Reads an exam file. Throws FileError naming file, line and field. */
export function readExam(path: string, options: { seed?: number; labs?: string } = {}): Exam {
  const name = basename(path);
  const file = readYaml(name, readFileSync(path, 'utf8'), examFile);
  const total = file.tasks.reduce((sum, { weight }) => sum + weight, 0);
  if (total !== 100) throw new FileError(`${name}: tasks: the weights add up to ${total}, not 100`);
  const tasks = file.tasks.map((entry, index): ExamTask => {
    const lab = loadLab(entry.lab, { seed: (options.seed ?? 0) + index, folder: options.labs ?? LABS_FOLDER });
    if (!lab) throw new FileError(`${name}: tasks[${index}].lab: there is no lab ${JSON.stringify(entry.lab)}`);
    if (lab.profile !== file.profile)
      throw new FileError(`${name}: tasks[${index}].lab: ${entry.lab} needs profile ${lab.profile}, the exam has ${file.profile}`);
    return { number: index + 1, weight: entry.weight, domain: lab.domain, host: entry.host ?? lab.host, lab };
  });
  const twice = tasks.find((task, index) => tasks.findIndex(({ lab }) => lab.slug === task.lab.slug) !== index);
  if (twice) throw new FileError(`${name}: tasks[${twice.number - 1}].lab: ${twice.lab.slug} stands there twice`);
  return {
    slug: name.replace(/\.yaml$/, ''),
    title: file.title,
    description: file.description,
    minutes: file.minutes,
    pass: file.pass,
    profile: file.profile,
    host: file.host,
    ...(file.user !== undefined && { user: file.user }),
    ...(file.names && { names: file.names }),
    tasks,
  };
}
