import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain, isPathSegmentName } from '@/lib/api/names';
import { internalValue } from '../internal-types';
import { isGiven, numberOf, structOf, structsOf, textOf } from '../read';
import { validateSelector } from '../validation';
import { fileMode, nonReservedPath } from './validate-paths';
import { downwardFile, keyToPath } from './volume-sources';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 2 ** 32;
const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const SHORTEST_CERTIFICATE = 3600;
const LONGEST_CERTIFICATE = 91 * 86400;
const LONGEST_OF_KUBERNETES = 86400;

/** Models ValidateSignerName. */
function signerName(name: string, field: string): FieldError[] {
  if (name === '') return [required(field)];
  const parts = name.split('/');
  if (parts.length !== 2) return [invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  const [domain, path] = parts as [string, string];
  const found = isDns1123Subdomain(domain).map((text) => invalid(field, domain, `validating label "${domain}": ${text}`));
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(path))
    for (const text of isDns1123Subdomain(path)) found.push(invalid(field, path, `validating label "${path}": ${text}`));
  return found;
}

/** Models validateProjectedVolumeSource. Paths of all sources share one directory. */
export function validateProjected(source: any, field: string): FieldError[] {
  const found = fileMode(source.defaultMode, `${field}.defaultMode`);
  const paths = new Set<string>();
  const claim = (path: string, shown: unknown) => {
    if (paths.has(path)) found.push(invalid(field, shown, 'conflicting duplicate paths'));
    else paths.add(path);
  };
  structsOf(source.sources).forEach((one, i) => {
    const at = `${field}.sources[${i}]`;
    let count = 0;
    const each = (key: string, check: (part: any, field: string) => void) => {
      if (!isGiven(one[key])) return;
      count++;
      check(structOf(one[key]), `${at}.${key}`);
    };
    const keys = (part: any, where: string) => {
      const name = textOf(part.name);
      if (name === '') found.push(required(`${where}.name`));
      structsOf(part.items).forEach((item, j) => {
        found.push(...keyToPath(item, `${where}.items[${j}]`));
        if (textOf(item.path) !== '') claim(textOf(item.path), name);
      });
    };
    each('secret', keys);
    each('configMap', keys);
    each('downwardAPI', (part, where) => {
      for (const file of structsOf(part.items)) {
        found.push(...downwardFile(file, where));
        if (textOf(file.path) !== '') claim(textOf(file.path), file.path);
      }
    });
    each('serviceAccountToken', (part, where) => {
      const seconds = numberOf(part.expirationSeconds);
      if (seconds < SHORTEST_TOKEN)
        found.push(invalid(`${where}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
      if (seconds > LONGEST_TOKEN)
        found.push(invalid(`${where}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
      if (textOf(part.path) === '') found.push(required(`${field}.path`));
      else found.push(...nonReservedPath(textOf(part.path), `${field}.path`));
    });
    each('clusterTrustBundle', (part, where) => {
      found.push(...trustBundle(part, where));
      claim(textOf(part.path), textOf(part.path));
    });
    each('podCertificate', (part, where) => {
      found.push(...certificate(part, where));
      const given = ['credentialBundlePath', 'keyPath', 'certificateChainPath'].filter((key) => textOf(part[key]) !== '');
      for (const key of given) {
        found.push(...nonReservedPath(textOf(part[key]), `${where}.${key}`));
        claim(textOf(part[key]), part[key]);
      }
      if (given.length === 0)
        found.push(required(where, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'));
    });
    if (count > 1) found.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  });
  return found;
}

function trustBundle(bundle: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { name, signerName: signer, labelSelector } = bundle;
  if (isGiven(name) && isGiven(signer)) {
    found.push(invalid(field, internalValue('ClusterTrustBundle', bundle), 'only one of name and signerName may be used'));
  } else if (isGiven(name)) {
    if (textOf(name) === '') found.push(required(`${field}.name`, 'must be a valid object name'));
    for (const text of isPathSegmentName(textOf(name).replaceAll(':', '-')))
      found.push(invalid(`${field}.name`, name, `not a valid clustertrustbundlename: ${text}`));
    if (isGiven(labelSelector))
      found.push(invalid(`${field}.labelSelector`, labelSelector, 'labelSelector must be unset if name is specified'));
  } else if (isGiven(signer)) {
    if (textOf(signer) === '') found.push(required(`${field}.signerName`, 'must be a valid signer name'));
    found.push(...signerName(textOf(signer), `${field}.signerName`), ...validateSelector(labelSelector, `${field}.labelSelector`));
  } else {
    found.push(required(field, 'either name or signerName must be specified'));
  }
  if (textOf(bundle.path) === '') found.push(required(`${field}.path`));
  return [...found, ...nonReservedPath(textOf(bundle.path), `${field}.path`)];
}

function certificate(part: any, field: string): FieldError[] {
  const signer = textOf(part.signerName);
  const found = signerName(signer, `${field}.signerName`);
  if (!KEY_TYPES.includes(part.keyType as string)) found.push(notSupported(`${field}.keyType`, textOf(part.keyType), KEY_TYPES));
  const seconds: unknown = part.maxExpirationSeconds;
  if (typeof seconds !== 'number') return found;
  const at = `${field}.maxExpirationSeconds`;
  if (seconds < SHORTEST_CERTIFICATE)
    found.push(invalid(at, seconds, `if provided, maxExpirationSeconds must be >= ${SHORTEST_CERTIFICATE}`));
  const most = signer.startsWith('kubernetes.io/') ? LONGEST_OF_KUBERNETES : LONGEST_CERTIFICATE;
  if (seconds > most) found.push(invalid(at, seconds, `if provided, maxExpirationSeconds must be <= ${most}`));
  return found;
}
