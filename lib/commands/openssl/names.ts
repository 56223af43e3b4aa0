import { elements } from '@/lib/cluster/pki/der';
import { der, dotted, oid, sequence } from './der';

/** Attributes of distinguished names: short name, object identifier, long name. */
const ATTRIBUTES: readonly (readonly [string, string, string])[] = [
  ['C', '2.5.4.6', 'countryName'],
  ['ST', '2.5.4.8', 'stateOrProvinceName'],
  ['L', '2.5.4.7', 'localityName'],
  ['O', '2.5.4.10', 'organizationName'],
  ['OU', '2.5.4.11', 'organizationalUnitName'],
  ['CN', '2.5.4.3', 'commonName'],
  ['emailAddress', '1.2.840.113549.1.9.1', 'emailAddress'],
  ['serialNumber', '2.5.4.5', 'serialNumber'],
  ['SN', '2.5.4.4', 'surname'],
  ['GN', '2.5.4.42', 'givenName'],
  ['title', '2.5.4.12', 'title'],
  ['street', '2.5.4.9', 'streetAddress'],
  ['DC', '0.9.2342.19200300.100.1.25', 'domainComponent'],
  ['UID', '0.9.2342.19200300.100.1.1', 'userId'],
];
const IA5 = new Set(['emailAddress', 'DC']);
const PRINTABLE = new Set(['C', 'serialNumber']);

export interface NamePart {
  readonly type: string;
  readonly value: string;
  /** It belongs to the one before it (`OU=x+O=y`). */
  readonly joined?: boolean;
}

/** The short name of an attribute, given either of its names; undefined for one there is not. */
export const attributeName = (name: string): string | undefined =>
  ATTRIBUTES.find(([short, , long]) => short === name || long === name)?.[0];
export const attributeLongName = (name: string): string => ATTRIBUTES.find(([short]) => short === name)?.[2] ?? name;

/** `/C=KR/O=a\/b/CN=x`, as -subj takes it. A string is the complaint. */
export function parseSubject(text: string): NamePart[] | string {
  if (!text.startsWith('/'))
    return `subject name is expected to be in the format /type0=value0/type1=value1/type2=... where characters may be escaped by \\. This name is not in that format: '${text}'`;
  const parts: NamePart[] = [];
  let at = 1;
  let joined = false;
  while (at < text.length) {
    const equals = text.indexOf('=', at);
    if (equals < 0) return `Hit end of string before finding the '='`;
    const given = text.slice(at, equals).trim();
    let value = '';
    for (at = equals + 1; at < text.length && text[at] !== '/' && text[at] !== '+'; at++)
      value += text[at] === '\\' ? (text[++at] ?? '') : text[at];
    const type = attributeName(given);
    if (type && value) parts.push({ type, value, ...(joined && { joined }) });
    joined = text[at] === '+';
    at++;
  }
  return parts;
}

/** DER of a distinguished name. */
export function nameDer(parts: readonly NamePart[]): Buffer {
  const sets: Buffer[][] = [];
  for (const { type, value, joined } of parts) {
    const tag = IA5.has(type) ? 0x16 : PRINTABLE.has(type) ? 0x13 : 0x0c;
    const one = sequence(oid(ATTRIBUTES.find(([short]) => short === type)![1]), der(tag, Buffer.from(value)));
    if (joined && sets.length) sets.at(-1)!.push(one);
    else sets.push([one]);
  }
  return sequence(...sets.map((set) => der(0x31, ...set.sort((a, b) => Buffer.compare(a, b)))));
}

/** The parts of a name. `bytes`: its DER. */
export function nameParts(bytes: Buffer): NamePart[] {
  return elements(elements(bytes)[0]!.content).flatMap((set) =>
    elements(set.content).map((pair, i) => {
      const [type, value] = elements(pair.content);
      const id = dotted(type!.content);
      const text = value!.tag === 0x1e ? Buffer.from(value!.content).swap16().toString('utf16le') : value!.content.toString('utf8');
      return { type: ATTRIBUTES.find(([, number]) => number === id)?.[0] ?? id, value: text, ...(i > 0 && { joined: true }) };
    }),
  );
}

const escaped = (value: string) =>
  value
    .replace(/[\\",+<>;]/g, '\\$&')
    .replace(/^[# ]|(?<=.) $/g, '\\$&')
    .replace(/[^\x20-\x7e]/gu, (c) => [...Buffer.from(c)].map((b) => `\\${b.toString(16).toUpperCase()}`).join(''));
const quoted = (value: string) => (/[",+<>;\\]|^[# ]| $/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);
const plain = (value: string) =>
  value.replace(/[^\x20-\x7e]/gu, (c) => [...Buffer.from(c)].map((b) => `\\${b.toString(16).toUpperCase()}`).join(''));

/** A name as OpenSSL 3.0 writes it: `oneline` (its default), `rfc2253`, `compat` or `multiline`. Undefined: an option that is not known. */
export function nameText(parts: readonly NamePart[], option = 'oneline'): string | undefined {
  switch (option.toLowerCase()) {
    case 'oneline':
      return parts.map(({ type, value, joined }, i) => `${i === 0 ? '' : joined ? ' + ' : ', '}${type} = ${plain(quoted(value))}`).join('');
    case 'rfc2253': {
      const groups: string[] = [];
      for (const { type, value, joined } of parts) {
        const text = `${type}=${escaped(value)}`;
        if (joined) groups.push(`${groups.pop()}+${text}`);
        else groups.push(text);
      }
      return groups.reverse().join(',');
    }
    case 'compat':
      return parts.map(({ type, value }) => `/${type}=${value}`).join('');
    case 'multiline':
    case 'sep_multiline':
      return parts.map(({ type, value }) => `\n    ${attributeLongName(type).padEnd(25)} = ${value}`).join('');
    default:
      return undefined;
  }
}
