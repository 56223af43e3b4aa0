import { establish } from '@/lib/hosts/net/establish';
import { byteLength } from '@/lib/hosts/text';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Options } from '../command/getopt';
import { Fatal } from '../command/command';
import { strerror, type Io, type Task } from '../command/stdio';
import { ADDRESS, candidates, resolverFile } from './dns/resolver';
import { bodyText, hostHeader, parseUrl, REASONS, type Url } from './url';

const REDIRECTS = 5;
/** What the kernel waits for an answer to its SYNs. */
const CONNECT_MS = 127_000;
const RESOLVER_MS = 10_000;

/** Whether /bin is BusyBox's: its own image has no os-release at all. */
export const isBusyboxImage = (sys: Sys): boolean => sys.exists('/etc/alpine-release') || !sys.exists('/etc/os-release');

/** BusyBox' wget. Models networking/wget.c: errors are told with -q too, and every one of them is exit status 1. */
export function* busyboxWget(io: Io, options: Options, sys: Sys): Task<number> {
  if (options.operands.length === 0) {
    yield* io.stderr('BusyBox v1.37.0 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [-P DIR] URL...\n');
    return 1;
  }
  for (const given of options.operands) yield* download(io, options, sys, given);
  return 0;
}

function* download(io: Io, options: Options, sys: Sys, given: string): Task<void> {
  const say = function* (text: string) {
    if (!options.has('q')) yield* io.stderr(text);
  };
  let url = parseUrl(given);
  if (!url) throw new Fatal(`not an http or ftp url: ${given}`);
  // Host and port as they were written: that is what its messages show.
  let server = given
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/, '');
  for (let redirects = 0; ; redirects++) {
    const ip = yield* connect(io, options, sys, url, server);
    yield* say(`Connecting to ${server} (${ip}:${url.port})\n`);
    if (url.scheme === 'https' && !options.has('no-check-certificate'))
      yield* say('wget: note: TLS certificate validation not implemented\n');
    const { status, headers, body } = ask(options, sys, url);
    const reason = `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`.trimEnd();
    if (options.has('S'))
      yield* io.stderr(
        `  ${reason}\n${Object.entries(headers)
          .map(([key, value]) => `  ${key}: ${value}\n`)
          .join('')}`,
      );
    const { location } = headers;
    if (location && status >= 300 && status < 400) {
      if (redirects >= REDIRECTS) throw new Fatal('too many redirections');
      url = parseUrl(/^[a-z]+:/i.test(location) ? location : `${url.scheme}://${hostHeader(url)}${location}`) ?? url;
      server = hostHeader(url);
      continue;
    }
    if (status >= 300) throw new Fatal(`server returned error: ${reason}`);
    return options.has('spider') ? yield* say('remote file exists\n') : yield* keep(io, options, sys, url, bodyText(body, {}), say);
  }
}

function* keep(io: Io, options: Options, sys: Sys, url: Url, text: string, say: (text: string) => Task<void>): Task<void> {
  const name = url.path.split('/').pop() || 'index.html';
  const folder = options.value('P');
  const output = options.value('O') ?? (folder === undefined ? name : `${folder}/${name}`);
  const size = byteLength(text);
  const bar = `${(output === '-' ? '-' : name).padEnd(20)} 100% |********************************| ${String(size).padStart(5)}  0:00:00 ETA\n`;
  if (output === '-') {
    yield* say('writing to stdout\n');
    yield* io.print(text);
    return yield* say(`${bar}written to stdout\n`);
  }
  if (!options.has('O', 'c') && sys.exists(output)) throw new Fatal(`can't open '${output}': File exists`);
  try {
    sys.writeFile(output, text);
  } catch (error) {
    throw error instanceof Errno ? new Fatal(`can't open '${output}': ${strerror(error)}`) : error;
  }
  yield* say(`saving to '${output}'\n${bar}'${output}' saved\n`);
}

/** Address of the server, once it has taken the connection. Throws Fatal in BusyBox' words. */
function* connect(io: Io, options: Options, sys: Sys, url: Url, server: string): Task<string> {
  const limit = Number(options.value('T') ?? 0) * 1000;
  try {
    return yield* establish(sys, url.host, url.port, limit > 0 ? Math.min(limit, CONNECT_MS) : CONNECT_MS);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'EAGAIN') yield* io.sleep(RESOLVER_MS);
    if (error.code === 'EAGAIN' || error.code === 'ENAMENOTFOUND') throw new Fatal(`bad address '${server}'`);
    if (error.code === 'ETIMEDOUT') {
      if (limit > 0 && limit < CONNECT_MS) throw new Fatal('download timed out');
    }
    throw new Fatal(`can't connect to remote host${addressOf(sys, url.host)}: ${strerror(error)}`);
  }
}

/** ` (ADDRESS)` of a host, as far as it can be told. */
function addressOf(sys: Sys, host: string): string {
  if (ADDRESS.test(host)) return ` (${host})`;
  if (host === 'localhost') return ' (127.0.0.1)';
  const answers = candidates(resolverFile(sys), host).flatMap((name) => sys.resolve(name, 'A').answers);
  const found = answers.find(({ type }) => type === 'A')?.data;
  return found === undefined ? '' : ` (${found})`;
}

function ask(options: Options, sys: Sys, url: Url) {
  const headers: Record<string, string> = { host: hostHeader(url), 'user-agent': options.value('U') ?? 'Wget', connection: 'close' };
  for (const line of options.values('header')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = options.value('post-data');
  const method = options.has('spider') ? 'HEAD' : body === undefined ? 'GET' : 'POST';
  try {
    return sys.http(
      { scheme: url.scheme as 'http' | 'https', host: url.host, port: url.port },
      { method, path: url.path, query: url.query, headers, body },
    );
  } catch (error) {
    throw error instanceof Errno ? new Fatal(`error getting response: ${strerror(error)}`) : error;
  }
}
