import { nodeText, placeOf, TemplateError, type Arg, type Command, type Part, type Pipe, type Tree } from './ast';
import { TYPE_NAMES, type GoFunction, type Type } from './signature';
import { bare, byBytes, GoStruct, goText, Int, isMap, isTrue, kindOf, Methods, typeOf, type Fields } from './value';

const MOST_STEPS = 5_000_000;
const DEEPEST = 1_000;

/** What a run of templates shares. */
export interface Shared {
  readonly trees: ReadonlyMap<string, Tree>;
  readonly functions: ReadonlyMap<string, GoFunction>;
  /** Missing keys are errors (helm's strict mode of `lint`). */
  readonly strict: boolean;
  steps: number;
  depth: number;
}

class LoopExit extends Error {
  constructor(readonly how: 'break' | 'continue') {
    super(how);
  }
}

/** Runs a template by its name over data. Throws TemplateError with text/template's message. */
export function execute(shared: Shared, name: string, data: unknown): string {
  const tree = shared.trees.get(name);
  if (!tree) throw new TemplateError(`template: no template ${JSON.stringify(name)} associated with template "gotpl"`);
  if (shared.depth >= DEEPEST) throw new TemplateError(`exceeded maximum template depth (${DEEPEST})`);
  shared.depth++;
  try {
    const run = new Run(shared, tree);
    run.variables = [{ name: '$', value: data }];
    run.walk(tree.parts, data);
    return run.out.join('');
  } finally {
    shared.depth--;
  }
}

/** undefined is reflect's invalid value, null a nil interface. */
class Run {
  readonly out: string[] = [];
  variables: { name: string; value: unknown }[] = [];
  private node: { node: Arg | Command | Pipe | undefined; pos: number } | undefined;
  /** Whether the value that was evaluated last has the static type interface{} (a map's or slice's element). */
  private boxed = false;
  private dotBoxed = false;

  constructor(
    private readonly shared: Shared,
    private readonly tree: Tree,
  ) {}

  private at(node: Arg | Command | Pipe): void {
    this.node = { node, pos: node.pos };
  }

  private fail(message: string): never {
    const { node } = this;
    if (!node) throw new TemplateError(`template: ${this.tree.name}: ${message}`);
    const context = node.node ? nodeText(node.node) : '';
    throw new TemplateError(
      `template: ${placeOf(this.tree, node.pos)}: executing ${JSON.stringify(this.tree.name)} at <${context}>: ${message}`,
    );
  }

  walk(parts: readonly Part[], dot: unknown, dotBoxed = this.dotBoxed): void {
    const outer = this.dotBoxed;
    this.dotBoxed = dotBoxed;
    for (const part of parts) {
      if (++this.shared.steps > MOST_STEPS) throw new TemplateError('rendering takes more steps than are simulated here');
      this.part(part, dot);
    }
    this.dotBoxed = outer;
  }

  private part(part: Part, dot: unknown): void {
    switch (part.is) {
      case 'text':
        this.out.push(part.text);
        return;
      case 'action': {
        const value = this.pipe(dot, part.pipe);
        if (part.pipe.variables.length === 0) this.out.push(value === undefined ? '<no value>' : goText(value));
        return;
      }
      case 'break':
      case 'continue':
        throw new LoopExit(part.is);
      case 'template': {
        const data = part.pipe ? this.pipe(dot, part.pipe) : undefined;
        this.node = { node: undefined, pos: part.pos };
        if (!this.shared.trees.has(part.name)) {
          throw new TemplateError(
            `template: ${placeOf(this.tree, part.pos)}: executing ${JSON.stringify(this.tree.name)} at <{{template ${JSON.stringify(part.name)}${part.pipe ? ` ${nodeText(part.pipe)}` : ''}}}>: template ${JSON.stringify(part.name)} not defined`,
          );
        }
        this.out.push(execute(this.shared, part.name, data));
        return;
      }
      case 'range':
        return this.scoped(() => this.range(part, dot));
      default:
        return this.scoped(() => {
          const value = this.pipe(dot, part.pipe);
          if (isTrue(value)) this.walk(part.then, part.is === 'with' ? value : dot, part.is === 'with' ? false : this.dotBoxed);
          else if (part.otherwise) this.walk(part.otherwise, dot);
        });
    }
  }

