import { Errno } from '@/lib/hosts/process/sys';
import { parseUrl, REASONS } from '@/lib/commands/net/url';
import { CommandError, ConnectionError, ReadError } from '../errors';
import type { Invocation } from '../invocation';

const MOST_REDIRECTS = 10;

/** Text of a manifest at an address, redirects followed. Models URLVisitor of k8s.io/cli-runtime; throws in its words. */
export function fetchManifest(k: Invocation, address: string): string {
  let at = address;
  for (let i = 0; i <= MOST_REDIRECTS; i++) {
    const url = parseUrl(at);
    if (!url)
      throw new CommandError(
        `the URL passed to filename ${JSON.stringify(address)} is not valid: parse ${JSON.stringify(address)}: invalid URL`,
      );
    const { scheme, host, port } = url;
    try {
      const target = { scheme: scheme === 'https' ? ('https' as const) : ('http' as const), host, port };
      const { status, headers, body } = k.sys.http(target, { method: 'GET', path: url.path, query: url.query, headers: { host } });
      if (status >= 300 && status < 400 && headers.location) at = headers.location;
      else if (status !== 200)
        throw new ReadError(
          `unable to read URL ${JSON.stringify(address)}, server reported ${status} ${REASONS[status] ?? ''}, status code=${status}`,
        );
      else return String(body ?? '');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new ConnectionError('GET', at, dialFailure(error, host, port));
    }
  }
  throw new ReadError(`Get ${JSON.stringify(at)}: stopped after ${MOST_REDIRECTS} redirects`);
}

function dialFailure(error: Errno, host: string, port: number): string {
  switch (error.code) {
    case 'ENAMENOTFOUND':
      return `dial tcp: lookup ${host}: no such host`;
    case 'EAGAIN':
      return `dial tcp: lookup ${host}: i/o timeout`;
    case 'ETIMEDOUT':
      return `dial tcp ${host}:${port}: i/o timeout`;
    default:
      return `dial tcp ${host}:${port}: connect: ${error.message.toLowerCase()}`;
  }
}
