import { ShellError } from '../state/variables';
import { quoteBackslash, readEscapes } from '../words/quote';
import { byteLength, fromBytes, toBytes } from '@/lib/hosts/text';
import { readOptions } from './arguments';
import { formatTime } from './strftime';
import type { Builtin } from './table';

const echo: Builtin = (shell, args) => {
  let newline = true;
  let escapes = shell.shopt('xpg_echo') || shell.state.personality === 'dash';
  let i = 0;
  for (; i < args.length && /^-[neE]+$/.test(args[i]!); i++) {
    for (const letter of args[i]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  let text = args.slice(i).join(' ');
  if (escapes) {
    const read = readEscapes(text, { ansi: false });
    text = read.text;
    if (read.stopped) newline = false;
  }
  shell.write(1, text + (newline ? '\n' : ''));
  return 0;
};

const PRINTF_USAGE = 'printf: usage: printf [-v var] format [arguments]';
const MOST_OUTPUT = 8 * 1024 * 1024;

const printf: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'v:', PRINTF_USAGE);
  if (rest.length === 0) {
    shell.write(2, PRINTF_USAGE + '\n');
    return 2;
  }
  const state = { status: 0, problem: (text: string) => shell.complain(`printf: ${text}`) };
  const text = format(shell.sys.now(), rest[0]!, rest.slice(1), state);
  if (flags.v === undefined) shell.write(1, text);
  else {
    const element = /^(\w+)\[(.*)\]$/.exec(flags.v);
    if (!/^[A-Za-z_]\w*(\[.*\])?$/.test(flags.v)) throw new ShellError(`\`${flags.v}': not a valid identifier`, 2);
    shell.variables.assign(element ? element[1]! : flags.v, text, element ? { index: element[2]! } : {});
  }
  return state.status;
};

interface Progress {
  status: number;
  problem(text: string): void;
}