  private scoped(body: () => void): void {
    const depth = this.variables.length;
    body();
    this.variables.length = depth;
  }

  private range(part: Extract<Part, { is: 'if' | 'with' | 'range' }>, dot: unknown): void {
    const value = bare(this.pipe(dot, part.pipe));
    const { variables } = part.pipe;
    let entries: [unknown, unknown][];
    if (value === undefined || value === null) entries = [];
    else if (Array.isArray(value)) entries = value.map((item, i) => [new Int(i, 'int'), item]);
    else if (value instanceof Int) {
      if (value.n > MOST_STEPS) this.fail('range is larger than is simulated here');
      entries = Array.from({ length: Math.max(0, value.n) }, (_, i) => [new Int(i, value.kind), new Int(i, value.kind)]);
    } else if (isMap(value))
      entries = Object.keys(value)
        .sort(byBytes)
        .map((key) => [key, value[key]]);
    else this.fail(`range can't iterate over ${goText(value)}`);
    if (entries.length === 0) {
      if (part.otherwise) this.walk(part.otherwise, dot);
      return;
    }
    const depth = this.variables.length;
    for (const [key, item] of entries) {
      const element = item === undefined ? null : item;
      if (variables.length === 1) this.setVariable(variables[0]!, element, part.pipe.assign);
      else if (variables.length === 2) {
        this.setVariable(variables[0]!, key, part.pipe.assign);
        this.setVariable(variables[1]!, element, part.pipe.assign);
      }
      const boxed = this.dotBoxed;
      try {
        this.walk(part.then, element, true);
      } catch (exit) {
        if (!(exit instanceof LoopExit)) throw exit;
        this.dotBoxed = boxed;
        if (exit.how === 'break') break;
      } finally {
        this.variables.length = depth;
      }
    }
  }

  private setVariable(name: string, value: unknown, assign: boolean): void {
    if (!assign) this.variables.push({ name, value });
    else {
      const found = this.variables.findLast((each) => each.name === name);
      if (!found) this.fail(`undefined variable: ${name}`);
      found!.value = value;
    }
  }

  private pipe(dot: unknown, pipe: Pipe): unknown {
    this.at(pipe);
    let value: unknown;
    let has = false;
    for (const command of pipe.commands) {
      value = this.command(dot, command, has, value);
      has = true;
      if (value === null) value = undefined;
    }
    this.boxed = false;
    if (pipe.variables.length > 0 && pipe.variables.length < 2) {
      for (const name of pipe.variables) this.setPipeVariable(name, value, pipe.assign);
    }
    return value;
  }

  private setPipeVariable(name: string, value: unknown, assign: boolean): void {
    // A range sets its variables itself; what is set here beside it goes with its scope.
    this.setVariable(name, value, assign);
  }

  private command(dot: unknown, command: Command, has: boolean, final: unknown): unknown {
    const first = command.args[0]!;
    switch (first.is) {
      case 'field':
        this.at(first);
        return this.fields(dot, this.dotBoxed, first, first.names, command.args, has, final, dot);
      case 'chain':
        return this.chain(dot, first, command.args, has, final);
      case 'function':
        return this.call(dot, first, command, has, final);
      case 'pipe':
        this.noFunction(command.args, has);
        return this.pipe(dot, first);
      case 'variable':
        return this.variable(dot, first, command.args, has, final);
      default:
        this.at(first);
        this.noFunction(command.args, has);
        if (first.is === 'nil') this.fail('nil is not a command');
        this.boxed = first.is === 'dot' && this.dotBoxed;
        return this.literal(dot, first);
    }
  }

  private noFunction(args: readonly Arg[], has: boolean): void {
    if (args.length > 1 || has) this.fail(`can't give argument to non-function ${nodeText(args[0]!)}`);
  }

  private literal(dot: unknown, arg: Arg): unknown {
    if (arg.is === 'dot') return dot;
    if (arg.is === 'bool' || arg.is === 'string') return arg.value;
    if (arg.is === 'number') return arg.float ? arg.value : new Int(arg.value, 'int');
    return undefined;
  }

