import { Errno } from '@/lib/hosts/process/sys';
import { HelmError, type Helm } from './helm';

const MOST_REDIRECTS = 10;

/** A file from the web, as simulated sites serve it. Throws HelmError with Go's words. */
export function fetchText(h: Helm, url: string): string {
  let at = url;
  for (let i = 0; i < MOST_REDIRECTS; i++) {
    const found = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/[^?#]*)?(?:\?([^#]*))?/.exec(at);
    if (!found)
      throw new HelmError(`Get ${JSON.stringify(at)}: unsupported protocol scheme ${JSON.stringify(/^(\w*):/.exec(at)?.[1] ?? '')}`);
    const [, scheme, host, port, path = '/'] = found;
    let response;
    try {
      response = h.sys.http(
        { scheme: scheme as 'http', host: host!, port: Number(port ?? (scheme === 'https' ? 443 : 80)) },
        { method: 'GET', path, query: {}, headers: { 'user-agent': 'Helm/3.17.0' } },
      );
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new HelmError(`Get ${JSON.stringify(at)}: ${causeOf(error, host!, Number(port ?? (scheme === 'https' ? 443 : 80)))}`);
    }
    if (response.status >= 300 && response.status < 400 && response.headers['location']) {
      at = response.headers['location'];
      continue;
    }
    if (response.status !== 200)
      throw new HelmError(`failed to fetch ${at} : ${response.status} ${STATUS[response.status] ?? ''}`.trimEnd());
    return typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
  }
  throw new HelmError(`Get ${JSON.stringify(url)}: stopped after 10 redirects`);
}

const STATUS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

function causeOf(error: Errno, host: string, port: number): string {
  const address = `${host}:${port}`;
  if (error.code === 'ENAMENOTFOUND') return `dial tcp: lookup ${host}: no such host`;
  if (error.code === 'ECONNREFUSED') return `dial tcp ${address}: connect: connection refused`;
  if (error.code === 'ETIMEDOUT') return `dial tcp ${address}: i/o timeout`;
  if (error.code === 'EHOSTUNREACH') return `dial tcp ${address}: connect: no route to host`;
  if (error.code === 'ENETUNREACH') return `dial tcp ${address}: connect: network is unreachable`;
  return error.message;
}
