import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Bilingual, Language } from '@/lib/labs/types';
import { FileError, readYaml } from '@/lib/labs/yaml-file';

/** Where the product's own tracks live, below the folder the process was started in. */
export const TRACKS_FOLDER = join(process.cwd(), 'content', 'tracks');

const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const bilingual = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) });

const trackFile = z.strictObject({ order: z.number().int(), title: bilingual, description: bilingual });

const frontMatter = z.strictObject({
  title: z.string().min(1),
  summary: z.string().min(1),
  minutes: z.number().int().min(1).max(240),
  labs: z.array(z.string().regex(SLUG)).default([]),
});

export interface Track {
  readonly slug: string;
  readonly order: number;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly chapters: readonly Chapter[];
}

export interface Chapter {
  /** Folder name, such as `05-pod`. */
  readonly slug: string;
  readonly number: number;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly minutes: number;
  readonly labs: readonly string[];
}

export interface Lesson {
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly labs: readonly string[];
  /** Markdown, without the heading that repeats the title. */
  readonly body: string;
}

/** All tracks in their order, with the chapters that are written. Throws FileError. */
export function listTracks(folder = TRACKS_FOLDER): Track[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((slug) => loadTrack(slug, folder) ?? [])
    .sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

/** A track by slug; undefined when there is none. Throws FileError. */
export function loadTrack(slug: string, folder = TRACKS_FOLDER): Track | undefined {
  const path = join(folder, slug, 'track.yaml');
  if (!SLUG.test(slug) || !existsSync(path)) return undefined;
  const file = readYaml(`${slug}/track.yaml`, readFileSync(path, 'utf8'), trackFile);
  const chapters = readdirSync(join(folder, slug))
    .filter((name) => SLUG.test(name) && existsSync(join(folder, slug, name, 'lesson.ko.md')))
    .sort()
    .map((name): Chapter => {
      const ko = loadLesson(slug, name, 'ko', folder)!;
      const en = loadLesson(slug, name, 'en', folder);
      if (!en) throw new FileError(`${slug}/${name}/lesson.en.md: missing`);
      return {
        slug: name,
        number: Number(/^\d+/.exec(name)?.[0] ?? 0),
        title: { ko: ko.title, en: en.title },
        summary: { ko: ko.summary, en: en.summary },
        minutes: ko.minutes,
        labs: ko.labs,
      };
    });
  return { slug, ...file, chapters };
}

/** A lesson in one language; undefined when there is none. Throws FileError naming file, line and field. */
export function loadLesson(track: string, chapter: string, language: Language, folder = TRACKS_FOLDER): Lesson | undefined {
  const path = join(folder, track, chapter, `lesson.${language}.md`);
  if (!SLUG.test(track) || !SLUG.test(chapter) || !existsSync(path)) return undefined;
  const name = `${track}/${chapter}/lesson.${language}.md`;
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(readFileSync(path, 'utf8'));
  if (!match) throw new FileError(`${name}: must begin with front matter between two lines of ---`);
  const front = readYaml(name, match[1]!, frontMatter);
  return { ...front, body: match[2]!.replace(/^\s*# .*\n/, '').trim() };
}

/** The chapter that a lab belongs to, if any lesson names it. */
export function chapterOfLab(lab: string, tracks: readonly Track[] = listTracks()): { track: Track; chapter: Chapter } | undefined {
  for (const track of tracks) {
    const chapter = track.chapters.find(({ labs }) => labs.includes(lab));
    if (chapter) return { track, chapter };
  }
  return undefined;
}
