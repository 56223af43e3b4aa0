import type { Bilingual, Domain, Lab, Report } from '@/lib/labs/types';

export interface Exam {
  readonly slug: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly minutes: number;
  /** Percent needed to pass. */
  readonly pass: number;
  readonly profile: string;
  /** Host where the terminal starts. */
  readonly host: string;
  /** Account of the terminal, on every host with sudo and no password (`candidate`); absent: root. */
  readonly user?: string;
  /** Names under which tasks speak of hosts: `cka9412` → `controlplane`. */
  readonly names?: Readonly<Record<string, string>>;
  readonly tasks: readonly ExamTask[];
}

export interface ExamTask {
  readonly number: number;
  /** Percent of the whole; all weights add up to 100. */
  readonly weight: number;
  readonly domain: Domain;
  /** Host to `ssh` to for this task. */
  readonly host: string;
  readonly lab: Lab;
}

export interface ExamReport {
  /** Percent, one decimal. */
  readonly score: number;
  readonly passed: boolean;
  readonly tasks: readonly {
    readonly number: number;
    readonly weight: number;
    readonly earned: number;
    readonly domain: Domain;
    readonly report: Report;
  }[];
  readonly domains: readonly { readonly domain: Domain; readonly weight: number; readonly earned: number }[];
}
