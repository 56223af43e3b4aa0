import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { elements } from '@/lib/cluster/pki/der';
import { Fatal } from '../command/command';
import { bits, boolean, der, dotted, inside, integer, octets, oid, sequence } from './der';
import { nameDer, nameParts, nameText, parseSubject } from './names';

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  /** DER of its value. */
  readonly value: Buffer;
}

/** Extensions by their names in configuration files. */
const IDS: Readonly<Record<string, string>> = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
};
const TITLES: Readonly<Record<string, string>> = {
  '2.5.29.14': 'X509v3 Subject Key Identifier',
  '2.5.29.15': 'X509v3 Key Usage',
  '2.5.29.17': 'X509v3 Subject Alternative Name',
  '2.5.29.19': 'X509v3 Basic Constraints',
  '2.5.29.35': 'X509v3 Authority Key Identifier',
  '2.5.29.37': 'X509v3 Extended Key Usage',
};
const KEY_USAGES = [
  ['digitalSignature', 'Digital Signature'],
  ['nonRepudiation', 'Non Repudiation'],
  ['keyEncipherment', 'Key Encipherment'],
  ['dataEncipherment', 'Data Encipherment'],
  ['keyAgreement', 'Key Agreement'],
  ['keyCertSign', 'Certificate Sign'],
  ['cRLSign', 'CRL Sign'],
  ['encipherOnly', 'Encipher Only'],
  ['decipherOnly', 'Decipher Only'],
] as const;
const PURPOSES: readonly (readonly [string, string, string])[] = [
  ['serverAuth', '1.3.6.1.5.5.7.3.1', 'TLS Web Server Authentication'],
  ['clientAuth', '1.3.6.1.5.5.7.3.2', 'TLS Web Client Authentication'],
  ['codeSigning', '1.3.6.1.5.5.7.3.3', 'Code Signing'],
  ['emailProtection', '1.3.6.1.5.5.7.3.4', 'E-mail Protection'],
  ['timeStamping', '1.3.6.1.5.5.7.3.8', 'Time Stamping'],
  ['OCSPSigning', '1.3.6.1.5.5.7.3.9', 'OCSP Signing'],
];

export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The identifier of a public key. `spki`: its SubjectPublicKeyInfo in DER. */
export const keyIdentifier = (spki: Buffer): Buffer => createHash('sha1').update(inside(spki)[1]!.content.subarray(1)).digest();

/** Keys of the certificate that an extension goes into. */
export interface Keys {
  readonly subject: Buffer;
  /** The identifier in the issuer's certificate; undefined where there is none. */
  readonly issuer?: Buffer;
}

/** An extension as configuration files write it: `keyUsage = critical, digitalSignature`. Undefined: it says to leave it out. Throws Fatal. */
export function extensionOf(name: string, text: string, sections: Sections, keys: Keys): Extension | undefined {
  const id = IDS[name];
  if (!id) throw new Fatal(`extension ${name}: not simulated here`);
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const critical = words[0] === 'critical';
  if (critical) words.shift();
  const value = valueOf(name, words, sections, keys);
  return value && { id, critical, value };
}

function valueOf(name: string, words: readonly string[], sections: Sections, keys: Keys): Buffer | undefined {
  switch (name) {
    case 'basicConstraints': {
      const fields = new Map(words.map((word) => word.split(':') as [string, string]));
      const ca = /^true$/i.test(fields.get('CA') ?? '');
      const depth = fields.get('pathlen');
      return sequence(...(ca ? [boolean(true)] : []), ...(depth === undefined ? [] : [integer(Buffer.from([Number(depth)]))]));
    }
    case 'keyUsage': {
      let mask = 0;
      for (const word of words) {
        const at = KEY_USAGES.findIndex(([short, long]) => short === word || long === word);
        if (at < 0) throw new Fatal(`Error adding extensions: unknown bit string argument: name=keyUsage, section=${word}`);
        mask |= 1 << (15 - at);
      }
      const bytes = Buffer.from(mask & 0xff ? [mask >> 8, mask & 0xff] : [mask >> 8]);
      const last = bytes.at(-1)!;
      const unused = last ? Math.log2(last & -last) : 0;
      return der(0x03, Buffer.from([unused]), bytes);
    }
    case 'extendedKeyUsage':
      return sequence(
        ...words.map((word) => oid(PURPOSES.find(([short]) => short === word)?.[1] ?? (/^[\d.]+$/.test(word) ? word : refused(word)))),
      );
    case 'subjectAltName':
      return sequence(...alternatives(words, sections));
    case 'subjectKeyIdentifier':
      return words[0] === 'none' ? undefined : octets(keyIdentifier(keys.subject));
    default:
      return keys.issuer && !words.includes('none') ? sequence(der(0x80, keys.issuer)) : undefined;
  }
}

function refused(word: string): never {
  throw new Fatal(`Error adding extensions: invalid object identifier: ${word}`);
}

