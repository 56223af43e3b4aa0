import { CelRuntimeError } from '../errors';
import { isWord, parsePattern, type Assertion, type CharTest, type Pattern } from './syntax';

/** A regular expression that takes time in proportion to the text, as RE2's do. */
export interface CelRegex {
  /** Somewhere in the text. */
  test(text: string): boolean;
  /** The first match (leftmost, by preference), or undefined. */
  find(text: string): string | undefined;
  /** Matches that do not overlap, at most `limit` of them; negative: all. */
  findAll(text: string, limit: number): string[];
}

type Instruction =
  | { readonly op: 'chars'; readonly test: CharTest }
  | { readonly op: 'assert'; readonly at: Assertion }
  | { readonly op: 'jump'; readonly to: number }
  | { op: 'split'; first: number; second: number }
  | { readonly op: 'match' };

/** Most instructions of one program. */
const MAX_PROGRAM = 20_000;
const CACHE_LIMIT = 256;
const known = new Map<string, CelRegex>();

/** Compiles RE2's syntax. Throws CelRuntimeError with Go's words. */
export function compileRegex(pattern: string): CelRegex {
  let found = known.get(pattern);
  if (!found) {
    found = new Machine(compile(pattern));
    if (known.size >= CACHE_LIMIT) known.clear();
    known.set(pattern, found);
  }
  return found;
}

function compile(source: string): Instruction[] {
  const program: Instruction[] = [];
  const add = (instruction: Instruction): number => {
    if (program.length >= MAX_PROGRAM) throw new CelRuntimeError(`error parsing regexp: expression too large: \`${source}\``);
    return program.push(instruction) - 1;
  };
  const emit = (pattern: Pattern): void => {
    switch (pattern.kind) {
      case 'empty':
        return;
      case 'chars':
        add({ op: 'chars', test: pattern.test });
        return;
      case 'assert':
        add({ op: 'assert', at: pattern.at });
        return;
      case 'join':
        for (const part of pattern.parts) emit(part);
        return;
      case 'choice': {
        const ends: { op: 'jump'; to: number }[] = [];
        pattern.parts.forEach((part, index) => {
          if (index === pattern.parts.length - 1) return emit(part);
          const split = { op: 'split' as const, first: program.length + 1, second: 0 };
          add(split);
          emit(part);
          const end = { op: 'jump' as const, to: 0 };
          add(end);
          ends.push(end);
          split.second = program.length;
        });
        for (const end of ends) end.to = program.length;
        return;
      }
      case 'repeat':
        repeat(pattern);
    }
  };
  const split = (greedy: boolean) => {
    const instruction = { op: 'split' as const, first: 0, second: 0 };
    add(instruction);
    return (inside: number, outside: number) => {
      instruction.first = greedy ? inside : outside;
      instruction.second = greedy ? outside : inside;
    };
  };
  const repeat = ({ part, min, max, greedy }: Extract<Pattern, { kind: 'repeat' }>): void => {
    for (let index = 0; index < min; index++) emit(part);
    if (max === Infinity) {
      const start = program.length;
      const choose = split(greedy);
      emit(part);
      add({ op: 'jump', to: start });
      choose(start + 1, program.length);
      return;
    }
    const choices: ((end: number) => void)[] = [];
    for (let index = min; index < max; index++) {
      const choose = split(greedy);
      const inside = program.length;
      choices.push((end) => choose(inside, end));
      emit(part);
    }
    for (const choice of choices) choice(program.length);
  };
  emit(parsePattern(source));
  add({ op: 'match' });
  return program;
}

interface Thread {
  readonly pc: number;
  readonly start: number;
}

/** Runs all ways at once over the text. Models RE2's NFA. */
class Machine implements CelRegex {
  constructor(private readonly program: readonly Instruction[]) {}

  test(text: string): boolean {
    return this.search([...text], 0, true) !== undefined;
  }

  find(text: string): string | undefined {
    const chars = [...text];
    const match = this.search(chars, 0, false);
    return match && chars.slice(match[0], match[1]).join('');
  }

  findAll(text: string, limit: number): string[] {
    const chars = [...text];
    const found: string[] = [];
    let at = 0;
    let lastEnd = -1;
    while (at <= chars.length && (limit < 0 || found.length < limit)) {
      const match = this.search(chars, at, false);
      if (!match) break;
      const [start, end] = match;
      if (!(start === end && start === lastEnd)) found.push(chars.slice(start, end).join(''));
      lastEnd = end;
      at = end > start ? end : end + 1;
    }
    return found;
  }

  private search(chars: readonly string[], from: number, any: boolean): readonly [number, number] | undefined {
    const seen = new Int32Array(this.program.length).fill(-1);
    let threads: Thread[] = [];
    let best: readonly [number, number] | undefined;
    for (let at = from; at <= chars.length; at++) {
      const current: Thread[] = [];
      for (const { pc, start } of threads) this.follow(pc, start, at, chars, seen, current);
      if (!best) this.follow(0, at, at, chars, seen, current);
      if (current.length === 0 && best) break;
      const code = at < chars.length ? chars[at]!.codePointAt(0)! : -1;
      threads = [];
      for (const thread of current) {
        const instruction = this.program[thread.pc]!;
        if (instruction.op === 'match') {
          best = [thread.start, at];
          if (any) return best;
          break;
        }
        if (instruction.op === 'chars' && code >= 0 && instruction.test(code)) threads.push({ pc: thread.pc + 1, start: thread.start });
      }
    }
    return best;
  }

  /** Adds what can be reached from `from` without taking a character, in order of preference. */
  private follow(from: number, start: number, at: number, chars: readonly string[], seen: Int32Array, into: Thread[]): void {
    const stack = [from];
    while (stack.length > 0) {
      const pc = stack.pop()!;
      if (seen[pc] === at) continue;
      seen[pc] = at;
      const instruction = this.program[pc]!;
      if (instruction.op === 'jump') stack.push(instruction.to);
      else if (instruction.op === 'split') stack.push(instruction.second, instruction.first);
      else if (instruction.op === 'assert') {
        if (holds(instruction.at, at, chars)) stack.push(pc + 1);
      } else into.push({ pc, start });
    }
  }
}

function holds(assertion: Assertion, at: number, chars: readonly string[]): boolean {
  const word = (index: number) => chars[index] !== undefined && isWord(chars[index]!.codePointAt(0)!);
  switch (assertion) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === chars.length;
    case 'line-start':
      return at === 0 || chars[at - 1] === '\n';
    case 'line-end':
      return at === chars.length || chars[at] === '\n';
    case 'word':
      return word(at - 1) !== word(at);
    case 'not-word':
      return word(at - 1) === word(at);
  }
}
