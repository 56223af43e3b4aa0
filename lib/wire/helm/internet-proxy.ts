import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { Random } from '@/lib/sim/random';
import { issue, newAuthority } from '@/lib/cluster/pki/certificate';
import { toBytes } from '@/lib/hosts/text';
import { askOutside, siteAddress } from '@/lib/world/internet';
import type { World } from '@/lib/world/world';

const YEAR = 365 * 86_400_000;

/** The simulated internet as an HTTP proxy for real programs; `ca` signs what the sites show. */
export async function serveInternet(world: World): Promise<{ address: string; ca: string; close(): Promise<void> }> {
  const validity = { notBefore: Date.now() - 86_400_000, notAfter: Date.now() + YEAR };
  const authority = newAuthority('simulated internet', validity, new Random(1));
  const sites = new Map<string, Promise<Server>>();
  const site = (host: string): Promise<Server> => {
    let server = sites.get(host);
    if (!server) {
      const shown = issue(
        authority,
        { commonName: host, usages: ['server'], dnsNames: [host], ipAddresses: [], ...validity },
        new Random(2),
      );
      const made = createServer({ cert: shown.certificatePem, key: shown.key.privatePem }, (request, response) => {
        const answer = askOutside(world.cluster.profile, host, 'https', request.method ?? 'GET', request.url ?? '/');
        response.writeHead(answer.status, answer.headers);
        response.end(typeof answer.body === 'string' ? Buffer.from(toBytes(answer.body)) : JSON.stringify(answer.body));
      });
      server = new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)));
      sites.set(host, server);
    }
    return server;
  };
  const proxy = createProxy((request, response) => {
    response.writeHead(502);
    response.end(request.url);
  });
  proxy.on('connect', (request: IncomingMessage, socket) => {
    const host = (request.url ?? '').replace(/:\d+$/, '');
    socket.on('error', () => {});
    if (siteAddress(host) === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    void site(host).then((server) => {
      const inner = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        inner.pipe(socket);
        socket.pipe(inner);
      });
      inner.on('error', () => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    ca: authority.certificatePem,
    close: async () => {
      for (const server of sites.values()) {
        (await server).closeAllConnections();
        (await server).close();
      }
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