function alternatives(words: readonly string[], sections: Sections): Buffer[] {
  return words.flatMap((word) => {
    if (word.startsWith('@')) {
      const listed = sections.get(word.slice(1));
      if (!listed) throw new Fatal(`Error adding extensions: no section ${word.slice(1)}`);
      return alternatives(
        [...listed].map(([key, value]) => `${key.replace(/\.\d+$/, '')}:${value}`),
        sections,
      );
    }
    const at = word.indexOf(':');
    const [kind, value] = [word.slice(0, at), word.slice(at + 1)];
    if (kind === 'DNS') return [der(0x82, Buffer.from(value))];
    if (kind === 'email') return [der(0x81, Buffer.from(value))];
    if (kind === 'URI') return [der(0x86, Buffer.from(value))];
    if (kind === 'IP' && isIP(value)) return [der(0x87, addressBytes(value))];
    if (kind === 'dirName') {
      const parts = parseSubject(`/${[...(sections.get(value) ?? [])].map((pair) => pair.join('=')).join('/')}`);
      if (typeof parts !== 'string') return [der(0xa4, nameDer(parts))];
    }
    throw new Fatal(`Error adding extensions: ${kind === 'IP' ? `bad ip address: value=${value}` : `unsupported option: name=${kind}`}`);
  });
}

function addressBytes(text: string): Buffer {
  if (isIP(text) === 4) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const words = (part: string) => part.split(':').filter(Boolean);
  const [front, back] = [words(head), words(tail ?? '')];
  const all = tail === undefined ? front : [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  return Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex');
}

/** DER of an Extensions value. */
export const extensionsDer = (extensions: readonly Extension[]): Buffer =>
  sequence(...extensions.map(({ id, critical, value }) => sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value))));

/** The extensions in the content of an Extensions value. */
export function parseExtensions(content: Buffer): Extension[] {
  return elements(content).map((one) => {
    const parts = elements(one.content);
    return { id: dotted(parts[0]!.content), critical: parts.length > 2, value: Buffer.from(parts.at(-1)!.content) };
  });
}

/** Whether `name` (`subjectAltName`) is this extension. */
export const isNamed = ({ id }: Extension, name: string): boolean => IDS[name] === id || name === id;

const colons = (bytes: Buffer) =>
  bytes
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');

/** What -text shows of an extension: its title and its value, indented by so many columns. */
export function extensionText(extension: Extension, indent: number): string {
  const title = TITLES[extension.id] ?? extension.id;
  const pad = ' '.repeat(indent);
  return `${pad}${title}: ${extension.critical ? 'critical' : ''}\n${pad}    ${shown(extension).replaceAll('\n', `\n${pad}    `)}\n`;
}

function shown({ id, value }: Extension): string {
  const [outer] = elements(value);
  const parts = outer && outer.tag === 0x30 ? elements(outer.content) : [];
  switch (id) {
    case '2.5.29.14':
      return colons(outer!.content);
    case '2.5.29.15': {
      const mask = outer!.content.subarray(1);
      return KEY_USAGES.filter((_, i) => (mask[i >> 3] ?? 0) & (0x80 >> (i & 7)))
        .map(([, long]) => long)
        .join(', ');
    }
    case '2.5.29.17':
      return parts.map(({ tag, content }) => generalName(tag, content)).join(', ') || '<EMPTY>';
    case '2.5.29.19': {
      const depth = parts.find(({ tag }) => tag === 2);
      return `CA:${parts[0]?.tag === 1 ? 'TRUE' : 'FALSE'}${depth ? `, pathlen:${depth.content[0]}` : ''}`;
    }
    case '2.5.29.35':
      return parts
        .map(({ tag, content }) =>
          tag === 0x80
            ? colons(content)
            : tag === 0xa1
              ? `DirName:${nameText(nameParts(elements(content)[0]!.content), 'compat')}`
              : `serial:${colons(content)}`,
        )
        .join('\n');
    case '2.5.29.37':
      return parts.map(({ content }) => PURPOSES.find(([, number]) => number === dotted(content))?.[2] ?? dotted(content)).join(', ');
    default:
      return value.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
  }
}

function generalName(tag: number, content: Buffer): string {
  const text = content.toString('latin1');
  if (tag === 0x82) return `DNS:${text}`;
  if (tag === 0x81) return `email:${text}`;
  if (tag === 0x86) return `URI:${text}`;
  if (tag === 0xa4) return `DirName:${nameText(nameParts(content))}`;
  if (tag === 0x87)
    return `IP Address:${
      content.length === 4
        ? [...content].join('.')
        : [...Array(8).keys()]
            .map((i) =>
              content
                .readUInt16BE(2 * i)
                .toString(16)
                .toUpperCase(),
            )
            .join(':')
    }`;
  return 'othername:<unsupported>';
}

/** DER of the bit string of a signature. */
export const signatureBits = bits;
