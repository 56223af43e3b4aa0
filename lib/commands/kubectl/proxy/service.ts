import type { Service } from '@/lib/hosts/net/network';
import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';
import type { HttpResponse } from '@/lib/sim/http';
import { klog } from '../klog';
import { accepts, type ProxyFilter } from './filter';

export interface ProxyData {
  readonly target: HttpTarget;
  /** Who the requests are sent as. */
  readonly headers: Readonly<Record<string, string>>;
  /** Path of the server's own, from its URL. */
  readonly prefix: string;
  /** Where the API is served below, with slashes at both ends. */
  readonly apiPrefix: string;
  readonly www?: { readonly directory: string; readonly prefix: string };
  readonly filter?: ProxyFilter;
}

const plain = (status: number, text: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  body: `${text}\n`,
});

/** Answers on the port of `kubectl proxy`. Models kubectl/pkg/proxy.Server. */
export const proxyService: Service = ({ sys, data }, { host, scheme: _scheme, peer: _peer, ...request }) => {
  const { target, headers, prefix, apiPrefix, www, filter } = data as ProxyData;
  const { path } = request;
  if (filter && !accepts(filter, request.method, path, request.headers.host ?? host)) return plain(403, 'Forbidden');
  if (www && path.startsWith(www.prefix)) return file(sys, www.directory, path.slice(www.prefix.length));
  if (!path.startsWith(apiPrefix)) return plain(404, '404 page not found');
  const { authorization: _authorization, ...kept } = request.headers;
  try {
    return sys.http(target, {
      ...request,
      path: `${prefix}/${path.slice(apiPrefix.length)}`,
      headers: { ...kept, ...headers, host: `${target.host}:${target.port}`, 'x-forwarded-for': '127.0.0.1' },
    });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const why = error.code === 'ECONNREFUSED' ? `dial tcp ${target.host}:${target.port}: connect: connection refused` : error.message;
    sys.write(2, klog(sys, 'E', 'proxy_server.go:147', `Error while proxying request: ${why}`));
    return { status: 502, headers: {}, body: '' };
  }
};

/** A static file, or the index or list of a directory (Models http.FileServer). */
function file(sys: Sys, directory: string, rest: string): HttpResponse {
  const path = `${directory}/${rest}`.replace(/\/(\.\.?(?=\/|$))+/g, '').replace(/\/+$/, '');
  try {
    if (sys.stat(path).type !== 'dir') return { status: 200, headers: { 'content-type': typeOf(path) }, body: sys.readFile(path) };
    if (sys.exists(`${path}/index.html`))
      return { status: 200, headers: { 'content-type': typeOf('.html') }, body: sys.readFile(`${path}/index.html`) };
    const links = sys.readdir(path).map((name) => {
      const shown = sys.stat(`${path}/${name}`).type === 'dir' ? `${name}/` : name;
      return `<a href="${encodeURI(shown)}">${shown}</a>\n`;
    });
    const head = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n';
    return { status: 200, headers: { 'content-type': typeOf('.html') }, body: `${head}<pre>\n${links.join('')}</pre>\n` };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return error.code === 'EACCES' ? plain(403, '403 Forbidden') : plain(404, '404 page not found');
  }
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  xml: 'text/xml; charset=utf-8',
};
const typeOf = (path: string): string => TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8';
