import Link from 'next/link';
import { notFound } from 'next/navigation';
import { currentLearner } from '@/lib/auth/current-learner';
import { renderMarkdown } from '@/lib/content/markdown';
import { loadLesson, loadTrack } from '@/lib/content/tracks';
import { db } from '@/lib/db/client';
import { fill, isLocale, messagesOf } from '@/lib/i18n/messages';
import { loadLab } from '@/lib/labs/load';
import { Icon } from '../../../../ui/line-icon';
import { LessonReader } from '../../../../ui/lesson-reader';

type Props = { params: Promise<{ locale: string; track: string; chapter: string }> };

export async function generateMetadata({ params }: Props) {
  const { locale, track, chapter } = await params;
  return { title: isLocale(locale) ? loadLesson(track, chapter, locale)?.title : undefined };
}

export default async function LessonPage({ params }: Props) {
  const { locale, track: trackSlug, chapter: slug } = await params;
  if (!isLocale(locale)) notFound();
  const text = messagesOf(locale);
  const track = loadTrack(trackSlug);
  const lesson = loadLesson(trackSlug, slug, locale);
  const at = track?.chapters.findIndex((chapter) => chapter.slug === slug) ?? -1;
  if (!track || !lesson || at < 0) notFound();
  const { html, headings } = await renderMarkdown(lesson.body, { copy: text.lesson.copy, run: text.lesson.run });
  const learner = await currentLearner();
  const where = learner && { userId_track_chapter: { userId: learner.id, track: track.slug, chapter: slug } };
  const progress = where && (await db().lessonProgress.findUnique({ where }));
  const labs = lesson.labs.flatMap((lab) => loadLab(lab) ?? []);
  const steps = [
    [text.lesson.previous, track.chapters[at - 1]],
    [text.lesson.next, track.chapters[at + 1]],
  ] as const;
  return (
    <LessonReader
      html={html}
      track={track.slug}
      chapter={slug}
      signedIn={learner !== undefined}
      done={progress?.completedAt != null}
      head={
        <>
          <p className="text-[15px] font-medium text-faint">
            <Link href={`/${locale}/tracks#${track.slug}`} className="hover:text-accent">
              {track.title[locale]}
            </Link>
          </p>
          <h1 className="mt-1.5 text-3xl font-bold tracking-tight sm:text-4xl">{lesson.title}</h1>
          <p className="mt-3 text-lg leading-relaxed text-soft">{lesson.summary}</p>
          <p className="mt-4">
            <span className="chip">
              <Icon name="clock" className="size-3.5" /> {fill(text.common.minutes, { n: lesson.minutes })}
            </span>
          </p>
          {headings.length > 2 && (
            <nav aria-label={text.lesson.contents} className="mt-8 rounded-xl bg-sunken px-5 py-4">
              <p className="text-sm font-bold">{text.lesson.contents}</p>
              <ul className="mt-2 space-y-1 text-[15px] sm:columns-2">
                {headings.map(({ id, text: title }) => (
                  <li key={id} className="break-inside-avoid">
                    <a href={`#${id}`} className="text-soft hover:text-accent">
                      {title}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
        </>
      }
      foot={
        <>
          {labs.length > 0 && (
            <section aria-labelledby="labs" className="mt-12">
              <h2 id="labs" className="text-xl font-bold">
                {text.lesson.labs}
              </h2>
              <ul className="mt-4 space-y-3">
                {labs.map((lab) => (
                  <li key={lab.slug}>
                    <Link href={`/${locale}/labs/${lab.slug}`} className="card flex items-center gap-4 px-5 py-4 hover:border-accent">
                      <Icon name="terminal" className="size-6 shrink-0 text-accent" />
                      <span className="flex-1 font-semibold">{lab.title[locale]}</span>
                      <span className="chip">{fill(text.common.minutes, { n: lab.minutes })}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <nav className="mt-10 grid gap-3 sm:grid-cols-2">
            {steps.map(([label, chapter], index) =>
              chapter ? (
                <Link
                  key={label}
                  href={`/${locale}/tracks/${track.slug}/${chapter.slug}`}
                  className={`card px-5 py-4 hover:border-accent ${index === 1 ? 'sm:col-start-2 sm:text-right' : ''}`}
                >
                  <span className="block text-sm text-faint">{label}</span>
                  <span className="font-semibold">{chapter.title[locale]}</span>
                </Link>
              ) : null,
            )}
          </nav>
        </>
      }
    />
  );
}
