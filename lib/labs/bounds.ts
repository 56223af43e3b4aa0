/** Says true when the time for a piece of work is up. Whoever serves many learners bounds wall time with it. */
export type Stop = () => boolean;

/** How long grading may take. */
export interface Bounds {
  /** For letting the cluster come to rest; what it is then is graded. */
  readonly settle: Stop;
  /** For settling and all checks together; checks that have not ended by then are failed. */
  readonly checks: Stop;
}
