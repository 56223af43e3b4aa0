import type { StepReport } from './replay';
import { steady } from './steady';

/** Commands of a scenario that are not answered as recorded, each with the reason. */
export type Exceptions = Readonly<Record<string, string>>;

/** With the real kubectl. By `<area>/<scenario>`. */
export const REAL_EXCEPTIONS: Readonly<Record<string, Exceptions>> = {};

/** With our own kubectl in our own shell. */
export const OWN_EXCEPTIONS: Readonly<Record<string, Exceptions>> = {};

/** Throws what differs, as lines to read: `-` recorded, `+` ours. */
export function expectAsRecorded(reports: readonly StepReport[], exceptions: Exceptions = {}): void {
  const lines: string[] = [];
  for (const { step, got, wrong } of reports) {
    if (wrong.length === 0 || exceptions[step.cmd]) continue;
    lines.push(`$ ${step.cmd}`);
    for (const field of wrong) {
      const [want, have] = [steady(String(step[field] ?? '')).split('\n'), steady(String(got[field] ?? '')).split('\n')];
      lines.push(...want.filter((line) => !have.includes(line)).map((line) => `  ${field} - ${line}`));
      lines.push(...have.filter((line) => !want.includes(line)).map((line) => `  ${field} + ${line}`));
    }
  }
  if (lines.length > 0) throw new Error(lines.join('\n'));
}
