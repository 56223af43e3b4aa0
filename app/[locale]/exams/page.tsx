import Link from 'next/link';
import { currentLearner } from '@/lib/auth/current-learner';
import { db } from '@/lib/db/client';
import { listExams, loadExam } from '@/lib/exams/load';
import { fill } from '@/lib/i18n/messages';
import { pageLocale } from '../../ui/page-locale';

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.exams.title };
}

export default async function ExamsPage({ params }: Props) {
  const { locale, text } = await pageLocale(params);
  const learner = await currentLearner();
  const exams = listExams().flatMap((slug) => loadExam(slug) ?? []);
  const attempts = learner
    ? await db().examAttempt.findMany({ where: { userId: learner.id }, orderBy: { startedAt: 'desc' }, take: 20, omit: { report: true } })
    : [];
  const titles = new Map(exams.map(({ slug, title }) => [slug, title[locale]]));
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div className="page">
      <h1 className="page-title">{text.exams.title}</h1>
      <p className="page-lead">{text.exams.lead}</p>
      {exams.length === 0 && <p className="mt-10 text-soft">{text.exams.empty}</p>}
      <ul className="mt-10 grid gap-4 sm:grid-cols-2">
        {exams.map((exam) => (
          <li key={exam.slug}>
            <Link href={`/${locale}/exams/${exam.slug}`} className="card flex h-full flex-col p-6 transition-colors hover:border-accent">
              <span className="text-lg font-bold">{exam.title[locale]}</span>
              <span className="mt-2 leading-relaxed text-soft">{exam.description[locale]}</span>
              <span className="mt-auto flex flex-wrap gap-2 pt-4">
                <span className="chip">{fill(text.exams.tasks, { n: exam.tasks.length })}</span>
                <span className="chip">{fill(text.common.minutes, { n: exam.minutes })}</span>
                <span className="chip">{fill(text.exams.pass, { n: exam.pass })}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {attempts.length > 0 && (
        <section aria-labelledby="past" className="mt-14">
          <h2 id="past" className="text-xl font-bold">
            {text.exams.past}
          </h2>
          <ul className="card mt-4 divide-y divide-line overflow-hidden">
            {attempts.map((attempt) => (
              <li key={attempt.id}>
                <Link
                  href={`/${locale}/exams/attempt/${attempt.id}`}
                  className="flex items-center gap-4 px-5 py-3.5 -outline-offset-2 hover:bg-sunken"
                >
                  <span className="flex-1 font-medium">{titles.get(attempt.exam) ?? attempt.exam}</span>
                  <span className="text-sm text-faint">{date.format(attempt.startedAt)}</span>
                  {attempt.state === 'RUNNING' ? (
                    <span className="chip bg-accent-soft text-accent">{text.common.resume}</span>
                  ) : (
                    <span className={`chip ${attempt.passed ? 'bg-good-soft text-good' : 'bg-bad-soft text-bad'}`}>
                      {attempt.score ?? 0} %
                    </span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
