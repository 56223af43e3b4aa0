import { parseDocument, YamlError } from '@/lib/api/yaml';
import { badRequestStatus, unsupportedMediaTypeStatus, type StatusError } from '@/lib/api/status';
import { parseJson } from './json';

/** A request's body, read. */
export interface ReadBody {
  readonly value: unknown;
  /** `duplicate field "a.b"`, or go-yaml's words for keys named twice. */
  readonly duplicates: readonly string[];
  /** The text it was read from, as errors repeat its start; absent for bodies that came as values. */
  readonly text?: string;
}

const SERVED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;
/** How much of a body an error repeats. Models handlers.summarizeData. */
const SUMMARY_BYTES = 30;

/** The media type of a Content-Type header, without parameters; '' when there is none. */
export const mediaTypeOf = (contentType = ''): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

/**
 * A body as a value: text is parsed as its media type says (JSON when none is given). `kind` is what the request should have
 * held. Throws BadRequest and UnsupportedMediaType with upstream's words. Models the serializers of apimachinery.
 */
export function readBody(body: unknown, kind: string, contentType?: string): ReadBody {
  const media = mediaTypeOf(contentType);
  if (media !== '' && !(SERVED as readonly string[]).includes(media)) throw unsupportedMediaTypeStatus(SERVED);
  if (typeof body !== 'string') return { value: body, duplicates: [] };
  if (media === 'application/yaml') return readYaml(body, kind);
  const parsed = parseJson(body);
  if ('error' in parsed) throw unrecognizedStatus(kind, `couldn't get version/kind; json parse error: ${parsed.error}`, body);
  return { ...parsed, text: body };
}

function readYaml(text: string, kind: string): ReadBody {
  try {
    const twice: string[] = [];
    const value = parseDocument(text, twice);
    return { value, duplicates: twice.length > 0 ? [`yaml: unmarshal errors:\n  ${twice.join('\n  ')}`] : [], text };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw unrecognizedStatus(kind, error.message, text);
  }
}

/** The refusal of a body that says too little to be decoded. Models handlers.transformDecodeError. */
export const unrecognizedStatus = (kind: string, why: string, text: string): StatusError =>
  badRequestStatus(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summaryOf(text)})`);

/** The start of a body as errors show it: an object's text as it is, anything else in hexadecimal. */
function summaryOf(text: string): string {
  if (text === '') return '<empty>';
  const bytes = new TextEncoder().encode(text);
  const cut = bytes.subarray(0, SUMMARY_BYTES);
  const shown = text.startsWith('{') ? new TextDecoder().decode(cut) : [...cut].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > SUMMARY_BYTES ? `${shown} ...` : shown;
}
