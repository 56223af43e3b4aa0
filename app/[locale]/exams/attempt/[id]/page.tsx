import { notFound } from 'next/navigation';
import { currentLearner } from '@/lib/auth/current-learner';
import { renderMarkdown } from '@/lib/content/markdown';
import { loadExam } from '@/lib/exams/load';
import type { ExamReport } from '@/lib/exams/types';
import { isLocale, messagesOf } from '@/lib/i18n/messages';
import { currentAttempt } from '../../../../api/exams/attempts';
import { ExamResult } from '../../../../ui/exam-result';
import { ExamRoom } from '../../../../ui/exam-room';
import { SignInNeeded } from '../../../../ui/sign-in-needed';

type Props = { params: Promise<{ locale: string; id: string }> };

export default async function AttemptPage({ params }: Props) {
  const { locale, id } = await params;
  if (!isLocale(locale)) notFound();
  const learner = await currentLearner();
  if (!learner) return <SignInNeeded locale={locale} />;
  const attempt = await currentAttempt(learner.id, id);
  const exam = attempt && loadExam(attempt.exam, { seed: attempt.seed });
  if (!attempt || !exam) notFound();
  const text = messagesOf(locale);
  const labels = { copy: text.lesson.copy };
  if (attempt.state === 'ENDED') {
    return <ExamResult locale={locale} exam={exam} report={attempt.report as unknown as ExamReport | null} />;
  }
  const tasks = await Promise.all(
    exam.tasks.map(async ({ number, weight, host, lab }) => {
      const parts = lab.tasks.map((task) => `### ${task.title[locale]}\n\n${task.text[locale]}`);
      const { html } = await renderMarkdown([lab.intro[locale], ...parts].join('\n\n'), labels);
      return { number, weight, host, title: lab.title[locale], html };
    }),
  );
  return (
    <ExamRoom
      attempt={id}
      session={attempt.sessionId ?? ''}
      title={exam.title[locale]}
      tasks={tasks}
      base={exam.host}
      endsAt={attempt.endsAt.getTime()}
      serverNow={new Date().getTime()}
      flags={attempt.flags}
      notes={attempt.notes}
    />
  );
}
