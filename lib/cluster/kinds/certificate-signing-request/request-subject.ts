/** Subject of a PKCS#10 request, as far as a description shows it. */
export interface RequestSubject {
  readonly commonName: string;
  readonly serialNumber: string;
  readonly organization: readonly string[];
  readonly organizationalUnit: readonly string[];
  readonly dnsNames: readonly string[];
}

const COMMON_NAME = '550403';
const SERIAL_NUMBER = '550405';
const ORGANIZATION = '55040a';
const ORGANIZATIONAL_UNIT = '55040b';
const MOST_NODES = 2000;

interface Node {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The DER values one after the other in `bytes`. */
function children(bytes: Uint8Array): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  while (at < bytes.length && nodes.length < MOST_NODES) {
    const tag = bytes[at++]!;
    let length = bytes[at++]!;
    if (length & 0x80) {
      const count = length & 0x7f;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] ?? 0);
    }
    if (!(at + length <= bytes.length)) throw new RangeError('truncated');
    nodes.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return nodes;
}

/** Reads the subject of a request in PEM; undefined for what is none. `base64`: spec.request, the PEM in base64. */
export function requestSubject(base64: string): RequestSubject | undefined {
  try {
    const pem = Buffer.from(base64, 'base64').toString('utf8');
    const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END/.exec(pem)?.[1];
    if (!body) return undefined;
    const [request] = children(Buffer.from(body, 'base64'));
    const [info] = children(request!.content);
    const [, name, , attributes] = children(info!.content);
    const values: Record<string, string[]> = {};
    for (const set of children(name!.content)) {
      for (const attribute of children(set.content)) {
        const [type, value] = children(attribute.content);
        (values[Buffer.from(type!.content).toString('hex')] ??= []).push(Buffer.from(value!.content).toString('utf8'));
      }
    }
    return {
      commonName: values[COMMON_NAME]?.[0] ?? '',
      serialNumber: values[SERIAL_NUMBER]?.[0] ?? '',
      organization: values[ORGANIZATION] ?? [],
      organizationalUnit: values[ORGANIZATIONAL_UNIT] ?? [],
      dnsNames: attributes ? dnsNames(attributes.content) : [],
    };
  } catch {
    return undefined;
  }
}

const SUBJECT_ALT_NAME = '551d11';

/** DNS names of the extension request, if there is one. */
function dnsNames(attributes: Uint8Array): string[] {
  for (const attribute of children(attributes)) {
    const [, set] = children(attribute.content);
    for (const extensions of set ? children(set.content) : []) {
      for (const extension of children(extensions.content)) {
        const parts = children(extension.content);
        if (Buffer.from(parts[0]!.content).toString('hex') !== SUBJECT_ALT_NAME) continue;
        const [names] = children(parts[parts.length - 1]!.content);
        return children(names!.content)
          .filter((node) => node.tag === 0x82)
          .map((node) => Buffer.from(node.content).toString('utf8'));
      }
    }
  }
  return [];
}
