import { establish } from '@/lib/hosts/net/establish';
import type { StreamRef } from '@/lib/sim/http';
import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import type { Options } from '../command/getopt';
import { strerror, writeAll, type Io, type Task } from '../command/stdio';
import { streamText } from '@/lib/api/go-order';
import { byteLength } from '@/lib/hosts/text';
import { agreement, CA_FILE, greeting, systemAuthorities, tlsProblem } from './curl-tls';
import { absoluteUrl, bodyText, hostHeader, parseUrl, REASONS, type Url } from './url';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly stream?: StreamRef;
  /** Headers of the request. */
  readonly asked: Readonly<Record<string, string>>;
  readonly ip: string;
}

/** A transfer that failed: curl's exit code and message. */
class CurlError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const curl: Command = {
  name: 'curl',
  options:
    'a,append A,user-agent: b,cookie: c,cookie-jar: cacert: cert,E: key: connect-timeout: compressed d,data,data-ascii: data-raw: data-binary: data-urlencode: D,dump-header: e,referer: f,fail fail-with-body F,form: G,get H,header: I,head i,include,show-headers j,junk-session-cookies k,insecure json: L,location m,max-time: max-redirs: n,netrc N,no-buffer no-progress-meter o,output: O,remote-name p,proxytunnel progress-bar,# retry: retry-delay: retry-connrefused retry-all-errors resolve: connect-to: r,range: R s,silent S,show-error T,upload-file: u,user: url: v,verbose w,write-out: x,proxy: X,request: Z 0,http1.0 http1.1 http2 1,tlsv1 tlsv1.2 tlsv1.3 4,ipv4 6,ipv6 q,disable g,globoff noproxy: unix-socket: interface: proto: create-dirs',
  usage:
    'Usage: curl [options...] <url>\n -d, --data <data>           HTTP POST data\n -f, --fail                  Fail fast with no output on HTTP errors\n -h, --help <category>       Get help for commands\n -i, --include               Include response headers in output\n -o, --output <file>         Write to file instead of stdout\n -O, --remote-name           Write output to file named as remote file\n -s, --silent                Silent mode\n -T, --upload-file <file>    Transfer local FILE to destination\n -u, --user <user:password>  Server user and password\n -A, --user-agent <name>     Send User-Agent <name> to server\n -v, --verbose               Make the operation more talkative\n -V, --version               Show version number and quit\n',
  version: 'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 OpenSSL/3.0.13 zlib/1.3',
  usageStatus: 2,
  refusal: "curl: try 'curl --help' or 'curl --manual' for more information\n",
  *run(io, options, sys) {
    const urls = [...options.values('url'), ...options.operands];
    if (urls.length === 0) {
      yield* io.stderr("curl: try 'curl --help' or 'curl --manual' for more information\n");
      return 2;
    }
    let code = 0;
    for (const url of urls) code = yield* transfer(io, sys, options, url);
    return code;
  },
};

function* transfer(io: Io, sys: Sys, options: Options, given: string): Task<number> {
  const started = sys.now();
  const retries = Number(options.value('retry') ?? 0);
  for (let attempt = 0; ; attempt++) {
    try {
      return yield* once(io, sys, options, given, started);
    } catch (error) {
      if (!(error instanceof CurlError)) throw error;
      const retriable =
        error.code === 28 || (error.code === 7 && options.has('retry-connrefused', 'retry-all-errors')) || options.has('retry-all-errors');
      if (retriable && attempt < retries) {
        yield* io.sleep(Number(options.value('retry-delay') ?? 2 ** attempt) * 1000);
        continue;
      }
      if (options.has('w')) yield* writeOut(io, options.value('w')!, undefined, given, sys.now() - started);
      if (!options.has('s') || options.has('S')) yield* io.stderr(`curl: (${error.code}) ${error.message}\n`);
      return error.code;
    }
  }
}

