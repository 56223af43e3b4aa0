import { assignArray } from '../run/arrays';
import type { ArrayElement, CommandFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { trace } from '../run/trace';
import type { Scope, Variable } from '../state/state';
import { LineAbandoned, ShellError } from '../state/variables';
import { printFunction } from '../syntax/print';
import { attributes, declaration } from '../words/transform';
import { evaluate } from '../words/arithmetic';
import { Expander } from '../words/expand';
import { arrayElement } from '../run/command';
import { IDENTIFIER, readOptions } from './arguments';
import type { Builtin } from './table';

const LETTERS: Readonly<Record<string, keyof Variable>> = {
  x: 'exported',
  r: 'readonly',
  i: 'integer',
  l: 'lower',
  u: 'upper',
  n: 'nameref',
  t: 'trace',
  c: 'capital',
};

interface Request {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly rest: readonly string[];
}

function readDeclare(name: string, args: readonly string[], spec: string, usage: string): Request {
  const on = new Set<string>();
  const off = new Set<string>();
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (!spec.includes(letter)) throw new ShellError(`${arg[0]}${letter}: invalid option\n${name}: usage: ${usage}`, 2);
      (arg[0] === '-' ? on : off).add(letter);
    }
  }
  return { on, off, rest: args.slice(i) };
}

/** Declares one word `name`, `name=value`, `name+=value`, `name[i]=value` in a scope. */
function declareOne(
  shell: Shell,
  word: string,
  request: Request,
  scope: Scope | undefined,
  elements: readonly ArrayElement[] | undefined,
  command: string,
): boolean {
  const match = /^([A-Za-z_]\w*)(?:\[(.*?)\])?(?:(\+?)=(.*))?$/s.exec(word);
  if (!match) {
    shell.complain(`${command}: \`${word}': not a valid identifier`);
    return false;
  }
  const [, name, index, plus, text] = match as unknown as [string, string, string | undefined, string, string | undefined];
  const { on, off } = request;
  const resolved = on.has('n') || off.has('n') || scope ? name : shell.variables.resolve(name);
  const old = scope ? scope.variables.get(name) : shell.variables.raw(resolved);
  if (old?.readonly && (text !== undefined || [...off].includes('r') || on.has('a') !== on.has('a'))) {
    throw new ShellError(`${name}: readonly variable`);
  }
  if (scope && scope.kind === 'function' && shell.variables.raw(name)?.readonly) throw new ShellError(`${name}: readonly variable`);
  if (off.has('a') || off.has('A'))
    if (old?.array || old?.assoc) throw new ShellError(`${name}: cannot destroy array variables in this way`);
  if (text !== undefined && !scope && shell.variables.raw(name)?.readonly) throw new ShellError(`${name}: readonly variable`);
  let next: Variable = old ? { ...old } : {};
  for (const [letter, key] of Object.entries(LETTERS)) {
    if (letter === 'r') continue;
    if (on.has(letter)) next = { ...next, [key]: true };
    if (off.has(letter)) next = { ...next, [key]: undefined };
  }
  if (on.has('l')) next = { ...next, upper: undefined };
  if (on.has('u')) next = { ...next, lower: undefined };
  if (on.has('l') && on.has('u')) next = { ...next, lower: undefined };
  if (on.has('A') && !next.assoc) {
    if (next.array) throw new ShellError(`${name}: cannot convert indexed to associative array`);
    const { value, ...flags } = next;
    next = { ...flags, assoc: new Map(value === undefined ? [] : [['0', value]]), ...(value === undefined ? { blank: true } : {}) };
  }
  if ((on.has('a') || (index !== undefined && !next.assoc)) && !next.array) {
    if (next.assoc) throw new ShellError(`${name}: cannot convert associative to indexed array`);
    const { value, ...flags } = next;
    next = { ...flags, array: new Map(value === undefined ? [] : [[0, value]]), ...(value === undefined ? { blank: true } : {}) };
  }
  if (scope) shell.variables.put(name, next, scope);
  else shell.variables.put(resolved, next);
  if (on.has('n') && text !== undefined) {
    if (text === name) throw new ShellError(`${name}: nameref variable self references not allowed`);
    if (!/^[A-Za-z_]\w*(\[.*\])?$/s.test(text)) throw new ShellError(`\`${text}': invalid variable name for name reference`);
    shell.variables.put(name, { ...next, value: text }, scope ?? undefined);
  } else if (elements) assignArray(shell, resolved, elements, plus === '+', scope);
  else if (text !== undefined) {
    const list =
      (on.has('a') || on.has('A') || next.array || next.assoc) && index === undefined && /^\(.*\)$/s.test(text)
        ? text.slice(1, -1)
        : undefined;
    if (list !== undefined) assignArray(shell, resolved, textElements(shell, list), plus === '+', scope);
    else
      shell.variables.assign(resolved, text, {
        append: plus === '+',
        ...(index === undefined ? {} : { index }),
        ...(scope ? { scope } : {}),
      });
  }
  if (on.has('r')) {
    const now = (scope ? scope.variables.get(name) : shell.variables.raw(resolved)) ?? {};
    shell.variables.put(scope ? name : resolved, { ...now, readonly: true }, scope ?? undefined);
  }
  return true;
}

