import { renderMarkdown, type MarkdownLabels } from '@/lib/content/markdown';
import type { Locale } from '@/lib/i18n/messages';
import type { Task } from '@/lib/labs/types';

/** A task as the browser gets it: rendered, and without its checks. */
export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly html: string;
  readonly hints: readonly string[];
  readonly explanation?: string | undefined;
}

export async function showTask(task: Task, locale: Locale, labels: MarkdownLabels): Promise<TaskView> {
  const render = async (markdown: string) => (await renderMarkdown(markdown, labels)).html;
  return {
    id: task.id,
    title: task.title[locale],
    points: task.points,
    html: await render(task.text[locale]),
    hints: await Promise.all(task.hints.map((hint) => render(hint[locale]))),
    explanation: task.explanation && (await render(task.explanation[locale])),
  };
}
