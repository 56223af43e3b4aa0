/** Work due at a virtual time. Plain data: what to do is found by the queue's name. */
export interface Timer {
  /** Virtual milliseconds since the epoch. */
  readonly due: number;
  /** Order among timers with the same due time. */
  readonly seq: number;
  readonly queue: string;
  readonly key: string;
  /** Background timers (heartbeats, sleeping daemons) do not keep `settle()` waiting. */
  readonly background: boolean;
}

const before = (a: Timer, b: Timer) => a.due < b.due || (a.due === b.due && a.seq < b.seq);
const idOf = (queue: string, key: string) => `${queue}\n${key}`;

/** Timers ordered by (due, seq), at most one for a (queue, key). A binary heap with lazy removal. */
export class Timers {
  private heap: Timer[] = [];
  private live = new Map<string, Timer>();
  private foreground = 0;

  get size(): number {
    return this.live.size;
  }

  /** How many timers `settle()` must wait for. */
  get foregroundSize(): number {
    return this.foreground;
  }

  get(queue: string, key: string): Timer | undefined {
    return this.live.get(idOf(queue, key));
  }

  /** Sets the timer of (queue, key), replacing an earlier one. */
  set(timer: Timer): void {
    this.cancel(timer.queue, timer.key);
    this.live.set(idOf(timer.queue, timer.key), timer);
    if (!timer.background) this.foreground++;
    this.push(timer);
  }

  cancel(queue: string, key: string): void {
    const id = idOf(queue, key);
    const timer = this.live.get(id);
    if (!timer) return;
    this.live.delete(id);
    if (!timer.background) this.foreground--;
    if (this.heap.length > 64 && this.heap.length > this.live.size * 2) this.rebuild();
  }

  /** The next timer, still set. */
  peek(): Timer | undefined {
    while (this.heap.length > 0 && !this.isLive(this.heap[0]!)) this.pop();
    return this.heap[0];
  }

  /** Removes and returns the next timer if it is due at `now`. */
  takeDue(now: number): Timer | undefined {
    const next = this.peek();
    if (!next || next.due > now) return undefined;
    this.pop();
    this.live.delete(idOf(next.queue, next.key));
    if (!next.background) this.foreground--;
    return next;
  }

  /** Puts every timer off by `ms`; their order stays. */
  shift(ms: number): void {
    const live = [...this.live];
    this.live = new Map(live.map(([id, timer]) => [id, { ...timer, due: timer.due + ms }]));
    this.rebuild();
  }

  /** All timers in firing order. */
  list(): Timer[] {
    return [...this.live.values()].sort((a, b) => (before(a, b) ? -1 : 1));
  }

  fork(): Timers {
    const other = new Timers();
    other.heap = this.heap.slice();
    other.live = new Map(this.live);
    other.foreground = this.foreground;
    return other;
  }

  private isLive(timer: Timer): boolean {
    return this.live.get(idOf(timer.queue, timer.key)) === timer;
  }

  private rebuild(): void {
    this.heap = [];
    for (const timer of this.live.values()) this.push(timer);
  }

  private push(timer: Timer): void {
    const heap = this.heap;
    let i = heap.push(timer) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(timer, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = timer;
  }

  private pop(): void {
    const heap = this.heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }
}
