/** The parts of a `task.<language>.md`. */
export interface TaskText {
  readonly intro: string;
  readonly tasks: Readonly<Record<string, TaskSection>>;
}

export interface TaskSection {
  readonly title: string;
  readonly text: string;
  readonly hints: readonly string[];
  readonly explanation?: string;
}

const TASK = /^## (.+?)\s*\{#([\w-]+)\}\s*$/;
const PART = /^### (.+?)\s*$/;
const HINT = /^(힌트|hint)\b|^힌트/i;
const EXPLANATION = /^(해설|explanation)/i;

/**
 * Splits a task text: what stands before the first `## Title {#task-id}` is the introduction; within a task
 * `### Hint` (힌트) and `### Explanation` (해설) start their parts. Throws an error that names the line.
 */
export function parseTaskText(markdown: string): TaskText {
  const intro: string[] = [];
  const tasks: Record<string, TaskSection> = {};
  let current: { title: string; text: string[]; hints: string[][]; explanation?: string[] } | undefined;
  let target = intro;
  let fence: string | undefined;
  const close = (id: string | undefined) => {
    if (!current || !id) return;
    tasks[id] = {
      title: current.title,
      text: join(current.text),
      hints: current.hints.map(join),
      ...(current.explanation && { explanation: join(current.explanation) }),
    };
  };
  let id: string | undefined;
  markdown.split('\n').forEach((line, index) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1];
    if (mark && fence === undefined) fence = mark;
    else if (mark && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    const heading = fence === undefined || mark ? TASK.exec(line) : null;
    const part = fence === undefined ? PART.exec(line) : null;
    if (heading) {
      close(id);
      id = heading[2]!;
      if (tasks[id]) throw new Error(`line ${index + 1}: task ${id} stands here a second time`);
      current = { title: heading[1]!, text: [], hints: [] };
      target = current.text;
    } else if (part && current) {
      if (HINT.test(part[1]!)) current.hints.push((target = []));
      else if (EXPLANATION.test(part[1]!)) target = current.explanation = [];
      else throw new Error(`line ${index + 1}: "${line}" is neither a hint (힌트) nor an explanation (해설)`);
    } else target.push(line);
  });
  close(id);
  return {
    intro: join(intro)
      .replace(/^# .*\n?/, '')
      .trim(),
    tasks,
  };
}

const join = (lines: readonly string[]) => lines.join('\n').trim();
