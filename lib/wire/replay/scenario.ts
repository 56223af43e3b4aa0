import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a real control plane was asked and answered: `lib/wire/recordings/<area>.json`, made by scripts/import-recordings.mjs. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly namespace?: string;
  /** Files that lie in the working directory. */
  readonly setup: readonly { readonly file: string; readonly text: string }[];
  readonly steps: readonly Step[];
}

export interface Step extends Outcome {
  /** For `sh -c`. */
  readonly cmd: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that controllers had before it. */
  readonly settle?: number;
  /** A command that was tried before it until it succeeded, for `waitMax` seconds at most. */
  readonly waitUntil?: string;
  readonly waitMax?: number;
  /** `any`: its lines come in any order; `last`: only the last counts. */
  readonly order?: 'any' | 'last';
  /** Run for its effect only. */
  readonly flaky?: boolean;
}

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const AREAS = ['defaults', 'validation', 'machinery', 'crd', 'admission', 'kubectl', 'wire', 'controllers', 'scheduler'] as const;
export type Area = (typeof AREAS)[number];

/** Beside this file, or where the bundled command (dist/nekala.mjs) finds it. */
const FOLDERS = ['../recordings', '../lib/wire/recordings'].map((folder) => join(import.meta.dirname, folder));

export function scenariosOf(area: Area): readonly Scenario[] {
  return JSON.parse(
    readFileSync(
      join(
        FOLDERS.find((folder) => existsSync(folder))!,
        `${area}.json`,
      ),
      'utf8',
    ),
  ) as Scenario[];
}

/** The kubectl verb of a step; `curl` for requests by hand. */
export function verbOf({ cmd }: Step): string {
  const words = cmd.split(/\s+/);
  if (words[0] !== 'kubectl') return words[0]!;
  for (let i = 1; i < words.length; i++) {
    if (words[i] === '-n' || words[i] === '--namespace') i++;
    else if (!words[i]!.startsWith('-')) return words[i]!;
  }
  return 'kubectl';
}