  private chain(dot: unknown, node: Extract<Arg, { is: 'chain' }>, args: readonly Arg[], has: boolean, final: unknown): unknown {
    this.at(node);
    if (node.of.is === 'nil') this.fail(`indirection through explicit nil in ${nodeText(node)}`);
    const value = this.arg(dot, node.of, undefined);
    return this.fields(value, this.boxed, node, node.names, args, has, final, dot);
  }

  private variable(dot: unknown, node: Extract<Arg, { is: 'variable' }>, args: readonly Arg[], has: boolean, final: unknown): unknown {
    this.at(node);
    const found = this.variables.findLast((each) => each.name === node.name);
    if (!found) this.fail(`undefined variable: ${node.name}`);
    if (node.names.length === 0) {
      this.noFunction(args, has);
      this.boxed = false;
      return found!.value;
    }
    return this.fields(found!.value, found!.value === null, node, node.names, args, has, final, dot);
  }

  private fields(
    from: unknown,
    boxed: boolean,
    node: Arg,
    names: readonly string[],
    args: readonly Arg[],
    has: boolean,
    final: unknown,
    dot: unknown,
  ): unknown {
    let value = from;
    for (let i = 0; i < names.length; i++) {
      const last = i === names.length - 1;
      value = this.field(dot, value, boxed, node, names[i]!, last ? args : [], last && has, last ? final : undefined);
      boxed = this.boxed;
    }
    return value;
  }

  private field(
    dot: unknown,
    receiver: unknown,
    boxed: boolean,
    node: Arg,
    name: string,
    args: readonly Arg[],
    has: boolean,
    final: unknown,
  ): unknown {
    this.boxed = true;
    const hasArgs = args.length > 1 || has;
    if (receiver === undefined) {
      if (this.shared.strict) this.fail(`nil data; no entry for key ${JSON.stringify(name)}`);
      this.boxed = false;
      return undefined;
    }
    if (receiver === null) this.fail(`nil pointer evaluating interface {}.${name}`);
    if (receiver instanceof GoStruct || receiver instanceof Methods) {
      const method = Object.hasOwn(receiver.methods, name) ? receiver.methods[name] : undefined;
      if (method) {
        const given = args.slice(1).map((arg) => this.arg(dot, arg, 'any'));
        if (has) given.push(final);
        this.boxed = false;
        try {
          return method(...given);
        } catch (error) {
          if (error instanceof TemplateError) throw error;
          this.at(node);
          return this.fail(`error calling ${name}: ${(error as Error).message}`);
        }
      }
    }
    if (receiver instanceof GoStruct) {
      if (!Object.hasOwn(receiver.fields, name))
        this.fail(`can't evaluate field ${name} in type ${boxed ? 'interface {}' : receiver.type}`);
      if (hasArgs) this.fail(`${name} has arguments but cannot be invoked as function`);
      this.boxed = false;
      return receiver.fields[name];
    }
    const map = bare(receiver);
    if (!isMap(map)) this.fail(`can't evaluate field ${name} in type ${boxed ? 'interface {}' : typeOf(receiver)}`);
    if (hasArgs) this.fail(`${name} is not a method but has arguments`);
    const fields = map as Fields;
    if (!Object.hasOwn(fields, name)) {
      if (this.shared.strict) this.fail(`map has no entry for key ${JSON.stringify(name)}`);
      return null;
    }
    return fields[name] ?? null;
  }

