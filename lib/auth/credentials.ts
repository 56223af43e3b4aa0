import { z } from 'zod';

/** Keys of lib/i18n's `errors`, so that every refusal has a sentence in both languages. */
export const ACCOUNT_ERRORS = ['email', 'passwordShort', 'passwordLong', 'name', 'taken', 'tooMany', 'malformed', 'notGuest'] as const;
export type AccountError = (typeof ACCOUNT_ERRORS)[number];

const says = (key: AccountError) => ({ error: key });

/** What the sign-up form sends. */
export const newAccount = z.object({
  name: z.string(says('name')).trim().min(1, says('name')).max(60, says('name')),
  email: z
    .string(says('email'))
    .trim()
    .toLowerCase()
    .max(254, says('email'))
    .pipe(z.email(says('email'))),
  password: z.string(says('passwordShort')).min(8, says('passwordShort')).max(200, says('passwordLong')),
});

export type NewAccount = z.infer<typeof newAccount>;

/** The first refusal of each field. */
export function fieldErrors(error: z.ZodError): Partial<Record<keyof NewAccount, AccountError>> {
  const errors: Partial<Record<keyof NewAccount, AccountError>> = {};
  for (const { path, message } of error.issues) {
    const field = path[0] as keyof NewAccount | undefined;
    const key = ACCOUNT_ERRORS.find((known) => known === message);
    if (field && key) errors[field] ??= key;
  }
  return errors;
}
