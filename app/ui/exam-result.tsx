import Link from 'next/link';
import { renderMarkdown } from '@/lib/content/markdown';
import type { Exam, ExamReport } from '@/lib/exams/types';
import { fill, messagesOf, type Locale } from '@/lib/i18n/messages';
import { CheckList } from './check-list';
import { Markdown } from './markdown';

const percent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 100) : 0);
const round = (n: number) => Math.round(n * 10) / 10;

/** The score of an ended exam: the whole, by domain, by task and check, with solutions. */
export async function ExamResult({ locale, exam, report }: { locale: Locale; exam: Exam; report: ExamReport | null }) {
  const text = messagesOf(locale);
  const score = report?.score ?? 0;
  const passed = report?.passed ?? false;
  const solutions = new Map(
    await Promise.all(
      exam.tasks.map(async ({ number, lab }) => {
        const words = lab.tasks.flatMap(({ explanation }) => explanation?.[locale] ?? []).join('\n\n');
        const script = lab.solution.replace(/^#!.*\n/, '').trim();
        const markdown = `${words}\n\n\`\`\`\`bash\n${script}\n\`\`\`\``;
        return [number, (await renderMarkdown(markdown, { copy: text.lesson.copy })).html] as const;
      }),
    ),
  );
  return (
    <div className="page max-w-4xl">
      <p className="font-medium text-faint">{exam.title[locale]}</p>
      <h1 className="page-title mt-1">{text.result.title}</h1>
      <div className="card mt-8 flex flex-wrap items-center gap-x-8 gap-y-4 p-6 sm:p-8">
        <p className={`text-6xl font-bold tracking-tight tabular-nums ${passed ? 'text-good' : 'text-bad'}`}>
          {score}
          <span className="text-3xl"> %</span>
        </p>
        <div className="min-w-56 flex-1">
          <p className={`text-xl font-bold ${passed ? 'text-good' : 'text-bad'}`}>{passed ? text.result.passed : text.result.failed}</p>
          <div className="relative mt-3 h-2.5 rounded-full bg-sunken">
            <div className={`h-full rounded-full ${passed ? 'bg-good' : 'bg-bad'}`} style={{ width: `${score}%` }} />
            <span className="absolute -inset-y-1 w-0.5 bg-ink" style={{ left: `${exam.pass}%` }} />
          </div>
          <p className="mt-2 text-sm text-faint">{fill(text.result.passMark, { n: exam.pass })}</p>
        </div>
        <Link href={`/${locale}/exams/${exam.slug}`} className="button">
          {text.result.again}
        </Link>
      </div>
      {report && (
        <>
          <section aria-labelledby="domains" className="mt-12">
            <h2 id="domains" className="text-xl font-bold">
              {text.result.domains}
            </h2>
            <ul className="mt-4 space-y-3">
              {report.domains.map(({ domain, weight, earned }) => (
                <li key={domain}>
                  <p className="flex justify-between gap-4 text-[15px]">
                    <span>{text.result[domain]}</span>
                    <span className="font-semibold whitespace-nowrap tabular-nums">
                      {round(earned)}/{weight} ({percent(earned, weight)} %)
                    </span>
                  </p>
                  <div className="mt-1.5 h-2 rounded-full bg-sunken">
                    <div className="h-full rounded-full bg-accent" style={{ width: `${percent(earned, weight)}%` }} />
                  </div>
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="tasks" className="mt-12">
            <h2 id="tasks" className="text-xl font-bold">
              {text.result.tasks}
            </h2>
            <div className="mt-4 space-y-3">
              {report.tasks.map(({ number, weight, earned, report: task }) => (
                <details key={number} className="card">
                  <summary className="flex items-center gap-4 px-5 py-4">
                    <span className="font-bold text-accent">{number}</span>
                    <span className="flex-1 font-semibold">{exam.tasks[number - 1]?.lab.title[locale]}</span>
                    <span
                      className={`chip tabular-nums ${earned >= weight ? 'bg-good-soft text-good' : earned > 0 ? 'bg-warn-soft text-warn' : 'bg-bad-soft text-bad'}`}
                    >
                      {round(earned)}/{weight}
                    </span>
                  </summary>
                  <div className="space-y-5 border-t border-line px-5 py-5">
                    {task.tasks.map((result) => (
                      <div key={result.id}>
                        <h3 className="mb-2.5 font-semibold">{result.title[locale]}</h3>
                        <CheckList result={result} />
                      </div>
                    ))}
                    <div>
                      <h3 className="font-semibold">{text.result.solution}</h3>
                      <Markdown html={solutions.get(number) ?? ''} className="compact mt-2" />
                    </div>
                  </div>
                </details>
              ))}
            </div>
          </section>
        </>
      )}
    </div>
  );
}
