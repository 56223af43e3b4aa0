/** A version of semver as Masterminds/semver reads it (v1.2 and 1 are versions too). */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly pre: string;
  readonly meta: string;
  readonly original: string;
}

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/** Undefined for what is no version. */
export function parseVersion(text: string): Version | undefined {
  const found = VERSION.exec(text);
  if (!found) return undefined;
  const [, major, minor, patch, pre, meta] = found;
  return { major: Number(major), minor: Number(minor ?? 0), patch: Number(patch ?? 0), pre: pre ?? '', meta: meta ?? '', original: text };
}

/** Whether helm's strict check (semver 2 with three parts) lets it pass. */
export const isStrictVersion = (text: string): boolean => VERSION.test(text) && /^\d+\.\d+\.\d+/.test(text);

export const versionText = (v: Version): string => `${v.major}.${v.minor}.${v.patch}${v.pre && `-${v.pre}`}${v.meta && `+${v.meta}`}`;

export function compareVersions(a: Version, b: Version): number {
  const numbers = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (numbers !== 0 || a.pre === b.pre) return Math.sign(numbers);
  if (a.pre === '') return 1;
  if (b.pre === '') return -1;
  const x = a.pre.split('.');
  const y = b.pre.split('.');
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]];
    if (p === q) continue;
    if (p === undefined) return -1;
    if (q === undefined) return 1;
    const [m, n] = [/^\d+$/.test(p), /^\d+$/.test(q)];
    if (m && n) return Math.sign(Number(p) - Number(q));
    if (m !== n) return m ? -1 : 1;
    return p < q ? -1 : 1;
  }
  return 0;
}

interface Bound {
  readonly op: string;
  readonly version: Version;
  /** How many parts were given before a wildcard or the end. */
  readonly parts: number;
}

const BOUND =
  /^\s*(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^)?\s*v?([0-9]+|[xX*])(?:\.([0-9]+|[xX*]))?(?:\.([0-9]+|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*$/;

/** A constraint as in `>=1.2 <2 || ^3`; undefined when it cannot be read. */
export function parseConstraint(text: string): ((version: Version) => boolean) | undefined {
  const groups: Bound[][] = [];
  for (const alternative of text.split('||')) {
    const ranged = alternative.replace(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2');
    const words = ranged
      .replace(/(!=|>=|=>|<=|=<|~>|[=><~^])\s+/g, '$1')
      .split(/[\s,]+/)
      .filter(Boolean);
    const bounds: Bound[] = [];
    for (const word of words.length > 0 ? words : ['*']) {
      const found = BOUND.exec(word);
      if (!found) return undefined;
      const [, op = '', major, minor, patch, pre] = found;
      const given = [major, minor, patch];
      const wild = given.findIndex((each) => each === undefined || /[xX*]/.test(each));
      const parts = wild < 0 ? 3 : wild;
      const at = (i: number) => (i < parts ? Number(given[i]) : 0);
      bounds.push({ op, parts, version: { major: at(0), minor: at(1), patch: at(2), pre: pre ?? '', meta: '', original: word } });
    }
    groups.push(bounds);
  }
  return (version) => groups.some((bounds) => bounds.every((bound) => fits(bound, version)));
}

function fits({ op, version: want, parts }: Bound, v: Version): boolean {
  const order = compareVersions(v, want);
  const samePre = v.pre === '' || want.pre !== '';
  switch (op) {
    case '!=':
      if (!samePre) return false;
      if (parts < 3) return v.major !== want.major || (parts > 1 && v.minor !== want.minor);
      return order !== 0;
    case '>':
      if (!samePre) return false;
      if (parts === 3) return order > 0;
      return parts === 0
        ? false
        : parts === 1
          ? v.major > want.major
          : v.major > want.major || (v.major === want.major && v.minor > want.minor);
    case '<':
      return samePre && order < 0;
    case '>=':
    case '=>':
      return samePre && order >= 0;
    case '<=':
    case '=<':
      if (!samePre) return false;
      if (parts === 3) return order <= 0;
      return parts === 0 || v.major < want.major || (v.major === want.major && (parts === 1 || v.minor <= want.minor));
    case '^':
      if (!samePre || order < 0) return false;
      if (parts === 0) return true;
      if (want.major > 0 || parts === 1) return v.major === want.major;
      if (v.major > 0) return false;
      if (want.minor > 0 || parts === 2) return v.minor === want.minor;
      return v.minor === 0 && v.patch === want.patch;
    case '~':
    case '~>':
      if (!samePre || order < 0) return false;
      return parts === 0 || (v.major === want.major && (parts === 1 || v.minor === want.minor));
    default:
      if (parts === 3) return order === 0;
      return samePre && (parts === 0 || (v.major === want.major && (parts === 1 || v.minor === want.minor)));
  }
}
