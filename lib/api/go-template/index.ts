import { FUNCTIONS, goText, goType, isTrue } from './functions';
import { parseGoTemplate, TemplateError, type Expression, type Part } from './parse';

export { TemplateError } from './parse';

const MOST_STEPS = 1_000_000;

/** Runs a template of Go's text/template over a value, as `kubectl -o go-template` does. Throws TemplateError. */
export function renderGoTemplate(template: string, value: unknown): string {
  return new Run().render(parseGoTemplate(template), value);
}

class LoopExit {
  constructor(readonly how: 'break' | 'continue') {}
}

class Run {
  private out = '';
  private scopes: Map<string, unknown>[] = [];
  private steps = 0;

  render(parts: readonly Part[], root: unknown): string {
    this.scopes = [new Map([['$', root]])];
    try {
      this.run(parts, root);
    } catch (error) {
      if (error instanceof LoopExit) throw new TemplateError(`template: output:1: {{${error.how}}} outside {{range}}`);
      throw error;
    }
    return this.out;
  }

  private run(parts: readonly Part[], dot: unknown): void {
    for (const part of parts) {
      if (++this.steps > MOST_STEPS) throw new TemplateError('template: output: too many steps');
      if (part.part === 'text') this.out += part.text;
      else if (part.part === 'print') this.out += goText(this.value(part.value, dot));
      else if (part.part === 'assign') this.assign(part.name, this.value(part.value, dot), part.declare);
      else if (part.part === 'break' || part.part === 'continue') throw new LoopExit(part.part);
      else if (part.part === 'range') this.range(part, dot);
      else {
        const value = this.value(part.value, dot);
        this.within(() => {
          if (part.variable) this.assign(part.variable, value, true);
          if (isTrue(value)) this.run(part.then, part.part === 'with' ? value : dot);
          else this.run(part.otherwise, dot);
        });
      }
    }
  }

  private range(part: Extract<Part, { part: 'range' }>, dot: unknown): void {
    const value = this.value(part.value, dot);
    let entries: [unknown, unknown][];
    if (Array.isArray(value)) entries = value.map((item, i) => [i, item]);
    else if (typeof value === 'number') entries = Array.from({ length: Math.min(value, MOST_STEPS) }, (_, i) => [i, i]);
    else if (value !== null && typeof value === 'object')
      entries = Object.keys(value)
        .sort()
        .map((key) => [key, (value as Record<string, unknown>)[key]]);
    else if (value === undefined || value === null) entries = [];
    else throw new TemplateError(`range can't iterate over ${goText(value)}`);
    if (entries.length === 0) return this.within(() => this.run(part.otherwise, dot));
    for (const [key, item] of entries) {
      let stop = false;
      this.within(() => {
        const [first, second] = part.variables;
        if (second !== undefined) {
          this.assign(first!, key, true);
          this.assign(second, item, true);
        } else if (first !== undefined) this.assign(first, item, true);
        try {
          this.run(part.then, item);
        } catch (exit) {
          if (!(exit instanceof LoopExit)) throw exit;
          stop = exit.how === 'break';
        }
      });
      if (stop) return;
    }
  }

  private within(body: () => void): void {
    const depth = this.scopes.length;
    this.scopes.push(new Map());
    try {
      body();
    } finally {
      this.scopes.length = depth;
    }
  }

  private assign(name: string, value: unknown, declare: boolean): void {
    if (declare) {
      this.scopes.at(-1)!.set(name, value);
      return;
    }
    const scope = this.scopes.findLast((each) => each.has(name));
    if (!scope) throw new TemplateError(`template: output:1: undefined variable ${JSON.stringify(name)}`);
    scope.set(name, value);
  }

  private value(expression: Expression, dot: unknown, last: readonly unknown[] = []): unknown {
    switch (expression.is) {
      case 'dot':
        return dot;
      case 'literal':
        return expression.value;
      case 'field':
        return fieldsOf(expression.of ? this.value(expression.of, dot) : dot, expression.names);
      case 'variable': {
        const scope = this.scopes.findLast((each) => each.has(expression.name));
        if (!scope) throw new TemplateError(`template: output:1: undefined variable ${JSON.stringify(expression.name)}`);
        return fieldsOf(scope.get(expression.name), expression.names);
      }
      case 'pipe': {
        let carried: readonly unknown[] = [];
        for (const command of expression.commands) carried = [this.value(command, dot, carried)];
        return carried[0];
      }
      case 'call':
        return this.call(expression, dot, last);
    }
  }

  private call(expression: Extract<Expression, { is: 'call' }>, dot: unknown, last: readonly unknown[]): unknown {
    if (expression.name === 'and' || expression.name === 'or') {
      let value: unknown;
      for (const arg of expression.args) {
        value = this.value(arg, dot);
        if (isTrue(value) === (expression.name === 'or')) return value;
      }
      return last.length > 0 ? last[0] : value;
    }
    const fn = Object.hasOwn(FUNCTIONS, expression.name) ? FUNCTIONS[expression.name] : undefined;
    if (!fn) throw new TemplateError(`template: output:1: function ${JSON.stringify(expression.name)} not defined`);
    return fn(...expression.args.map((arg) => this.value(arg, dot)), ...last);
  }
}

function fieldsOf(value: unknown, names: readonly string[]): unknown {
  let current = value;
  for (const name of names) {
    if (current === undefined || current === null) {
      if (current === null) throw new TemplateError(`nil data; no entry for key ${JSON.stringify(name)}`);
      return undefined;
    }
    if (typeof current !== 'object' || Array.isArray(current)) {
      throw new TemplateError(`can't evaluate field ${name} in type ${current === null ? 'nil' : goType(current)}`);
    }
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
