import { CelCompileError, celTypeOfSchema, compileCel, type CelProgram, type CelType } from '../cel';
import { isEmbedded, itemsOf, valuesOf, type JsonSchema, type ValidationRule } from './json-schema';

/** A rule that is ready to run, or why it is none. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program?: CelProgram;
  readonly error?: string;
  /** A transition rule: it compares with the value before. */
  readonly usesOldSelf: boolean;
  readonly message?: CelProgram;
  readonly messageError?: string;
}

const compiled = new WeakMap<JsonSchema, readonly CompiledRule[]>();

/** The rules at one schema, compiled once. `root`: the schema of a whole resource. */
export function compiledRules(schema: JsonSchema, root: boolean): readonly CompiledRule[] {
  let known = compiled.get(schema);
  if (!known) compiled.set(schema, (known = compileAll(schema, root)));
  return known;
}

function compileAll(schema: JsonSchema, root: boolean): readonly CompiledRule[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const type = celTypeOfSchema(schema, root, 'self');
  return rules.map((rule) => compileOne(rule, type, schema));
}

function compileOne(rule: ValidationRule, type: CelType | undefined, schema: JsonSchema): CompiledRule {
  if (rule.rule.trim() === '') return { rule, usesOldSelf: false };
  if (!type) {
    const error = `rule declared on schema that does not support validation rules type: '${schema.type ?? ''}' x-kubernetes-preserve-unknown-fields: '${schema['x-kubernetes-preserve-unknown-fields'] === true}'`;
    return { rule, usesOldSelf: false, error };
  }
  const options = { variables: { self: type, oldSelf: type }, ...(rule.optionalOldSelf && { optionalOldSelf: true }) };
  let program: CelProgram | undefined;
  let error: string | undefined;
  try {
    program = compileCel(rule.rule, options);
    if (program.outputType.kind !== 'bool') error = 'cel expression must evaluate to a bool';
  } catch (caught) {
    error = compileError(caught);
  }
  const result = {
    rule,
    ...(program && !error && { program }),
    ...(error !== undefined && { error }),
    usesOldSelf: program?.uses('oldSelf') ?? false,
  };
  if (!rule.messageExpression) return result;
  try {
    const message = compileCel(rule.messageExpression, options);
    if (message.outputType.kind !== 'string') return { ...result, messageError: 'messageExpression must evaluate to a string' };
    return { ...result, message };
  } catch (caught) {
    return { ...result, messageError: `messageExpression ${compileError(caught)}` };
  }
}

function compileError(error: unknown): string {
  if (error instanceof CelCompileError) return error.message;
  throw error;
}

/** Where rules are in a schema: a tree of those nodes that have some, or have some below them. */
export interface RuleTree {
  readonly schema: JsonSchema;
  readonly root: boolean;
  readonly items?: RuleTree;
  readonly values?: RuleTree;
  readonly properties?: Readonly<Record<string, RuleTree>>;
}

const trees = new WeakMap<JsonSchema, RuleTree | null>();

/** The rules of a schema; undefined when it has none. */
export function ruleTree(schema: JsonSchema, root: boolean): RuleTree | undefined {
  let known = trees.get(schema);
  if (known === undefined) trees.set(schema, (known = build(schema, root) ?? null));
  return known ?? undefined;
}

function build(schema: JsonSchema, root: boolean): RuleTree | undefined {
  const below = (one: JsonSchema | undefined) => one && build(one, isEmbedded(one));
  const items = below(itemsOf(schema));
  const values = below(valuesOf(schema));
  const properties: Record<string, RuleTree> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const found = below(property);
    if (found) properties[name] = found;
  }
  const some = Object.keys(properties).length > 0;
  if (!schema['x-kubernetes-validations']?.length && !items && !values && !some) return undefined;
  return { schema, root, ...(items && { items }), ...(values && { values }), ...(some && { properties }) };
}
