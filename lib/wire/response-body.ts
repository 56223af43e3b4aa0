import { gzipSync } from 'node:zlib';
import type { ApiResponse } from '@/lib/cluster/client/client';
import { encodeSwagger } from './protobuf';

/** Answers longer than this are compressed for clients that take gzip (Models responsewriters' defaultGzipThresholdBytes). */
const GZIP_THRESHOLD = 128 * 1024;
const GZIP_LEVEL = 4;

interface Encoded {
  readonly plain: Buffer;
  gzip?: Buffer;
}

/** Bytes of documents that many clients ask for and that never change, by the value they stand for and its type. */
const kept = new WeakMap<object, Map<string, Encoded>>();

/** An answer as it goes over the wire: its bytes, and the headers that follow from how they are written. */
export function encodeResponse(result: ApiResponse, acceptEncoding: string): { bytes: Buffer; headers: Record<string, string> } {
  const encoded = encode(result);
  const { plain } = encoded;
  if (plain.length <= GZIP_THRESHOLD || !/(^|[\s,])(gzip|\*)\s*(,|;(?!\s*q=0(\.0*)?\s*(,|$))|$)/.test(acceptEncoding))
    return { bytes: plain, headers: { 'content-length': String(plain.length) } };
  const bytes = (encoded.gzip ??= gzipSync(plain, { level: GZIP_LEVEL }));
  const vary = [result.headers.vary, 'Accept-Encoding'].filter(Boolean).join(', ');
  return { bytes, headers: { 'content-encoding': 'gzip', vary, 'content-length': String(bytes.length) } };
}

function encode({ body, headers }: ApiResponse): Encoded {
  if (body === undefined) return { plain: Buffer.alloc(0) };
  if (typeof body === 'string') return { plain: Buffer.from(body, 'utf8') };
  const type = headers['content-type'] ?? 'application/json';
  if (headers.etag === undefined || typeof body !== 'object' || body === null) return { plain: write(body, type) };
  let encodings = kept.get(body);
  if (!encodings) kept.set(body, (encodings = new Map()));
  let known = encodings.get(type);
  if (!known) encodings.set(type, (known = { plain: write(body, type, false) }));
  return known;
}

/** Objects go compact and end a line; what the server says about itself is indented. Documents have no last line feed. */
function write(body: unknown, type: string, line = true): Buffer {
  if (type === 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf') return encodeSwagger(body as object);
  if (!line) return Buffer.from(JSON.stringify(body));
  const own = body !== null && typeof body === 'object' && ('gitVersion' in body || ('paths' in body && !('kind' in body)));
  return Buffer.from(own ? JSON.stringify(body, null, 2) : `${JSON.stringify(body)}\n`);
}
