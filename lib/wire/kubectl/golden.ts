import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './kubectl-case';

/** Texts longer than this are kept as their digests. */
const MOST_TEXT = 1500;

/**
 * What the real kubectl came to, and with `seen` what ours was answered in the same state. As long as ours is answered the same, the real
 * one need not be asked again; where the server or ours has changed, the golden no longer tells.
 */
export interface Golden {
  readonly seen: string;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

const path = (area: string) => fileURLToPath(new URL(`goldens/${area}.json`, import.meta.url));

/** The goldens of an area (a file of cases), by group and line. */
export function readGoldens(area: string): Map<string, Golden> {
  if (!existsSync(path(area))) return new Map();
  return new Map(Object.entries(JSON.parse(readFileSync(path(area), 'utf8')) as Record<string, Golden>));
}

export function writeGoldens(area: string, goldens: ReadonlyMap<string, Golden>): void {
  writeFileSync(path(area), `${JSON.stringify(Object.fromEntries([...goldens].sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
}

/** An outcome as goldens keep it: what is long is a digest. */
export function shortened({ exit, stdout, stderr }: Outcome): Outcome {
  const short = (text: string) =>
    text.length <= MOST_TEXT ? text : `sha256:${createHash('sha256').update(text).digest('base64')} (${text.length} characters)`;
  return { exit, stdout: short(stdout), stderr: short(stderr) };
}
