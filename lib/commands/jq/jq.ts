import { Fatal, type Command } from '../command/command';
import type { Options } from '../command/getopt';
import { isTerminal, strerror, type Io, type Task } from '../command/stdio';
import { timeZone } from '../time/zone';
import { JqSyntaxError, type Node } from './ast';
import { JqHalt } from './builtins';
import { JqBreak, JqCompileError, JqError } from './errors';
import { Evaluation, isTrue } from './evaluate';
import type { Host } from './host';
import type { Env } from './scope';
import { type Json, type JsonObject, JsonError, JsonReader, printJson, type PrintOptions } from './json';
import { parseJq } from './parse';

const SPEC =
  'a,ascii-output C,color-output M,monochrome-output c,compact-output e,exit-status f,from-file h j,join-output n,null-input r,raw-output raw-output0 R,raw-input s,slurp S,sort-keys tab indent: stream seq unbuffered arg: argjson: slurpfile: rawfile: args jsonargs L: V build-configuration';

const USAGE =
  "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] -n FILTER\n\njq is a tool for processing JSON inputs, applying the given filter to\nits JSON text inputs and producing the filter's results as JSON on\nstandard output.\n";

interface Given {
  readonly filter?: string;
  readonly files: readonly string[];
  readonly named: JsonObject;
  readonly positional: Json[];
}

export const jq: Command = {
  name: 'jq',
  options: SPEC,
  usage: USAGE,
  version: 'jq-1.7.1',
  usageStatus: 2,
  refusal: `Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`,
  prepare: (args) => takeTwo(args),
  *run(io, options) {
    if (options.has('h')) {
      yield* io.print(USAGE);
      return 0;
    }
    if (options.has('V')) {
      yield* io.print('jq-1.7.1\n');
      return 0;
    }
    const given = yield* readArguments(io, options);
    if (given.filter === undefined) {
      yield* io.stderr(USAGE);
      return 2;
    }
    let program: Node;
    try {
      program = parseJq(given.filter);
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error;
      yield* io.stderr(
        `jq: error: ${error.message} (Unix shell quoting issues?) at <top-level>, line 1:\n${given.filter}\njq: 1 compile error\n`,
      );
      return 3;
    }
    return yield* new Run(io, options, given, program).all();
  },
};

/** `--arg name value` takes two words: the second is glued on behind a NUL, which getopt passes through. */
function takeTwo(args: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (['--arg', '--argjson', '--slurpfile', '--rawfile'].includes(args[i]!) && i + 2 < args.length) {
      out.push(`${args[i]}=${args[i + 1]}\0${args[i + 2]}`);
      i += 2;
    } else out.push(args[i]!);
  }
  return out;
}

function* readArguments(io: Io, options: Options): Task<Given> {
  const named: JsonObject = new Map();
  const json = (text: string, what: string): Json => {
    try {
      const value = new JsonReader(text).next();
      if (value !== undefined) return value;
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
    }
    throw new Fatal(`Invalid JSON text passed to --${what}\n${USAGE}`.trimEnd(), 2);
  };
  for (const { name, value } of options.given) {
    if (!['arg', 'argjson', 'slurpfile', 'rawfile'].includes(name)) continue;
    const [key, text] = value!.split('\0');
    if (text === undefined)
      throw new Fatal(`--${name} takes two parameters (e.g. --${name} ${name === 'arg' ? 'varname value' : 'varname text'})`, 2);
    if (name === 'arg') named.set(key!, text);
    else if (name === 'argjson') named.set(key!, json(text, 'argjson'));
    else {
      let content: string;
      try {
        content = yield* io.open(text).rest();
      } catch (error) {
        throw new Fatal(`Bad JSON in --${name} ${key} ${text}: Could not open ${text}: ${strerror(error)}`, 2);
      }
      if (name === 'rawfile') named.set(key!, content);
      else {
        const reader = new JsonReader(content);
        const values: Json[] = [];
        for (let v = reader.next(); v !== undefined; v = reader.next()) values.push(v);
        named.set(key!, values);
      }
    }
  }
  const operands = [...options.operands];
  let filter: string | undefined;
  if (options.has('f')) {
    const path = operands.shift();
    if (path !== undefined) {
      try {
        filter = yield* io.open(path).rest();
      } catch (error) {
        throw new Fatal(`error: Could not open ${path}: ${strerror(error)}`, 2);
      }
    }
  } else filter = operands.shift();
  const positional: Json[] = options.has('jsonargs') ? operands.map((o) => json(o, 'jsonargs')) : options.has('args') ? operands : [];
  return { filter, files: positional.length ? [] : operands, named, positional };
}

