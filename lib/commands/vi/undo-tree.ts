import type { Place } from './editor';

interface State {
  readonly lines: readonly string[];
  /** Where the cursor was before the change that led here. */
  readonly cursor: Place;
  readonly parent: number;
}

const MOST_STATES = 1000;

/** What the text was: states by number, each with the state it was made of, so that no branch is lost. */
export class UndoTree {
  private readonly states: State[] = [];
  /** The state that the text is in or, while a change is being made, comes from. */
  private at = -1;
  /** A change has begun whose result is not yet kept. */
  private open = false;
  private cursor: Place = { line: 0, column: 0 };
  /** States that undo has left, to be redone. */
  private left: number[] = [];

  /** A change begins. */
  begin(lines: readonly string[], cursor: Place): void {
    if (this.at < 0) {
      this.states.push({ lines: [...lines], cursor: { ...cursor }, parent: -1 });
      this.at = 0;
    } else this.close(lines);
    this.cursor = { ...cursor };
    this.open = true;
    this.left = [];
  }

  forget(): void {
    this.open = false;
  }

  private close(lines: readonly string[]): void {
    if (!this.open) return;
    this.open = false;
    const now = this.states[this.at]!.lines;
    if (now.length === lines.length && now.every((line, n) => line === lines[n])) return;
    if (this.states.length >= MOST_STATES) {
      // The oldest half of the history is given up at once, so that this is rare.
      const gone = MOST_STATES / 2;
      this.states.splice(0, gone);
      for (const [n, state] of this.states.entries()) this.states[n] = { ...state, parent: Math.max(-1, state.parent - gone) };
      this.at = Math.max(0, this.at - gone);
    }
    this.states.push({ lines: [...lines], cursor: this.cursor, parent: this.at });
    this.at = this.states.length - 1;
  }

  undo(lines: readonly string[]): { lines: readonly string[]; cursor: Place } | undefined {
    this.close(lines);
    const here = this.states[this.at];
    if (!here || here.parent < 0) return undefined;
    this.left.push(this.at);
    this.at = here.parent;
    return { lines: this.states[this.at]!.lines, cursor: here.cursor };
  }

  redo(): { lines: readonly string[]; cursor: Place } | undefined {
    if (this.open) return undefined;
    const next = this.left.pop();
    if (next === undefined) return undefined;
    this.at = next;
    return this.states[next];
  }

  wander(lines: readonly string[], by: number): { lines: readonly string[]; cursor: Place } | undefined {
    this.close(lines);
    const to = this.at + by;
    if (this.at < 0 || to < 0 || to >= this.states.length) return undefined;
    const cursor = this.states[Math.max(to, this.at)]!.cursor;
    this.at = to;
    this.left = [];
    return { lines: this.states[to]!.lines, cursor };
  }
}
