import { errno } from './errno';
import { Errno, type ErrnoCode } from './sys';

/** An error that a call answered with. */
class Thrown {
  constructor(readonly error: Errno) {}
}

interface Run {
  readonly answer: unknown;
  /** How often in a row it was given. */
  count: number;
}

export type SavedAnswers = readonly (readonly [kind: 'v' | 'u' | 'e', answer: unknown, count: number])[];

const MOST_RUNS = 200_000;

/**
 * The answers that `sys` gave a generator program, in order. A program run against them again comes to the same point:
 * that is how a running process is copied.
 */
export class AnswerLog {
  private shared = false;
  private replayRun = 0;
  private replayCount = 0;
  private replayRuns = 0;
  private replayLast = 0;

  private constructor(private runs: Run[]) {}

  static empty(): AnswerLog {
    return new AnswerLog([]);
  }

  get length(): number {
    return this.runs.reduce((sum, run) => sum + run.count, 0);
  }

  /** Too much has been recorded: the process must be ended (limits of the simulation). */
  get full(): boolean {
    return this.runs.length > MOST_RUNS;
  }

  get replaying(): boolean {
    return this.replayRun < this.replayRuns && !(this.replayRun === this.replayRuns - 1 && this.replayCount >= this.replayLast);
  }

  /** From here on `next()` gives the answers from the first one, up to what is recorded now. */
  beginReplay(): void {
    this.replayRun = 0;
    this.replayCount = 0;
    this.replayRuns = this.runs.length;
    this.replayLast = this.runs.length > 0 ? this.runs[this.runs.length - 1]!.count : 0;
  }

  /** The recorded answer during a replay, otherwise the call's own, which is recorded. */
  answer(call: () => unknown): unknown {
    return this.replaying ? this.next() : this.record(call);
  }

  private next(): unknown {
    const run = this.runs[this.replayRun]!;
    if (++this.replayCount >= run.count && this.replayRun < this.replayRuns - 1) {
      this.replayRun++;
      this.replayCount = 0;
    }
    if (run.answer instanceof Thrown) throw run.answer.error;
    return run.answer;
  }

  /** Makes a call and notes its answer, or the Errno it throws. */
  private record(call: () => unknown): unknown {
    let answer: unknown;
    try {
      answer = call();
    } catch (error) {
      if (error instanceof Errno) this.push(new Thrown(error));
      throw error;
    }
    this.push(answer);
    return answer;
  }

  fork(): AnswerLog {
    this.shared = true;
    const other = new AnswerLog(this.runs);
    other.shared = true;
    return other;
  }

  save(): SavedAnswers {
    return this.runs.map(({ answer, count }) => {
      if (answer instanceof Thrown) return ['e', [answer.error.code, answer.error.message], count] as const;
      return answer === undefined ? (['u', null, count] as const) : (['v', answer, count] as const);
    });
  }

  static load(saved: SavedAnswers): AnswerLog {
    return new AnswerLog(
      saved.map(([kind, answer, count]) => {
        if (kind === 'u') return { answer: undefined, count };
        if (kind === 'v') return { answer, count };
        const [code, message] = answer as [ErrnoCode, string];
        return { answer: new Thrown(message ? new Errno(code, message) : errno(code)), count };
      }),
    );
  }

  private push(answer: unknown): void {
    if (this.shared) {
      // Only the last run's count is ever changed in place, so the others may stay shared.
      this.runs = this.runs.slice();
      const last = this.runs.pop();
      if (last) this.runs.push({ ...last });
      this.shared = false;
    }
    const last = this.runs[this.runs.length - 1];
    if (last && last.answer === answer && (typeof answer !== 'string' || answer.length < 64)) last.count++;
    else this.runs.push({ answer, count: 1 });
  }
}
