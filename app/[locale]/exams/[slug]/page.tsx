import { notFound } from 'next/navigation';
import { currentLearner } from '@/lib/auth/current-learner';
import { db } from '@/lib/db/client';
import { loadExam } from '@/lib/exams/load';
import { fill, isLocale, messagesOf } from '@/lib/i18n/messages';
import { BeginExam } from '../../../ui/begin-exam';
import { SignInNeeded } from '../../../ui/sign-in-needed';

type Props = { params: Promise<{ locale: string; slug: string }> };

export async function generateMetadata({ params }: Props) {
  const { locale, slug } = await params;
  return { title: isLocale(locale) ? loadExam(slug)?.title[locale] : undefined };
}

export default async function ExamPage({ params }: Props) {
  const { locale, slug } = await params;
  const exam = loadExam(slug);
  if (!isLocale(locale) || !exam) notFound();
  const text = messagesOf(locale);
  const learner = await currentLearner();
  if (!learner) return <SignInNeeded locale={locale} title={exam.title[locale]} />;
  const going = await db().examAttempt.findFirst({
    where: { userId: learner.id, exam: slug, state: 'RUNNING', endsAt: { gt: new Date() } },
    select: { id: true },
  });
  const { rule1, rule2, rule3, rule4, rule5 } = text.exams;
  return (
    <div className="page max-w-3xl">
      <h1 className="page-title">{exam.title[locale]}</h1>
      <p className="page-lead">{exam.description[locale]}</p>
      <p className="mt-5 flex flex-wrap gap-2">
        <span className="chip">{fill(text.exams.tasks, { n: exam.tasks.length })}</span>
        <span className="chip">{fill(text.common.minutes, { n: exam.minutes })}</span>
        <span className="chip">{fill(text.exams.pass, { n: exam.pass })}</span>
      </p>
      <section aria-labelledby="rules" className="card mt-8 p-6 sm:p-8">
        <h2 id="rules" className="text-lg font-bold">
          {text.exams.rules}
        </h2>
        <ol className="mt-4 list-decimal space-y-2.5 pl-5 leading-relaxed marker:text-faint">
          {[rule1, rule2, rule3, rule4, rule5].map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ol>
      </section>
      <BeginExam exam={slug} going={going !== null} />
    </div>
  );
}
