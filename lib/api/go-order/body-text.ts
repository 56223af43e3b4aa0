import { printYaml } from '../yaml';
import { inGoOrder } from './in-go-order';

/** Headers of a request, names in lower case: who reads the answer, and what they take. */
export type ReaderHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A body as JSON text, as the server writes it. Objects go compact and end a line; for people (by the client's name, or `pretty`, a
 * parameter of the query), and where the server tells of itself, they are indented.
 */
export function objectText(body: unknown, headers: ReaderHeaders, pretty?: string | null): string {
  const object = body !== null && typeof body === 'object' ? body : {};
  if ('kind' in object && /^\s*application\/yaml\b/.test(String(headers.accept ?? ''))) return printYaml(object);
  if ('gitVersion' in object || ('paths' in object && !('kind' in object))) return goText(body, 2);
  if (isPretty(headers, pretty)) return goText(inGoOrder(object), 2);
  return `${goText(isRead(headers) ? inGoOrder(object) : body)}\n`;
}

/** A line of a stream: a watch event, or text that goes as it is. Streams are never indented. */
export function streamText(item: unknown, headers: ReaderHeaders, pretty?: string | null): string {
  if (typeof item === 'string') return item;
  const event = item as { readonly type?: unknown; readonly object?: unknown };
  const { object } = event;
  const known = typeof object === 'object' && object !== null && (isRead(headers) || isPretty(headers, pretty));
  return `${goText(known ? { ...event, object: inGoOrder(object) } : item)}\n`;
}

/** A client that names no type, or any, may be one that shows the text as it comes (`kubectl get --raw`, curl). */
const isRead = (headers: ReaderHeaders) => String(headers.accept ?? '*/*').includes('*/*');

/** Models handlers/negotiation's isPrettyPrint: as the query says, or for the clients that people read with. */
function isPretty(headers: ReaderHeaders, asked: string | null | undefined): boolean {
  if (asked) return /^(1|t|T|TRUE|true|True)$/.test(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(String(headers['user-agent'] ?? ''));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON text as Go writes it: what HTML would read is escaped; keys keep their order. */
export function goText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return /[<>&\u2028\u2029]/.test(text) ? text.replace(/[<>&\u2028\u2029]/g, (found) => ESCAPES[found]!) : text;
}
