import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag } from '../daemon';
import { secretFrom } from '../console';
import { untilSignal } from '../daemon';

export type Document = Readonly<Record<string, unknown>>;

/** What mongosh sends: one operation on a collection. */
export interface Operation {
  readonly user?: string;
  readonly password?: string;
  readonly database: string;
  readonly verb: string;
  readonly collection?: string;
  readonly filter?: Document;
  readonly documents?: readonly Document[];
}

export type MongoAnswer = { readonly error: string } | { readonly value: unknown };

const MOST_DOCUMENTS = 20_000;
const line = (sys: Sys, severity: string, component: string, id: number, context: string, message: string, attr?: object) =>
  `${JSON.stringify({ t: { $date: new Date(sys.now()).toISOString().replace('Z', '+00:00') }, s: severity, c: component, id, ctx: context, msg: message, ...(attr ? { attr } : {}) })}\n`;
const loginsFile = (directory: string): string => `${directory}/WiredTigerAuth`;

/** docker-entrypoint.sh: makes the root user of an empty data directory. */
export const mongoEntrypoint: Program = function* (sys, argv) {
  const given = argv.slice(1);
  const command = given[0]?.startsWith('-') ? ['mongod', ...given] : given;
  if (command[0] !== 'mongod') return sys.exec({ argv: command });
  const user = secretFrom(sys, 'MONGO_INITDB_ROOT_USERNAME') ?? '';
  const password = secretFrom(sys, 'MONGO_INITDB_ROOT_PASSWORD') ?? '';
  if ((user === '') !== (password === '')) {
    yield* printError(
      sys,
      "\nerror: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created\n\n",
    );
    return 1;
  }
  const directory = flag(command, 'dbpath') ?? '/data/db';
  if (user !== '' && sys.exists(directory) && !sys.exists(`${directory}/WiredTiger`)) {
    yield* print(sys, 'about to fork child process, waiting until server is ready for connections.\nforked process: 29\n');
    yield* sleep(sys, 2000);
    sys.writeFile(loginsFile(directory), JSON.stringify({ [user]: password }), { mode: 0o600 });
    yield* print(sys, '{ ok: 1 }\n\nMongoDB init process complete; ready for start up.\n\n');
  }
  return sys.exec({ argv: user === '' ? command : [...command, '--auth'] });
};

