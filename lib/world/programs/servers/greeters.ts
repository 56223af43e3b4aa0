import { slashTime } from '../daemon';
import { html, json, plain, goNotFound, type Asked, type Server } from './server';

/** `2026/01/15 09:00:00 text` as Go's log package writes. */
const goLog = (at: { sys: { now(): number } }, text: string) => `${slashTime(at.sys.now())} ${text}\n`;
const say = (asked: Asked, text: string, fd = 1) => void asked.sys.write(fd, text);
const portOf = (at: { env(name: string): string }, usual: number) => [Number(at.env('PORT')) || usual];

/** Google's samples. */
const GOOGLE: readonly Server[] = [
  {
    name: 'hello-app',
    ports: (at) => portOf(at, 8080),
    logsTo: 'stderr',
    says: (at) => goLog(at, `Server listening on port ${portOf(at, 8080)[0]}`),
    answers: (asked) => {
      say(asked, goLog(asked, `Serving request: ${asked.path}`), 2);
      return plain(`Hello, world!\nVersion: ${asked.env('HELLO_VERSION') || '1.0.0'}\nHostname: ${asked.host}\n`);
    },
    endsWith: 'signal',
  },
  {
    name: 'node-hello',
    ports: [8080],
    answers: (asked) => {
      say(asked, `Received request for URL: ${asked.path}\n`);
      return { status: 200, headers: { connection: 'keep-alive' }, body: 'Hello Kubernetes!' };
    },
    endsWith: 'signal',
  },
  {
    name: 'kubernetes-bootcamp',
    ports: [8080],
    says: (at) => `Kubernetes Bootcamp App Started At: ${at.iso} | Running On:  ${at.host} \n`,
    answers: (asked) => {
      const text = `Hello Kubernetes bootcamp! | Running on: ${asked.host} | v=${asked.env('BOOTCAMP_VERSION') || '1'}\n`;
      say(asked, `Running On: ${asked.host} | Total Requests: 1 | App Uptime: 1 seconds | Log Time: ${asked.iso}\n`);
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: text };
    },
    endsWith: 'signal',
  },
  {
    name: 'kuard',
    ports: [8080],
    logsTo: 'stderr',
    says: (at) =>
      goLog(at, `Starting kuard version: v0.10.0-${at.env('HOSTNAME') ? 'blue' : ''}`) +
      goLog(at, '**********************************************************************') +
      goLog(at, '* WARNING: This server may expose sensitive') +
      goLog(at, '* and secret information. Be careful.') +
      goLog(at, '**********************************************************************') +
      goLog(at, 'Serving on HTTP on :8080'),
    answers: (asked) => {
      if (asked.path === '/healthy' || asked.path === '/ready') return plain('ok');
      if (asked.path === '/env/api') return json({ env: asked.sys.env() });
      return asked.path === '/'
        ? html(
            `<!doctype html>\n<html>\n<head><title>KUAR Demo</title></head>\n<body>Demo application version <i>v0.10.0</i>, host ${asked.host}</body>\n</html>\n`,
          )
        : goNotFound();
    },
    endsWith: 'signal',
  },
];

/** Of the book "Kubernetes in Action". */
const KUBIA: readonly Server[] = [
  {
    name: 'kubia',
    ports: [8080],
    says: () => 'Kubia server starting...\n',
    answers: (asked) => {
      say(asked, `Received request from ::ffff:${asked.peer}\n`);
      const version = asked.env('KUBIA_VERSION');
      return {
        status: 200,
        headers: {},
        body: version ? `This is ${version} running in pod ${asked.host}\n` : `You've hit ${asked.host}\n`,
      };
    },
    endsWith: 'signal',
  },
  {
    name: 'kubia-unhealthy',
    ports: [8080],
    says: () => 'Kubia server starting...\n',
    answers: (asked) => {
      const count = Number(asked.read('/tmp/.requests') ?? 0) + 1;
      asked.sys.writeFile('/tmp/.requests', String(count));
      say(asked, `Received request from ::ffff:${asked.peer}\n`);
      return count > 5
        ? { status: 500, headers: {}, body: "I'm not well. Please restart me!" }
        : { status: 200, headers: {}, body: `You've hit ${asked.host}\n` };
    },
    endsWith: 'signal',
  },
  {
    name: 'kubia-pet',
    ports: [8080],
    answers: (asked) => {
      const file = '/var/data/kubia.txt';
      if (asked.request.method === 'POST') {
        asked.sys.writeFile(file, asked.body);
        say(asked, 'New data has been received and stored.\n');
        return { status: 200, headers: {}, body: `Data stored on pod ${asked.host}\n` };
      }
      return {
        status: 200,
        headers: {},
        body: `You've hit ${asked.host}\nData stored on this pod: ${asked.read(file) ?? 'No data posted yet'}\n`,
      };
    },
    endsWith: 'signal',
  },
];

const AZURE_PAGE = (title: string) =>
  `<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n    <title>${title}</title>\n</head>\n<body>\n    <h1>${title}</h1>\n</body>\n</html>\n`;