  private call(dot: unknown, node: Extract<Arg, { is: 'function' }>, command: Command, has: boolean, final: unknown): unknown {
    this.at(node);
    const { name } = node;
    const args = command.args.slice(1);
    if (name === 'and' || name === 'or') {
      if (args.length + (has ? 1 : 0) === 0) this.fail(`wrong number of args for ${name}: want at least 1 got 0`);
      let value: unknown;
      for (const arg of args) {
        value = this.arg(dot, arg, 'any');
        if (isTrue(value) === (name === 'or')) return value;
      }
      this.boxed = false;
      return has ? final : value;
    }
    const fn = this.shared.functions.get(name)!;
    const count = args.length + (has ? 1 : 0);
    const fixed = fn.variadic ? fn.params.length - 1 : fn.params.length;
    if (fn.variadic ? count < fixed : count !== fixed) {
      this.fail(`wrong number of args for ${name}: want ${fn.variadic ? 'at least ' : ''}${fixed} got ${count}`);
    }
    const typeAt = (i: number): Type => fn.params[Math.min(i, fn.params.length - 1)]!;
    const given = args.map((arg, i) => this.arg(dot, arg, typeAt(i)));
    if (has) given.push(this.validate(final, typeAt(args.length), false));
    this.boxed = false;
    try {
      return fn.run(...(given as never[]));
    } catch (error) {
      if (error instanceof RangeError && /call stack/.test(error.message)) throw new TemplateError('exceeded maximum template depth');
      if (!(error instanceof Error)) throw error;
      this.at(command);
      return this.fail(`error calling ${name}: ${error.message}`);
    }
  }

  private arg(dot: unknown, arg: Arg, type: Type | undefined): unknown {
    this.at(arg);
    switch (arg.is) {
      case 'dot':
        this.boxed = this.dotBoxed;
        return this.validate(dot, type, this.dotBoxed);
      case 'nil':
        if (type === undefined || type === 'any' || type === 'map' || type === 'list' || type === 'strings') return undefined;
        return this.fail(`cannot assign nil to ${TYPE_NAMES[type]}`);
      case 'field': {
        const value = this.fields(dot, this.dotBoxed, arg, arg.names, [arg], false, undefined, dot);
        return this.validate(value, type, this.boxed);
      }
      case 'variable': {
        const value = this.variable(dot, arg, [arg], false, undefined);
        return this.validate(value, type, this.boxed);
      }
      case 'pipe':
        return this.validate(this.pipe(dot, arg), type, false);
      case 'function':
        return this.validate(this.call(dot, arg, { is: 'command', args: [arg], pos: arg.pos }, false, undefined), type, false);
      case 'chain':
        return this.validate(this.chain(dot, arg, [arg], false, undefined), type, this.boxed);
      default:
        return this.constant(arg, type);
    }
  }

  private constant(arg: Extract<Arg, { is: 'bool' | 'number' | 'string' }>, type: Type | undefined): unknown {
    const shown = nodeText(arg);
    this.boxed = false;
    if (type === 'string' && arg.is !== 'string') this.fail(`expected string; found ${shown}`);
    if (type === 'bool' && arg.is !== 'bool') this.fail(`expected bool; found ${shown}`);
    if (type === 'int' || type === 'int64') {
      if (arg.is !== 'number' || arg.float) this.fail(`expected integer; found ${shown}`);
      return new Int((arg as { value: number }).value, type);
    }
    if (type === 'float64') {
      if (arg.is !== 'number') this.fail(`expected float; found ${shown}`);
      return (arg as { value: number }).value;
    }
    if (type === 'map' || type === 'list' || type === 'strings') this.fail(`can't handle ${shown} for arg of type ${TYPE_NAMES[type]}`);
    return this.literal(undefined, arg);
  }

  /** Models text/template's validateType. */
  private validate(value: unknown, type: Type | undefined, boxed: boolean): unknown {
    if (type === undefined || type === 'any') return value ?? (type === 'any' ? undefined : value);
    const nilable = type === 'map' || type === 'list' || type === 'strings';
    if (value === undefined || (value === null && !boxed)) {
      if (nilable) return undefined;
      return this.fail(`invalid value; expected ${TYPE_NAMES[type]}`);
    }
    if (value === null) return this.fail(`wrong type for value; expected ${TYPE_NAMES[type]}; got interface {}`);
    const kind = kindOf(value);
    const fits = type === 'list' || type === 'strings' ? kind === 'slice' : type === 'error' ? false : kind === type;
    if (!fits) return this.fail(`wrong type for value; expected ${TYPE_NAMES[type]}; got ${typeOf(value)}`);
    return bare(value);
  }
}