function* once(io: Io, sys: Sys, options: Options, given: string, started: number): Task<number> {
  let url = parseUrl(given);
  if (!url) throw new CurlError(3, 'URL using bad/illegal format or missing URL');
  if (url.scheme !== 'http' && url.scheme !== 'https') throw new CurlError(1, `Protocol "${url.scheme}" not supported`);
  const body = yield* requestBody(io, options);
  let method =
    options.value('X') ?? (options.has('I') ? 'HEAD' : options.has('T') ? 'PUT' : body !== undefined && !options.has('G') ? 'POST' : 'GET');
  let answer: Answer;
  for (let redirects = 0; ; redirects++) {
    answer = yield* exchange(io, sys, options, url, method, options.has('G') ? undefined : body, started);
    const location = answer.headers.location;
    if (!options.has('L') || !location || ![301, 302, 303, 307, 308].includes(answer.status)) break;
    if (redirects >= Number(options.value('max-redirs') ?? 50))
      throw new CurlError(47, `Maximum (${options.value('max-redirs') ?? 50}) redirects followed`);
    if (options.has('i', 'I')) yield* io.print(headerText(answer));
    if (answer.status === 303 || (method === 'POST' && answer.status < 307)) method = 'GET';
    url = parseUrl(absoluteUrl(location, url))!;
  }
  const failing = options.has('f') && answer.status >= 400;
  const output = options.has('O') ? (url.path.split('/').pop() ?? '') : options.value('o');
  if (options.has('O') && !output) throw new CurlError(23, 'Remote file name has no length!');
  const head = options.has('i', 'I') ? headerText(answer) : '';
  let text = head + (method === 'HEAD' || failing ? '' : answer.text);
  if (options.value('D') !== undefined && options.value('D') !== '-') sys.writeFile(options.value('D')!, headerText(answer));
  else if (options.value('D') === '-') text = headerText(answer) + text;
  if (output !== undefined && output !== '-') {
    if (output !== '/dev/null') {
      try {
        sys.writeFile(output, text);
      } catch (error) {
        yield* io.stderr(`curl: (23) Failure writing output to destination\n`);
        strerror(error);
        return 23;
      }
    }
    if (!options.has('s', 'progress-bar')) yield* progress(io, byteLength(answer.text));
  } else {
    yield* io.print(text);
    if (answer.stream) yield* pump(io, sys, answer.stream, answer.asked, options, started);
  }
  if (options.has('v')) yield* io.stderr(`* Connection #0 to host ${url.host} left intact\n`);
  if (options.has('w')) yield* writeOut(io, options.value('w')!, answer, given, sys.now() - started, url);
  if (failing) {
    if (!options.has('s') || options.has('S')) yield* io.stderr(`curl: (22) The requested URL returned error: ${answer.status}\n`);
    return 22;
  }
  return options.has('fail-with-body') && answer.status >= 400 ? 22 : 0;
}

function* requestBody(io: Io, options: Options): Task<string | undefined> {
  const parts: string[] = [];
  for (const { name, value } of options.given) {
    if (name === 'json') parts.push(value!);
    if (name === 'F') parts.push(value!);
    if (name === 'data-raw') parts.push(value!);
    if (name === 'data-urlencode') {
      const m = /^([^=]*)=([^]*)$/.exec(value!);
      parts.push(m ? `${m[1] ? `${m[1]}=` : ''}${encodeURIComponent(m[2]!)}` : encodeURIComponent(value!));
    }
    if (name === 'd' || name === 'data-binary' || name === 'T') {
      if (name !== 'T' && !value!.startsWith('@')) {
        parts.push(value!);
        continue;
      }
      const path = name === 'T' ? value! : value!.slice(1);
      try {
        const text = yield* io.open(path).rest();
        parts.push(name === 'd' ? text.replace(/[\r\n]/g, '') : text);
      } catch (error) {
        strerror(error);
        throw new CurlError(26, `Failed to open ${path}`);
      }
    }
  }
  return parts.length ? parts.join('&') : undefined;
}