/** Elements of an array given as text (`declare -a "x=(1 2)"`). */
function textElements(shell: Shell, text: string): ArrayElement[] {
  const expander = new Expander(shell);
  return (text.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? []).flatMap((one) => arrayElement(expander, one));
}

function functionScope(shell: Shell): Scope | undefined {
  const { scopes } = shell.state;
  for (let i = scopes.length - 1; i > 0; i--) if (scopes[i]!.kind === 'function') return scopes[i];
  return undefined;
}

const DECLARE_USAGE = 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]';

function declareAs(command: string): Builtin {
  return (shell, args, frame) => {
    const request = readDeclare(command, args, 'aAcfFgiIlnprtux', DECLARE_USAGE.replaceAll('declare', command));
    const { on, rest } = request;
    if (on.has('f') || on.has('F')) return declareFunctions(shell, request);
    if (on.has('p')) return printDeclarations(shell, command, rest, on);
    if (rest.length === 0) return listVariables(shell, on);
    const scope = on.has('g') ? shell.state.scopes[0] : functionScope(shell);
    return declareAll(shell, request, scope, frame, command);
  };
}

function declareAll(shell: Shell, request: Request, scope: Scope | undefined, frame: CommandFrame, command: string): number {
  let status = 0;
  const offset = frame.words.length - request.rest.length;
  request.rest.forEach((word, i) => {
    try {
      const value = (command === 'export' || command === 'readonly') && shell.option('xtrace') && /^(\w+\+?=)(.*)$/s.exec(word);
      if (value && !frame.arrays?.[offset + i]) trace(shell, value[1] + quote(value[2]!));
      if (!declareOne(shell, word, request, scope, frame.arrays?.[offset + i], command)) status = 1;
    } catch (error) {
      if (!(error instanceof ShellError) || error instanceof LineAbandoned) throw error;
      const bare = (command === 'readonly' || command === 'export') && error.message.endsWith(': readonly variable');
      shell.complain(bare ? error.message : `${command}: ${error.message}`);
      status = 1;
    }
  });
  return status;
}

