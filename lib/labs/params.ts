import { Random } from '@/lib/sim/random';

/** How a parameter gets its value: a fixed text, or drawn from the seed. */
export type ParamSpec = string | { readonly pick: readonly string[] } | { readonly int: readonly [number, number] };

/** Values for a lab's parameters; the same seed gives the same values. */
export function drawParams(specs: Readonly<Record<string, ParamSpec>>, seed: number): Record<string, string> {
  const random = new Random(seed);
  const values: Record<string, string> = {};
  for (const [name, spec] of Object.entries(specs)) {
    if (typeof spec === 'string') values[name] = spec;
    else if ('pick' in spec) values[name] = random.pick(spec.pick);
    else values[name] = String(spec.int[0] + random.int(spec.int[1] - spec.int[0] + 1));
  }
  return values;
}

/** Replaces `%{name}` by the parameter's value. Throws on a name that is no parameter. */
export function fillParams(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/%\{([\w-]+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`unknown parameter ${whole}; known: ${Object.keys(values).join(', ') || 'none'}`);
    return value;
  });
}
