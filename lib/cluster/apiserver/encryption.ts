import { createCipheriv, createHash } from 'node:crypto';
import type { GroupResource } from '@/lib/api/object';
import { parseDocument } from '@/lib/api/yaml';

/* eslint-disable @typescript-eslint/no-explicit-any -- a file is read as it is */

/** One way of writing values at rest. */
export interface EncryptionProvider {
  readonly type: 'identity' | 'aescbc' | 'aesgcm' | 'secretbox';
  readonly key: string;
  /** base64 */
  readonly secret: string;
}

/** From a revision on, what is written with which provider: the first of each list writes, all of them read. */
export interface EncryptionEra {
  readonly since: number;
  readonly resources: readonly { readonly resources: readonly string[]; readonly providers: readonly EncryptionProvider[] }[];
}

export type EncryptionConfiguration = Pick<EncryptionEra, 'resources'>;

const KINDS = ['identity', 'aescbc', 'aesgcm', 'secretbox', 'kms'] as const;

/** Reads the file of `--encryption-provider-config`. Models options/encryptionconfig. */
export function readEncryption(path: string, text: string | undefined): EncryptionConfiguration | { readonly error: string } {
  if (text === undefined) {
    return { error: `error opening encryption provider configuration file "${path}": open ${path}: no such file or directory` };
  }
  const bad = (why: string) => ({ error: `error while parsing file: ${why}` });
  let parsed: any;
  try {
    parsed = parseDocument(text);
  } catch (error) {
    return bad(`error decoding encryption provider configuration file "${path}": ${(error as Error).message}`);
  }
  if (
    !['EncryptionConfiguration', 'EncryptionConfig'].includes(parsed?.kind) ||
    !/^(apiserver\.config\.k8s\.io\/)?v1$/.test(parsed?.apiVersion ?? '')
  ) {
    return bad(
      `error decoding encryption provider configuration file "${path}": no kind "${parsed?.kind ?? ''}" is registered for version "${parsed?.apiVersion ?? ''}"`,
    );
  }
  const invalid = (field: string, value: string, why: string) => ({
    error: `invalid configuration: ${field}: Invalid value: ${value}: ${why}`,
  });
  if (!Array.isArray(parsed.resources) || parsed.resources.length === 0) {
    return { error: 'invalid configuration: resources: Required value: at least one element is required' };
  }
  const resources: EncryptionConfiguration['resources'][number][] = [];
  for (const [i, entry] of parsed.resources.entries()) {
    if (!entry?.resources?.length)
      return { error: `invalid configuration: resources[${i}].resources: Required value: at least one resource is required` };
    if (!entry?.providers?.length)
      return { error: `invalid configuration: resources[${i}].providers: Required value: at least one provider is required` };
    const providers: EncryptionProvider[] = [];
    for (const [j, provider] of entry.providers.entries()) {
      const type = KINDS.find((kind) => provider && Object.hasOwn(provider, kind));
      const field = `resources[${i}].providers[${j}]`;
      if (!type)
        return {
          error: `invalid configuration: ${field}: Required value: provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity`,
        };
      if (type === 'kms') return { error: 'the encryption provider kms is not simulated here' };
      if (type === 'identity') {
        providers.push({ type, key: '', secret: '' });
        continue;
      }
      const keys: any[] = provider[type]?.keys ?? [];
      if (keys.length === 0) return { error: `invalid configuration: ${field}.${type}.keys: Required value: at least one key is required` };
      for (const [k, { name = '', secret = '' }] of keys.entries()) {
        const at = `${field}.${type}.keys[${k}]`;
        if (!name) return { error: `invalid configuration: ${at}.name: Required value: key name is required` };
        if (!secret) return { error: `invalid configuration: ${at}.secret: Required value: secret is required` };
        if (!/^[A-Za-z0-9+/]+=*$/.test(secret)) return invalid(`${at}.secret`, '"REDACTED"', 'secrets must be base64 encoded');
        const { length } = Buffer.from(secret, 'base64');
        const sizes = type === 'secretbox' ? [32] : [16, 24, 32];
        if (!sizes.includes(length)) {
          return invalid(
            `${at}.secret`,
            '"REDACTED"',
            `secret is not of the expected length, got ${length}, expected one of [${sizes.join(' ')}]`,
          );
        }
        providers.push({ type, key: name, secret });
      }
    }
    resources.push({ resources: entry.resources, providers });
  }
  return { resources };
}

