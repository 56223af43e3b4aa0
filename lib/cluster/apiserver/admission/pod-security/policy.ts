import { invalid, type FieldError } from '@/lib/api/field-error';

export type Level = 'privileged' | 'baseline' | 'restricted';
export type Mode = 'enforce' | 'audit' | 'warn';

/** A level as a version of Kubernetes defines it: the minor of v1.x, or the latest. */
export interface LevelVersion {
  readonly level: Level;
  readonly version: number | 'latest';
}

export type Policy = Readonly<Record<Mode, LevelVersion>>;

const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];
const PREFIX = 'pod-security.kubernetes.io/';
const MODES: readonly Mode[] = ['enforce', 'audit', 'warn'];

/** `restricted:latest`, `baseline:v1.30`. Models LevelVersion.String. */
export const levelText = ({ level, version }: LevelVersion): string => `${level}:${version === 'latest' ? version : `v1.${version}`}`;

export const sameLevel = (a: LevelVersion, b: LevelVersion): boolean => a.level === b.level && a.version === b.version;

/** Whether `a` is no stricter than `b`. Models CompareLevels(a, b) < 1. */
export const isRelaxed = (a: Level, b: Level): boolean => LEVELS.indexOf(a) <= LEVELS.indexOf(b);

/**
 * What a namespace's labels ask for. A label that cannot be read fails closed for enforce and open for audit and warn; what is
 * wrong with it comes back as field errors. Models api.PolicyToEvaluate.
 */
export function policyOf(
  labels: Readonly<Record<string, string>> | undefined,
  defaults: Policy,
): { readonly policy: Policy; readonly errors: readonly FieldError[] } {
  if (!labels) return { policy: defaults, errors: [] };
  const errors: FieldError[] = [];
  const policy: Record<Mode, LevelVersion> = { ...defaults };
  for (const mode of MODES) {
    const level = labels[PREFIX + mode];
    if (level !== undefined) {
      const known = LEVELS.find((one) => one === level);
      policy[mode] = { ...policy[mode], level: known ?? (mode === 'enforce' ? 'restricted' : 'privileged') };
      if (!known) errors.push(invalid(`metadata.labels[${PREFIX}${mode}]`, level, `must be one of ${LEVELS.join(', ')}`));
    }
    const version = labels[`${PREFIX}${mode}-version`];
    if (version !== undefined) {
      const minor = /^v1\.(0|[1-9]\d{0,8})$/.exec(version)?.[1];
      policy[mode] = { ...policy[mode], version: minor === undefined ? 'latest' : Number(minor) };
      if (version !== 'latest' && minor === undefined) {
        errors.push(invalid(`metadata.labels[${PREFIX}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
      }
    }
  }
  return { policy, errors };
}
