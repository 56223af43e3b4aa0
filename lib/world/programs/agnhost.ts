import type { Service } from '@/lib/hosts/net/network';
import { establish } from '@/lib/hosts/net/establish';
import { sleep } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { HttpResponse } from '@/lib/sim/http';
import { grpcHealthChecking } from './agnhost-health';
import { agnhostWebhook } from './agnhost-webhook';
import { flag, klogHead, print, printError, readIfThere, untilSignal } from './daemon';

/** For how long `liveness` is well. */
const WELL_MS = 10_000;
const MOST_TRIES = 100;

type Answering = 'netexec' | 'hostname' | 'liveness' | 'ok' | { readonly says: string };

interface Data {
  readonly startedAt: number;
  readonly as: Answering;
}

function* serve(sys: Sys, port: number, as: Answering, said: string) {
  try {
    sys.listen(port, 'agnhost', { data: { startedAt: sys.now(), as } satisfies Data });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(
      sys,
      `${klogHead(sys.now(), sys.pid, 'F')}netexec.go:300] listen tcp :${port}: bind: ${error.message.toLowerCase()}\n`,
    );
    return 255;
  }
  yield* printError(sys, said);
  yield* untilSignal(sys, ['INT', 'TERM']);
  return 0;
}

/** agnhost's sub-commands that courses and the documentation use. */
export const agnhost: Program = function* (sys, argv) {
  const [, command = 'pause', ...rest] = argv;
  const port = (usual: number, name = 'port') => Number(flag(rest, name) ?? usual);
  switch (command) {
    case 'pause':
      yield* print(sys, 'Paused\n');
      yield* untilSignal(sys, ['INT', 'TERM']);
      return 0;
    case 'netexec': {
      const http = port(8080, 'http-port');
      const udp = port(8081, 'udp-port');
      if (udp > 0) sys.listen(udp, 'mute', { protocol: 'udp' });
      return yield* serve(sys, http, 'netexec', `Started HTTP server on port ${http}\nStarted UDP server on port ${udp}\n`);
    }
    case 'serve-hostname':
      return yield* serve(sys, port(9376), 'hostname', `Serving on port ${port(9376)}.\n`);
    case 'test-webserver':
      return yield* serve(sys, port(80), 'ok', '');
    case 'liveness':
      return yield* serve(sys, 8080, 'liveness', '');
    case 'grpc-health-checking':
      return yield* grpcHealthChecking(sys, rest);
    case 'porter':
      return yield* porter(sys);
    case 'connect':
      return yield* connect(sys, rest);
    case 'inclusterclient':
      return yield* inClusterClient(sys, rest);
    case 'logs-generator':
      return yield* logsGenerator(sys, rest);
    case 'etc-hosts':
      yield* print(sys, readIfThere(sys, '/etc/hosts') ?? '');
      return 0;
    case 'dns-suffix':
      yield* print(
        sys,
        `${
          /^search\s+(.*)$/m
            .exec(readIfThere(sys, '/etc/resolv.conf') ?? '')?.[1]
            ?.split(/\s+/)
            .join(',') ?? ''
        }\n`,
      );
      return 0;
    case 'dns-server-list':
      yield* print(
        sys,
        `${[...(readIfThere(sys, '/etc/resolv.conf') ?? '').matchAll(/^nameserver\s+(\S+)/gm)].map(([, ip]) => ip).join(',')}\n`,
      );
      return 0;
    case 'entrypoint-tester':
      yield* print(sys, `[${argv.join(' ')}]\n`);
      return 0;
    case 'webhook':
      return yield* agnhostWebhook(sys, rest);
    case '--version':
      yield* print(sys, 'agnhost version 2.60\n');
      return 0;
    default:
      yield* printError(sys, `agnhost: '${command}' is not simulated here\n`);
      return 1;
  }
};

/** Serves what SERVE_PORT_<n> says on port <n>. */
function* porter(sys: Sys) {
  for (const [name, value] of Object.entries(sys.env())) {
    const port = Number(/^SERVE_(?:TLS_)?PORT_(\d+)$/.exec(name)?.[1]);
    if (port > 0) sys.listen(port, 'agnhost', { data: { startedAt: sys.now(), as: { says: value } } satisfies Data });
  }
  yield* untilSignal(sys, ['INT', 'TERM']);
  return 0;
}

/** Tries one connection and names what went wrong: REFUSED, TIMEOUT, DNS, OTHER. */
function* connect(sys: Sys, args: readonly string[]) {
  const target = args.find((arg) => !arg.startsWith('-') && arg.includes(':'));
  if (target === undefined) {
    yield* printError(sys, 'Error: accepts 1 arg(s), received 0\n');
    return 1;
  }
  const [host = '', port] = target.split(':');
  const protocol = flag(args, 'protocol') === 'udp' ? 'udp' : 'tcp';
  try {
    yield* establish(sys, host, Number(port), Number(/^(\d+)s$/.exec(flag(args, 'timeout') ?? '')?.[1] ?? 5) * 1000, protocol);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ETIMEDOUT') {
      yield* printError(sys, 'TIMEOUT\n');
    } else if (error.code === 'ENAMENOTFOUND' || error.code === 'EAGAIN') yield* printError(sys, `DNS: lookup ${host}: no such host\n`);
    else if (error.code === 'ECONNREFUSED') yield* printError(sys, 'REFUSED\n');
    else yield* printError(sys, `OTHER: dial ${protocol} ${target}: connect: ${error.message.toLowerCase()}\n`);
    return 1;
  }
}

