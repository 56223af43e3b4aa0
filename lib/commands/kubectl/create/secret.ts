import { X509Certificate, createPrivateKey } from 'node:crypto';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';
import { base64, configData, contentHash, sortedObject, why } from './config-data';
import { generated, metadata } from './generated';

const failing = 'failed to create secret ';
const place = { group: '/api/v1', plural: 'secrets', namespaced: true, failing } as const;

function secret(k: Invocation, given: string, data: Record<string, string> | undefined, type: string): object {
  const name = k.flags.bool('append-hash') ? `${given}-${contentHash({ kind: 'Secret', type, name: given, data: data ?? {} })}` : given;
  return { kind: 'Secret', apiVersion: 'v1', metadata: metadata(k, name), ...(data && { data }), ...(type && { type }) };
}

/** `kubectl create secret generic`. */
export const createGenericSecret = generated({
  ...place,
  make(k, name) {
    const entries = [...configData(k, 'Secret', name)].map(([key, value]) => [key, base64(value)] as const);
    return secret(k, name, entries.length > 0 ? sortedObject(entries) : undefined, k.flags.text('type'));
  },
});

/** `kubectl create secret tls`. */
export const createTlsSecret = generated({
  ...place,
  make(k, name) {
    const certPath = k.flags.text('cert');
    const keyPath = k.flags.text('key');
    if (certPath === '' || keyPath === '') throw new CommandError('key and cert must be specified');
    const cert = readFile(k, certPath);
    const key = readFile(k, keyPath);
    checkKeyPair(cert, key);
    return secret(k, name, { 'tls.crt': base64(cert), 'tls.key': base64(key) }, 'kubernetes.io/tls');
  },
});

function readFile(k: Invocation, path: string): string {
  try {
    return k.sys.readFile(path);
  } catch (error) {
    throw new CommandError(`Cannot read file ${path}, open ${path}: ${why(error)}`);
  }
}

/** Models crypto/tls X509KeyPair. */
function checkKeyPair(cert: string, key: string): void {
  if (!/-----BEGIN [A-Z ]+-----/.test(cert)) throw new CommandError('tls: failed to find any PEM data in certificate input');
  if (!/-----BEGIN CERTIFICATE-----/.test(cert)) {
    const skipped = [...cert.matchAll(/-----BEGIN ([A-Z ]+)-----/g)].map((match) => match[1]!);
    throw new CommandError(
      skipped.length === 1 && skipped[0]!.endsWith('PRIVATE KEY')
        ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`,
    );
  }
  if (!/-----BEGIN [A-Z ]+-----/.test(key)) throw new CommandError('tls: failed to find any PEM data in key input');
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    throw new CommandError(
      /-----BEGIN CERTIFICATE-----/.test(key)
        ? 'tls: found a certificate rather than a key in the PEM for the private key'
        : 'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: []',
    );
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw new CommandError('x509: malformed certificate');
  }
  try {
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new CommandError('tls: private key does not match public key');
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('tls: failed to parse private key');
  }
}

/** `kubectl create secret docker-registry`. */
export const createRegistrySecret = generated({
  ...place,
  make(k, name) {
    const type = 'kubernetes.io/dockerconfigjson';
    if (k.flags.list('from-file').length > 0) {
      const entries = [...configData(noLiterals(k), 'Secret', name)].map(
        ([key, value]) => [key === '.dockerconfigjson' ? key : '.dockerconfigjson', base64(value)] as const,
      );
      return secret(k, name, sortedObject(entries), type);
    }
    const server = k.flags.text('docker-server');
    const username = k.flags.text('docker-username');
    const password = k.flags.text('docker-password');
    const email = k.flags.text('docker-email');
    if (server === '' || username === '' || password === '') {
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const auths = { auths: { [server]: { username, password, ...(email && { email }), auth: base64(`${username}:${password}`) } } };
    return secret(k, name, { '.dockerconfigjson': base64(JSON.stringify(auths)) }, type);
  },
});

const noLiterals = (k: Invocation) => k;
