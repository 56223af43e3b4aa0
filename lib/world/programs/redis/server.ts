import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { print, readIfThere, untilSignal } from '../daemon';
import { isWrite, runOnKeys } from './commands';
import { clock, redisConfig, type RedisConfig } from './config';
import { fromDump, livingKeys, toDump, type Keyspace } from './keyspace';
import { array, bulk, error, integer, OK, status, type Reply } from './reply';

/** What a listening server keeps: its keys live in the listener, so they are gone when the process is. */
interface Memory {
  readonly config: RedisConfig;
  readonly keys: Keyspace;
  readonly startedAt: number;
  readonly commands: number;
}

const versionOf = (sys: Sys): string => sys.env().REDIS_VERSION ?? sys.env().VALKEY_VERSION ?? '8.2.2';

/** redis-server: loads what it has on disk, listens, and writes down its keys when it is told to stop. */
export const redisServer: Program = function* (sys, argv) {
  const version = versionOf(sys);
  if (argv.includes('--version') || argv.includes('-v')) {
    yield* print(sys, `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`);
    return 0;
  }
  const config = redisConfig(sys, argv);
  if ('refused' in config) {
    yield* print(sys, config.refused);
    return 1;
  }
  const role = config.replicaOf ? 'S' : 'M';
  const at = (who = role) => `${sys.pid}:${who} ${clock(sys.now())}`;
  const name = sys.env().VALKEY_VERSION ? 'Valkey' : 'Redis';
  yield* print(
    sys,
    `${at('C')} * oO0OoO0OoO0Oo ${name} is starting oO0OoO0OoO0Oo\n${at('C')} * ${name} version=${version}, bits=64, commit=00000000, modified=0, pid=${sys.pid}, just started\n${
      argv.length === 1
        ? `${at('C')} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf\n`
        : `${at('C')} * Configuration loaded\n`
    }`,
  );
  const dump = `${config.directory}/${config.dbfilename}`;
  const source = config.appendonly && sys.exists(appendFile(config)) ? appendFile(config) : dump;
  const text = readIfThere(sys, source);
  const keys = text === undefined ? {} : fromDump(text);
  if (keys === undefined) {
    yield* print(
      sys,
      `${at()} # Wrong signature trying to load DB from file\n${at()} # Fatal error loading the DB, check server logs. Exiting.\n`,
    );
    return 1;
  }
  try {
    sys.listen(config.port, 'redis', { data: { config, keys, startedAt: sys.now(), commands: 0 } satisfies Memory });
  } catch (problem) {
    if (!(problem instanceof Errno)) throw problem;
    yield* print(
      sys,
      `${at()} # Warning: Could not create server TCP listening socket *:${config.port}: bind: ${problem.message}\n${at()} # Failed listening on port ${config.port} (tcp), aborting.\n`,
    );
    return 1;
  }
  const loaded = text === undefined ? '' : `${at()} * DB loaded from disk: 0.000 seconds\n`;
  yield* print(
    sys,
    `${at()} * Running mode=standalone, port=${config.port}.\n${at()} * Server initialized\n${loaded}${at()} * Ready to accept connections tcp\n`,
  );
  if (config.replicaOf) {
    const [host, port] = config.replicaOf;
    yield* print(sys, `${at()} * Connecting to MASTER ${host}:${port}\n${at()} * MASTER <-> REPLICA sync started\n`);
  }
  const signal = yield* untilSignal(sys, ['TERM', 'INT']);
  yield* print(
    sys,
    `${sys.pid}:signal-handler (${Math.floor(sys.now() / 1000)}) Received SIG${signal} scheduling shutdown...\n${at()} * User requested shutdown...\n`,
  );
  const saved = tell(sys, config, [LAST_WORD]);
  if (saved.kind !== 'status' || saved.text === 'OK') {
    yield* print(
      sys,
      saved.kind === 'error'
        ? `${at()} # Error trying to save the DB, can't exit.\n`
        : `${at()} * Saving the final RDB snapshot before exiting.\n${at()} * DB saved on disk\n`,
    );
  }
  yield* print(sys, `${at()} # Redis is now ready to exit, bye bye...\n`);
  return 0;
};