/** Calls the API server's /healthz with its token every few seconds, and tells whether the token has changed. */
function* inClusterClient(sys: Sys, args: readonly string[]) {
  const everyMs = Number(flag(args, 'poll-interval') ?? 30) * 1000;
  const note = (text: string) => printError(sys, `${klogHead(sys.now(), sys.pid)}main.go:61] ${text}\n`);
  yield* note('started');
  for (const signal of ['TERM', 'INT'] as const) sys.handleSignal(signal, 'handle');
  for (;;) {
    const token = readIfThere(sys, '/var/run/secrets/kubernetes.io/serviceaccount/token');
    if (token === undefined) {
      yield* printError(
        sys,
        `${klogHead(sys.now(), sys.pid, 'F')}main.go:72] open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory\n`,
      );
      return 255;
    }
    yield* note('calling /healthz');
    try {
      const { status } = sys.http(
        { scheme: 'https', host: sys.env().KUBERNETES_SERVICE_HOST ?? 'kubernetes.default', port: 443 },
        { method: 'GET', path: '/healthz', query: {}, headers: { authorization: `Bearer ${token}`, accept: 'application/json, */*' } },
      );
      yield* note(`authz_header=${token.slice(-12)}`);
      if (status !== 200) yield* note(`status=${status}`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* note(`error: ${error.message}`);
    }
    const until = sys.now() + Math.max(everyMs, 1000);
    while (sys.now() < until) {
      if (sys.takeSignals().length > 0) return 0;
      yield { channels: [sys.signalChannel()], until };
    }
  }
}

/** Writes so many lines in so much time. */
function* logsGenerator(sys: Sys, args: readonly string[]) {
  const total = Number(flag(args, 'log-lines-total') ?? flag(args, 't') ?? 0);
  const seconds = /^(\d+)(s|m|ms)$/.exec(flag(args, 'run-duration') ?? flag(args, 'd') ?? '');
  const ms = seconds ? Number(seconds[1]) * { s: 1000, m: 60_000, ms: 1 }[seconds[2] as 's'] : 0;
  if (total <= 0 || ms <= 0) {
    yield* printError(sys, `${klogHead(sys.now(), sys.pid, 'F')}logs_generator.go:66] Invalid total number of lines: ${total}\n`);
    return 255;
  }
  for (let i = 0; i < total; i++) {
    const verb = ['GET', 'PUT', 'POST'][i % 3]!;
    yield* printError(
      sys,
      `${klogHead(sys.now(), sys.pid)}logs_generator.go:76] ${i} ${verb} /api/v1/namespaces/${['kube-system', 'default', 'ns'][(i * 2) % 3]}/pods/${(i * 7919).toString(36)} ${200 + ((i * 37) % 400)}\n`,
    );
    yield* sleep(sys, ms / total);
  }
  return 0;
}

const text = (body: string, status = 200): HttpResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });

export const agnhostService: Service = ({ sys, data }, request) => {
  const { startedAt, as } = data as Data;
  if (typeof as === 'object') return text(as.says);
  if (as === 'hostname') return text(sys.hostname());
  if (as === 'ok') return request.path === '/' || request.path.startsWith('/healthz') ? text('ok') : text('404 page not found\n', 404);
  const age = sys.now() - startedAt;
  if (as === 'liveness') {
    if (request.path !== '/healthz') return text('ok');
    return age > WELL_MS ? text(`error: ${(age / 1000).toFixed(9)}`, 500) : text('ok');
  }
  switch (request.path) {
    case '/':
      return text(`NOW: ${new Date(sys.now()).toISOString()}`);
    case '/hostname':
    case '/hostName':
      return text(sys.hostname());
    case '/clientip':
      return text(`${request.peer?.ip ?? ''}:40000`);
    case '/healthz':
      return text('');
    case '/echo':
      return text(request.query.msg?.[0] ?? '', Number(request.query.code?.[0] ?? 200));
    case '/header':
      return text(request.headers[(request.query.key?.[0] ?? '').toLowerCase()] ?? '');
    case '/uptime':
      return text(`${Math.floor(age / 1000)}s`);
    case '/redirect':
      return { ...text('', Number(request.query.code?.[0] ?? 302)), headers: { location: request.query.location?.[0] ?? '/' } };
    case '/exit':
      sys.kill(sys.pid, 'TERM');
      return text('');
    case '/dial':
      return dial(sys, request.query);
    default:
      return text(`${request.path} is not simulated here\n`, 404);
  }
};

/** `/dial?host=&port=&request=hostname&tries=`: what the others answer. */
function dial(sys: Sys, query: Readonly<Record<string, readonly string[]>>): HttpResponse {
  const host = query.host?.[0] ?? '';
  const responses: string[] = [];
  const errors: string[] = [];
  for (let i = 0; i < Math.min(Number(query.tries?.[0] ?? 1), MOST_TRIES); i++) {
    try {
      const { body } = sys.http(
        { scheme: 'http', host, port: Number(query.port?.[0] ?? 80) },
        { method: 'GET', path: `/${query.request?.[0] ?? ''}`, query: {}, headers: { host } },
      );
      responses.push(String(body ?? ''));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      errors.push(error.message);
    }
  }
  return text(JSON.stringify({ ...(errors.length > 0 ? { errors } : {}), responses }));
}
