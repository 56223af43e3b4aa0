import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { print, printError, stamp, untilSignal } from './daemon';

/** A server whose protocol is not HTTP: it can be dialled, and says nothing to an HTTP request. */
export const mute: Service = () => {
  throw new Errno('ECONNRESET', 'Connection reset by peer');
};

const iso = (sys: Sys): string => new Date(sys.now()).toISOString();

function* bind(sys: Sys, port: number, refuse: (error: Errno) => string) {
  try {
    sys.listen(port, 'mute');
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(sys, refuse(error));
    return false;
  }
}

export const redis: Program = function* (sys, argv) {
  const port = Number(argv[argv.indexOf('--port') + 1] ?? 6379) || 6379;
  const version = sys.env().REDIS_VERSION ?? '8.2.2';
  const at = () => `${sys.pid}:M ${new Date(sys.now()).toUTCString().slice(5, 25)}.000`;
  yield* print(sys, `${at()} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo\n`);
  yield* print(sys, `${at()} * Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${sys.pid}, just started\n`);
  if (argv.length === 1)
    yield* print(
      sys,
      `${at()} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf\n`,
    );
  if (
    !(yield* bind(
      sys,
      port,
      (error) => `${at()} # Warning: Could not create server TCP listening socket *:${port}: bind: ${error.message}\n`,
    ))
  )
    return 1;
  yield* print(
    sys,
    `${at()} * Running mode=standalone, port=${port}.\n${at()} * Server initialized\n${at()} * Ready to accept connections tcp\n`,
  );
  const signal = yield* untilSignal(sys, ['TERM', 'INT']);
  yield* print(
    sys,
    `${at()} * Received SIG${signal} scheduling shutdown...\n${at()} * User requested shutdown...\n${at()} # Redis is now ready to exit, bye bye...\n`,
  );
  return 0;
};

const MYSQL_NEED =
  '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n';
const MARIADB_NEED =
  '\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n';

function entrypoint(product: 'MySQL' | 'MariaDB', server: string, variables: readonly string[], need: string): Program {
  return function* (sys, argv) {
    const command = argv.slice(1);
    if (command[0] === server) {
      const env = sys.env();
      const version = (env.MYSQL_VERSION ?? env.MARIADB_VERSION ?? '').replace(/\+.*/, '');
      const say = (level: string, text: string) => `${iso(sys).replace('T', ' ').slice(0, 19)}+00:00 [${level}] [Entrypoint]: ${text}\n`;
      yield* print(sys, say('Note', `Entrypoint script for ${product} Server ${version} started.`));
      if (!variables.some((name) => env[name])) {
        yield* printError(sys, say('ERROR', `Database is uninitialized and password option is not specified`) + need);
        return 1;
      }
      yield* print(
        sys,
        say('Note', 'Initializing database files') +
          say('Note', 'Database files initialized') +
          say('Note', `${product} init process done. Ready for start up.`),
      );
    }
    return sys.exec({ argv: command });
  };
}

export const mysqlEntrypoint = entrypoint(
  'MySQL',
  'mysqld',
  ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE'],
  MYSQL_NEED,
);
export const mariadbEntrypoint = entrypoint(
  'MariaDB',
  'mariadbd',
  ['MARIADB', 'MYSQL'].flatMap((prefix) =>
    [
      'ROOT_PASSWORD',
      'ALLOW_EMPTY_ROOT_PASSWORD',
      'ALLOW_EMPTY_PASSWORD',
      'RANDOM_ROOT_PASSWORD',
      'ROOT_PASSWORD_HASH',
      'ROOT_PASSWORD_FILE',
    ].map((name) => `${prefix}_${name}`),
  ),
  MARIADB_NEED,
);

export const mysqld: Program = function* (sys, argv) {
  const version = (sys.env().MYSQL_VERSION ?? sys.env().MARIADB_VERSION ?? '9.5.0').replace(/-1\.el\d+$/, '');
  const name = argv[0]!.split('/').pop();
  yield* printError(
    sys,
    `${iso(sys)} 0 [System] [MY-010116] [Server] /usr/sbin/${name} (mysqld ${version}) starting as process ${sys.pid}\n`,
  );
  if (
    !(yield* bind(
      sys,
      3306,
      (error) => `${iso(sys)} 0 [ERROR] [MY-010262] [Server] Can't start server: Bind on TCP/IP port: ${error.message}\n`,
    ))
  )
    return 1;
  yield* printError(
    sys,
    `${iso(sys)} 0 [System] [MY-010931] [Server] /usr/sbin/${name}: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.\n`,
  );
  yield* untilSignal(sys, ['TERM', 'INT', 'QUIT']);
  yield* printError(
    sys,
    `${iso(sys)} 0 [System] [MY-010910] [Server] /usr/sbin/${name}: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.\n`,
  );
  return 0;
};

export const postgresEntrypoint: Program = function* (sys, argv) {
  const env = sys.env();
  const command = argv.slice(1);
  if (command[0] === 'postgres' && !env.POSTGRES_PASSWORD && !env.POSTGRES_PASSWORD_FILE && env.POSTGRES_HOST_AUTH_METHOD !== 'trust') {
    yield* printError(
      sys,
      'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html\n',
    );
    return 1;
  }
  if (command[0] === 'postgres') yield* print(sys, '\nPostgreSQL init process complete; ready for start up.\n\n');
  return sys.exec({ argv: command });
};

export const postgres: Program = function* (sys) {
  const at = () => `${stamp(sys.now())}.000 UTC [${sys.pid}]`;
  yield* printError(sys, `${at()} LOG:  starting PostgreSQL on x86_64-pc-linux-gnu, compiled by gcc, 64-bit\n`);
  if (!(yield* bind(sys, 5432, (error) => `${at()} LOG:  could not bind IPv4 address "0.0.0.0": ${error.message}\n`))) return 1;
  yield* printError(
    sys,
    `${at()} LOG:  listening on IPv4 address "0.0.0.0", port 5432\n${at()} LOG:  database system is ready to accept connections\n`,
  );
  const signal = yield* untilSignal(sys, ['TERM', 'INT', 'QUIT']);
  yield* printError(
    sys,
    `${at()} LOG:  received ${signal === 'TERM' ? 'smart' : 'fast'} shutdown request\n${at()} LOG:  database system is shut down\n`,
  );
  return 0;
};

/** memcached and mongod: they listen and say little. */
export const quietServer = (port: number): Program =>
  function* (sys) {
    if (!(yield* bind(sys, port, (error) => `failed to listen on TCP port ${port}: ${error.message}\n`))) return 71;
    yield* untilSignal(sys, ['TERM', 'INT']);
    return 0;
  };
