import Link from 'next/link';
import type { Track } from '@/lib/content/tracks';
import { fill, messagesOf, type Locale } from '@/lib/i18n/messages';

/** A track at a glance. */
export function TrackCard({ track, locale }: { track: Track; locale: Locale }) {
  const text = messagesOf(locale);
  return (
    <Link href={`/${locale}/tracks#${track.slug}`} className="card block h-full p-6 transition-colors hover:border-accent">
      <h3 className="text-lg font-bold">{track.title[locale]}</h3>
      <p className="mt-2 leading-relaxed text-soft">{track.description[locale]}</p>
      <p className="mt-4">
        <span className="chip">{fill(text.tracks.chapters, { n: track.chapters.length })}</span>
      </p>
    </Link>
  );
}
