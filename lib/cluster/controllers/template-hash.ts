import { dumpForHash } from '@/lib/api/go-dump';
import { goJson } from '@/lib/api/go-json';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const utf8 = new TextEncoder();

/** FNV-1a, 32 bits, of a text's UTF-8 or of bytes; `from` goes on from another hash. */
export function fnv32a(content: string | Uint8Array, from = OFFSET): number {
  let hash = from;
  for (const byte of typeof content === 'string' ? utf8.encode(content) : content) hash = Math.imul(hash ^ byte, PRIME);
  return hash >>> 0;
}

/** FNV-1, 32 bits, of a text's UTF-8. */
export function fnv32(text: string): number {
  let hash = OFFSET;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash, PRIME) ^ byte;
  return hash >>> 0;
}

/** Models rand.SafeEncodeString: no vowels, nothing that reads as a word. */
const safeEncode = (hash: number): string => [...String(hash)].map((char) => ALPHABET[char.charCodeAt(0) % ALPHABET.length]).join('');

/**
 * The value of the label pod-template-hash, and of a DaemonSet's controller-revision-hash. Models controller.ComputeHash.
 *
 * @param collisionCount how many hashes have met others'; undefined (which is not 0) before the first does.
 */
export const templateHash = (template: unknown, collisionCount?: number): string =>
  hashOfDump(dumpForHash(template, 'v1.PodTemplateSpec'), collisionCount);

/** The hash of a template of which there is Go's dump already. */
export function hashOfDump(dump: string, collisionCount?: number): string {
  const hash = fnv32a(dump);
  if (collisionCount === undefined) return safeEncode(hash);
  const count = new Uint8Array(8);
  new DataView(count.buffer).setUint32(0, collisionCount, true);
  return safeEncode(fnv32a(count, hash));
}

/** The hash in the name of a StatefulSet's revision. Models history.HashControllerRevision. */
export const revisionHash = (data: unknown, collisionCount: number): string => safeEncode(fnv32(`${goJson(data)}${collisionCount}`));
