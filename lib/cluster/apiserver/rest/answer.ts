import type { ApiResponse } from '../../client/client';
import type { Call } from '../call';

const JSON_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'cache-control': 'no-cache, private',
  'content-type': 'application/json',
});

/** An answer with a JSON body, and with the warnings gathered on the way. */
export function answer(call: Call, status: number, body: unknown): ApiResponse {
  return { status, headers: withWarnings(call, JSON_HEADERS), body };
}

/** Plain text. */
export const textAnswer = (status: number, body: string): ApiResponse => ({
  status,
  headers: { 'cache-control': 'no-cache, private', 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/**
 * Adds `warning`: one line for each, as in RFC 7234 (`299 - "text"`), joined by newlines because headers here hold one value
 * for a name; `lib/wire` sends them as separate headers.
 */
export function withWarnings(call: Call, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (call.warnings.length === 0) return headers;
  const lines = [...new Set(call.warnings)].map((text) => `299 - ${JSON.stringify(text)}`);
  return { ...headers, warning: lines.join('\n') };
}
