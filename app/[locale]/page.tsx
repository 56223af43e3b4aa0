import Link from 'next/link';
import { currentLearner } from '@/lib/auth/current-learner';
import { listTracks } from '@/lib/content/tracks';
import { fill } from '@/lib/i18n/messages';
import { GuestButton } from '../ui/guest-button';
import { HomeSample } from '../ui/home-sample';
import { Icon } from '../ui/line-icon';
import { pageLocale } from '../ui/page-locale';
import { TrackCard } from '../ui/track-card';

export default async function HomePage({ params }: { params: Promise<{ locale: string }> }) {
  const { locale, text } = await pageLocale(params);
  const learner = await currentLearner();
  const points = [
    ['terminal', text.home.one],
    ['check', text.home.two],
    ['clock', text.home.three],
  ] as const;
  return (
    <div className="mx-auto w-full max-w-6xl px-4 sm:px-6">
      <section className="grid items-center gap-10 py-14 lg:grid-cols-[1.05fr_1fr] lg:py-24">
        <div>
          {learner && !learner.guest && (
            <p className="mb-3 font-semibold text-accent">{fill(text.home.signedIn, { name: learner.name })}</p>
          )}
          <h1 className="text-4xl leading-tight font-bold tracking-tight whitespace-pre-line sm:text-5xl sm:leading-[1.18]">
            {text.home.title}
          </h1>
          <p className="mt-5 max-w-xl text-lg leading-relaxed text-soft">{text.home.lead}</p>
          <div className="mt-8 flex flex-wrap gap-3">
            {learner ? (
              <Link href={`/${locale}/tracks`} className="button button-main">
                {text.home.continue} <Icon name="arrow" />
              </Link>
            ) : (
              <>
                <GuestButton next={`/${locale}/tracks`} label={text.home.guestStart} className="button button-main" />
                <Link href={`/${locale}/tracks`} className="button">
                  {text.home.browse}
                </Link>
              </>
            )}
          </div>
        </div>
        <HomeSample />
      </section>
      <section aria-labelledby="what" className="border-t border-line py-14">
        <h2 id="what" className="text-2xl font-bold tracking-tight">
          {text.home.what}
        </h2>
        <ul className="mt-8 grid gap-8 md:grid-cols-3">
          {points.map(([icon, { title, text: words }]) => (
            <li key={icon}>
              <Icon name={icon} className="size-7 text-accent" />
              <h3 className="mt-3 text-lg font-bold">{title}</h3>
              <p className="mt-1.5 leading-relaxed text-soft">{words}</p>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="tracks" className="border-t border-line py-14">
        <h2 id="tracks" className="text-2xl font-bold tracking-tight">
          {text.home.tracksTitle}
        </h2>
        <ul className="mt-8 grid gap-5 md:grid-cols-2 lg:grid-cols-3">
          {listTracks().map((track) => (
            <li key={track.slug}>
              <TrackCard track={track} locale={locale} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
