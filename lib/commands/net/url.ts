import { objectText, type ReaderHeaders } from '@/lib/api/go-order';
/** The parts of an address as curl and wget take it; http when no scheme is given. */
export interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  /** Path and query as sent. */
  readonly target: string;
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly user?: string;
}

/** Undefined when the text is no address. */
export function parseUrl(text: string): Url | undefined {
  const m = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]+\]|[^:/?#]*)(?::(\d*))?([^#]*)/.exec(text);
  if (!m || !m[3]) return undefined;
  const scheme = (m[1] ?? 'http').toLowerCase();
  const rest = m[5] || '/';
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  const at = target.indexOf('?');
  const query: Record<string, string[]> = {};
  if (at >= 0) {
    for (const pair of target
      .slice(at + 1)
      .split('&')
      .filter(Boolean)) {
      const [key, ...value] = pair.split('=');
      (query[decode(key!)] ??= []).push(decode(value.join('=')));
    }
  }
  const port = m[4] ? Number(m[4]) : scheme === 'https' ? 443 : 80;
  if (port > 65535) return undefined;
  return { scheme, host: m[3].replace(/^\[|\]$/g, ''), port, target, path: at >= 0 ? target.slice(0, at) : target, query, user: m[2] };
}

/** Where a Location leads from an address, as curl writes it: never without a path. */
export function absoluteUrl(location: string, from: Url): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(location)
    ? location
    : new URL(location, `${from.scheme}://${hostHeader(from)}${from.target}`).href;
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#]+)(?=$|[?#])/i, '$1/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** `host:port`, without the port when it is the scheme's own. */
export function hostHeader(url: Url): string {
  return url.port === (url.scheme === 'https' ? 443 : 80) ? url.host : `${url.host}:${url.port}`;
}

export const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A body as text: strings as they are, values as JSON. */
export function bodyText(body: unknown, headers: ReaderHeaders, pretty?: string): string {
  if (body === undefined || body === null) return '';
  return typeof body === 'string' ? body : objectText(body, headers, pretty);
}