function declareFunctions(shell: Shell, { on, rest }: Request): number {
  const names = rest.length > 0 ? rest : [...shell.state.functions.keys()].sort();
  let status = 0;
  for (const name of names) {
    const found = shell.state.functions.get(name);
    if (!found) {
      status = 1;
      continue;
    }
    if (on.has('x')) shell.state.functions.set(name, { ...found, exported: true });
    if (on.has('F')) shell.write(1, rest.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else shell.write(1, functionText(shell, name) + '\n');
  }
  return status;
}

export function functionText(shell: Shell, name: string): string {
  const found = shell.state.functions.get(name)!;
  const parsed = shell.parsed(found.source);
  return printFunction(parsed, name, parsed.nodes[found.node]!);
}

function matchesFlags(variable: Variable | undefined, on: ReadonlySet<string>): boolean {
  const letters = attributes(variable);
  return [...on].filter((letter) => 'aAirxlunt'.includes(letter)).every((letter) => letters.includes(letter));
}

function printDeclarations(shell: Shell, command: string, names: readonly string[], on: ReadonlySet<string>): number {
  if (names.length === 0) {
    for (const name of shell.variables.names()) {
      const variable = shell.variables.raw(name) ?? shell.variables.get(name);
      if (matchesFlags(variable, on)) shell.write(1, declaration(name, undefined, variable, true) + '\n');
    }
    return 0;
  }
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.raw(name) ?? shell.variables.get(name);
    if (variable) shell.write(1, declaration(name, undefined, variable, true) + '\n');
    else {
      shell.complain(`${command}: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

function listVariables(shell: Shell, on: ReadonlySet<string>): number {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.raw(name) ?? shell.variables.get(name);
    if (on.size > 0 && !matchesFlags(variable, on)) continue;
    if (on.size > 0) shell.write(1, declaration(name, undefined, variable, true) + '\n');
    else shell.write(1, settingLine(name, variable!) + '\n');
  }
  if (on.size === 0) for (const name of [...shell.state.functions.keys()].sort()) shell.write(1, functionText(shell, name) + '\n');
  return 0;
}

/** `name=value` as `set` prints it. */
export function settingLine(name: string, variable: Variable): string {
  if (variable.array || variable.assoc) return declaration(name, undefined, variable)!.replace(/^declare -\S+ /, '');
  return `${name}=${quote(variable.value ?? '')}`;
}

import { quoteWhenNeeded as quote } from '../words/quote';

const local: Builtin = (shell, args, frame) => {
  const scope = functionScope(shell);
  if (!scope) throw new ShellError('can only be used in a function');
  if (args[0] === '-') {
    scope.options = { ...shell.state.options };
    return 0;
  }
  const request = readDeclare('local', args, 'aAcfFgiIlnprtux', 'local [option] name[=value] ...');
  if (request.rest.length === 0) {
    for (const [name, variable] of [...scope.variables].sort()) shell.write(1, declaration(name, undefined, variable, true) + '\n');
    return 0;
  }
  return declareAll(shell, request, scope, frame, 'local');
};

function marking(command: 'export' | 'readonly', letter: string): Builtin {
  return (shell, args, frame) => {
    const { flags, rest } = readOptions(
      args,
      'aAfnp',
      `${command}: usage: ${command} ${command === 'export' ? '[-fn]' : '[-aAf]'} [name[=value] ...] or ${command} -p`,
    );
    if (rest.length === 0) {
      for (const name of shell.variables.names()) {
        const variable = (shell.variables.raw(name) ?? shell.variables.get(name))!;
        if (letter === 'x' ? variable.exported : variable.readonly) shell.write(1, declaration(name, undefined, variable, true) + '\n');
      }
      return 0;
    }
    if ('f' in flags) {
      let status = 0;
      for (const name of rest) {
        const found = shell.state.functions.get(name);
        if (found)
          shell.state.functions.set(name, { ...found, ...(command === 'readonly' ? { readonly: true } : { exported: !('n' in flags) }) });
        else {
          shell.complain(`${command}: ${name}: not a function`);
          status = 1;
        }
      }
      return status;
    }
    const on = new Set([...(command === 'export' && 'n' in flags ? [] : [letter]), ...['a', 'A'].filter((one) => one in flags)]);
    const off = new Set(command === 'export' && 'n' in flags ? ['x'] : []);
    return declareAll(shell, { on, off, rest }, undefined, frame, command);
  };
}

const unset: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'fvn', 'unset: usage: unset [-f] [-v] [-n] [name ...]');
  let status = 0;
  for (const word of rest) {
    if ('f' in flags) {
      if (shell.state.functions.get(word)?.readonly) {
        shell.complain(`unset: ${word}: cannot unset: readonly function`);
        status = 1;
        continue;
      }
      shell.state.functions.delete(word);
      continue;
    }
    const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(word);
    const name = element ? element[1]! : word;
    if (!IDENTIFIER.test(name) && !('v' in flags) && !element) {
      shell.state.functions.delete(name);
      continue;
    }
    if (!IDENTIFIER.test(name)) {
      shell.complain(`unset: \`${word}': not a valid identifier`);
      status = 1;
      continue;
    }
    const variable = shell.variables.raw(name);
    if (!variable && !element && !('v' in flags)) {
      shell.state.functions.delete(name);
      continue;
    }
    const every = element && (element[2] === '@' || element[2] === '*') && !variable?.assoc;
    if (every && variable?.array && !variable.readonly) {
      shell.variables.put(name, { ...variable, array: new Map() });
      continue;
    }
    if (!shell.variables.unset('n' in flags ? name : name, element && !every ? element[2] : undefined)) {
      shell.complain(`unset: ${name}: cannot unset: readonly variable`);
      status = 1;
    } else if (name === 'PATH') shell.state.hash.clear();
  }
  return status;
};

