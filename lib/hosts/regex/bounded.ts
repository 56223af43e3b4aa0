import { type Cost, costOf, orderMatters } from './cost';
import { compile, type Program } from './program';
import { run } from './run';
import { parseSource } from './tree';

/** Ways to try that are left to the engine of the language. */
const MOST_WAYS = 10_000_000;

interface Plan {
  readonly program: Program;
  readonly names: ReadonlyMap<string, number>;
  readonly cost: Cost;
  readonly longest: boolean;
}

/** A RegExp that ends in bounded time, and takes the longest of the leftmost matches if it is told to (as POSIX has it). */
class BoundedRegExp extends RegExp {
  private readonly plan: Plan;

  /** Another one is given where the language copies a pattern (matchAll, split). */
  constructor(source: string | BoundedRegExp, flags: string, plan?: Plan) {
    super(source, flags);
    this.plan = plan ?? (source as BoundedRegExp).plan;
  }

  /** @throws PatternError when it takes too many steps */
  override exec(text: string): RegExpExecArray | null {
    const { program, names, cost, longest } = this.plan;
    if (!longest && !cost.exponential && text.length ** (cost.power + 1) <= MOST_WAYS) return super.exec(text);
    const keeps = this.global || this.sticky;
    const slots = run(program, text, keeps ? this.lastIndex : 0, { sticky: this.sticky, longest });
    if (!slots) {
      if (keeps) this.lastIndex = 0;
      return null;
    }
    if (keeps) this.lastIndex = slots[1]!;
    const part = (n: number) => (slots[2 * n]! < 0 || slots[2 * n + 1]! < 0 ? undefined : text.slice(slots[2 * n], slots[2 * n + 1]));
    const found = Array.from({ length: program.groups + 1 }, (_, n) => part(n)) as unknown as RegExpExecArray;
    found.index = slots[0]!;
    found.input = text;
    found.groups = names.size ? (Object.fromEntries([...names].map(([name, n]) => [name, part(n)])) as Record<string, string>) : undefined;
    if (this.hasIndices) {
      const range = (n: number) => (part(n) === undefined ? undefined : [slots[2 * n]!, slots[2 * n + 1]!]);
      const indices = Array.from({ length: program.groups + 1 }, (_, n) => range(n)) as unknown as RegExpIndicesArray;
      if (names.size) indices.groups = Object.fromEntries([...names].map(([name, n]) => [name, range(n) as [number, number]]));
      found.indices = indices;
    }
    return found;
  }
}

/**
 * A RegExp of a source in JavaScript's syntax (with the `u` flag) that no text can keep busy for long. `longest` takes the
 * longest of the leftmost matches instead of the first alternative.
 * @throws PatternError when the pattern is too large; SyntaxError when it is none
 */
export function boundedRegExp(source: string, flags: string, longest: boolean): RegExp {
  const plain = new RegExp(source, flags);
  const parsed = parseSource(source);
  if (!parsed) return plain;
  const cost = costOf(parsed.tree);
  const ordered = longest && orderMatters(parsed.tree);
  if (!ordered && !cost.exponential && cost.power < 2) return plain;
  return new BoundedRegExp(source, flags, { program: compile(parsed, flags), names: parsed.names, cost, longest: ordered });
}
