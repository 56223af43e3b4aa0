import { elements } from '../../pki/der';

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
const SUBJECT_ALT_NAME = '551d11';

/** Reads the subject of a request in PEM; undefined for what is none. `base64`: spec.request, the PEM in base64. */
export function requestSubject(base64: string): RequestSubject | undefined {
  try {
    const pem = Buffer.from(base64, 'base64').toString('utf8');
    const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([\s\S]*?)-----END/.exec(pem)?.[1];
    if (!body) return undefined;
    const [request] = elements(Buffer.from(body, 'base64'));
    const [info] = elements(request!.content);
    const [, name, , attributes] = elements(info!.content);
    const values: Record<string, string[]> = {};
    for (const set of elements(name!.content)) {
      for (const attribute of elements(set.content)) {
        const [type, value] = elements(attribute.content);
        (values[type!.content.toString('hex')] ??= []).push(value!.content.toString('utf8'));
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

/** DNS names of the extension request, if there is one. */
function dnsNames(attributes: Buffer): string[] {
  for (const attribute of elements(attributes)) {
    const [, set] = elements(attribute.content);
    for (const extensions of set ? elements(set.content) : []) {
      for (const extension of elements(extensions.content)) {
        const parts = elements(extension.content);
        if (parts[0]!.content.toString('hex') !== SUBJECT_ALT_NAME) continue;
        const [names] = elements(parts[parts.length - 1]!.content);
        return elements(names!.content)
          .filter((node) => node.tag === 0x82)
          .map((node) => node.content.toString('utf8'));
      }
    }
  }
  return [];
}
