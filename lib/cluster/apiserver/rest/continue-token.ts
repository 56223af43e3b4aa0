import { base64Fault } from '@/lib/api/schema';
import { badRequestStatus, failure, type StatusError } from '@/lib/api/status';
import { parseJson } from '../json';

const VERSION = 'meta.k8s.io/v1';

/** Where a list goes on. `start` is a key below the list's prefix, with a slash before it; a revision of -1 is the newest. */
export interface ContinueToken {
  readonly revision: number;
  readonly start: string;
}

/** The token of a list's `continue`. Models storage.EncodeContinue. */
export function tokenText(revision: number, start: string): string {
  const text = JSON.stringify({ v: VERSION, rv: revision, start });
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Throws BadRequest with upstream's words. Models storage.DecodeContinue. */
export function readToken(text: string): ContinueToken {
  const at = base64Fault(text, { alphabet: /[A-Za-z0-9_-]/, padded: false });
  if (at >= 0) throw refuse(`: illegal base64 data at input byte ${at}`);
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
  const parsed = parseJson(new TextDecoder().decode(bytes));
  if ('error' in parsed) throw refuse(`: ${parsed.error}`);
  const { v, rv, start } = (parsed.value ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== VERSION) throw refuse(': server does not recognize this encoded version');
  if (typeof rv !== 'number' || rv === 0) throw refuse(`: incorrect encoded start resourceVersion (version ${VERSION})`);
  if (typeof start !== 'string' || start === '') throw refuse(`: encoded start key empty (version ${VERSION})`);
  const key = start.startsWith('/') ? start : `/${start}`;
  if (key.split('/').some((part, i) => i > 0 && (part === '' || part === '.' || part === '..'))) throw refuse(`: ${start}`);
  return { revision: rv, start: key };
}

const refuse = (why: string): StatusError => badRequestStatus(`invalid continue token: continue key is not valid${why}`);

/** The refusal of a token whose revision is compacted; it holds one that goes on without it. Models storage's handleCompactedErrorForPaging. */
export function expiredContinueStatus(start: string): StatusError {
  const error = failure(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return Object.assign(error, { status: { ...error.status, metadata: { continue: tokenText(-1, start) } } });
}
