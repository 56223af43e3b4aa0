import { PatternError } from './pattern-error';
import type { Program } from './program';

const MOST_STEPS = 50_000_000;

/** Positions of the whole match and of each group, -1 where a group took no part. */
export type Slots = readonly number[];

/**
 * Finds the leftmost match at or after `from` (only there when `sticky`), the longest one where `longest` is asked for. Without
 * back references it visits each pair of instruction and position once a pass, so its time is their product.
 * @throws PatternError after fifty million steps
 */
export function run(program: Program, text: string, from: number, options: { sticky: boolean; longest: boolean }): Slots | undefined {
  const search = new Search(program, text);
  const longest = options.longest && !program.references;
  for (let start = from; start <= text.length; start += widthAt(text, start)) {
    const slots = search.from(start, longest ? 'longest' : 'first');
    if (slots) return longest ? new Search(program, text).from(start, 'first', slots[1]) : slots;
    if (options.sticky) return undefined;
  }
  return undefined;
}

/** UTF-16 units of the character at a position; 1 at the end. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

class Search {
  /** The instructions that were tried, by position; they lead nowhere from an earlier start, so neither from a later one. */
  private readonly tried: (Uint32Array | undefined)[] = [];
  private steps = 0;

  constructor(
    private readonly program: Program,
    private readonly text: string,
  ) {}

  from(start: number, want: 'first' | 'longest', end?: number): Slots | undefined {
    const { instructions, slots: count, groups } = this.program;
    const { text } = this;
    let best: number[] | undefined;
    const slots = new Array<number>(count).fill(-1);
    slots[0] = start;
    // Pairs: an instruction and a position to try, or ~slot and the value it had.
    const stack: number[] = [0, start];
    while (stack.length > 0) {
      let at = stack.pop()!;
      let pc = stack.pop()!;
      if (pc < 0) {
        slots[~pc] = at;
        continue;
      }
      for (;;) {
        if (++this.steps > MOST_STEPS) throw new PatternError('pattern takes more steps than are simulated here');
        if (!this.program.references && this.seen(pc, at)) break;
        const instruction = instructions[pc]!;
        if (instruction.op === 'character') {
          if (at >= text.length) break;
          const width = widthAt(text, at);
          if (!instruction.fits(width === 1 ? text[at]! : text.slice(at, at + 2))) break;
          at += width;
          pc++;
        } else if (instruction.op === 'split') {
          stack.push(instruction.second, at);
          pc = instruction.first;
        } else if (instruction.op === 'jump') pc = instruction.to;
        else if (instruction.op === 'save') {
          stack.push(~instruction.slot, slots[instruction.slot]!);
          slots[instruction.slot] = at;
          pc++;
        } else if (instruction.op === 'moved') {
          if (slots[instruction.slot] === at) break;
          pc++;
        } else if (instruction.op === 'assertion') {
          if (!instruction.holds(text, at)) break;
          pc++;
        } else if (instruction.op === 'reference') {
          const past = this.repeated(slots, instruction.number, at);
          if (past === undefined) break;
          at = past;
          pc++;
        } else {
          if (end !== undefined && at !== end) break;
          if (!best || at > best[1]!) best = [start, at, ...slots.slice(2, 2 * (groups + 1))];
          if (want === 'first') return best;
          break;
        }
      }
    }
    return best;
  }

  private seen(pc: number, at: number): boolean {
    const row = (this.tried[at] ??= new Uint32Array((this.program.instructions.length + 31) >>> 5));
    const bit = 1 << (pc & 31);
    if (row[pc >>> 5]! & bit) return true;
    row[pc >>> 5]! |= bit;
    return false;
  }

  /** Where the text of a group ends when it stands here again. */
  private repeated(slots: readonly number[], group: number, at: number): number | undefined {
    const [from, to] = [slots[2 * group]!, slots[2 * group + 1]!];
    if (from < 0 || to < 0) return undefined;
    const wanted = this.text.slice(from, to);
    const there = this.text.slice(at, at + wanted.length);
    const same = wanted === there || (this.program.ignoreCase && wanted.toLowerCase() === there.toLowerCase());
    return same ? at + wanted.length : undefined;
  }
}
