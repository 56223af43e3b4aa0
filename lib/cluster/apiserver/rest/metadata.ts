import type { ObjectMeta } from '@/lib/api/object';

const ORDER = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const satisfies readonly (keyof ObjectMeta)[];

/** Metadata with its fields in the order of the wire, without those that are absent. */
export function orderedMeta(meta: ObjectMeta): ObjectMeta {
  const out: Record<string, unknown> = {};
  for (const field of ORDER) if (meta[field] !== undefined) out[field] = meta[field];
  return out as unknown as ObjectMeta;
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST_BASE = 58;

/** `base` cut to 58 characters and five random ones. Models names.SimpleNameGenerator. */
export function generatedName(base: string, random: () => number): string {
  let suffix = '';
  for (let i = 0; i < 5; i++) suffix += SUFFIX_ALPHABET[Math.floor(random() * SUFFIX_ALPHABET.length)];
  return base.slice(0, LONGEST_BASE) + suffix;
}
