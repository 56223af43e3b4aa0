import { baselineChecks } from './baseline-checks';
import type { Check, Violation } from './check';
import type { PodLike } from './pod';
import type { LevelVersion } from './policy';
import { restrictedChecks } from './restricted-checks';

const revision = (check: Check, minor: number) => check.versions.filter(({ since }) => since <= minor).at(-1);

/** What a level at a version has against a pod, in upstream's order. Models checkRegistry.EvaluatePod. */
export function violationsOf({ level, version }: LevelVersion, pod: PodLike): readonly Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? Infinity : version;
  const restricted = level === 'restricted' ? restrictedChecks.map((check) => revision(check, minor)) : [];
  const overridden = new Set(restricted.flatMap((found) => found?.overrides ?? []));
  const baseline = baselineChecks.filter(({ id }) => !overridden.has(id)).map((check) => revision(check, minor));
  return [...baseline, ...restricted].flatMap((found) => found?.check(pod) ?? []);
}

/** `privileged, hostPort` */
export const reasonsText = (violations: readonly Violation[]): string => violations.map(({ reason }) => reason).join(', ');

/** `privileged (container "c" must not …), hostPort (…)` */
export const detailsText = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => (detail ? `${reason} (${detail})` : reason)).join(', ');
