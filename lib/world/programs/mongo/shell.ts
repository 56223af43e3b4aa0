import { lines, print, printError } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { converse } from '../console';
import type { MongoAnswer, Operation } from './server';

interface Target {
  host: string;
  port: number;
  user?: string;
  password?: string;
  database: string;
}

/** mongosh (and mongo): the expressions that labs type. */
export const mongosh: Program = function* (sys, argv) {
  const target: Target = { host: '127.0.0.1', port: 27017, database: 'test' };
  const texts: string[] = [];
  let quiet = false;
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!;
    const [name, value] =
      word.startsWith('--') && word.includes('=')
        ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
        : [word, undefined];
    const take = () => value ?? argv[++i] ?? '';
    if (name === '--eval') texts.push(take());
    else if (name === '--host' || name === '-h') target.host = take();
    else if (name === '--port') target.port = Number(take());
    else if (name === '-u' || name === '--username') target.user = take();
    else if (name === '-p' || name === '--password') target.password = take();
    else if (name === '--authenticationDatabase') take();
    else if (name === '--quiet') quiet = true;
    else if (name === '--version') {
      yield* print(sys, '2.5.8\n');
      return 0;
    } else if (!word.startsWith('-')) readUrl(target, word);
  }
  const alive = ask(sys, target, { verb: 'ping' });
  if ('error' in alive) {
    yield* printError(sys, `${alive.error}\n`);
    return 1;
  }
  if (texts.length > 0) {
    for (const text of texts) if (!(yield* perform(sys, target, text))) return 1;
    return 0;
  }
  if (!sys.isatty(0)) {
    let ok = true;
    yield* lines(sys, 0, function* (line) {
      ok = (yield* perform(sys, target, line)) && ok;
    });
    return ok ? 0 : 1;
  }
  const version = ask(sys, target, { verb: 'version' });
  if (!quiet)
    yield* print(
      sys,
      `Connecting to:\t\tmongodb://${target.host}:${target.port}/?directConnection=true&serverSelectionTimeoutMS=2000&appName=mongosh+2.5.8\nUsing MongoDB:\t\t${'value' in version ? String(version.value) : ''}\nUsing Mongosh:\t\t2.5.8\n\n`,
    );
  yield* converse(
    sys,
    () => `${target.database}> `,
    function* (line) {
      if (/^\s*(exit|quit)(\(\))?\s*;?\s*$/.test(line)) return false;
      if (line.trim() !== '') yield* perform(sys, target, line);
      return true;
    },
  );
  return 0;
};

function readUrl(target: Target, text: string): void {
  const found = /^mongodb:\/\/(?:([^:@]*):([^@]*)@)?([^:/,]+)(?::(\d+))?[^/]*(?:\/([^?]*))?/.exec(text);
  if (!found) {
    const [host, database] = text.includes('/') ? text.split('/') : [undefined, text];
    if (host) target.host = host;
    if (database) target.database = database;
    return;
  }
  const [, user, password, host, port, database] = found;
  target.host = host!;
  if (user !== undefined) target.user = decodeURIComponent(user);
  if (password !== undefined) target.password = decodeURIComponent(password);
  if (port !== undefined) target.port = Number(port);
  if (database) target.database = database;
}

