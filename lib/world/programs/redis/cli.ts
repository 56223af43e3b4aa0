import { awaitWay } from '@/lib/hosts/net/establish';
import { lines, print, printError, read } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { show, type Reply } from './reply';

interface Target {
  readonly host: string;
  readonly port: number;
  password?: string;
}

/** redis-cli: one command from its arguments, or a command a line from its input. */
export const redisCli: Program = function* (sys, argv) {
  const target: Target = { host: '127.0.0.1', port: 6379, password: sys.env().REDISCLI_AUTH };
  let at = 1;
  let raw = !sys.isatty(1);
  let { host, port } = target;
  for (; at < argv.length && argv[at]!.startsWith('-'); at++) {
    const option = argv[at]!;
    if (option === '-h') host = argv[++at] ?? host;
    else if (option === '-p') port = Number(argv[++at]);
    else if (option === '-a' || option === '--pass') {
      target.password = argv[++at];
      yield* printError(sys, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n");
    } else if (option === '--raw') raw = true;
    else if (option === '--no-raw') raw = false;
    else if (option === '-n' || option === '--user') at++;
    else if (option === '--version' || option === '-v') {
      yield* print(sys, `redis-cli ${sys.env().REDIS_VERSION ?? sys.env().VALKEY_VERSION ?? '8.2.2'}\n`);
      return 0;
    } else if (option !== '--no-auth-warning' && option !== '--tls') {
      yield* printError(sys, `redis-cli ${option}: not simulated here\n`);
      return 1;
    }
  }
  const to = { ...target, host, port };
  if (at < argv.length) {
    yield* awaitWay(sys, host, port);
    const answer = ask(sys, to, argv.slice(at));
    if ('failed' in answer) {
      yield* printError(sys, `${answer.failed}\n`);
      return 1;
    }
    yield* print(sys, `${show(answer.reply, raw)}\n`);
    return answer.reply.kind === 'error' && raw ? 1 : 0;
  }
  const prompt = sys.isatty(0) ? `${host}:${port}> ` : '';
  if (prompt) return yield* converse(sys, to, prompt);
  let code = 0;
  yield* lines(sys, 0, function* (line) {
    code = yield* perform(sys, to, line, raw);
  });
  return code;
};

function* converse(sys: Sys, to: Target, prompt: string) {
  let rest = '';
  yield* print(sys, prompt);
  for (;;) {
    const got = yield* read(sys, 0);
    if (got === null) return 0;
    rest += got;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end).trim();
      rest = rest.slice(end + 1);
      if (/^(quit|exit)$/i.test(line)) return 0;
      if (line !== '') yield* perform(sys, to, line, false);
      yield* print(sys, prompt);
    }
  }
}

function* perform(sys: Sys, to: Target, line: string, raw: boolean) {
  const words = [...line.matchAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replace(/\\(.)/g, '$1') ?? single ?? bare ?? '',
  );
  if (words.length === 0) return 0;
  yield* awaitWay(sys, to.host, to.port);
  const answer = ask(sys, to, words);
  if ('failed' in answer) {
    yield* printError(sys, `${answer.failed}\n`);
    return 1;
  }
  if (words[0]!.toUpperCase() === 'AUTH' && answer.reply.kind === 'status') to.password = words[words.length - 1];
  yield* print(sys, `${show(answer.reply, raw)}\n`);
  return 0;
}

function ask(
  sys: Sys,
  { host, port, password }: Target,
  words: readonly string[],
): { readonly reply: Reply } | { readonly failed: string } {
  const body = JSON.stringify({ words, ...(password ? { password } : {}) });
  try {
    const response = sys.http({ scheme: 'http', host, port }, { method: 'RESP', path: '/', query: {}, headers: {}, body });
    if (typeof response.body === 'string' && response.body.startsWith('{"reply"')) return JSON.parse(response.body) as { reply: Reply };
    return { failed: 'Error: Protocol error, got "H" as reply type byte' };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ECONNRESET') return { failed: 'Error: Server closed the connection' };
    const why =
      error.code === 'ENAMENOTFOUND' || error.code === 'EAGAIN'
        ? 'Name or service not known'
        : error.code === 'ETIMEDOUT'
          ? 'Connection timed out'
          : error.message;
    return { failed: `Could not connect to Redis at ${host}:${port}: ${why}` };
  }
}
