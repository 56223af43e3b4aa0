import { notAcceptableStatus } from '@/lib/api/status';

/** The shape in which a client wants its answer. */
export type Form = 'object' | 'table' | 'partial' | 'discovery';

export interface MediaType {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const SERVED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Media types of an Accept header, in the order given (by quality where it is named). */
export function parseAccept(accept: string | undefined): MediaType[] {
  if (!accept) return [];
  return accept
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
      return { type: type.toLowerCase(), parameters: Object.fromEntries(parameters.map((pair) => split(pair))) };
    })
    .filter(({ type }) => type !== '')
    .map((media, i) => ({ media, i, q: Number(media.parameters.q ?? 1) }))
    .sort((a, b) => b.q - a.q || a.i - b.i)
    .map(({ media }) => media);
}

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}

const FORMS: Readonly<Record<string, Form>> = {
  'Table/meta.k8s.io': 'table',
  'PartialObjectMetadata/meta.k8s.io': 'partial',
  'PartialObjectMetadataList/meta.k8s.io': 'partial',
  'APIGroupDiscoveryList/apidiscovery.k8s.io': 'discovery',
};

/** The form of the first media type that the server can give. Throws NotAcceptable when there is none. */
export function negotiateForm(accept: string | undefined): Form {
  const wanted = parseAccept(accept);
  if (wanted.length === 0) return 'object';
  for (const { type, parameters } of wanted) {
    if (type !== '*/*' && type !== 'application/*' && !SERVED.includes(type)) continue;
    if (parameters.as === undefined) return 'object';
    const form = FORMS[`${parameters.as}/${parameters.g}`];
    // Aggregated discovery's v2beta1 is no longer served (AggregatedDiscoveryRemoveBetaType).
    if (form && parameters.v === (form === 'discovery' ? 'v2' : 'v1')) return form;
  }
  throw notAcceptableStatus(SERVED);
}