function ask(sys: Sys, target: Target, operation: Omit<Operation, 'database' | 'user' | 'password'>): MongoAnswer {
  const { host, port, user, password, database } = target;
  const body = JSON.stringify({ database, ...(user === undefined ? {} : { user, password }), ...operation });
  try {
    const response = sys.http({ scheme: 'http', host, port }, { method: 'MONGO', path: '/', query: {}, headers: {}, body });
    if (typeof response.body === 'string' && /^\{"(error|value)"/.test(response.body)) return JSON.parse(response.body) as MongoAnswer;
    return { error: 'MongoNetworkError: connection 1 closed' };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const why =
      error.code === 'ENAMENOTFOUND' || error.code === 'EAGAIN'
        ? `getaddrinfo ${error.code === 'EAGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND'} ${host}`
        : `connect ${error.code} ${host}:${port}`;
    return { error: `MongoNetworkError: ${why}` };
  }
}

/** Runs one line; false when it failed. */
function* perform(sys: Sys, target: Target, text: string) {
  for (const statement of text
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const use = /^use\s+(\w[\w-]*)$/.exec(statement)?.[1];
    if (use !== undefined) {
      target.database = use;
      yield* print(sys, `switched to db ${use}\n`);
      continue;
    }
    const shown = evaluate(sys, target, statement);
    if (typeof shown === 'string') yield* print(sys, `${shown}\n`);
    else {
      yield* printError(sys, `${shown.error}\n`);
      return false;
    }
  }
  return true;
}

function evaluate(sys: Sys, target: Target, statement: string): string | { readonly error: string } {
  const print = /^print(?:json)?\((.*)\)$/s.exec(statement)?.[1];
  if (print !== undefined) return evaluate(sys, target, print);
  const show = /^show\s+(\w+)$/.exec(statement)?.[1];
  if (show === 'dbs' || show === 'databases')
    return said(ask(sys, target, { verb: 'listDatabases' }), (names) =>
      (names as string[]).map((name) => `${name.padEnd(8)}40.00 KiB`).join('\n'),
    );
  if (show === 'collections' || show === 'tables')
    return said(ask(sys, target, { verb: 'listCollections' }), (names) => (names as string[]).join('\n'));
  if (statement === 'db' || statement === 'db.getName()') return target.database;
  if (statement === 'db.version()') return said(ask(sys, target, { verb: 'version' }), String);
  if (/^db\.(adminCommand|runCommand)\(\s*(\{\s*['"]?ping['"]?\s*:\s*1\s*\}|['"]ping['"])\s*\)(\.ok)?$/.test(statement))
    return said(ask(sys, target, { verb: 'ping' }), () => (statement.endsWith('.ok') ? '1' : '{ ok: 1 }'));
  if (/^(rs|sh)\./.test(statement)) return { error: `MongoshInvalidInputError: ${statement} is not simulated here` };
  const call = /^db\.(?:getCollection\(['"]([\w-]+)['"]\)|(\w+))\.(\w+)\((.*?)\)(?:\.(?:pretty|toArray)\(\))?$/s.exec(statement);
  if (!call) return { error: `SyntaxError: '${statement.slice(0, 60)}' is not simulated here` };
  const collection = call[1] ?? call[2]!;
  const args = literal(call[4]!);
  if (args === undefined) return { error: `SyntaxError: the arguments of ${call[3]} are not simulated here` };
  const [first] = args as Record<string, unknown>[];
  const id = (value: unknown) => shell(value);
  switch (call[3]) {
    case 'insertOne':
    case 'insert':
    case 'insertMany': {
      const documents = Array.isArray(first) ? (first as Record<string, unknown>[]) : [first ?? {}];
      return said(ask(sys, target, { verb: 'insert', collection, documents }), (ids) => {
        const all = ids as unknown[];
        return call[3] === 'insertOne'
          ? `{\n  acknowledged: true,\n  insertedId: ${id(all[0])}\n}`
          : `{\n  acknowledged: true,\n  insertedIds: { ${all.map((each, i) => `'${i}': ${id(each)}`).join(', ')} }\n}`;
      });
    }
    case 'find':
    case 'findOne':
      return said(ask(sys, target, { verb: 'find', collection, filter: first ?? {} }), (found) => {
        const all = found as unknown[];
        if (call[3] === 'findOne') return all.length > 0 ? shell(all[0]) : 'null';
        return all.length === 0 ? '' : `[\n${all.map((each) => `  ${shell(each)}`).join(',\n')}\n]`;
      });
    case 'countDocuments':
    case 'count':
      return said(ask(sys, target, { verb: 'count', collection, filter: first ?? {} }), String);
    case 'deleteOne':
    case 'deleteMany':
      return said(
        ask(sys, target, { verb: 'delete', collection, filter: first ?? {} }),
        (count) => `{ acknowledged: true, deletedCount: ${String(count)} }`,
      );
    case 'drop':
      return said(ask(sys, target, { verb: 'drop', collection }), String);
    default:
      return { error: `TypeError: db.${collection}.${call[3]} is not simulated here` };
  }
}

const said = (answer: MongoAnswer, show: (value: unknown) => string): string | { readonly error: string } =>
  'error' in answer ? answer : show(answer.value);

/** Arguments as JSON5 knows them: names without quotes, single quotes. Undefined for anything that computes. */
function literal(text: string): unknown[] | undefined {
  const strict = text
    .replace(/'((?:[^'\\]|\\.)*)'/g, (_, inner: string) => JSON.stringify(inner))
    .replace(/([{,]\s*)([A-Za-z_$][\w$]*)\s*:/g, '$1"$2":')
    .replace(/,\s*([}\]])/g, '$1');
  try {
    return JSON.parse(`[${strict}]`) as unknown[];
  } catch {
    return undefined;
  }
}

/** As the shell prints values. */
function shell(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(shell).join(', ')} ]`;
  if (typeof value === 'string') return `'${value.replace(/'/g, "\\'")}'`;
  if (typeof value !== 'object') return String(value);
  if ('$oid' in value) return `ObjectId('${String(value.$oid)}')`;
  const entries = Object.entries(value);
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, each]) => `${/^[\w$]+$/.test(name) ? name : `'${name}'`}: ${shell(each)}`).join(', ')} }`;
}
