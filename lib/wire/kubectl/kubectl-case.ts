/**
 * A group of kubectl invocations that begin from one state of a cluster. Each is played twice from identical forks (same seed, same
 * virtual time): by the real kubectl over TLS, and by ours in our shell. What they print and how they exit must be the same.
 */
export interface CaseGroup {
  /** What the group is about; unique in its file. */
  readonly name: string;
  /** What stands in the cluster, a name of `POPULATIONS`. Default `shop`. */
  readonly population?: string;
  /** A bash script that our shell runs first, as root on the control plane (`set -e`). */
  readonly setup?: string;
  /** Files, by their paths below the home directory, which is where both work. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * The invocations, one a line: what bash reads after `kubectl `, with /dev/null as stdin. A line that begins with `$ ` is a whole bash
   * line (`$ echo x | kubectl apply -f -`, `$ KUBE_EDITOR=… kubectl edit …`). Empty lines and those that begin with `#` are skipped.
   */
  readonly lines: string;
  /** The lines are played in order on one fork. Default: each on a fork of its own. */
  readonly inOrder?: boolean;
  /**
   * Virtual milliseconds to a millisecond of the wall clock while the real kubectl works; what waits (delete, rollout status, wait, drain)
   * needs 20 or so. Default 0, or 20 in order. Where time passes, ids, times and ages are not compared.
   */
  readonly rate?: number;
  /** Lines whose lines may come in any order, because Go's maps or parallel requests decide: matched against the line. */
  readonly unordered?: RegExp;
  /** Lines that cannot be the same, with the reason: they are not played. */
  readonly unlike?: readonly (readonly [pattern: RegExp, reason: string])[];
}

/** What a run of kubectl came to. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The lines of a group that are played. */
export function linesOf(group: CaseGroup): string[] {
  return group.lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#') && reasonAgainst(group, line) === undefined);
}

/** Why a line is not played; undefined if it is. */
export const reasonAgainst = (group: CaseGroup, line: string): string | undefined =>
  group.unlike?.find(([pattern]) => pattern.test(line))?.[1];

/** A line as bash reads it. */
export const bashOf = (line: string): string => (line.startsWith('$ ') ? line.slice(2) : `kubectl ${line}`);

/** Whether the group's virtual time goes on while the real kubectl works. */
export const rateOf = (group: CaseGroup): number => group.rate ?? (group.inOrder ? 20 : 0);
