import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import type { HttpResponse } from '@/lib/sim/http';
import { accessTime, note, print, printError, readIfThere, slashTime, untilSignal } from './daemon';
import { execInPlace } from './entry-point';
import { locationOf, NginxError, parseNginx, pidFileOf, serversOf, tempFoldersOf, upstreamsOf, type NginxServer } from './nginx-config';

const CONF = '/etc/nginx/nginx.conf';
/** Linux' numbers of the errors that nginx meets while it starts. */
const NUMBERS: Readonly<Record<string, number>> = { ENOENT: 2, EACCES: 13, EEXIST: 17, ENOTDIR: 20, ENOSPC: 28, EROFS: 30 };
const numberOf = ({ code }: Errno): number => NUMBERS[code] ?? 5;

/** /docker-entrypoint.sh of the nginx image. */
export const nginxEntrypoint: Program = function* (sys, argv) {
  const command = argv.slice(1);
  if (command[0] === 'nginx' || command[0] === 'nginx-debug') {
    yield* print(
      sys,
      preparations(sys)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  if (command.length === 0) return 0;
  return yield* execInPlace(sys, command, '/docker-entrypoint.sh: 47');
};

/** What the scripts of /docker-entrypoint.d say. */
function preparations(sys: Sys): readonly string[] {
  const conf = '/etc/nginx/conf.d/default.conf';
  const ipv6 = '10-listen-on-ipv6-by-default.sh: info:';
  const listening = !sys.exists(conf)
    ? [`${ipv6} ${conf} is not a file or does not exist`]
    : !sys.access(conf, 'w')
      ? [`${ipv6} can not modify ${conf} (read-only file system?)`]
      : [`${ipv6} Getting the checksum of ${conf}`, `${ipv6} Enabled listen on IPv6 in ${conf}`];
  const say = (text: string) => `/docker-entrypoint.sh: ${text}`;
  return [
    say('/docker-entrypoint.d/ is not empty, will attempt to perform configuration'),
    say('Looking for shell scripts in /docker-entrypoint.d/'),
    say('Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh'),
    ...listening,
    say('Sourcing /docker-entrypoint.d/15-local-resolvers.envsh'),
    say('Launching /docker-entrypoint.d/20-envsubst-on-templates.sh'),
    say('Launching /docker-entrypoint.d/30-tune-worker-processes.sh'),
    say('Configuration complete; ready for start up'),
  ];
}

/** nginx: checks its configuration, listens, and serves files until it is told to stop. */
export const nginx: Program = function* (sys, argv) {
  const version = sys.env().NGINX_VERSION ?? '1.29.3';
  if (argv.includes('-v')) {
    yield* printError(sys, `nginx version: nginx/${version}\n`);
    return 0;
  }
  let servers: readonly NginxServer[];
  let pidFile: string;
  let folders: readonly string[];
  try {
    const directives = configuration(sys);
    servers = serversOf(directives);
    pidFile = pidFileOf(directives);
    folders = tempFoldersOf(directives);
    checkNames(sys, servers, upstreamsOf(directives));
    const unread = servers.map(({ certificate }) => certificate).find((path) => path !== undefined && readIfThere(sys, path) === undefined);
    if (unread !== undefined) {
      throw new NginxError(
        `cannot load certificate "${unread}": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(${unread}, r) error:10000080:BIO routines::no such file)`,
      );
    }
  } catch (error) {
    if (!(error instanceof NginxError)) throw error;
    const line = `[emerg] ${error.message}\n`;
    yield* printError(sys, `${slashTime(sys.now())} [emerg] ${sys.pid}#${sys.pid}: ${error.message}\n`);
    yield* printError(sys, `nginx: ${line}`);
    if (argv.includes('-t')) yield* printError(sys, `nginx: configuration file ${CONF} test failed\n`);
    return 1;
  }
  if (argv.includes('-t')) {
    yield* printError(sys, `nginx: the configuration file ${CONF} syntax is ok\nnginx: configuration file ${CONF} test is successful\n`);
    return 0;
  }
  if (argv.includes('-s')) return yield* tell(sys, argv[argv.indexOf('-s') + 1] ?? '');
  const say = (level: string, ...texts: readonly string[]) => {
    const head = `${slashTime(sys.now())} [${level}] ${sys.pid}#${sys.pid}: `;
    return printError(sys, texts.map((text) => `${head}${text}\n`).join(''));
  };
  const emerg = function* (text: string) {
    yield* say('emerg', text);
    yield* printError(sys, `nginx: [emerg] ${text}\n`);
  };
  for (const folder of folders) {
    try {
      sys.mkdir(folder, 0o700);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EEXIST') continue;
      yield* emerg(`mkdir() "${folder}" failed (${numberOf(error)}: ${error.message})`);
      return 1;
    }
  }
  for (const port of new Set(servers.flatMap((server) => server.ports))) {
    try {
      const tls = servers.find(({ tlsPorts, certificate }) => tlsPorts.includes(port) && certificate !== undefined)?.certificate;
      sys.listen(port, 'nginx', tls === undefined ? {} : { data: { tls: { certificate: tls } } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const number = error.code === 'EACCES' ? 13 : 98;
      yield* emerg(`bind() to 0.0.0.0:${port} failed (${number}: ${error.message})`);
      return 1;
    }
  }
  yield* say(
    'notice',
    'using the "epoll" event method',
    `nginx/${version}`,
    'built by gcc 14.2.0 (Debian 14.2.0-19) ',
    'OS: Linux 6.8.0-90-generic',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
  );
  try {
    sys.writeFile(pidFile, `${sys.pid}\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* emerg(`open() "${pidFile}" failed (${numberOf(error)}: ${error.message})`);
    return 1;
  }
  yield* say('notice', 'start worker processes', 'start worker process 29');
  for (;;) {
    const signal = yield* untilSignal(sys, ['TERM', 'INT', 'QUIT', 'HUP']);
    if (signal === 'HUP') {
      yield* say('notice', 'signal 1 (SIGHUP) received from 50, reconfiguring');
      yield* say('notice', 'reconfiguring');
      continue;
    }
    const graceful = signal === 'QUIT';
    yield* say('notice', `signal ${graceful ? 3 : 15} (SIG${signal}) received${graceful ? ', shutting down' : ', exiting'}`);
    if (graceful) yield* say('notice', 'gracefully shutting down');
    yield* say('notice', 'exit');
    return 0;
  }
};

function* tell(sys: Sys, what: string) {
  const signal = { stop: 'TERM', quit: 'QUIT', reload: 'HUP', reopen: 'USR1' }[what] as 'TERM' | undefined;
  if (!signal) {
    yield* printError(sys, `nginx: invalid option: "-s ${what}"\n`);
    return 1;
  }
  const pid = Number(readIfThere(sys, pidFileOf(configuration(sys))) ?? 0);
  if (!pid) {
    yield* printError(sys, 'nginx: [error] invalid PID number "" in "/run/nginx.pid"\n');
    return 1;
  }
  sys.kill(pid, signal);
  yield* printError(sys, `${slashTime(sys.now())} [notice] ${sys.pid}#${sys.pid}: signal process started\n`);
  return 0;
}

const list = (sys: Sys, path: string): readonly string[] => {
  try {
    return sys.readdir(path);
  } catch {
    return [];
  }
};

/** One request to nginx: the file that the matching location's root names, or what `return` and `proxy_pass` say. */
export const nginxService: Service = ({ sys, port }, request) => {
  const version = sys.env().NGINX_VERSION ?? '1.29.3';
  const response = respond(sys, port, request, version);
  const size = typeof response.body === 'string' ? byteLength(response.body) : 0;
  const agent = request.headers['user-agent'] ?? '-';
  const forwarded = request.headers['x-forwarded-for'] ?? '-';
  const line = `${request.peer?.ip ?? '-'} - - [${accessTime(sys.now())}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${size} "-" "${agent}" "${forwarded}"\n`;
  note(sys, '/var/log/nginx/access.log', 1, line);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
};

const configuration = (sys: Sys) =>
  parseNginx(
    (path) => readIfThere(sys, path),
    (path) => list(sys, path),
    CONF,
  );

/** nginx looks up the hosts it passes requests on to when it starts, and does not start without them. */
function checkNames(sys: Sys, servers: readonly NginxServer[], upstreams: ReadonlyMap<string, readonly string[]>): void {
  const passed = servers
    .flatMap((server) => [server.fallback, ...server.locations])
    .flatMap(({ proxy }) => /^https?:\/\/([^/:$]+)(?::\d+)?(?:\/|$)/.exec(proxy ?? '')?.[1] ?? []);
  const inside = [...upstreams.values()].flat().map((server) => server.replace(/:\d+$/, ''));
  for (const host of new Set([...passed.filter((name) => !upstreams.has(name)), ...inside])) {
    try {
      sys.dial(host, 9);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ENAMENOTFOUND' || error.code === 'EAGAIN') throw new NginxError(`host not found in upstream "${host}"`);
    }
  }
}

function respond(sys: Sys, port: number, request: Parameters<Service>[1], version: string): HttpResponse {
  const directives = configuration(sys);
  const servers = serversOf(directives).filter((server) => server.ports.includes(port));
  const name = (request.headers.host ?? request.host).replace(/:\d+$/, '');
  const server = servers.find(({ names }) => names.includes(name)) ?? servers[0];
  if (!server) return page(404, version);
  const location = locationOf(server, request.path);
  const { returns, proxy } = location;
  if (returns) {
    const redirect = returns.status >= 300 && returns.status < 400;
    if (redirect)
      return {
        ...page(returns.status, version),
        headers: { ...page(returns.status, version).headers, location: filled(sys, returns.text, request) },
      };
    return {
      status: returns.status,
      headers: headers(version, location.type ?? 'application/octet-stream'),
      body: filled(sys, returns.text, request),
    };
  }
  if (proxy) return forward(sys, proxy, upstreamsOf(directives), location.prefix, request, version);
  if (request.scheme === 'http' && server.tlsPorts.includes(port)) {
    const refused = page(400, version);
    return {
      ...refused,
      body: String(refused.body).replace(
        '<center><h1>400 Bad Request</h1></center>',
        '<center><h1>400 Bad Request</h1></center>\r\n<center>The plain HTTP request was sent to HTTPS port</center>',
      ),
    };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(405, version);
  const path = location.alias ? location.alias + request.path.slice(location.prefix.length) : location.root + request.path;
  return file(sys, path, request.path, location.index, version);
}

function file(sys: Sys, path: string, uri: string, index: readonly string[], version: string): HttpResponse {
  const complain = (what: string, errorPath: string, text: string) =>
    note(
      sys,
      '/var/log/nginx/error.log',
      2,
      `${slashTime(sys.now())} [error] 29#29: *1 ${what} "${errorPath}" ${text}, request: "GET ${uri} HTTP/1.1"\n`,
    );
  try {
    if (!sys.exists(path)) {
      complain('open()', path, 'failed (2: No such file or directory)');
      return page(404, version);
    }
    if (sys.stat(path).type === 'dir') {
      if (!uri.endsWith('/')) return { ...page(301, version), headers: { ...page(301, version).headers, location: `${uri}/` } };
      const found = index.map((name) => path + name).find((name) => sys.exists(name));
      if (found) return { status: 200, headers: headers(version, 'text/html'), body: sys.readFile(found) };
      complain('directory index of', path, 'is forbidden');
      return page(403, version);
    }
    return { status: 200, headers: headers(version, typeOf(path)), body: sys.readFile(path) };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    complain('open()', path, `failed (13: ${error.message})`);
    return page(error.code === 'EACCES' ? 403 : 500, version);
  }
}

/** A text with nginx' variables put in. */
const filled = (sys: Sys, text: string, request: Parameters<Service>[1]): string =>
  text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    const host = (request.headers.host ?? request.host).replace(/:\d+$/, '');
    const values: Readonly<Record<string, string>> = {
      hostname: sys.hostname(),
      host,
      http_host: request.headers.host ?? request.host,
      request_uri: request.path,
      uri: request.path,
      remote_addr: request.peer?.ip ?? '',
      server_addr: sys.addresses()[0] ?? '',
      scheme: request.scheme,
      request_method: request.method,
      http_user_agent: request.headers['user-agent'] ?? '',
    };
    return values[name] ?? (name.startsWith('http_') ? (request.headers[name.slice(5).replace(/_/g, '-')] ?? '') : whole);
  });

function forward(
  sys: Sys,
  to: string,
  upstreams: ReadonlyMap<string, readonly string[]>,
  prefix: string,
  request: Parameters<Service>[1],
  version: string,
): HttpResponse {
  const target = /^(https?):\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(to);
  if (!target) return page(500, version);
  const [, scheme, name, port, path] = target;
  const servers = upstreams.get(name!) ?? [`${name!}${port === undefined ? '' : `:${port}`}`];
  const start = Math.floor(sys.random() * servers.length);
  let failed: Errno | undefined;
  for (const server of [...servers.slice(start), ...servers.slice(0, start)]) {
    const [host = '', own] = server.split(':');
    try {
      return sys.http(
        { scheme: scheme as 'http', host, port: Number(own ?? (scheme === 'https' ? 443 : 80)) },
        {
          ...request,
          // A path in proxy_pass stands for what the location matched.
          path: path === undefined ? request.path : path + request.path.slice(prefix.replace(/^=/, '').length),
          headers: { ...request.headers, host: upstreams.has(name!) ? name! : host },
        },
      );
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failed = error;
      const why =
        error.code === 'ETIMEDOUT'
          ? '(110: Connection timed out)'
          : error.code === 'ENAMENOTFOUND'
            ? '(host not found)'
            : '(111: Connection refused)';
      note(
        sys,
        '/var/log/nginx/error.log',
        2,
        `${slashTime(sys.now())} [error] 29#29: *1 connect() failed ${why} while connecting to upstream, client: ${request.peer?.ip ?? ''}, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", upstream: "${scheme}://${server}${request.path}"\n`,
      );
    }
  }
  return page(failed?.code === 'ETIMEDOUT' ? 504 : 502, version);
}

const headers = (version: string, type: string): Record<string, string> => ({
  server: `nginx/${version}`,
  'content-type': type,
  connection: 'keep-alive',
});

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
};
const typeOf = (path: string): string => TYPES[path.split('.').pop() ?? ''] ?? 'application/octet-stream';

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  400: 'Bad Request',
  302: 'Found',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

function page(status: number, version: string): HttpResponse {
  const title = `${status} ${REASONS[status] ?? ''}`.trim();
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
  return { status, headers: headers(version, 'text/html'), body };
}
