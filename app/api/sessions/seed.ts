import { createHash } from 'node:crypto';

/** The same learner always meets the same variant of a lab; another learner another one. */
export const seedOf = (userId: string, slug: string): number =>
  createHash('sha256').update(`${userId}\n${slug}`).digest().readUInt32BE(0) >>> 1;