/** mongod. */
export const mongod: Program = function* (sys, argv) {
  const version = sys.env().MONGO_VERSION ?? '8.2.1';
  if (argv.includes('--version')) {
    yield* print(sys, `db version v${version}\n`);
    return 0;
  }
  const directory = flag(argv, 'dbpath') ?? '/data/db';
  const port = Number(flag(argv, 'port') ?? 27017);
  yield* print(
    sys,
    line(sys, 'I', 'CONTROL', 4615611, 'initandlisten', 'MongoDB starting', {
      pid: sys.pid,
      port,
      dbPath: directory,
      architecture: '64-bit',
      host: sys.hostname(),
    }) + line(sys, 'I', 'CONTROL', 23403, 'initandlisten', 'Build Info', { buildInfo: { version } }),
  );
  try {
    if (!sys.exists(directory)) {
      yield* print(
        sys,
        line(sys, 'E', 'CONTROL', 20557, 'initandlisten', 'DBException in initAndListen, terminating', {
          error: `NonExistentPath: Data directory ${directory} not found. Create the missing directory or specify another path using (1) the --dbpath command line option, or (2) by adding the 'storage.dbPath' option in the configuration file.`,
        }),
      );
      return 100;
    }
    sys.writeFile(`${directory}/WiredTiger`, 'WiredTiger\nWiredTiger 12.0.0\n', { mode: 0o600 });
    sys.writeFile(`${directory}/mongod.lock`, `${sys.pid}\n`, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* print(
      sys,
      line(sys, 'E', 'CONTROL', 20557, 'initandlisten', 'DBException in initAndListen, terminating', {
        error: `IllegalOperation: Attempted to create a lock file on a ${error.code === 'EROFS' ? 'read-only' : 'not writable'} directory: ${directory}`,
      }),
    );
    return 100;
  }
  yield* sleep(sys, 500);
  try {
    sys.listen(port, 'mongo', { data: { directory, auth: argv.includes('--auth'), version } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* print(
      sys,
      line(sys, 'E', 'CONTROL', 20568, 'initandlisten', 'Error setting up listener', {
        error: { code: 9001, codeName: 'SocketException', errmsg: error.message },
      }),
    );
    return 48;
  }
  yield* print(
    sys,
    line(sys, 'I', 'NETWORK', 23015, 'listener', 'Listening on', { address: '0.0.0.0' }) +
      line(sys, 'I', 'NETWORK', 23016, 'listener', 'Waiting for connections', { port, ssl: 'off' }),
  );
  const signal = yield* untilSignal(sys, ['TERM', 'INT']);
  yield* print(
    sys,
    line(sys, 'I', 'CONTROL', 23377, 'SignalHandler', 'Received signal', { signal: signal === 'TERM' ? 15 : 2 }) +
      line(sys, 'I', 'CONTROL', 23138, 'SignalHandler', 'Shutting down', { exitCode: 0 }),
  );
  return 0;
};

/** Its port: the method is MONGO. A browser is told that it is in the wrong place. */
export const mongoService: Service = ({ sys, data }, request) => {
  if (request.method !== 'MONGO')
    return {
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: 'It looks like you are trying to access MongoDB over HTTP on the native driver port.\n',
    };
  const { directory, auth, version } = data as { directory: string; auth: boolean; version: string };
  const operation = JSON.parse(String(request.body)) as Operation;
  const answer = (value: MongoAnswer) => ({ status: 200, headers: {}, body: JSON.stringify(value) });
  if (operation.verb === 'ping') return answer({ value: { ok: 1 } });
  if (operation.verb === 'version') return answer({ value: version });
  if (auth) {
    const logins = JSON.parse(sys.exists(loginsFile(directory)) ? sys.readFile(loginsFile(directory)) : '{}') as Record<string, string>;
    if (operation.user === undefined)
      return answer({ error: `MongoServerError[Unauthorized]: Command ${operation.verb} requires authentication` });
    if (logins[operation.user] !== operation.password) return answer({ error: 'MongoServerError: Authentication failed.' });
  }
  try {
    return answer({ value: perform(sys, directory, operation) });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return answer({ error: `MongoServerError: ${error.message}` });
  }
};

const fileOf = (directory: string, database: string, collection: string) => `${directory}/${database}.${collection}.wt`;
const read = (sys: Sys, path: string): Document[] => (sys.exists(path) ? (JSON.parse(sys.readFile(path)) as Document[]) : []);

function perform(sys: Sys, directory: string, { verb, database, collection = '', filter = {}, documents = [] }: Operation): unknown {
  const path = fileOf(directory, database, collection);
  const fits = (document: Document) =>
    Object.entries(filter).every(([name, value]) => JSON.stringify(document[name]) === JSON.stringify(value));
  const names = () => sys.readdir(directory).filter((name) => name.endsWith('.wt') && name.includes('.', 0) && name.split('.').length >= 3);
  switch (verb) {
    case 'listDatabases':
      return [...new Set(['admin', 'config', 'local', ...names().map((name) => name.split('.')[0]!)])].sort();
    case 'listCollections':
      return names()
        .filter((name) => name.startsWith(`${database}.`))
        .map((name) => name.slice(database.length + 1, -3));
    case 'insert': {
      const all = read(sys, path);
      const added = documents.map((document) => ('_id' in document ? document : { _id: objectId(sys), ...document }));
      if (all.length + added.length > MOST_DOCUMENTS)
        throw new Errno('EFBIG', `more than ${MOST_DOCUMENTS} documents are not simulated here`);
      sys.writeFile(path, JSON.stringify([...all, ...added]), { mode: 0o600 });
      return added.map(({ _id }) => _id);
    }
    case 'find':
      return read(sys, path).filter(fits);
    case 'count':
      return read(sys, path).filter(fits).length;
    case 'delete': {
      const all = read(sys, path);
      const rest = all.filter((document) => !fits(document));
      sys.writeFile(path, JSON.stringify(rest), { mode: 0o600 });
      return all.length - rest.length;
    }
    case 'drop':
      if (!sys.exists(path)) return false;
      sys.unlink(path);
      return true;
    default:
      throw new Errno('EINVAL', `${verb} is not simulated here`);
  }
}

const objectId = (sys: Sys): { $oid: string } => ({
  $oid:
    Math.floor(sys.now() / 1000)
      .toString(16)
      .padStart(8, '0') + Array.from({ length: 16 }, () => Math.floor(sys.random() * 16).toString(16)).join(''),
});