const let_: Builtin = (shell, args) => {
  if (args.length === 0) throw new ShellError('expression expected');
  let value = 0n;
  for (const text of args) {
    try {
      value = evaluate(text, shell.variables.arithmetic());
    } catch (error) {
      if (error instanceof ShellError) throw error;
      throw new ShellError((error as Error).message.replace(/^\0/, ''));
    }
  }
  return value === 0n ? 1 : 0;
};

const shift: Builtin = (shell, args) => {
  if (args.length > 1) throw new LineAbandoned('too many arguments');
  const text = args[0] ?? '1';
  if (!/^[+-]?\d+$/.test(text)) throw new ShellError(`${text}: numeric argument required`);
  const n = Number(text);
  if (n < 0) throw new ShellError(`${text}: shift count out of range`);
  if (n > shell.params.length) return 1;
  shell.state.params = shell.params.slice(n);
  return 0;
};

const getopts: Builtin = (shell, args) => {
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) {
    shell.write(2, 'getopts: usage: getopts optstring name [arg ...]\n');
    return 2;
  }
  const list = given.length > 0 ? given : shell.params;
  if (!IDENTIFIER.test(name)) throw new ShellError(`\`${name}': not a valid identifier`);
  const silent = spec.startsWith(':');
  const quiet = silent || shell.variables.value('OPTERR') === '0';
  let at = Number(shell.variables.value('OPTIND') ?? 1);
  let inside = shell.state.getopts;
  const finish = (letter: string, value: string | undefined, status: number): number => {
    shell.variables.assign('OPTIND', String(at));
    shell.state.getopts = inside;
    if (value === undefined) shell.variables.unset('OPTARG');
    else shell.variables.assign('OPTARG', value);
    shell.variables.assign(name, letter);
    return status;
  };
  const word = list[at - 1];
  if (inside === 0) {
    if (word === undefined || !/^-./.test(word)) return finish('?', undefined, 1);
    if (word === '--') {
      at++;
      return finish('?', undefined, 1);
    }
    inside = 1;
  }
  const letter = word?.[inside] ?? '?';
  const known = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
  inside++;
  const ended = inside >= (word?.length ?? 0);
  if (known < 0) {
    if (ended) {
      at++;
      inside = 0;
    }
    if (!quiet) shell.write(2, `${shell.state.name}: illegal option -- ${letter}\n`);
    return finish('?', silent ? letter : undefined, 0);
  }
  if (spec[known + 1] !== ':') {
    if (ended) {
      at++;
      inside = 0;
    }
    return finish(letter, undefined, 0);
  }
  let value: string | undefined;
  if (!ended) value = word!.slice(inside);
  else value = list[at++];
  at++;
  inside = 0;
  if (value === undefined) {
    at--;
    if (!quiet) shell.write(2, `${shell.state.name}: option requires an argument -- ${letter}\n`);
    return finish(silent ? ':' : '?', silent ? letter : undefined, 0);
  }
  return finish(letter, value, 0);
};

export const variableBuiltins = {
  declare: declareAs('declare'),
  typeset: declareAs('typeset'),
  local,
  export: marking('export', 'x'),
  readonly: marking('readonly', 'r'),
  unset,
  let: let_,
  shift,
  getopts,
};
