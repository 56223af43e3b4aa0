import { fn, type GoFunction } from '../template/signature';
import { GoStruct, Int } from '../template/value';
import { compareVersions, parseConstraint, parseVersion, versionText } from '../semver';
import { collectionFunctions } from './collections';
import { coreFunctions } from './core';
import { dateFunctions } from './dates';
import { encodingFunctions } from './encoding';
import { mathFunctions } from './math';
import { stringFunctions } from './strings';

/** What functions may ask of the machine. */
export interface Ambient {
  /** Virtual milliseconds since the epoch. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

function re(pattern: string): RegExp {
  const flags = /^\(\?([imsU]+)\)/.exec(pattern);
  const source = (flags ? pattern.slice(flags[0].length) : pattern)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\z', '$(?![\\s\\S])')
    .replaceAll('\\A', '^')
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${CLASSES[name] ?? ''}]`)
    .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? '');
  try {
    return new RegExp(source, `g${flags?.[1]!.replace('U', '') ?? ''}`);
  } catch {
    throw new Error(`error parsing regexp: ${JSON.stringify(pattern)}`);
  }
}
const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

/** Go's `${1}` and `$1` in replacements. */
const expand = (text: string) =>
  text.replace(/\$(?:\{(\w+)\}|(\w+)|\$)/g, (_, braced?: string, word?: string) =>
    (braced ?? word ?? '') === '' ? '$$' : /^\d+$/.test(braced ?? word!) ? `$${braced ?? word}` : `$<${braced ?? word}>`,
  );

const limited = (found: string[], count: Int) => (count.n < 0 ? found : found.slice(0, count.n));

const regexFunctions: Readonly<Record<string, GoFunction>> = {
  regexMatch: fn('string string', (pattern: string, text: string) => re(pattern).test(text)),
  regexFind: fn('string string', (pattern: string, text: string) => re(pattern).exec(text)?.[0] ?? ''),
  regexFindAll: fn('string string int', (pattern: string, text: string, count: Int) => limited(text.match(re(pattern)) ?? [], count)),
  regexReplaceAll: fn('string string string', (pattern: string, text: string, to: string) => text.replace(re(pattern), expand(to))),
  regexReplaceAllLiteral: fn('string string string', (pattern: string, text: string, to: string) => text.replace(re(pattern), () => to)),
  regexSplit: fn('string string int', (pattern: string, text: string, count: Int) => {
    const source = re(pattern);
    const out: string[] = [];
    let from = 0;
    for (const found of text.matchAll(source)) {
      if (count.n > 0 && out.length >= count.n - 1) break;
      if (found[0] === '' && found.index === 0) continue;
      out.push(text.slice(from, found.index));
      from = found.index + found[0].length;
    }
    return [...out, text.slice(from)];
  }),
  regexQuoteMeta: fn('string', (text: string) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};

const semverFunctions: Readonly<Record<string, GoFunction>> = {
  semver: fn('string', (text: string) => {
    const v = parseVersion(text);
    if (!v) throw new Error('Invalid Semantic Version');
    const part = (n: number) => new Int(n, 'int64');
    return new GoStruct(
      '*semver.Version',
      { Major: part(v.major), Minor: part(v.minor), Patch: part(v.patch), Prerelease: v.pre, Metadata: v.meta, Original: text },
      {
        String: () => versionText(v),
        Compare: (other) => new Int(compareVersions(v, parseVersion(String((other as GoStruct).text))!), 'int'),
      },
      versionText(v),
      versionText(v),
    );
  }),
  semverCompare: fn('string string', (range: string, text: string) => {
    const fits = parseConstraint(range);
    if (!fits) throw new Error(`improper constraint: ${range}`);
    const v = parseVersion(text);
    if (!v) throw new Error('Invalid Semantic Version');
    return fits(v);
  }),
};

const UNSIMULATED =
  'genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey derivePassword bcrypt htpasswd encryptAES decryptAES buildCustomCert'.split(
    ' ',
  );

const ALPHA = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');

function randomFunctions({ random }: Ambient): Readonly<Record<string, GoFunction>> {
  const pick = (letters: string) =>
    fn('int', ({ n }: Int) =>
      Array.from({ length: Math.min(100_000, Math.max(0, n)) }, () => letters[Math.floor(random() * letters.length)]).join(''),
    );
  const hex = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    randAlphaNum: pick(ALPHA + DIGITS),
    randAlpha: pick(ALPHA),
    randNumeric: pick(DIGITS),
    randAscii: pick(ASCII),
    randInt: fn('int int', (from: Int, to: Int) => new Int(from.n + Math.floor(random() * (to.n - from.n)), 'int')),
    randBytes: fn('int', ({ n }: Int) =>
      Buffer.from(Array.from({ length: Math.min(100_000, n) }, () => Math.floor(random() * 256))).toString('base64'),
    ),
    uuidv4: fn('', () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[Math.floor(random() * 4)]}${hex(3)}-${hex(12)}`),
  };
}

/** Everything that templates of charts can call but what needs the run itself (include, tpl, lookup …). */
export function sprigFunctions(ambient: Ambient): Map<string, GoFunction> {
  const all = new Map<string, GoFunction>();
  const parts = [
    coreFunctions,
    stringFunctions,
    collectionFunctions,
    mathFunctions,
    encodingFunctions,
    dateFunctions(ambient.now),
    regexFunctions,
    semverFunctions,
    randomFunctions(ambient),
  ];
  for (const part of parts) for (const [name, each] of Object.entries(part)) all.set(name, each);
  for (const name of UNSIMULATED) {
    all.set(
      name,
      fn('...any', () => {
        throw new Error(`${name} is not simulated here`);
      }),
    );
  }
  const same = 'First Last Rest Initial Append Push Prepend Reverse Uniq Without Has Compact Slice Chunk';
  const must = [...same.split(' '), 'RegexMatch', 'RegexFind', 'RegexFindAll', 'RegexReplaceAll', 'RegexReplaceAllLiteral', 'RegexSplit'];
  for (const name of must) all.set(`must${name}`, all.get(name[0]!.toLowerCase() + name.slice(1))!);
  return all;
}
