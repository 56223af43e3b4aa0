import Link from 'next/link';
import { currentLearner } from '@/lib/auth/current-learner';
import { db } from '@/lib/db/client';
import { fill } from '@/lib/i18n/messages';
import { listLabs, loadLab } from '@/lib/labs/load';
import { pageLocale } from '../../ui/page-locale';

type Props = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: (await pageLocale(params)).text.labs.title };
}

export default async function LabsPage({ params }: Props) {
  const { locale, text } = await pageLocale(params);
  const learner = await currentLearner();
  const attempts = learner
    ? await db().labAttempt.groupBy({ by: ['lab'], where: { userId: learner.id, taskId: null }, _max: { score: true, maximum: true } })
    : [];
  const best = new Map(attempts.map(({ lab, _max }) => [lab, _max]));
  const labs = listLabs().flatMap((slug) => loadLab(slug) ?? []);
  return (
    <div className="page">
      <h1 className="page-title">{text.labs.title}</h1>
      <p className="page-lead">{text.labs.lead}</p>
      {labs.length === 0 && <p className="mt-10 text-soft">{text.labs.empty}</p>}
      <ul className="mt-10 grid gap-4 sm:grid-cols-2">
        {labs.map((lab) => {
          const top = best.get(lab.slug);
          const full = top && top.score === top.maximum;
          return (
            <li key={lab.slug}>
              <Link href={`/${locale}/labs/${lab.slug}`} className="card flex h-full flex-col p-5 transition-colors hover:border-accent">
                <span className="text-sm font-medium text-faint">{text.result[lab.domain]}</span>
                <span className="mt-1 text-lg font-bold">{lab.title[locale]}</span>
                <span className="mt-auto flex flex-wrap gap-2 pt-4">
                  <span className="chip">{text.labs[lab.difficulty]}</span>
                  <span className="chip">{fill(text.common.minutes, { n: lab.minutes })}</span>
                  <span className={`chip ${full ? 'bg-good-soft text-good' : ''}`}>
                    {top ? fill(text.labs.best, { score: top.score ?? 0, maximum: top.maximum ?? 0 }) : text.labs.untried}
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
