import { PatternError } from './pattern-error';
import type { Parsed, Tree } from './tree';

/** One step of a compiled pattern. `first` is tried before `second`. */
export type Instruction =
  | { readonly op: 'character'; readonly fits: (character: string) => boolean }
  | { readonly op: 'assertion'; readonly holds: (text: string, at: number) => boolean }
  | { readonly op: 'reference'; readonly number: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'moved'; readonly slot: number }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'match' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly groups: number;
  /** Slots of positions: two for each group, then one for each loop where references must be kept from running round. */
  readonly slots: number;
  /** With back references what is ahead depends on what was matched, so that no state may be skipped as known. */
  readonly references: boolean;
  readonly ignoreCase: boolean;
}

const MOST_INSTRUCTIONS = 50_000;

/** Compiles a tree. Throws PatternError when it is too large. */
export function compile({ tree, groups }: Parsed, flags: string): Program {
  const compiler = new Compiler(flags, groups, refers(tree));
  compiler.add(tree);
  compiler.emit({ op: 'match' });
  const { instructions, slots, references } = compiler;
  return { instructions, groups, slots, references, ignoreCase: flags.includes('i') };
}

function refers(tree: Tree): boolean {
  if (tree.t === 'reference') return true;
  if (tree.t === 'alternatives' || tree.t === 'sequence') return tree.items.some(refers);
  return (tree.t === 'group' || tree.t === 'repeat') && refers(tree.body);
}

class Compiler {
  readonly instructions: Instruction[] = [];
  slots: number;
  private readonly flags: string;

  constructor(
    flags: string,
    groups: number,
    readonly references: boolean,
  ) {
    this.slots = 2 * (groups + 1);
    this.flags = flags.replace(/[gyd]/g, '');
  }

  emit(instruction: Instruction): number {
    if (this.instructions.length >= MOST_INSTRUCTIONS) throw new PatternError('Regular expression too big');
    return this.instructions.push(instruction) - 1;
  }

  add(tree: Tree): void {
    switch (tree.t) {
      case 'sequence':
        for (const item of tree.items) this.add(item);
        return;
      case 'alternatives':
        this.choose(tree.items);
        return;
      case 'group':
        this.emit({ op: 'save', slot: 2 * tree.number });
        this.add(tree.body);
        this.emit({ op: 'save', slot: 2 * tree.number + 1 });
        return;
      case 'reference':
        this.emit({ op: 'reference', number: tree.number });
        return;
      case 'character': {
        const pattern = new RegExp(`^${tree.source}$`, this.flags.replace('m', ''));
        const known = new Map<string, boolean>();
        const fits = (character: string) => {
          let fit = known.get(character);
          if (fit === undefined) known.set(character, (fit = pattern.test(character)));
          return fit;
        };
        this.emit({ op: 'character', fits });
        return;
      }
      case 'assertion': {
        const pattern = new RegExp(tree.source, `${this.flags}y`);
        const holds = (text: string, at: number) => {
          pattern.lastIndex = at;
          return pattern.test(text);
        };
        this.emit({ op: 'assertion', holds });
        return;
      }
      case 'repeat':
        this.repeat(tree);
    }
  }

  private choose(items: readonly Tree[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    for (const [i, item] of items.entries()) {
      const split = { op: 'split' as const, first: 0, second: 0 };
      const last = i === items.length - 1;
      if (!last) split.first = this.emit(split) + 1;
      this.add(item);
      if (last) break;
      const jump = { op: 'jump' as const, to: 0 };
      this.emit(jump);
      jumps.push(jump);
      split.second = this.instructions.length;
    }
    for (const jump of jumps) jump.to = this.instructions.length;
  }

  private repeat({ min, max, lazy, body }: Extract<Tree, { t: 'repeat' }>): void {
    for (let n = 0; n < min; n++) this.add(body);
    const skips: { op: 'split'; first: number; second: number }[] = [];
    const optional = () => {
      const split = { op: 'split' as const, first: 0, second: 0 };
      const inside = this.emit(split) + 1;
      if (lazy) split.second = inside;
      else split.first = inside;
      skips.push(split);
    };
    if (max === Infinity) {
      const top = this.instructions.length;
      optional();
      const slot = this.references ? this.slots++ : undefined;
      if (slot !== undefined) this.emit({ op: 'save', slot });
      this.add(body);
      if (slot !== undefined) this.emit({ op: 'moved', slot });
      this.emit({ op: 'jump', to: top });
    } else {
      for (let n = min; n < max; n++) {
        optional();
        this.add(body);
      }
    }
    for (const split of skips) {
      if (lazy) split.first = this.instructions.length;
      else split.second = this.instructions.length;
    }
  }
}
