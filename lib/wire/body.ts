import { parseDocument } from 'yaml';
import { decodeProtobuf } from './protobuf';

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

/** Turns a body into the value it stands for; undefined for an empty one. */
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
  const text = Buffer.from(bytes).toString('utf8');
  if (media === 'application/yaml' || media === 'application/apply-patch+yaml') {
    const document = parseDocument(text);
    if (document.errors[0]) throw new BodyError(400, 'BadRequest', `error decoding YAML: ${document.errors[0].message.split('\n')[0]}`);
    return document.toJS({ maxAliasCount: 100 });
  }
  if (media === '' || media === 'application/json' || media.endsWith('+json')) {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new BodyError(400, 'BadRequest', `couldn't get version/kind; json parse error: ${(error as Error).message}`);
    }
  }
  throw new BodyError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf`,
  );
}
