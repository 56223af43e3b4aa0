import { decodeProtobuf } from '@/lib/api/protobuf';

/** A request body that cannot be read, as the HTTP status and message that upstream answers with. */
export class BodyError extends Error {
  constructor(
    readonly status: 400 | 413 | 415,
    readonly reason: 'BadRequest' | 'RequestEntityTooLarge' | 'UnsupportedMediaType',
    message: string,
  ) {
    super(message);
  }
}

/** Limit of the real API server's request bodies (3 MiB). */
export const BODY_LIMIT = 3 * 1024 * 1024;

/**
 * Turns a body into the value it stands for; undefined for an empty one. Text (JSON, YAML, patches) goes to the server as it is:
 * how it is read, and what is wrong with it, depends on what was asked.
 */
export function readBody(bytes: Uint8Array, contentType: string): unknown {
  if (bytes.length === 0) return undefined;
  const media = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (media === 'application/vnd.kubernetes.protobuf') {
    try {
      return decodeProtobuf(bytes);
    } catch (error) {
      throw new BodyError(400, 'BadRequest', `unable to decode protobuf body: ${(error as Error).message}`);
    }
  }
  return Buffer.from(bytes).toString('utf8');
}
