import Link from 'next/link';
import { currentLearner } from '@/lib/auth/current-learner';
import { db } from '@/lib/db/client';
import { loadLab } from '@/lib/labs/load';
import { pageLocale } from '../../ui/page-locale';
import { SignInNeeded } from '../../ui/sign-in-needed';

type Props = { params: Promise<{ locale: string }> };

const SHOWN = 15;

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.profile.title };
}

export default async function ProfilePage({ params }: Props) {
  const { locale, text } = await pageLocale(params);
  const learner = await currentLearner();
  if (!learner) return <SignInNeeded locale={locale} title={text.profile.title} />;
  const where = { userId: learner.id };
  const [lessons, exams, attempts, tried] = await Promise.all([
    db().lessonProgress.count({ where: { ...where, completedAt: { not: null } } }),
    db().examAttempt.count({ where: { ...where, passed: true } }),
    db().labAttempt.findMany({ where, orderBy: { createdAt: 'desc' }, take: SHOWN, omit: { report: true } }),
    db().labAttempt.groupBy({ by: ['lab'], where: { ...where, taskId: null }, _max: { score: true, maximum: true } }),
  ]);
  const labs = tried.filter(({ _max }) => _max.score === _max.maximum).length;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const counts = [
    [text.profile.lessons, lessons],
    [text.profile.labs, labs],
    [text.profile.exams, exams],
  ] as const;
  return (
    <div className="page max-w-4xl">
      <h1 className="page-title">{text.profile.title}</h1>
      <p className="page-lead">
        {learner.name || text.common.guest}
        {learner.email && <span className="text-faint"> · {learner.email}</span>}
      </p>
      {learner.guest && (
        <section className="mt-8 flex flex-wrap items-center gap-4 rounded-2xl bg-accent-soft p-6">
          <div className="min-w-64 flex-1">
            <h2 className="font-bold">{text.profile.guestTitle}</h2>
            <p className="mt-1 text-soft">{text.profile.guestText}</p>
          </div>
          <Link href={`/${locale}/sign-up`} className="button button-main">
            {text.profile.upgrade}
          </Link>
        </section>
      )}
      <dl className="mt-8 grid gap-4 sm:grid-cols-3">
        {counts.map(([label, count]) => (
          <div key={label} className="card p-5">
            <dt className="text-[15px] text-soft">{label}</dt>
            <dd className="mt-1 text-3xl font-bold tabular-nums">{count}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="recent" className="mt-12">
        <h2 id="recent" className="text-xl font-bold">
          {text.profile.recent}
        </h2>
        {attempts.length === 0 ? (
          <div className="mt-4 rounded-2xl border border-dashed border-line p-8 text-center">
            <p className="text-soft">{text.profile.none}</p>
            <Link href={`/${locale}/labs`} className="button mt-4">
              {text.nav.labs}
            </Link>
          </div>
        ) : (
          <ul className="card mt-4 divide-y divide-line overflow-hidden">
            {attempts.map((attempt) => (
              <li key={attempt.id}>
                <Link
                  href={`/${locale}/labs/${attempt.lab}`}
                  className="flex items-center gap-4 px-5 py-3.5 -outline-offset-2 hover:bg-sunken"
                >
                  <span className="min-w-0 flex-1 truncate font-medium">{loadLab(attempt.lab)?.title[locale] ?? attempt.lab}</span>
                  <span className="hidden text-sm text-faint sm:inline">{date.format(attempt.createdAt)}</span>
                  <span className={`chip ${attempt.score === attempt.maximum ? 'bg-good-soft text-good' : ''}`}>
                    {attempt.score}/{attempt.maximum}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
