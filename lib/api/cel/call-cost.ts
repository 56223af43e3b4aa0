import { CelList, CelMap, CelOpaque, type CelValue } from './values';

const STRING = 0.1;
const REGEX = 0.25;

/** Size of a value for costs: characters, bytes, items; 1 for the rest. Models CostTracker.actualSize. */
function actualSize(value: CelValue | undefined): number {
  if (typeof value === 'string') return value.length > 64 ? [...value].length : codePoints(value);
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof CelList || value instanceof CelMap) return value.size;
  if (value instanceof CelOpaque && value.name === 'net.CIDR') return (value.value as { bits: number }).bits === 32 ? 4 : 16;
  return 1;
}

function codePoints(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0xd800 || code > 0xdbff) count++;
  }
  return count;
}

const strings = (value: CelValue | undefined, times = 1) => Math.ceil(actualSize(value) * times * STRING);

/** Cost of visiting what is in a list of strings as well. Models library.traversalCost. */
function traversal(value: CelValue | undefined): number {
  if (!(value instanceof CelList)) return actualSize(value);
  let cost = value.size;
  for (const item of value.items()) if (typeof item === 'string' || item instanceof Uint8Array) cost += strings(item);
  return cost;
}

type Cost = (args: readonly CelValue[], result: CelValue, overload: string) => number;

const one: Cost = () => 1;
const firstString: Cost = ([first]) => strings(first);
const twice: Cost = ([first]) => strings(first, 2);
const regex: Cost = ([text, pattern]) => Math.ceil((1 + actualSize(text)) * STRING) * Math.ceil(actualSize(pattern) * REGEX);
const both: Cost = ([a, b]) => Math.ceil((actualSize(a) + actualSize(b)) * STRING);
const shorter: Cost = ([a, b]) => Math.ceil(Math.min(actualSize(a), actualSize(b)) * STRING);
const setCost: Cost = ([a, b]) => Math.max(1, actualSize(a) * actualSize(b));

const COSTS: Readonly<Record<string, Cost>> = {
  ...Object.fromEntries(['check'].map((name) => [name, () => 350_000])),
  ...Object.fromEntries(
    ['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'].map((name) => [name, ([list]: readonly CelValue[]) => traversal(list)]),
  ),
  ...Object.fromEntries(
    'url lowerAscii upperAscii substring trim cidr isIP isCIDR quantity isQuantity semver isSemver'
      .split(' ')
      .map((name) => [name, firstString]),
  ),
  ...Object.fromEntries(['replace', 'split', 'ip.isCanonical'].map((name) => [name, twice])),
  join: (_args, result) => strings(result, 2),
  find: regex,
  findAll: regex,
  matches: regex,
  ip: (args, result, overload) => (overload === 'cidr_ip' ? 1 : firstString(args, result, overload)),
  containsIP: ([cidr, other], _result, overload) =>
    Math.ceil(actualSize(cidr) * 2 * STRING) + (overload.endsWith('_string') ? strings(other) : 0),
  containsCIDR: ([cidr, other], _result, overload) =>
    Math.ceil(actualSize(cidr) * 2 * STRING) +
    Math.ceil(actualSize(cidr) * STRING) +
    1 +
    (overload.endsWith('_string') ? strings(other) : 0),
  'sets.contains': setCost,
  'sets.intersects': setCost,
  'sets.equivalent': ([a, b]) => Math.max(1, 2 * actualSize(a) * actualSize(b)),
  validate: ([, text]) => strings(text),
  startsWith: firstString,
  endsWith: firstString,
  'strings.quote': firstString,
  format: firstString,
  '@in': ([, within]) => (within instanceof CelList ? actualSize(within) : 1),
  '_==_': shorter,
  '_!=_': shorter,
  contains: ([text, part]) => strings(text) * strings(part),
};

const COMPARED = new Set(['_<_', '_<=_', '_>_', '_>=_']);

/** What one call costs. Models CostTracker.costCall with library.CostEstimator.CallCost. */
export function callCost(name: string, overload: string, args: readonly CelValue[], result: CelValue): number {
  const [first] = args;
  if (COMPARED.has(name)) return typeof first === 'string' || first instanceof Uint8Array ? shorter(args, result, overload) : 1;
  if (name === '_+_') return typeof first === 'string' || first instanceof Uint8Array ? both(args, result, overload) : 1;
  if (name === 'string' || name === 'bytes') return overload === 'bytes_to_string' || overload === 'string_to_bytes' ? strings(first) : 1;
  const cost = Object.hasOwn(COSTS, name) ? COSTS[name]! : one;
  return cost(args, result, overload);
}
