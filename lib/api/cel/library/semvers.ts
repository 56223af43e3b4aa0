import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, intType, opaqueType, stringType } from '../types';
import { CelOpaque, type CelValue } from '../values';

interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];
}

const type = opaqueType('kubernetes.Semver');
const of = (value: CelValue | undefined) => (value as CelOpaque<Version>).value;
const fail = (why: string) => new CelRuntimeError(why);

/** Throws CelRuntimeError with the words of blang/semver. */
function parse(text: string): Version {
  if (text === '') throw fail('Version string empty');
  const parts = splitN(text, '.', 3);
  if (parts.length !== 3) throw fail('No Major.Minor.Patch elements found');
  const [major, minor, last] = parts as [string, string, string];
  const plus = last.indexOf('+');
  const plain = plus < 0 ? last : last.slice(0, plus);
  const build = plus < 0 ? [] : last.slice(plus + 1).split('.');
  const dash = plain.indexOf('-');
  const pre = dash < 0 ? [] : plain.slice(dash + 1).split('.');
  const numbers = [number('Major', major), number('Minor', minor), number('Patch', dash < 0 ? plain : plain.slice(0, dash))] as const;
  for (const part of pre) {
    if (part === '') throw fail('Prerelease is empty');
    if (/^\d+$/.test(part) && part.length > 1 && part.startsWith('0')) {
      throw fail(`Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`);
    }
    if (!/^[0-9A-Za-z-]+$/.test(part)) throw fail(`Invalid character(s) found in prerelease ${JSON.stringify(part)}`);
  }
  for (const part of build) {
    if (part === '') throw fail('Build meta data is empty');
    if (!/^[0-9A-Za-z-]+$/.test(part)) throw fail(`Invalid character(s) found in build meta data ${JSON.stringify(part)}`);
  }
  return { numbers, pre };
}

function number(what: string, text: string): bigint {
  if (!/^\d+$/.test(text)) {
    if (text === '') throw fail(`strconv.ParseUint: parsing "": invalid syntax`);
    throw fail(`Invalid character(s) found in ${what.toLowerCase()} number ${JSON.stringify(text)}`);
  }
  if (text.length > 1 && text.startsWith('0')) throw fail(`${what} number must not contain leading zeroes ${JSON.stringify(text)}`);
  return BigInt(text);
}

function splitN(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** Models normalizeAndParse. */
function normalized(text: string): string {
  const parts = splitN(text.replace(/^v/, ''), '.', 3).map((part) => {
    if (part.length <= 1) return part;
    const trimmed = part.replace(/^0+/, '');
    return /^\d/.test(trimmed) ? trimmed : `0${trimmed}`;
  });
  if (parts.length < 3 && /[+-]/.test(parts[parts.length - 1]!)) throw fail('short version cannot contain PreRelease/Build meta data');
  while (parts.length < 3) parts.push('0');
  return parts.join('.');
}

const make = (text: string) => new CelOpaque('kubernetes.Semver', parse(text), text.replace(/\+.*$/, ''));

function isSemver(text: () => string): boolean {
  try {
    parse(text());
    return true;
  } catch (error) {
    if (error instanceof CelRuntimeError) return false;
    throw error;
  }
}

function compare(a: Version, b: Version): number {
  for (let index = 0; index < 3; index++) {
    if (a.numbers[index]! !== b.numbers[index]!) return a.numbers[index]! < b.numbers[index]! ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (let index = 0; index < Math.min(a.pre.length, b.pre.length); index++) {
    const order = comparePart(a.pre[index]!, b.pre[index]!);
    if (order !== 0) return order;
  }
  return Math.sign(a.pre.length - b.pre.length);
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (left !== right) return left ? -1 : 1;
  return a < b ? -1 : 1;
}

const both = (args: readonly CelValue[]) => compare(of(args[0]), of(args[1]));
const text = (value: CelValue | undefined, normalize?: CelValue) => (normalize === true ? normalized(value as string) : (value as string));

/** Models apiserver/pkg/cel/library.SemverLib, version 1. */
export const semvers = new Library()
  .fn('semver', 'string_to_semver', [stringType], type, ([value]) => make(text(value)))
  .fn('semver', 'string_bool_to_semver', [stringType, boolType], type, ([value, normalize]) => make(text(value, normalize)))
  .fn('isSemver', 'is_semver_string', [stringType], boolType, ([value]) => isSemver(() => text(value)))
  .fn('isSemver', 'is_semver_string_bool', [stringType, boolType], boolType, ([value, normalize]) => isSemver(() => text(value, normalize)))
  .member('isGreaterThan', 'semver_is_greater_than', [type, type], boolType, (args) => both(args) > 0)
  .member('isLessThan', 'semver_is_less_than', [type, type], boolType, (args) => both(args) < 0)
  .member('compareTo', 'semver_compare_to', [type, type], intType, (args) => BigInt(both(args)))
  .member('major', 'semver_major', [type], intType, ([value]) => of(value).numbers[0])
  .member('minor', 'semver_minor', [type], intType, ([value]) => of(value).numbers[1])
  .member('patch', 'semver_patch', [type], intType, ([value]) => of(value).numbers[2]);
