/** Lines that are played one after another on a cluster of their own, by the real helm and by ours. */
export interface HelmCase {
  readonly name: string;
  /** Files below root's home directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** Bash lines; what each prints and its exit code is compared. */
  readonly lines: readonly string[];
  /** Lines that are played but cannot be the same, each with the reason. */
  readonly unlike?: Readonly<Record<string, string>>;
}

/** What a line came to. */
export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}