function requestHeaders(options: Options, url: Url, body: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { host: hostHeader(url), 'user-agent': options.value('A') ?? 'curl/8.5.0', accept: '*/*' };
  const user = options.value('u') ?? url.user;
  if (user !== undefined) headers.authorization = `Basic ${Buffer.from(user).toString('base64')}`;
  if (options.has('b')) headers.cookie = options.value('b')!;
  if (body !== undefined) {
    headers['content-length'] = String(byteLength(body));
    headers['content-type'] = options.has('json')
      ? 'application/json'
      : options.has('F')
        ? 'multipart/form-data'
        : 'application/x-www-form-urlencoded';
    if (options.has('T')) delete headers['content-type'];
    if (options.has('json')) headers.accept = 'application/json';
  }
  for (const line of options.values('H')) {
    const at = line.indexOf(':');
    if (at < 0) continue;
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (value === '') delete headers[name];
    else headers[name] = value;
  }
  return headers;
}

function* exchange(io: Io, sys: Sys, options: Options, url: Url, method: string, body: string | undefined, started: number): Task<Answer> {
  const read = (name: string, what: number) => {
    const path = options.value(name);
    if (path === undefined) return undefined;
    try {
      return sys.readFile(path);
    } catch (error) {
      strerror(error);
      throw new CurlError(
        what,
        what === 77
          ? `error setting certificate verify locations:  CAfile: ${path} CApath: /etc/ssl/certs`
          : `could not load PEM client certificate from ${path}, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)`,
      );
    }
  };
  const resolved = options
    .values('resolve')
    .map((r) => r.split(':'))
    .find(([h, p]) => h === url.host && Number(p) === url.port)
    ?.slice(2)
    .join(':');
  const target: HttpTarget = {
    scheme: url.scheme as 'http' | 'https',
    host: resolved ?? url.host,
    port: url.port,
    ca: url.scheme === 'https' && !options.has('k') ? (read('cacert', 77) ?? systemAuthorities(sys)) : undefined,
    clientCertificate: read('cert', 58),
    clientKey: read('key', 58),
    serverName: resolved === undefined ? undefined : url.host,
  };
  const headers = requestHeaders(options, url, body);
  const verbose = function* (text: string): Task<void> {
    if (options.has('v')) yield* io.stderr(text);
  };
  const limit = Number(options.value('connect-timeout') ?? options.value('m') ?? 0) * 1000;
  const trust = { caFile: options.value('cacert') ?? CA_FILE, insecure: options.has('k') };
  try {
    const ip = yield* establish(sys, target.host, url.port, limit || CONNECT_MS);
    yield* verbose(`*   Trying ${ip}:${url.port}...\n* Connected to ${url.host} (${ip}) port ${url.port}\n`);
    if (url.scheme === 'https') yield* verbose(greeting(trust));
    const response = sys.http(target, { method, path: url.path, query: url.query, headers, body });
    if (url.scheme === 'https') yield* verbose(agreement(sys, target, trust));
    yield* verbose(
      `> ${method} ${url.target} HTTP/1.1\n${Object.entries(headers)
        .map(([k, v]) => `> ${title(k)}: ${v}\n`)
        .join('')}> \n`,
    );
    const answer: Answer = {
      status: response.status,
      headers: response.headers,
      text: bodyText(response.body, headers, url.query['pretty']?.[0]),
      stream: response.stream,
      asked: headers,
      ip,
    };
    yield* verbose(
      `${headerText(answer)
        .trimEnd()
        .split(/\r\n/)
        .map((l) => `< ${l}\n`)
        .join('')}< \n`,
    );
    return answer;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code !== 'ETLS') return yield* connectionFailed(io, sys, error, url, limit, started);
    const { text, alert } = tlsProblem(sys, target, error.message);
    yield* verbose(`* TLSv1.3 (OUT), TLS alert, ${alert}:\n* ${text}\n* Closing connection\n`);
    throw new CurlError(60, `${text}\n${UNTRUSTED}`);
  }
}

const UNTRUSTED =
  'More details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.';

