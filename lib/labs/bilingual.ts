import { z } from 'zod';

/** A text in both of the product's languages. */
export interface Bilingual {
  readonly ko: string;
  readonly en: string;
}

export type Language = keyof Bilingual;

/** A bilingual text in an author's file. */
export const bilingual = z.strictObject({ ko: z.string().min(1), en: z.string().min(1) });
