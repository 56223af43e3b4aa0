import Link from 'next/link';
import { currentLearner } from '@/lib/auth/current-learner';
import { listTracks } from '@/lib/content/tracks';
import { db } from '@/lib/db/client';
import { fill } from '@/lib/i18n/messages';
import { Icon } from '../../ui/line-icon';
import { pageLocale } from '../../ui/page-locale';

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.tracks.title };
}

export default async function TracksPage({ params }: Props) {
  const { locale, text } = await pageLocale(params);
  const learner = await currentLearner();
  const progress = learner ? await db().lessonProgress.findMany({ where: { userId: learner.id, completedAt: { not: null } } }) : [];
  const done = new Set(progress.map(({ track, chapter }) => `${track}/${chapter}`));
  const tracks = listTracks();
  return (
    <div className="page">
      <h1 className="page-title">{text.tracks.title}</h1>
      <p className="page-lead">{text.tracks.lead}</p>
      {tracks.length === 0 && <p className="mt-10 text-soft">{text.tracks.empty}</p>}
      {tracks.map((track) => {
        const finished = track.chapters.filter(({ slug }) => done.has(`${track.slug}/${slug}`)).length;
        return (
          <section key={track.slug} id={track.slug} aria-labelledby={`${track.slug}-title`} className="mt-12">
            <div className="flex flex-wrap items-baseline justify-between gap-2">
              <h2 id={`${track.slug}-title`} className="text-2xl font-bold tracking-tight">
                {track.title[locale]}
              </h2>
              {track.chapters.length > 0 && (
                <span className="text-sm font-medium text-faint">
                  {fill(text.tracks.progress, { done: finished, all: track.chapters.length })}
                </span>
              )}
            </div>
            <p className="mt-1.5 max-w-3xl text-soft">{track.description[locale]}</p>
            {track.chapters.length === 0 ? (
              <p className="mt-4 rounded-xl border border-dashed border-line p-5 text-soft">{text.tracks.soon}</p>
            ) : (
              <ol className="card mt-5 divide-y divide-line overflow-hidden">
                {track.chapters.map((chapter) => (
                  <li key={chapter.slug}>
                    <Link
                      href={`/${locale}/tracks/${track.slug}/${chapter.slug}`}
                      className="flex items-center gap-4 px-5 py-4 -outline-offset-2 hover:bg-sunken"
                    >
                      <span
                        className={`grid size-9 shrink-0 place-items-center rounded-full text-sm font-bold ${done.has(`${track.slug}/${chapter.slug}`) ? 'bg-good-soft text-good' : 'bg-sunken text-soft'}`}
                      >
                        {done.has(`${track.slug}/${chapter.slug}`) ? <Icon name="check" className="size-4" /> : chapter.number}
                      </span>
                      <span className="min-w-0 flex-1">
                        <span className="block font-semibold">{chapter.title[locale]}</span>
                        <span className="mt-0.5 block text-[15px] text-soft">{chapter.summary[locale]}</span>
                      </span>
                      <span className="chip hidden sm:inline-flex">{fill(text.common.minutes, { n: chapter.minutes })}</span>
                    </Link>
                  </li>
                ))}
              </ol>
            )}
          </section>
        );
      })}
    </div>
  );
}
