const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a, 32 bits. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Models rand.SafeEncodeString: no vowels, nothing that reads as a word. */
const safeEncode = (text: string): string => [...text].map((char) => ALPHABET[char.charCodeAt(0) % ALPHABET.length]).join('');

/**
 * The value of the label pod-template-hash (or controller-revision-hash). It has upstream's shape and is the same for
 * the same template, but is computed over JSON and not over Go's dump of the structure, so the values differ from upstream's.
 */
export const templateHash = (template: unknown, collisionCount = 0): string =>
  safeEncode(String(fnv32a(`${canonical(template)}${collisionCount || ''}`)));

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