function* connectionFailed(io: Io, sys: Sys, error: Errno, url: Url, limit: number, started: number): Task<never> {
  const waited = () => sys.now() - started;
  switch (error.code) {
    case 'EAGAIN':
      // The resolver asks each server twice, five seconds each.
      yield* io.sleep(limit > 0 ? Math.min(limit, 10_000) : 10_000);
      if (limit > 0 && limit < 10_000) throw new CurlError(28, `Resolving timed out after ${waited()} milliseconds`);
      throw new CurlError(6, `Could not resolve host: ${url.host}`);
    case 'ENAMENOTFOUND':
      throw new CurlError(6, `Could not resolve host: ${url.host}`);
    case 'ECONNREFUSED':
      throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after ${waited()} ms: Couldn't connect to server`);
    case 'ETIMEDOUT':
      yield* io.sleep(Math.max(0, (limit || CONNECT_MS) - waited()));
      if (limit > 0) throw new CurlError(28, `Connection timed out after ${waited()} milliseconds`);
      throw new CurlError(28, `Failed to connect to ${url.host} port ${url.port} after ${waited()} ms: Couldn't connect to server`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after ${waited()} ms: Couldn't connect to server`);
    case 'ECONNRESET':
      throw new CurlError(56, 'Recv failure: Connection reset by peer');
    default:
      throw new CurlError(7, `Failed to connect to ${url.host} port ${url.port} after ${waited()} ms: ${error.message}`);
  }
}

/** Milliseconds after which the system gives a connection up. */
const CONNECT_MS = 134_000;

const title = (name: string) => name.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase());

function headerText(answer: Answer): string {
  const lines = Object.entries(answer.headers)
    .map(([k, v]) => `${title(k)}: ${v}\r\n`)
    .join('');
  return `HTTP/1.1 ${answer.status} ${REASONS[answer.status] ?? ''}\r\n${lines}\r\n`;
}

function* progress(io: Io, size: number): Task<void> {
  const n = String(size).padStart(5);
  yield* io.stderr(
    `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r100 ${n}  100 ${n}    0     0  ${n}      0 --:--:-- --:--:-- --:--:-- ${n}\n`,
  );
}

/** A response that goes on (a watch, say): items are written as they come. */
function* pump(
  io: Io,
  sys: Sys,
  stream: StreamRef,
  asked: Readonly<Record<string, string>>,
  options: Options,
  started: number,
): Task<void> {
  const limit = Number(options.value('m') ?? 0) * 1000;
  const until = limit > 0 ? started + limit : undefined;
  for (;;) {
    const { items, ended } = sys.streamRead(stream.id);
    for (const item of items) yield* writeAll(sys, 1, streamText(item, asked));
    if (ended) return;
    if (until !== undefined && sys.now() >= until)
      throw new CurlError(28, `Operation timed out after ${sys.now() - started} milliseconds with 0 bytes received`);
    if (items.length === 0) {
      yield* io.flush();
      yield { channels: [stream.channel], until };
    }
  }
}

function* writeOut(io: Io, format: string, answer: Answer | undefined, given: string, elapsed: number, url?: Url): Task<void> {
  const seconds = (elapsed / 1000).toFixed(6);
  const values: Record<string, string> = {
    http_code: String(answer?.status ?? 0).padStart(3, '0'),
    response_code: String(answer?.status ?? 0).padStart(3, '0'),
    size_download: String(answer ? byteLength(answer.text) : 0),
    time_total: seconds,
    time_connect: seconds,
    time_namelookup: seconds,
    time_starttransfer: seconds,
    url_effective: url ? `${url.scheme}://${hostHeader(url)}${url.target}` : given,
    remote_ip: answer?.ip ?? '',
    remote_port: String(url?.port ?? ''),
    content_type: answer?.headers['content-type'] ?? '',
    redirect_url: url && answer?.headers.location ? absoluteUrl(answer.headers.location, url) : '',
    num_redirects: '0',
    http_version: '1.1',
    scheme: url?.scheme ?? '',
    exitcode: answer ? '0' : '7',
    speed_download: '0',
    method: 'GET',
  };
  yield* io.print(
    format
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\r/g, '\r')
      .replace(/%\{(\w+)\}|%%/g, (all, name: string | undefined) => (name === undefined ? '%' : (values[name] ?? ''))),
  );
}
