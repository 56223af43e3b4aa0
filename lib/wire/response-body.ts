import { gzipSync } from 'node:zlib';
import { goText, objectText, streamText as lineText } from '@/lib/api/go-order';
import { printYaml } from '@/lib/api/yaml';
import { parseAccept } from '@/lib/cluster/apiserver/negotiation';
import type { ApiResponse } from '@/lib/cluster/client/client';
import { encodeProtobuf, encodeSwagger } from '@/lib/api/protobuf';

/** Answers longer than this are compressed for clients that take gzip (Models responsewriters' defaultGzipThresholdBytes). */
const GZIP_THRESHOLD = 128 * 1024;
const GZIP_LEVEL = 4;

interface Encoded {
  readonly plain: Buffer;
  /** Set where it is not the type that the server named. */
  readonly type?: string;
  gzip?: Buffer;
}

/** Bytes of documents that many clients ask for and that never change, by the value they stand for and its type. */
const kept = new WeakMap<object, Map<string, Encoded>>();

/** What of a request says how its answer is written. */
export interface Reader {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
}

/** An answer as it goes over the wire: its bytes, and the headers that follow from how they are written. */
export function encodeResponse(result: ApiResponse, reader: Reader): { bytes: Buffer; headers: Record<string, string> } {
  const encoded = encode(result, reader);
  const { plain } = encoded;
  const type = encoded.type !== undefined && { 'content-type': encoded.type };
  if (plain.length <= GZIP_THRESHOLD || !takesGzip(String(reader.headers['accept-encoding'] ?? '')))
    return { bytes: plain, headers: { ...type, 'content-length': String(plain.length) } };
  const bytes = (encoded.gzip ??= gzipSync(plain, { level: GZIP_LEVEL }));
  const vary = [result.headers.vary, 'Accept-Encoding'].filter(Boolean).join(', ');
  return { bytes, headers: { ...type, 'content-encoding': 'gzip', vary, 'content-length': String(bytes.length) } };
}

const takesGzip = (accepted: string) => accepted.split(',').some((clause) => /^\s*(gzip|\*)\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/.test(clause));

function encode({ body, headers }: ApiResponse, reader: Reader): Encoded {
  if (body === undefined) return { plain: Buffer.alloc(0) };
  if (typeof body === 'string') return { plain: Buffer.from(body, 'utf8') };
  const type = headers['content-type'] ?? 'application/json';
  if (headers.etag === undefined || typeof body !== 'object' || body === null) return encodeObject(body, type, reader);
  let encodings = kept.get(body);
  if (!encodings) kept.set(body, (encodings = new Map()));
  let known = encodings.get(type);
  if (!known) {
    const plain = type === SWAGGER_PROTOBUF ? encodeSwagger(body) : Buffer.from(goText(body));
    encodings.set(type, (known = { plain }));
  }
  return known;
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** In the first form of those that the client takes which the object has. */
function encodeObject(body: unknown, type: string, reader: Reader): Encoded {
  const json = (): Encoded => ({ plain: Buffer.from(objectText(body, reader.headers, reader.query.get('pretty'))) });
  if (type !== 'application/json' || typeof body !== 'object' || body === null || !('kind' in body)) return json();
  for (const { type: asked } of parseAccept(String(reader.headers.accept ?? ''))) {
    if (asked === 'application/json' || asked === '*/*' || asked === 'application/*') return json();
    if (asked === 'application/yaml') return { plain: Buffer.from(printYaml(body)), type: asked };
    const plain = asked === PROTOBUF ? encodeProtobuf(body) : undefined;
    if (plain) return { plain, type: PROTOBUF };
  }
  return json();
}

const SWAGGER_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** A line of a stream: a watch event, or text that goes as it is. */
export const streamText = (item: unknown, { headers, query }: Reader): string => lineText(item, headers, query.get('pretty'));
