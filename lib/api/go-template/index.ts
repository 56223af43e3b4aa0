import { FUNCTIONS, goText, goType, isTrue } from './functions';
import { parseGoTemplate, TemplateError, type Expression, type Part, type Place } from './parse';

export { TemplateError } from './parse';
export { goText } from './functions';

const MOST_STEPS = 1_000_000;
const MOST_DEPTH = 500;

/**
 * Runs a template of Go's text/template over a value, as `kubectl -o go-template` does. With `missingKeys` 'error' a key that a map lacks
 * ends it. Throws TemplateError.
 */
export function renderGoTemplate(template: string, value: unknown, options: { readonly missingKeys?: 'error' } = {}): string {
  return new Run(template, options.missingKeys === 'error').render(parseGoTemplate(template), value);
}

class LoopExit {
  constructor(readonly how: 'break' | 'continue') {}
}

class Run {
  private out = '';
  private scopes: Map<string, unknown>[] = [];
  private steps = 0;
  private depth = 0;
  private readonly defined = new Map<string, readonly Part[]>();

  constructor(
    private readonly template: string,
    private readonly strict: boolean,
  ) {}

  render(parts: readonly Part[], root: unknown): string {
    this.scopes = [new Map([['$', root]])];
    for (const part of parts) if (part.part === 'define') this.defined.set(part.name, part.then);
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
      else if (part.part === 'define') continue;
      else if (part.part === 'template') this.use(part, dot);
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

  /** `{{template "x" .a}}`: the named template with a dot, and a `$`, of its own. */
  private use(part: Extract<Part, { part: 'template' }>, dot: unknown): void {
    const body = this.defined.get(part.name);
    if (!body) throw new TemplateError(`template ${JSON.stringify(part.name)} not defined`, true);
    const value = part.value && this.value(part.value, dot);
    const outer = this.scopes;
    if (++this.depth > MOST_DEPTH) throw new TemplateError('template: output: exceeded maximum template depth (100000)', true);
    this.scopes = [new Map([['$', value]])];
    try {
      this.run(body, value);
    } finally {
      this.scopes = outer;
      this.depth--;
    }
  }

  /** Runs what may fail at a place of the template, and says in the failure where. Models exec.(*state).errorf. */
  private at<T>({ at, text }: Place, body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (!(error instanceof TemplateError) || error.running) throw error;
      const before = this.template.slice(0, at);
      const line = before.split('\n').length;
      const column = at - (before.lastIndexOf('\n') + 1);
      const shown = text.length > 20 ? `${text.slice(0, 20)}...` : text;
      throw new TemplateError(`template: output:${line}:${column}: executing "output" at <${shown}>: ${error.message}`, true);
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
      case 'field': {
        const of = expression.of ? this.value(expression.of, dot) : dot;
        return this.at(expression.place, () => fieldsOf(of, expression.names, this.strict));
      }
      case 'variable': {
        const scope = this.scopes.findLast((each) => each.has(expression.name));
        if (!scope) throw new TemplateError(`template: output:1: undefined variable ${JSON.stringify(expression.name)}`);
        return this.at(expression.place, () => fieldsOf(scope.get(expression.name), expression.names, this.strict));
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
    const args = [...expression.args.map((arg) => this.value(arg, dot)), ...last];
    return this.at(expression.place, () => fn(...args));
  }
}

function fieldsOf(value: unknown, names: readonly string[], strict: boolean): unknown {
  let current = value;
  for (const name of names) {
    if (current === undefined || current === null) {
      if (current === null) throw new TemplateError(`nil data; no entry for key ${JSON.stringify(name)}`);
      return undefined;
    }
    if (typeof current !== 'object' || Array.isArray(current)) {
      throw new TemplateError(`can't evaluate field ${name} in type ${current === value ? goType(current) : 'interface {}'}`);
    }
    if (strict && !Object.hasOwn(current, name)) throw new TemplateError(`map has no entry for key ${JSON.stringify(name)}`);
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
