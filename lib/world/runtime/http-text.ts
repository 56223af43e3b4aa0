import { STATUS_CODES } from 'node:http';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import { toBytes } from '@/lib/hosts/text';

const MOST_HEAD = 64 * 1024;
const MOST_BODY = 8 * 1024 * 1024;
const METHOD = /^[A-Z]{1,16}(?: |$)/;

export interface ParsedRequest {
  readonly request: HttpRequest;
  /** The client wants the connection to end with the answer. */
  readonly last: boolean;
  /** What follows the request. */
  readonly rest: string;
}

/**
 * The first HTTP/1.x request in `bytes` (one character a byte). Undefined while it is not whole; throws when it is no
 * HTTP, or more than a connection may hold.
 */
export function parseRequest(bytes: string): ParsedRequest | undefined {
  if (!METHOD.test(bytes.slice(0, 17))) throw new Error('not an HTTP/1.x request');
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) {
    if (bytes.length > MOST_HEAD) throw new Error('request head too large');
    return undefined;
  }
  const [line = '', ...fields] = bytes.slice(0, end).split('\r\n');
  const [method = '', target = '/', version = 'HTTP/1.0'] = line.split(' ');
  if (!version.startsWith('HTTP/1.')) throw new Error(`not an HTTP/1.x request: ${version}`);
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (colon > 0) headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim();
  }
  const body = readBody(bytes.slice(end + 4), headers);
  if (!body) return undefined;
  const [path = '/', search = ''] = target.split('?');
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  const text = Buffer.from(body.text, 'latin1').toString('utf8');
  const wanted = (headers.connection ?? '').toLowerCase();
  return {
    request: { method, path, query, headers, ...(text ? { body: text } : {}) },
    last: wanted === 'close' || (version === 'HTTP/1.0' && wanted !== 'keep-alive'),
    rest: body.rest,
  };
}

function readBody(bytes: string, headers: Readonly<Record<string, string>>): { text: string; rest: string } | undefined {
  if (headers['transfer-encoding']?.toLowerCase() === 'chunked') return readChunks(bytes);
  const length = Number(headers['content-length'] ?? 0) || 0;
  if (length > MOST_BODY) throw new Error('request body too large');
  return bytes.length < length ? undefined : { text: bytes.slice(0, length), rest: bytes.slice(length) };
}

function readChunks(bytes: string): { text: string; rest: string } | undefined {
  let text = '';
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.slice(at, end), 16);
    if (!Number.isInteger(size) || text.length + size > MOST_BODY) throw new Error('malformed chunked encoding');
    if (bytes.length < end + 2 + size + 2) return undefined;
    text += bytes.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
    if (size === 0) return { text, rest: bytes.slice(at) };
  }
}

/** An answer as it goes over the wire, one character a byte. */
export function responseText(response: HttpResponse, method: string): string {
  const body = typeof response.body === 'string' ? response.body : response.body === undefined ? '' : JSON.stringify(response.body);
  const bytes = Buffer.from(toBytes(body)).toString('latin1');
  const headers = { ...response.headers };
  delete headers['transfer-encoding'];
  headers['content-length'] ??= String(bytes.length);
  const fields = Object.entries(headers).map(
    ([name, value]) => `${name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())}: ${value}\r\n`,
  );
  const head = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${fields.join('')}\r\n`;
  return method === 'HEAD' ? head : head + bytes;
}