/** printf's output. The format is used again while arguments are left. */
function format(now: number, template: string, args: readonly string[], progress: Progress): string {
  let out = '';
  let next = 0;
  do {
    const before = next;
    let stopped = false;
    for (let i = 0; i < template.length && !stopped;) {
      const c = template[i]!;
      if (c === '\\') {
        const escape = /^\\(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|.)/s.exec(template.slice(i))?.[0] ?? '\\';
        if (escape === '\\x') progress.problem('missing hex digit for \\x');
        out +=
          escape === '\\' || escape === '\\c'
            ? escape
            : escape === "\\'" || escape === '\\"' || escape === '\\?'
              ? escape.slice(1)
              : readEscapes(escape, { ansi: true }).text;
        i += escape.length;
        continue;
      }
      if (c !== '%') {
        out += c;
        i++;
        continue;
      }
      const spec = /^%([-+ #0']*)(\*|-?\d+)?(?:\.(\*|-?\d*))?[hlLjzt]*(?:\(([^)]*)\)(T)|(.))?/s.exec(template.slice(i))!;
      i += spec[0].length;
      const letter = spec[5] ?? spec[6];
      if (letter === '%' && spec[0] === '%%') {
        out += '%';
        continue;
      }
      if (letter === undefined || !'diouxXeEfFgGaAcsbqQT'.includes(letter)) {
        progress.problem(letter === undefined ? `\`%': missing format character` : `\`${letter}': invalid format character`);
        progress.status = 1;
        return out;
      }
      let flags = spec[1]!;
      const take = (): string | undefined => args[next++];
      let width = spec[2] === '*' ? Number(take() ?? 0) : spec[2] === undefined ? 0 : Number(spec[2]);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      const precisionText = spec[3];
      const precision = precisionText === undefined ? undefined : precisionText === '*' ? Number(take() ?? 0) : Number(precisionText || 0);
      const one = convert(
        now,
        letter,
        flags,
        width,
        precision !== undefined && precision < 0 ? undefined : precision,
        spec[4],
        take(),
        progress,
      );
      if (one === null) return out;
      out += one.text;
      stopped = one.stopped;
      if (out.length > MOST_OUTPUT) return out;
    }
    if (stopped || next === before) break;
  } while (next < args.length);
  return out;
}

function convert(
  now: number,
  letter: string,
  flags: string,
  width: number,
  precision: number | undefined,
  time: string | undefined,
  arg: string | undefined,
  progress: Progress,
): { text: string; stopped: boolean } | null {
  let text = '';
  let stopped = false;
  switch (letter) {
    case 's':
      text = cut(arg ?? '', precision);
      break;
    case 'b': {
      const read = readEscapes(arg ?? '', { ansi: false });
      text = cut(read.text, precision);
      stopped = read.stopped;
      break;
    }
    case 'q':
      text = quoteBackslash(arg ?? '');
      break;
    case 'Q':
      text = quoteBackslash(cut(arg ?? '', precision));
      break;
    case 'c':
      text = cut(arg || '\0', 1);
      break;
    case 'T': {
      const at = arg === undefined || arg === '-1' || arg === '-2' ? now : Number(arg) * 1000;
      text = formatTime(time || '%X', at);
      break;
    }
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      return { text: pad(integer(letter, flags, precision, readInteger(arg, progress)), flags, width, precision === undefined), stopped };
    default:
      return { text: pad(decimal(letter, flags, precision, readFloat(arg, progress)), flags, width, true), stopped };
  }
  return { text: pad(text, flags.replace('0', ''), width, false), stopped };
}

const cut = (text: string, precision: number | undefined): string =>
  precision === undefined || byteLength(text) <= precision ? text : fromBytes(toBytes(text).slice(0, precision));

function pad(text: string, flags: string, width: number, zeros: boolean): string {
  const missing = width - Math.min(byteLength(text), text.length === [...text].length ? byteLength(text) : text.length);
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (flags.includes('0') && zeros && !/inf|nan/i.test(text)) {
    const sign = /^(?:[-+ ]?0[xX]|[-+ ])?/.exec(text)![0];
    return sign + '0'.repeat(missing) + text.slice(sign.length);
  }
  return ' '.repeat(missing) + text;
}

function readInteger(arg: string | undefined, progress: Progress): bigint {
  const text = (arg ?? '').trimStart();
  if (text === '') return 0n;
  if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^[+-]?(?:0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (!match || match[0].length < text.length) {
    progress.problem(`${arg}: invalid ${/^0[0-7]*[89]/.test(text) ? 'octal ' : ''}number`);
    progress.status = 1;
    if (!match) return 0n;
  }
  return inRange(arg ?? '', magnitude(match[0]), progress);
}

/** The number a text stands for, however large. */
function magnitude(text: string): bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[+-]/, '');
  if (/^0[xX]/.test(digits)) return sign * BigInt(digits);
  return sign * BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

const LARGEST = 9223372036854775807n;

function inRange(arg: string, value: bigint, progress: Progress): bigint {
  if (value <= LARGEST && value >= -LARGEST - 1n) return value;
  progress.problem(`warning: ${arg}: Numerical result out of range`);
  return value < 0n ? -LARGEST - 1n : LARGEST;
}

function integer(letter: string, flags: string, precision: number | undefined, value: bigint): string {
  let digits: string;
  let sign = '';
  if (letter === 'd' || letter === 'i') {
    digits = (value < 0n ? -value : value).toString();
    sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    if (flags.includes("'")) digits = digits.replace(/\B(?=(\d{3})+$)/g, '');
  } else {
    const unsigned = BigInt.asUintN(64, value);
    digits = unsigned.toString(letter === 'o' ? 8 : letter === 'u' ? 10 : 16);
    if (letter === 'X') digits = digits.toUpperCase();
    if (flags.includes('#') && unsigned !== 0n) sign = letter === 'o' ? '0' : letter === 'x' ? '0x' : letter === 'X' ? '0X' : '';
  }
  return sign + (precision === undefined ? digits : digits.padStart(precision, '0'));
}

function readFloat(arg: string | undefined, progress: Progress): number {
  const text = (arg ?? '').trim();
  if (text === '') return 0;
  if (/^['"]/.test(text)) return text.codePointAt(1) ?? 0;
  const value = /^[+-]?inf/i.test(text) ? (text[0] === '-' ? -Infinity : Infinity) : Number(text);
  if (Number.isNaN(value) && !/^[+-]?nan$/i.test(text)) {
    progress.problem(`${arg}: invalid number`);
    progress.status = 1;
    return parseFloat(text) || 0;
  }
  return value;
}

function decimal(letter: string, flags: string, precision: number | undefined, value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const size = Math.abs(value);
  const upper = letter === letter.toUpperCase();
  let text: string;
  if (!Number.isFinite(size)) text = Number.isNaN(size) ? 'nan' : 'inf';
  else {
    const kind = letter.toLowerCase();
    if (kind === 'f') text = rounded(size, precision ?? 6);
    else if (kind === 'e') text = exponent(size.toExponential(precision ?? 6));
    else {
      const digits = precision === 0 ? 1 : (precision ?? 6);
      const power = size === 0 ? 0 : Number(size.toExponential(digits - 1).split('e')[1]);
      text = power < -4 || power >= digits ? exponent(size.toExponential(digits - 1)) : size.toFixed(digits - 1 - power);
      if (!flags.includes('#') && text.includes('.')) text = text.replace(/\.?0+(e|$)/, '$1');
    }
  }
  return sign + (upper ? text.toUpperCase() : text);
}

/** toFixed, but a half goes to the even digit, as printf(3) has it. */
function rounded(size: number, digits: number): string {
  const most = Math.min(100, digits + 50);
  if (size >= 1e21) return `${BigInt(size)}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const exact = size.toFixed(most);
  const tail = exact.slice(exact.length - (most - digits));
  const kept = exact.slice(0, exact.length - (most - digits)).replace(/\.$/, '');
  return /^50*$/.test(tail) && /[02468]$/.test(kept) ? kept : size.toFixed(Math.min(100, digits));
}

const exponent = (text: string): string => text.replace(/e([+-])(\d)$/, 'e$10$2');

export const outputBuiltins = { echo, printf };