const AZURE: readonly Server[] = [
  {
    name: 'aks-helloworld',
    ports: [80],
    answers: (asked) => html(AZURE_PAGE(asked.env('TITLE') || 'Welcome to Azure Kubernetes Service (AKS)')),
    endsWith: 'signal',
  },
  {
    name: 'aci-helloworld',
    ports: [80],
    says: () => 'listening on port 80\n',
    answers: () => html(AZURE_PAGE('Welcome to Azure Container Instances!')),
    endsWith: 'signal',
  },
  {
    name: 'azure-vote-front',
    ports: [80],
    refuses: (at) =>
      at.env('REDIS')
        ? undefined
        : {
            text: `Traceback (most recent call last):\n  File "./main.py", line 30, in <module>\n    redis_server = os.environ['REDIS']\nKeyError: 'REDIS'\n`,
            code: 1,
          },
    says: (at) => {
      const error = at.unreachable(at.env('REDIS'), 6379);
      return error ? `Failed to connect to Redis, terminating.\n` : 'spawned uWSGI worker 1 (pid: 11, cores: 1)\n';
    },
    answers: () => html(AZURE_PAGE('Azure Voting App')),
    endsWith: 'signal',
  },
  {
    name: 'gb-frontend',
    ports: [80],
    logsTo: 'stderr',
    says: (at) =>
      `AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using ${at.ip}. Set the 'ServerName' directive globally to suppress this message\n`,
    answers: (asked) => guestbook(asked),
  },
];

/** The guestbook's page talks to Redis: `redis-leader` for what is written, `redis-follower` for what is read. */
function guestbook(asked: Asked) {
  if (asked.path !== '/guestbook.php')
    return html(
      '<html ng-app="redis">\n  <head>\n    <title>Guestbook</title>\n  </head>\n  <body ng-controller="RedisCtrl">\n    <div style="width: 50%; margin-left: 20px">\n      <h2>Guestbook</h2>\n    </div>\n  </body>\n</html>\n',
    );
  const value = asked.query('value');
  const host = asked.query('cmd') === 'set' ? 'redis-leader' : 'redis-follower';
  const words = asked.query('cmd') === 'set' ? ['SET', asked.query('key') ?? '', value ?? ''] : ['GET', asked.query('key') ?? ''];
  const error = asked.unreachable(host, 6379);
  if (error) return html(`Fatal error: Uncaught Predis\\Connection\\ConnectionException: ${error.message} [tcp://${host}:6379]`, 500);
  const answer = asked.sys.http(
    { scheme: 'http', host, port: 6379 },
    { method: 'RESP', path: '/', query: {}, headers: {}, body: JSON.stringify({ words }) },
  );
  const { reply } = JSON.parse(String(answer.body)) as { reply: { readonly text?: string } };
  return json(words[0] === 'SET' ? { message: 'Updated' } : { data: reply.text ?? '' });
}

/** Demonstrations with a page of their own. */
const DEMOS: readonly Server[] = [
  {
    name: 'hello-kubernetes',
    ports: (at) => portOf(at, 8080),
    says: (at) =>
      `\n> hello-kubernetes@1.10.1 start /usr/src/app\n> node server.js\n\nListening on: http://${at.host}:${portOf(at, 8080)[0]}\n`,
    answers: (asked) =>
      html(
        `<!DOCTYPE html>\n<html>\n<head>\n    <title>Hello Kubernetes!</title>\n</head>\n<body>\n  <div class="main">\n    <div id="message">\n  ${asked.env('MESSAGE') || 'Hello world!'}\n</div>\n<div id="info">\n  <table>\n    <tr>\n      <th>pod:</th>\n      <td>${asked.env('KUBERNETES_POD_NAME') || asked.host}</td>\n    </tr>\n    <tr>\n      <th>node:</th>\n      <td>${asked.env('KUBERNETES_NODE_NAME') || '-'}</td>\n    </tr>\n  </table>\n</div>\n  </div>\n</body>\n</html>\n`,
      ),
    endsWith: 'signal',
  },
  {
    name: 'nginxdemos-hello',
    ports: [80],
    answers: (asked) => {
      const lines = [
        `Server address: ${asked.ip}:80`,
        `Server name: ${asked.host}`,
        `Date: ${new Date(asked.sys.now()).toUTCString()}`,
        `URI: ${asked.path}`,
        `Request ID: ${'0123456789abcdef'.repeat(2)}`,
      ];
      return asked.env('HELLO_TEXT')
        ? plain(`${lines.join('\n')}\n`)
        : html(
            `<!DOCTYPE html>\n<html>\n<head>\n<title>Hello World</title>\n</head>\n<body>\n${lines.map((line) => `<p>${line}</p>`).join('\n')}\n</body>\n</html>\n`,
          );
    },
  },
  {
    name: 'rollouts-demo',
    ports: [8080],
    logsTo: 'stderr',
    says: (at) => `Started server on :8080\n${at.env('ERROR_RATE') ? `Error rate: ${at.env('ERROR_RATE')}%\n` : ''}`,
    answers: (asked) => {
      if (asked.path !== '/color') return html('<html><head><title>Argo Rollouts Demo</title></head></html>\n');
      const bad = Number(asked.env('ERROR_RATE') || 0) > asked.sys.random() * 100;
      return plain(`"${asked.env('COLOR')}"`, bad ? 500 : 200);
    },
  },
  {
    name: 'weaveworks-demo',
    ports: [8079],
    says: () => 'Using local session manager\nApp now running in development mode on port 8079\n',
    answers: (asked) =>
      asked.path === '/health'
        ? json({ health: [{ service: 'front-end', status: 'OK' }] })
        : html('<html><head><title>WeaveSocks</title></head></html>\n'),
  },
  {
    name: 'network-multitool',
    ports: (at) => [Number(at.env('HTTP_PORT')) || 80, Number(at.env('HTTPS_PORT')) || 443, 1180, 11443],
    says: () =>
      'The directory /usr/share/nginx/html is not mounted.\nTherefore, over-writing the default index.html file with some useful information:\n',
    answers: (asked) =>
      plain(
        `WBITT Network MultiTool (with NGINX) - ${asked.host} - ${asked.ip} - HTTP: 80 , HTTPS: 443 . (Formerly praqma/network-multitool)\n`,
      ),
  },
];

export const GREETER_SERVERS: readonly Server[] = [...GOOGLE, ...KUBIA, ...AZURE, ...DEMOS];
