'use client';

/** A refusal by the server; `code` is a key of lib/i18n's `errors`. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

/** Sends JSON to a route of ours. Throws Refusal. */
export async function send<T>(method: 'POST' | 'PATCH', path: string, body: object = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new Refusal('network');
  }
  const answer = (await response.json().catch(() => ({}))) as { error?: string; fields?: Record<string, string> };
  if (!response.ok) throw new Refusal(answer.error ?? 'internal', answer.fields);
  return answer as T;
}

export const post = <T>(path: string, body?: object): Promise<T> => send<T>('POST', path, body);

/** The sentence for a failure, from lib/i18n's `errors`. */
export const sayError = (errors: Readonly<Record<string, string>>, error: unknown): string =>
  errors[error instanceof Refusal ? error.code : 'internal'] ?? errors.internal!;