/** What a server says to itself before it ends: write down what is to be kept. */
const LAST_WORD = '\0LAST';

const appendFile = (config: RedisConfig): string => `${config.directory}/appendonlydir/appendonly.aof.1.base.rdb`;

/** Says something to the server of one's own machine, as its own client. */
function tell(sys: Sys, config: RedisConfig, words: readonly string[]): Reply {
  const body = JSON.stringify({ words, password: config.password });
  const { body: answer } = sys.http(
    { scheme: 'http', host: '127.0.0.1', port: config.port },
    { method: 'RESP', path: '/', query: {}, headers: {}, body },
  );
  return (JSON.parse(String(answer)) as { reply: Reply }).reply;
}

/** Its port. A request's method is RESP, its body the words of one command and the password, if the client has one. */
export const redisService: Service = ({ sys, data, port }, request) => {
  if (request.method !== 'RESP') throw new Errno('ECONNRESET', 'Connection reset by peer');
  const memory = data as Memory;
  const { words, password, user } = JSON.parse(String(request.body)) as { words: string[]; password?: string; user?: string };
  const remember = (keys: Keyspace) => {
    sys.unlisten(port);
    sys.listen(port, 'redis', { data: { ...memory, keys, commands: memory.commands + 1 } satisfies Memory });
    if (memory.config.appendonly) persist(sys, appendFile(memory.config), keys);
  };
  const listenAnew = (config: RedisConfig) => {
    sys.unlisten(port);
    sys.listen(port, 'redis', { data: { ...memory, config } satisfies Memory });
  };
  const reply = answer(sys, memory, words, { password, user }, remember, listenAnew);
  return { status: 200, headers: {}, body: JSON.stringify({ reply }) };
};

function answer(
  sys: Sys,
  memory: Memory,
  words: readonly string[],
  login: { password?: string; user?: string },
  remember: (keys: Keyspace) => void,
  listenAnew: (config: RedisConfig) => void,
): Reply {
  const { config, keys } = memory;
  const name = (words[0] ?? '').toUpperCase();
  if (name === 'AUTH') return authenticate(config, words.slice(1));
  if (config.password !== '' && login.password !== config.password) return error('NOAUTH Authentication required.');
  if (config.replicaOf) {
    if (isWrite(name)) return error("READONLY You can't write against a read only replica.");
    if (runOnKeys({}, words, sys.now())) return fromMaster(sys, config, words);
  }
  const outcome = runOnKeys(keys, words, sys.now());
  if (outcome) {
    if (outcome.keys) remember(outcome.keys);
    return outcome.reply;
  }
  return administer(sys, memory, name, words.slice(1), listenAnew);
}

function authenticate({ password }: RedisConfig, args: readonly string[]): Reply {
  if (password === '')
    return error(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    );
  return args[args.length - 1] === password ? OK : error('WRONGPASS invalid username-password pair or user is disabled.');
}

