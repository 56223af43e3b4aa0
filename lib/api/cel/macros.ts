import type { CallExpr, Expr, Ident } from './ast';

type Report = (offset: number, message: string) => Expr;
type Expander = (call: CallExpr, report: Report) => Expr;

/** The variable of a comprehension's result; no expression can name it. */
const ACCU = '@result';

/** What a macro stands for, or undefined when the call is of none. Models parser/macro.go, ext/comprehensions.go, cel/library.go. */
export function expandMacro(call: CallExpr, report: Report): Expr | undefined {
  const expander = MACROS.get(`${call.fn}:${call.args.length}:${call.target ? 'member' : 'global'}`);
  return expander?.(call, report);
}

const nodes = (offset: number) => ({
  ident: (name: string): Ident => ({ kind: 'ident', name, offset }),
  bool: (value: boolean): Expr => ({ kind: 'literal', value, offset }),
  int: (value: bigint): Expr => ({ kind: 'literal', value, offset }),
  call: (fn: string, ...args: Expr[]): Expr => ({ kind: 'call', fn, args, offset }),
  list: (...elements: Expr[]): Expr => ({ kind: 'list', elements, optional: new Set(), offset }),
  accu: (): Expr => ({ kind: 'ident', name: ACCU, offset }),
});

interface Loop {
  readonly init: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

function comprehension(call: CallExpr, vars: readonly string[], loop: Loop): Expr {
  return {
    kind: 'comprehension',
    iterRange: call.target!,
    iterVar: vars[0]!,
    ...(vars[1] !== undefined && { iterVar2: vars[1] }),
    accuVar: ACCU,
    accuInit: loop.init,
    condition: loop.condition,
    step: loop.step,
    result: loop.result,
    offset: call.offset,
  };
}

const has: Expander = (call, report) => {
  const arg = call.args[0]!;
  if (arg.kind === 'select' && !arg.testOnly) return { ...arg, testOnly: true, offset: call.offset };
  return report(arg.offset, 'invalid argument to has() macro');
};

/** The names of the first `count` arguments, or the complaint about them. */
function names(call: CallExpr, count: number, report: Report): readonly string[] | Expr {
  const vars: string[] = [];
  for (const arg of call.args.slice(0, count)) {
    if (arg.kind !== 'ident') return report(arg.offset, 'argument must be a simple name');
    if (arg.name === ACCU || arg.name === '__result__') return report(arg.offset, 'iteration variable overwrites accumulator variable');
    vars.push(arg.name);
  }
  if (vars.length === 2 && vars[0] === vars[1]) return report(call.args[1]!.offset, `duplicate variable name: ${vars[0]}`);
  return vars;
}

const isNames = (found: readonly string[] | Expr): found is readonly string[] => Array.isArray(found);

const quantifier =
  (count: number, loop: (test: Expr, make: ReturnType<typeof nodes>) => Loop): Expander =>
  (call, report) => {
    const vars = names(call, count, report);
    return isNames(vars) ? comprehension(call, vars, loop(call.args[count]!, nodes(call.offset))) : vars;
  };

const all = (count: number) =>
  quantifier(count, (test, make) => ({
    init: make.bool(true),
    condition: make.call('@not_strictly_false', make.accu()),
    step: make.call('_&&_', make.accu(), test),
    result: make.accu(),
  }));

const exists = (count: number) =>
  quantifier(count, (test, make) => ({
    init: make.bool(false),
    condition: make.call('@not_strictly_false', make.call('!_', make.accu())),
    step: make.call('_||_', make.accu(), test),
    result: make.accu(),
  }));

const existsOne = (count: number) =>
  quantifier(count, (test, make) => ({
    init: make.int(0n),
    condition: make.bool(true),
    step: make.call('_?_:_', test, make.call('_+_', make.accu(), make.int(1n)), make.accu()),
    result: make.call('_==_', make.accu(), make.int(1n)),
  }));

/** Collects into a list or a map: `add` of what the last argument gives, where the one before it holds. */
const collect =
  (
    count: number,
    init: (offset: number) => Expr,
    add: (make: ReturnType<typeof nodes>, vars: readonly Expr[], value: Expr) => Expr,
  ): Expander =>
  (call, report) => {
    const vars = names(call, count, report);
    if (!isNames(vars)) return vars;
    const make = nodes(call.offset);
    const filter = call.args.length === count + 2 ? call.args[count] : undefined;
    const value = call.args[call.args.length - 1]!;
    const step = add(make, call.args.slice(0, count), value);
    return comprehension(call, vars, {
      init: init(call.offset),
      condition: make.bool(true),
      step: filter ? make.call('_?_:_', filter, step, make.accu()) : step,
      result: make.accu(),
    });
  };

const emptyList = (offset: number): Expr => ({ kind: 'list', elements: [], optional: new Set(), offset });
const emptyMap = (offset: number): Expr => ({ kind: 'map', entries: [], offset });

const simpleName =
  (expander: Expander): Expander =>
  (call, report) =>
    call.args[0]!.kind === 'ident' ? expander(call, report) : report(call.args[0]!.offset, 'argument is not an identifier');

const map = simpleName(collect(1, emptyList, (make, _vars, value) => make.call('_+_', make.accu(), make.list(value))));

const filter = simpleName(
  quantifier(1, (test, make) => ({
    init: make.list(),
    condition: make.bool(true),
    step: test,
    result: make.accu(),
  })),
);

/** As `map`, of the variable itself. */
const filterMacro: Expander = (call, report) => {
  const found = filter(call, report);
  if (found.kind !== 'comprehension') return found;
  const make = nodes(call.offset);
  const added = make.call('_+_', make.accu(), make.list(call.args[0]!));
  return { ...found, step: make.call('_?_:_', call.args[1]!, added, make.accu()) };
};

const transformList = collect(2, emptyList, (make, _vars, value) => make.call('_+_', make.accu(), make.list(value)));
const transformMap = collect(2, emptyMap, (make, vars, value) => make.call('cel.@mapInsert', make.accu(), vars[0]!, value));
const transformMapEntry = collect(2, emptyMap, (make, _vars, value) => make.call('cel.@mapInsert', make.accu(), value));

/** `x.optMap(v, f)`: f of the value, if there is one. Models cel.optMap and optFlatMap. */
const optionalMap =
  (flat: boolean): Expander =>
  (call, report) => {
    const name = call.args[0]!;
    if (name.kind !== 'ident') return report(name.offset, `${call.fn}() variable name must be a simple identifier`);
    const make = nodes(call.offset);
    const member = (fn: string): Expr => ({ kind: 'call', fn, target: call.target!, args: [], offset: call.offset });
    const optional = (fn: string, ...args: Expr[]): Expr => ({
      kind: 'call',
      fn,
      target: make.ident('optional'),
      args,
      offset: call.offset,
    });
    const bound: Expr = {
      kind: 'comprehension',
      iterRange: make.list(),
      iterVar: '#unused',
      accuVar: name.name,
      accuInit: member('value'),
      condition: make.bool(false),
      step: { ...name },
      result: call.args[1]!,
      offset: call.offset,
    };
    return make.call('_?_:_', member('hasValue'), flat ? bound : optional('of', bound), optional('none'));
  };

const MACROS: ReadonlyMap<string, Expander> = new Map<string, Expander>([
  ['has:1:global', has],
  ['all:2:member', all(1)],
  ['exists:2:member', exists(1)],
  ['exists_one:2:member', existsOne(1)],
  ['existsOne:2:member', existsOne(1)],
  ['map:2:member', map],
  ['map:3:member', map],
  ['filter:2:member', filterMacro],
  ['all:3:member', all(2)],
  ['exists:3:member', exists(2)],
  ['exists_one:3:member', existsOne(2)],
  ['existsOne:3:member', existsOne(2)],
  ['transformList:3:member', transformList],
  ['transformList:4:member', transformList],
  ['transformMap:3:member', transformMap],
  ['transformMap:4:member', transformMap],
  ['transformMapEntry:3:member', transformMapEntry],
  ['transformMapEntry:4:member', transformMapEntry],
  ['optMap:2:member', optionalMap(false)],
  ['optFlatMap:2:member', optionalMap(true)],
]);
