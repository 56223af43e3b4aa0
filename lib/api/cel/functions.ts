import type { CelType } from './types';
import type { CelValue } from './values';

/** One signature of a function. Models decls.OverloadDecl. */
export interface Overload {
  readonly id: string;
  /** Called as `x.f()`; the first parameter is x. */
  readonly member: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
  /** Absent: the interpreter itself knows (`&&`, `?:` …). Throws CelRuntimeError. */
  readonly run?: (args: readonly CelValue[]) => CelValue;
}

export interface FunctionDecl {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

type Run = NonNullable<Overload['run']>;

/** Collects the overloads of a library's functions. */
export class Library {
  readonly functions = new Map<string, Overload[]>();

  fn(name: string, id: string, params: readonly CelType[], result: CelType, run?: Run): this {
    return this.add(name, { id, member: false, params, result, ...(run && { run }) });
  }

  member(name: string, id: string, params: readonly CelType[], result: CelType, run?: Run): this {
    return this.add(name, { id, member: true, params, result, ...(run && { run }) });
  }

  private add(name: string, overload: Overload): this {
    const known = this.functions.get(name);
    if (known) known.push(overload);
    else this.functions.set(name, [overload]);
    return this;
  }
}

/** All functions of several libraries. */
export function joinLibraries(libraries: readonly Library[]): ReadonlyMap<string, FunctionDecl> {
  const joined = new Map<string, Overload[]>();
  for (const { functions } of libraries) {
    for (const [name, overloads] of functions) joined.set(name, [...(joined.get(name) ?? []), ...overloads]);
  }
  return new Map([...joined].map(([name, overloads]) => [name, { name, overloads }]));
}
