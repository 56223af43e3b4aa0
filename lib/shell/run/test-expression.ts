import { fileTest } from '@/lib/hosts/file-test';
import { compilePosix, PatternError } from '@/lib/hosts/regex/posix';
import type { TestExpression } from 'unbash';
import { arrayOf, isSet, ShellError } from '../state/variables';
import type { Expander } from '../words/expand';
import { matchesPattern } from '../words/pattern';
import type { Shell } from './shell';
import { trace } from './trace';
import { quoteWhenNeeded } from '../words/quote';

/** The value of what stands between `[[` and `]]`. */
export function testExpression(shell: Shell, expander: Expander, node: TestExpression): boolean {
  switch (node.type) {
    case 'TestGroup':
      return testExpression(shell, expander, node.expression);
    case 'TestNot':
      return testExpression(shell, expander, node.operand) !== (node.negations.length % 2 === 1);
    case 'TestLogical': {
      for (const one of node.operands) {
        const value = testExpression(shell, expander, one);
        if (value !== (node.operator === '&&')) return value;
      }
      return node.operator === '&&';
    }
    case 'TestUnary': {
      const value = expander.text(node.operand.text);
      if (shell.option('xtrace')) trace(shell, `[[ ${node.operator} ${quoteWhenNeeded(value) || "''"} ]]`);
      return unaryTest(shell, node.operator, value);
    }
    case 'TestBinary':
      return binary(shell, expander, node);
  }
}

function binary(shell: Shell, expander: Expander, node: TestExpression & { type: 'TestBinary' }): boolean {
  const { operator } = node;
  const left = expander.text(node.left.text);
  const ignoreCase = shell.shopt('nocasematch');
  const traced = (right: string) => {
    if (shell.option('xtrace')) trace(shell, `[[ ${quoteWhenNeeded(left) || "''"} ${operator} ${right || "''"} ]]`);
  };
  if (operator === '==' || operator === '=' || operator === '!=') {
    const pattern = expander.pattern(node.right.text);
    traced(pattern);
    return matchesPattern(pattern, left, { extglob: true, ignoreCase }) === (operator !== '!=');
  }
  if (operator === '=~') {
    const source = expander.regex(node.right.text);
    traced(source);
    return matchRegex(shell, left, source, ignoreCase);
  }
  const right = expander.text(node.right.text);
  traced(quoteWhenNeeded(right));
  if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) {
    return compareNumbers(operator, expander.arithmetic(left), expander.arithmetic(right));
  }
  return binaryTest(shell, operator, left, right);
}

function matchRegex(shell: Shell, text: string, source: string, ignoreCase: boolean): boolean {
  let match: RegExpExecArray | null;
  try {
    match = compilePosix(source, { extended: true, ignoreCase }).exec(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ShellError('', 2);
  }
  shell.variables.put('BASH_REMATCH', { array: arrayOf(match ? [...match].map((one) => one ?? '') : []) });
  return match !== null;
}

export function compareNumbers(operator: string, a: bigint, b: bigint): boolean {
  switch (operator) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    default:
      return a >= b;
  }
}

/** `-f file`, `-z text`, `-v name` … of `test` and `[[`. */
export function unaryTest(shell: Shell, operator: string, value: string): boolean {
  const { sys } = shell;
  switch (operator) {
    case '-n':
      return value !== '';
    case '-z':
      return value === '';
    case '-t':
      return /^\d+$/.test(value) && shell.isOpen(Number(value)) && sys.isatty(Number(value));
    case '-o':
      return shell.option(value);
    case '-R':
      return shell.variables.raw(value)?.nameref === true;
    case '-v': {
      const element = /^(\w+)\[(.*)\]$/.exec(value);
      if (/^\d+$/.test(value)) return Number(value) <= shell.params.length;
      if (!element) return shell.variables.value(value) !== undefined;
      if (element[2] === '@' || element[2] === '*') return isSet(shell.variables.get(element[1]!));
      return shell.variables.element(element[1]!, element[2]!) !== undefined;
    }
    default: {
      const answer = fileTest(sys, operator, value);
      if (answer === undefined) throw new ShellError(`${operator}: unary operator expected`, 2);
      return answer;
    }
  }
}

/** `a = b`, `a -nt b`, `a < b` of `test` and `[[`. */
export function binaryTest(shell: Shell, operator: string, left: string, right: string): boolean {
  const stat = (path: string) => {
    try {
      return shell.sys.stat(path);
    } catch {
      return undefined;
    }
  };
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
      return stat(left) !== undefined && (stat(right) === undefined || stat(left)!.mtime > stat(right)!.mtime);
    case '-ot':
      return stat(right) !== undefined && (stat(left) === undefined || stat(left)!.mtime < stat(right)!.mtime);
    case '-ef':
      return stat(left) !== undefined && stat(left)!.ino === stat(right)?.ino && stat(left)!.dev === stat(right)?.dev;
    default:
      throw new ShellError(`${operator}: binary operator expected`, 2);
  }
}
