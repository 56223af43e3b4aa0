import { createHash } from 'node:crypto';
import type { Kind } from '../kinds/kind';

/** Hash of the version that a kind is stored in. Models discovery.StorageVersionHash. */
export function storageVersionHash(kind: Kind): string {
  const { storedAs } = kind;
  const version = storedAs ? storedAs.apiVersion.slice(storedAs.apiVersion.indexOf('/') + 1) : kind.storageVersion;
  const text = `${storedAs?.group ?? kind.group}/${version ?? kind.versions[0]!.name}/${kind.kind}`;
  return createHash('sha256').update(text).digest().subarray(0, 8).toString('base64');
}