/** What a value written at a revision was written with; undefined for plain text. */
export function providerFor(eras: readonly EncryptionEra[], resource: GroupResource, revision: number): EncryptionProvider | undefined {
  const era = [...eras].reverse().find(({ since }) => since < revision);
  const provider = era && listFor(era, resource)?.[0];
  return provider && provider.type !== 'identity' ? provider : undefined;
}

/** Whether what was written at a revision would be written otherwise now. Models the `stale` of value.TransformFromStorage. */
export function isStale(eras: readonly EncryptionEra[], resource: GroupResource, revision: number): boolean {
  const [then, now] = [providerFor(eras, resource, revision), providerFor(eras, resource, Infinity)];
  return then?.type !== now?.type || then?.key !== now?.key || then?.secret !== now?.secret;
}

function listFor({ resources }: EncryptionConfiguration, { group, resource }: GroupResource): readonly EncryptionProvider[] | undefined {
  const full = group === '' ? resource : `${resource}.${group}`;
  return resources.find((entry) =>
    entry.resources.some((name) => name === full || name === '*.*' || name === (group === '' ? '*.' : `*.${group}`)),
  )?.providers;
}

/** Why a value cannot be read with what the server is configured with; undefined when it can. Models value.NewPrefixTransformers. */
export function unreadable(
  current: EncryptionConfiguration | undefined,
  writtenWith: EncryptionProvider | undefined,
  resource: GroupResource,
): string | undefined {
  const providers = current && listFor(current, resource);
  if (!writtenWith) {
    if (!providers || providers.some(({ type }) => type === 'identity')) return undefined;
    return 'no matching prefix found';
  }
  if (!providers) return 'identity transformer tried to read encrypted data';
  const same = providers.filter(({ type }) => type === writtenWith.type);
  if (same.length === 0) {
    return providers.some(({ type }) => type === 'identity')
      ? 'identity transformer tried to read encrypted data'
      : 'no matching prefix found';
  }
  const named = same.find(({ key }) => key === writtenWith.key);
  if (!named) return `no matching key was found for the provided ${writtenWith.type === 'secretbox' ? 'Secretbox' : 'AES'} transformer`;
  return named.secret === writtenWith.secret ? undefined : 'invalid padding on input';
}

/** `k8s:enc:aescbc:v1:key1:` and the bytes. The initial vector follows from key and content, so that a world repeats itself. */
export function encrypt({ type, key, secret }: EncryptionProvider, path: string, plain: Buffer): Buffer {
  const prefix = Buffer.from(`k8s:enc:${type}:v1:${key}:`);
  const password = Buffer.from(secret, 'base64');
  const noise = createHash('sha256').update(path).update(plain).digest();
  if (type === 'aescbc') {
    const cipher = createCipheriv(`aes-${password.length * 8}-cbc`, password, noise.subarray(0, 16));
    return Buffer.concat([prefix, noise.subarray(0, 16), cipher.update(plain), cipher.final()]);
  }
  if (type === 'aesgcm') {
    const cipher = createCipheriv(`aes-${password.length * 8}-gcm` as 'aes-256-gcm', password, noise.subarray(0, 12));
    cipher.setAAD(Buffer.from(path));
    return Buffer.concat([prefix, noise.subarray(0, 12), cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }
  // XSalsa20 is not at hand; nobody but the API server can tell ChaCha20 from it.
  const cipher = createCipheriv('chacha20-poly1305', password, noise.subarray(0, 12), { authTagLength: 16 });
  return Buffer.concat([prefix, noise.subarray(0, 24), cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
