import { notFound } from 'next/navigation';
import { currentLearner } from '@/lib/auth/current-learner';
import { chapterOfLab } from '@/lib/content/tracks';
import { isLocale, messagesOf } from '@/lib/i18n/messages';
import { loadLab } from '@/lib/labs/load';
import { seedOf } from '../../../api/sessions/seed';
import { LabBench } from '../../../ui/lab-bench';
import { SignInNeeded } from '../../../ui/sign-in-needed';
import { showTask } from '../../../ui/task-view';
import { renderMarkdown } from '@/lib/content/markdown';

type Props = { params: Promise<{ locale: string; slug: string }> };

export async function generateMetadata({ params }: Props) {
  const { locale, slug } = await params;
  return { title: isLocale(locale) ? loadLab(slug)?.title[locale] : undefined };
}

export default async function LabPage({ params }: Props) {
  const { locale, slug } = await params;
  if (!isLocale(locale)) notFound();
  const learner = await currentLearner();
  const lab = loadLab(slug, { seed: learner ? seedOf(learner.id, slug) : 0 });
  if (!lab) notFound();
  if (!learner) return <SignInNeeded locale={locale} title={lab.title[locale]} />;
  const text = messagesOf(locale);
  const labels = { copy: text.lesson.copy, run: text.lesson.run };
  const home = chapterOfLab(slug);
  return (
    <LabBench
      slug={slug}
      title={lab.title[locale]}
      minutes={lab.minutes}
      points={lab.tasks.reduce((sum, { points }) => sum + points, 0)}
      intro={(await renderMarkdown(lab.intro[locale], labels)).html}
      tasks={await Promise.all(lab.tasks.map((task) => showTask(task, locale, labels)))}
      lesson={
        home && {
          href: `/${locale}/tracks/${home.track.slug}/${home.chapter.slug}`,
          label: `${home.track.title[locale]} · ${home.chapter.title[locale]}`,
        }
      }
    />
  );
}