/** One run over all inputs. */
class Run {
  private readonly queue: string[];
  private readonly texts: string[] = [];
  private reader: JsonReader | undefined;
  private file: string | undefined;
  private pendingErrors = '';
  private code = 0;
  private last: Json | undefined;
  private readonly print: PrintOptions;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly given: Given,
    private readonly program: Node,
  ) {
    this.queue = given.files.length ? [...given.files] : ['-'];
    const indent = options.value('indent');
    this.print = {
      indent: options.has('c') ? '' : options.has('tab') ? '\t' : ' '.repeat(indent === undefined ? 2 : Math.min(7, Number(indent) || 0)),
      sortKeys: options.has('S'),
      ascii: options.has('a'),
      color: options.last('C', 'M') === 'C' || (!options.has('M') && isTerminal(io.sys, 1) && io.sys.env().NO_COLOR === undefined),
    };
  }

  *all(): Task<number> {
    // Inputs are read whole before filters run, because `input` is asked for in the middle of an evaluation.
    const sources: { name: string; text: string }[] = [];
    if (!(this.options.has('n') && this.given.files.length === 0 && isTerminal(this.io.sys, 0)) && this.needsInput()) {
      for (const name of this.queue) {
        try {
          sources.push({ name, text: yield* this.io.open(name).rest() });
        } catch (error) {
          yield* this.io.stderr(`jq: error: Could not open ${name}: ${strerror(error)}\n`);
          this.code = 2;
        }
      }
    }
    const next = this.inputs(sources);
    const host: Host = {
      env: () => new Map(Object.entries(this.io.sys.env())),
      now: () => this.io.sys.now(),
      zone: timeZone(this.io.sys),
      input: next,
      inputFilename: () => (this.file === undefined || this.file === '-' ? null : this.file),
      inputLine: () => this.reader?.line ?? 0,
      named: new Map<string, Json>([
        ['positional', this.given.positional],
        ['named', this.given.named],
      ]),
      stderr: (text) => {
        this.pendingErrors += text;
      },
    };
    try {
      if (this.options.has('n')) yield* this.one(host, null);
      else
        for (let input = next(); input !== undefined; input = next()) {
          const stop = yield* this.one(host, input);
          if (stop !== undefined) return stop;
        }
    } catch (error) {
      if (error instanceof JsonError) {
        yield* this.io.stderr(
          `jq: error (at ${this.place()}): ${error.message}\n`.replace(/^jq: error \(at [^)]*\): /, 'jq: parse error: '),
        );
        return 2;
      }
      if (error instanceof JqCompileError) {
        yield* this.io.stderr(`jq: error: ${error.message} at <top-level>, line 1:\n${this.given.filter}\njq: 1 compile error\n`);
        return 3;
      }
      if (error instanceof JqHalt) return yield* this.halt(error);
      throw error;
    }
    if (this.code) return this.code;
    if (this.options.has('e')) return this.last === undefined ? 4 : isTrue(this.last) ? 0 : 1;
    return 0;
  }

  private needsInput(): boolean {
    return !this.options.has('n') || /\binputs?\b/.test(this.given.filter ?? '');
  }

  private *halt(halt: JqHalt): Task<number> {
    yield* this.flushErrors();
    if (halt.output !== undefined) yield* this.io.stderr(typeof halt.output === 'string' ? halt.output : `${printJson(halt.output)}\n`);
    return halt.code & 255;
  }

  private *flushErrors(): Task<void> {
    const text = this.pendingErrors;
    this.pendingErrors = '';
    if (text) yield* this.io.stderr(text);
  }

  /** The source of inputs, by the options -R and -s. */
  private inputs(sources: { name: string; text: string }[]): () => Json | undefined {
    const raw = this.options.has('R');
    if (this.options.has('s')) {
      let done = false;
      return () => {
        if (done) return undefined;
        done = true;
        this.file = sources.at(-1)?.name;
        if (raw) return sources.map((s) => s.text).join('');
        const all: Json[] = [];
        this.reader = new JsonReader(sources.map((s) => s.text).join('\n'));
        for (let v = this.reader.next(); v !== undefined; v = this.reader.next()) all.push(v);
        return all;
      };
    }
    let at = -1;
    let lines: string[] = [];
    return () => {
      for (;;) {
        const line = raw ? lines.shift() : undefined;
        if (line !== undefined) return line;
        const value = raw ? undefined : this.reader?.next();
        if (value !== undefined) return value;
        if (++at >= sources.length) return undefined;
        const { name, text } = sources[at]!;
        this.file = name;
        if (raw) lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n').slice(0, text === '' ? 0 : undefined);
        else this.reader = new JsonReader(text);
      }
    };
  }

  private place(): string {
    if (this.options.has('n')) return '<unknown>';
    return `${this.file === undefined || this.file === '-' ? '<stdin>' : this.file}:${this.reader?.line ?? 0}`;
  }

  private *one(host: Host, input: Json): Task<number | undefined> {
    const evaluation = new Evaluation(host);
    let env: Env = { variable: { name: '__none', value: null } };
    for (const [name, value] of this.given.named) env = { parent: env, variable: { name, value } };
    try {
      for (const value of evaluation.values(this.program, input, env)) {
        yield* this.flushErrors();
        this.last = value;
        yield* this.output(value);
      }
    } catch (error) {
      yield* this.flushErrors();
      if (error instanceof RangeError) {
        yield* this.io.stderr(`jq: error (at ${this.place()}): the filter recurses deeper than is simulated here\n`);
        this.code = 5;
      } else if (error instanceof JqError) {
        const { value } = error;
        const text = typeof value === 'string' ? `: ${value}` : ` (not a string): ${printJson(value)}`;
        yield* this.io.stderr(`jq: error (at ${this.place()})${text}\n`);
        this.code = 5;
      } else if (error instanceof JqBreak) {
        yield* this.io.stderr(`jq: error (at ${this.place()}): break\n`);
        this.code = 5;
      } else throw error;
    }
    yield* this.flushErrors();
    return undefined;
  }

  private *output(value: Json): Task<void> {
    const raw = this.options.has('r', 'j', 'raw-output0');
    const text = raw && typeof value === 'string' ? value : printJson(value, this.print);
    yield* this.io.print(text + (this.options.has('j') ? '' : this.options.has('raw-output0') ? '\0' : '\n'));
  }
}
