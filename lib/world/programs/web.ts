import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import { accessTime, flag, print, printError, readIfThere, stamp, untilSignal } from './daemon';

/** Apache: serves files of its document root. */
export const httpd: Program = function* (sys) {
  const version = sys.env().HTTPD_VERSION ?? '2.4.65';
  const ip = sys.addresses()[0] ?? '127.0.0.1';
  const conf = readIfThere(sys, sys.env().HTTPD_CONF ?? '/usr/local/apache2/conf/httpd.conf') ?? '';
  const ports = [...conf.matchAll(/^\s*Listen\s+(?:\S+:)?(\d+)/gm)].map(([, each]) => Number(each));
  const port = ports[0] ?? 80;
  try {
    for (const each of ports.length > 0 ? ports : [80])
      sys.listen(each, 'httpd', { data: { root: /^\s*DocumentRoot\s+"?([^"\n]+)"?/m.exec(conf)?.[1] ?? '/var/www/html' } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const number = error.code === 'EACCES' ? 13 : 98;
    yield* printError(
      sys,
      `(${number})${error.message}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
    );
    return 1;
  }
  const name = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${ip}. Set the 'ServerName' directive globally to suppress this message\n`;
  yield* printError(sys, name + name);
  const head = () => `[${new Date(sys.now()).toUTCString().replace(/,| GMT/g, '')}]`;
  yield* printError(
    sys,
    `${head()} [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/${version} (Unix) configured -- resuming normal operations\n`,
  );
  yield* printError(sys, `${head()} [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'\n`);
  const signal = yield* untilSignal(sys, ['TERM', 'INT', 'WINCH']);
  const how = signal === 'WINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down';
  yield* printError(sys, `${head()} [mpm_event:notice] [pid 1:tid 1] ${how}\n`);
  return 0;
};

export const httpdService: Service = ({ sys, data }, request) => {
  const { root } = data as { root: string };
  const version = sys.env().HTTPD_VERSION ?? '2.4.65';
  const path = root + (request.path.endsWith('/') ? `${request.path}index.html` : request.path);
  const body = readIfThere(sys, path);
  const missing =
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n';
  const text = body ?? missing;
  sys.write(
    1,
    `${request.peer?.ip ?? '-'} - - [${accessTime(sys.now())}] "${request.method} ${request.path} HTTP/1.1" ${body === undefined ? 404 : 200} ${byteLength(text)}\n`,
  );
  return {
    status: body === undefined ? 404 : 200,
    headers: { server: `Apache/${version} (Unix)`, 'content-type': body === undefined ? 'text/html; charset=iso-8859-1' : 'text/html' },
    body: request.method === 'HEAD' ? '' : text,
  };
};

/** hashicorp/http-echo: answers every request with `-text`. */
export const httpEcho: Program = function* (sys, argv) {
  const text = flag(argv, 'text') ?? sys.env().ECHO_TEXT ?? 'hello-world';
  const port = Number((flag(argv, 'listen') ?? ':5678').split(':').pop());
  if (text === '') {
    yield* printError(sys, 'Missing -text option!\n');
    return 127;
  }
  sys.listen(port, 'echo', { data: { text: `${text}\n` } });
  yield* print(sys, `${stamp(sys.now()).replace(/-/g, '/')} [INFO] server is listening on :${port}\n`);
  yield* untilSignal(sys, ['INT', 'TERM']);
  return 0;
};

export const echoService: Service = ({ sys, data }, request) => {
  const { text } = data as { text: string };
  const now = sys.now();
  sys.write(
    1,
    `${stamp(now).replace(/-/g, '/')} ${request.headers.host ?? request.host} ${request.peer?.ip ?? ''} "${request.method} ${request.path} HTTP/1.1" 200 ${byteLength(text)} "${request.headers['user-agent'] ?? ''}" 12.5µs\n`,
  );
  return {
    status: 200,
    headers: { 'x-app-name': 'http-echo', 'x-app-version': '1.0.0', 'content-type': 'text/plain; charset=utf-8' },
    body: text,
  };
};

/** traefik/whoami: tells about itself and the request. */
export const whoami: Program = function* (sys, argv) {
  const port = Number(flag(argv, 'port') ?? sys.env().WHOAMI_PORT_NUMBER ?? 80);
  sys.listen(port, 'whoami', { data: { name: flag(argv, 'name') ?? sys.env().WHOAMI_NAME ?? '' } });
  yield* printError(sys, `${stamp(sys.now()).replace(/-/g, '/')} Starting up on port ${port}\n`);
  yield* untilSignal(sys, ['INT', 'TERM']);
  return 0;
};

export const whoamiService: Service = ({ sys, data }, request) => {
  const { name } = data as { name: string };
  const lines = [
    ...(name ? [`Name: ${name}`] : []),
    `Hostname: ${sys.hostname()}`,
    'IP: 127.0.0.1',
    ...sys.addresses().map((ip) => `IP: ${ip}`),
    `RemoteAddr: ${request.peer?.ip ?? ''}:40000`,
    `${request.method} ${request.path} HTTP/1.1`,
    `Host: ${request.headers.host ?? request.host}`,
    ...Object.entries(request.headers)
      .filter(([header]) => header !== 'host')
      .map(([header, value]) => `${header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())}: ${value}`),
  ];
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${lines.join('\n')}\n\n` };
};
