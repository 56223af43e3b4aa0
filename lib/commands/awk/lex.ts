import { AwkSyntaxError } from './ast';

export interface Token {
  readonly type: 'number' | 'string' | 'regex' | 'name' | 'function-name' | 'builtin' | 'keyword' | 'op' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
  /** Of numbers. */
  readonly value?: number;
}

const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);
export const BUILTINS = new Set([
  'length',
  'substr',
  'index',
  'split',
  'sub',
  'gsub',
  'match',
  'sprintf',
  'sin',
  'cos',
  'atan2',
  'exp',
  'log',
  'sqrt',
  'int',
  'rand',
  'srand',
  'tolower',
  'toupper',
  'system',
  'close',
  'fflush',
  'systime',
  'strftime',
  'mktime',
  'gensub',
  'asort',
  'asorti',
]);
const OPERATORS = [
  '**=',
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '**',
  ...'{}()[];,+-*/%^!<>|?:~$=',
];
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** Splits a program into tokens; a slash starts a regular expression where an operand may stand. */
export function lex(source: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  let line = 1;
  const push = (type: Token['type'], text: string, value?: number) => tokens.push({ type, text, line, value });
  const operandBefore = () => {
    const last = tokens.at(-1);
    if (!last) return false;
    if (['number', 'string', 'regex', 'name', 'builtin'].includes(last.type)) return true;
    return last.type === 'op' && [')', ']', '$', '++', '--'].includes(last.text);
  };
  while (i < source.length) {
    const c = source[i]!;
    if (c === '\n') {
      push('newline', '\n');
      line++;
      i++;
    } else if (c === '\\' && /^\\\r?\n/.test(source.slice(i, i + 3))) {
      i += source[i + 1] === '\r' ? 3 : 2;
      line++;
    } else if (/\s/.test(c)) i++;
    else if (c === '#') while (i < source.length && source[i] !== '\n') i++;
    else if (c === '"') {
      const [text, end] = stringAt(source, i + 1, line);
      push('string', text);
      i = end;
    } else if (/\d/.test(c) || (c === '.' && /\d/.test(source[i + 1] ?? ''))) {
      const m = /^(0[xX][0-9a-fA-F]+|\d*\.?\d*(?:[eE][-+]?\d+)?)/.exec(source.slice(i))!;
      push('number', m[0], Number(m[0]));
      i += m[0].length;
    } else if (/[A-Za-z_]/.test(c)) {
      const name = /^\w+/.exec(source.slice(i))![0];
      i += name.length;
      if (KEYWORDS.has(name)) push('keyword', name === 'func' ? 'function' : name);
      else if (BUILTINS.has(name)) push('builtin', name);
      else push(source[i] === '(' ? 'function-name' : 'name', name);
    } else if (c === '/' && !operandBefore()) {
      const [text, end] = regexAt(source, i + 1, line);
      push('regex', text);
      i = end;
    } else {
      const op = OPERATORS.find((o) => source.startsWith(o, i));
      if (!op) throw new AwkSyntaxError(`line ${line}: unexpected character '${c}'`);
      push('op', op === '**' ? '^' : op === '**=' ? '^=' : op);
      i += op.length;
    }
  }
  push('newline', '\n');
  line++;
  push('end', '');
  return tokens;
}

function stringAt(source: string, start: number, line: number): [string, number] {
  let out = '';
  for (let i = start; i < source.length; i++) {
    const c = source[i]!;
    if (c === '"') return [out, i + 1];
    if (c === '\n') break;
    if (c !== '\\') {
      out += c;
      continue;
    }
    const next = source[++i];
    if (next === undefined) break;
    const octal = /^[0-7]{1,3}/.exec(source.slice(i, i + 3));
    if (octal) {
      out += String.fromCharCode(parseInt(octal[0], 8));
      i += octal[0].length - 1;
    } else if (next === '\n') continue;
    else out += ESCAPES[next] ?? `\\${next}`;
  }
  throw new AwkSyntaxError(`line ${line}: runaway string constant "${source.slice(start, start + 30).split('\n')[0]} ...`);
}

function regexAt(source: string, start: number, line: number): [string, number] {
  let out = '';
  let bracket = false;
  for (let i = start; i < source.length; i++) {
    const c = source[i]!;
    if (c === '\n') break;
    if (c === '\\' && i + 1 < source.length) {
      out += source[i + 1] === '/' ? '/' : c + source[i + 1]!;
      i++;
      continue;
    }
    if (c === '[' && !bracket) {
      bracket = true;
      out += c;
      if (source[i + 1] === '^') out += source[++i]!;
      if (source[i + 1] === ']') out += source[++i]!;
      continue;
    }
    if (c === ']') bracket = false;
    if (c === '/' && !bracket) return [out, i + 1];
    out += c;
  }
  throw new AwkSyntaxError(`line ${line}: runaway regular expression /${source.slice(start, start + 30).split('\n')[0]} ...`);
}