/** A replica has what its master has, as long as it can be reached: the answer is read through. */
function fromMaster(sys: Sys, config: RedisConfig, words: readonly string[]): Reply {
  const [host, port] = config.replicaOf!;
  try {
    const body = JSON.stringify({ words, password: config.masterAuth });
    const response = sys.http({ scheme: 'http', host, port }, { method: 'RESP', path: '/', query: {}, headers: {}, body });
    return (JSON.parse(String(response.body)) as { reply: Reply }).reply;
  } catch (problem) {
    if (!(problem instanceof Errno)) throw problem;
    return error("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
  }
}

function administer(
  sys: Sys,
  { config, keys, startedAt, commands }: Memory,
  name: string,
  args: readonly string[],
  listenAnew: (config: RedisConfig) => void,
): Reply {
  const dump = `${config.directory}/${config.dbfilename}`;
  switch (name) {
    case 'PING':
      return args[0] === undefined ? status('PONG') : bulk(args[0]);
    case 'ECHO':
      return bulk(args[0] ?? '');
    case 'SELECT':
      return args[0] === '0' ? OK : error('ERR databases other than 0 are not simulated here');
    case 'SAVE':
      return persist(sys, dump, keys) ? OK : error('ERR');
    case 'BGSAVE':
      persist(sys, dump, keys);
      return status('Background saving started');
    case 'LASTSAVE':
      return integer(Math.floor((sys.exists(dump) ? sys.stat(dump).mtime : startedAt) / 1000));
    case 'TIME':
      return array([String(Math.floor(sys.now() / 1000)), '0']);
    case 'ROLE':
      return config.replicaOf
        ? array(['slave', config.replicaOf[0], String(config.replicaOf[1]), 'connected', '0'])
        : { kind: 'array', items: [bulk('master'), integer(0), array([])] };
    case 'CONFIG':
      if (args[0]?.toUpperCase() === 'GET') {
        const wanted = args[1] ?? '';
        const value = config.settings[wanted] ?? DEFAULTS[wanted];
        return array(value === undefined ? [] : [wanted, wanted === 'dir' && value === '.' ? sys.cwd() : value]);
      }
      return error('ERR CONFIG SET is not simulated here');
    case 'COMMAND':
      return array([]);
    case 'INFO':
      return bulk(info(sys, config, keys, startedAt, commands));
    case LAST_WORD:
      return config.saves ? (persist(sys, dump, keys) ? OK : error('ERR')) : status('nothing to save');
    case 'SHUTDOWN': {
      const saves = args[0]?.toUpperCase() === 'NOSAVE' ? false : args[0]?.toUpperCase() === 'SAVE' ? true : config.saves;
      listenAnew({ ...config, saves });
      sys.kill(sys.pid, 'TERM');
      return OK;
    }
    default:
      return NOT_SIMULATED.has(name)
        ? error(`ERR '${name}' is not simulated here`)
        : error(`ERR unknown command '${name.toLowerCase()}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`);
  }
}

const DEFAULTS: Readonly<Record<string, string>> = {
  dir: '.',
  save: '3600 1 300 100 60 10000',
  appendonly: 'no',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  dbfilename: 'dump.rdb',
  port: '6379',
  requirepass: '',
  databases: '16',
  timeout: '0',
};
const NOT_SIMULATED = new Set(
  'SUBSCRIBE PUBLISH PSUBSCRIBE MULTI EXEC EVAL ZADD ZRANGE XADD XREAD BLPOP BRPOP CLUSTER MONITOR CLIENT REPLICAOF SLAVEOF WATCH GEOADD PFADD OBJECT MEMORY ACL SLOWLOG SORT SINTER SUNION'.split(
    ' ',
  ),
);

function info(sys: Sys, config: RedisConfig, keys: Keyspace, startedAt: number, commands: number): string {
  const count = livingKeys(keys, sys.now()).length;
  const role = config.replicaOf
    ? `role:slave\r\nmaster_host:${config.replicaOf[0]}\r\nmaster_port:${config.replicaOf[1]}\r\nmaster_link_status:up`
    : 'role:master\r\nconnected_slaves:0';
  return `# Server\r\nredis_version:${versionOf(sys)}\r\nredis_mode:standalone\r\nos:Linux 6.8.0 x86_64\r\nprocess_id:${sys.pid}\r\ntcp_port:${config.port}\r\nuptime_in_seconds:${Math.floor((sys.now() - startedAt) / 1000)}\r\n\r\n# Clients\r\nconnected_clients:1\r\n\r\n# Stats\r\ntotal_commands_processed:${commands}\r\n\r\n# Replication\r\n${role}\r\n\r\n# Keyspace\r\n${count > 0 ? `db0:keys=${count},expires=0,avg_ttl=0\r\n` : ''}`;
}

/** Writes the keys down. False when the file cannot be written. */
function persist(sys: Sys, path: string, keys: Keyspace): boolean {
  try {
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (!sys.exists(directory)) sys.mkdir(directory);
    sys.writeFile(path, toDump(keys));
    return true;
  } catch (problem) {
    if (!(problem instanceof Errno)) throw problem;
    return false;
  }
}
