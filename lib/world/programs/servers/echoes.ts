import { accessTime } from '../daemon';
import { goNotFound, html, json, plain, redirect, type Asked, type HttpResponse, type Server } from './server';

const title = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
const headersOf = (asked: Asked) => Object.fromEntries(Object.entries(asked.request.headers).map(([name, value]) => [title(name), value]));

/** httpbin.org's paths that are used to look at proxies and clients. */
function httpbin(asked: Asked): HttpResponse {
  const { path, request } = asked;
  const url = `${request.scheme}://${request.headers.host ?? request.host}${path}`;
  const args = Object.fromEntries(Object.entries(request.query).map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
  const [, verb = '', word = '', more = ''] = path.split('/');
  const whole = { args, headers: headersOf(asked), origin: asked.peer, url };
  switch (verb) {
    case '':
      return html('<!DOCTYPE html>\n<html lang="en">\n<head>\n    <title>httpbin.org</title>\n</head>\n</html>\n');
    case 'get':
      return request.method === 'GET' || request.method === 'HEAD'
        ? json(whole, 200, {}, 2)
        : html('<title>405 Method Not Allowed</title>\n', 405);
    case 'post':
    case 'put':
    case 'patch':
    case 'delete':
      return request.method.toLowerCase() === verb
        ? json({ args, data: asked.body, files: {}, form: {}, headers: headersOf(asked), json: null, origin: asked.peer, url }, 200, {}, 2)
        : html('<title>405 Method Not Allowed</title>\n', 405);
    case 'anything':
      return json(
        {
          args,
          data: asked.body,
          files: {},
          form: {},
          headers: headersOf(asked),
          json: null,
          method: request.method,
          origin: asked.peer,
          url,
        },
        200,
        {},
        2,
      );
    case 'headers':
      return json({ headers: headersOf(asked) }, 200, {}, 2);
    case 'ip':
      return json({ origin: asked.peer }, 200, {}, 2);
    case 'user-agent':
      return json({ 'user-agent': asked.header('user-agent') ?? '' }, 200, {}, 2);
    case 'hostname':
      return json({ hostname: asked.host }, 200, {}, 2);
    case 'status': {
      const status = Number(word);
      return status === 418
        ? plain(
            '\n    -=[ teapot ]=-\n\n       _...._\n     .\'  _ _ `.\n    | ."` ^ `". _,\n    \\_;`"---"`|//\n      |       ;/\n      \\_     _/\n        `"""`\n',
            418,
          )
        : html('', status >= 100 && status < 600 ? status : 400);
    }
    case 'delay':
      return json(whole, 200, { 'x-delay-not-simulated': word }, 2);
    case 'redirect-to':
      return redirect(asked.query('url') ?? '/');
    case 'redirect':
      return redirect(Number(word) > 1 ? `/redirect/${Number(word) - 1}` : '/get');
    case 'basic-auth': {
      const ok = asked.header('authorization') === `Basic ${Buffer.from(`${word}:${more}`).toString('base64')}`;
      return ok
        ? json({ authenticated: true, user: word }, 200, {}, 2)
        : plain('', 401, { 'www-authenticate': 'Basic realm="Fake Realm"' });
    }
    case 'uuid':
      return json({ uuid: '00000000-0000-4000-8000-000000000000' }, 200, {}, 2);
    default:
      return html(
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.  If you entered the URL manually please check your spelling and try again.</p>\n',
        404,
      );
  }
}

function podinfo(asked: Asked): HttpResponse {
  const version = asked.env('PODINFO_VERSION') || '6.9.2';
  const message = asked.flag('ui-message') ?? (asked.env('PODINFO_UI_MESSAGE') || `greetings from podinfo v${version}`);
  const color = asked.flag('ui-color') ?? (asked.env('PODINFO_UI_COLOR') || '#34577c');
  const [, verb = '', word = ''] = asked.path.split('/');
  const flagFile = `/tmp/.podinfo-${verb}`;
  switch (verb) {
    case '':
    case 'api':
      return json(
        {
          hostname: asked.host,
          version,
          revision: 'unknown',
          color,
          logo: 'https://raw.githubusercontent.com/stefanprodan/podinfo/gh-pages/cuddle_clap.gif',
          message,
          goos: 'linux',
          goarch: 'amd64',
          runtime: 'go1.25.1',
          num_goroutine: '8',
          num_cpu: '2',
        },
        200,
        {},
        2,
      );
    case 'version':
      return json({ commit: 'unknown', version }, 200, {}, 2);
    case 'env':
      return json(
        Object.entries(asked.sys.env()).map(([name, value]) => `${name}=${value}`),
        200,
        {},
        2,
      );
    case 'headers':
      return json(Object.fromEntries(Object.entries(headersOf(asked)).map(([name, value]) => [name, [value]])), 200, {}, 2);
    case 'echo':
      return json([asked.body], 202, {}, 2);
    case 'status':
      return json({ status: Number(word) }, Number(word) || 400, {}, 2);
    case 'healthz':
      return json({ status: 'OK' }, 200, {}, 2);
    case 'readyz':
      if (asked.request.method === 'POST') {
        asked.sys.writeFile(flagFile, word === 'disable' ? 'no' : 'yes');
        return json({ status: 'OK' }, 202, {}, 2);
      }
      return asked.read(flagFile) === 'no' ? json({ status: 'NotReady' }, 503, {}, 2) : json({ status: 'OK' }, 200, {}, 2);
    case 'metrics':
      return plain(
        '# HELP http_requests_total The total number of HTTP requests.\n# TYPE http_requests_total counter\nhttp_requests_total{status="200"} 1\n',
      );
    default:
      return goNotFound();
  }
}

const requestText = (asked: Asked) => Object.entries(asked.request.headers).sort(([a], [b]) => (a < b ? -1 : 1));

/** What tell their callers about themselves. */
export const ECHO_SERVERS: readonly Server[] = [
  {
    name: 'httpbin',
    ports: (at) => [Number(at.env('PORT')) || 80],
    logsTo: 'stderr',
    says: (at) =>
      `[${at.iso.replace('T', ' ').slice(0, 19)} +0000] [1] [INFO] Starting gunicorn 19.9.0\n[${at.iso.replace('T', ' ').slice(0, 19)} +0000] [1] [INFO] Listening at: http://0.0.0.0:80 (1)\n[${at.iso.replace('T', ' ').slice(0, 19)} +0000] [1] [INFO] Using worker: gevent\n`,
    answers: httpbin,
  },
  {
    name: 'podinfo',
    ports: (at) => [Number(at.flag('port') ?? 9898), 9999, 9797],
    says: (at) =>
      `{"level":"info","ts":"${at.iso}","caller":"podinfo/main.go:153","msg":"Starting podinfo","version":"${at.env('PODINFO_VERSION')}","revision":"unknown","port":"${at.flag('port') ?? 9898}"}\n{"level":"info","ts":"${at.iso}","caller":"http/server.go:224","msg":"Starting HTTP Server.","addr":":${at.flag('port') ?? 9898}"}\n`,
    answers: podinfo,
    stops: (at) =>
      `{"level":"info","ts":"${at.iso}","caller":"signals/shutdown.go:57","msg":"Shutting down HTTP/HTTPS server","timeout":5}\n`,
  },
  {
    name: 'echo-server',
    ports: (at) => [Number(at.env('PORT')) || 8080],
    says: (at) => `Echo server listening on port ${at.env('PORT') || 8080}.\n`,
    answers: (asked) =>
      plain(
        `Request served by ${asked.host}\n\n${asked.request.method} ${asked.path} HTTP/1.1\n\nHost: ${asked.header('host') ?? ''}\n${requestText(
          asked,
        )
          .filter(([name]) => name !== 'host')
          .map(([name, value]) => `${title(name)}: ${value}\n`)
          .join('')}\n${asked.body}`,
      ),
    endsWith: 'signal',
  },
  {
    name: 'echoserver',
    ports: [8080, 8443],
    says: () =>
      "Generating self-signed cert\nGenerating a RSA private key\nwriting new private key to '/certs/privateKey.key'\nStarting nginx\n",
    answers: (asked) => {
      const { request } = asked;
      asked.sys.write(
        1,
        `${asked.peer} - - [${accessTime(asked.sys.now())}] "${request.method} ${asked.path} HTTP/1.1" 200 512 "-" "${asked.header('user-agent') ?? '-'}"\n`,
      );
      return {
        status: 200,
        headers: { server: 'echoserver', 'content-type': 'text/plain' },
        body: `\n\nHostname: ${asked.host}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n\tserver_version=nginx: 1.14.2 - lua: 10015\n\nRequest Information:\n\tclient_address=${asked.peer}\n\tmethod=${request.method}\n\treal path=${asked.path}\n\tquery=${Object.entries(
          request.query,
        )
          .map(([name, [value]]) => `${name}=${value}`)
          .join(
            '&',
          )}\n\trequest_version=1.1\n\trequest_scheme=${request.scheme}\n\trequest_uri=${request.scheme}://${request.host}:${asked.port}${asked.path}\n\nRequest Headers:\n${requestText(
          asked,
        )
          .map(([name, value]) => `\t${name}=${value}\n`)
          .join('')}\nRequest Body:\n${asked.body || '\t-no body in request-'}\n\n`,
      };
    },
  },
  {
    // One request computes a million square roots.
    name: 'hpa-example',
    ports: [80],
    logsTo: 'stderr',
    says: (at) =>
      `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${at.ip}. Set the 'ServerName' directive globally to suppress this message\n`,
    answers: (asked) => {
      asked.sys.host({ call: 'compute', ms: 12 });
      return html('OK!', 200, { server: 'Apache/2.4.10 (Debian)', 'x-powered-by': 'PHP/5.6.14' });
    },
  },
  { name: 'resource-consumer', ports: [8080], answers: consume },
];

/** resource-consumer: takes the CPU and memory that a form asks for. */
function consume(asked: Asked): HttpResponse {
  const form = new URLSearchParams(asked.body);
  const value = (name: string) => form.get(name) ?? asked.query(name);
  switch (asked.path) {
    case '/ConsumeCPU': {
      const millicores = Number(value('millicores'));
      if (!value('millicores') || !value('durationSec')) return plain('not given durationSec or millicores\n', 400);
      asked.sys.host({ call: 'burn', millicores });
      return plain(`ConsumeCPU\n${millicores} millicores\n${value('durationSec')} durationSec\n`);
    }
    case '/ConsumeMem': {
      const megabytes = Number(value('megabytes'));
      if (!value('megabytes') || !value('durationSec')) return plain('not given durationSec or megabytes\n', 400);
      asked.sys.host({ call: 'allocate', bytes: megabytes * 1024 * 1024 });
      return plain(`ConsumeMem\n${megabytes} megabytes\n${value('durationSec')} durationSec\n`);
    }
    default:
      return plain('unknown function\n', 404);
  }
}
