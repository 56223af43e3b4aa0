import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, readIfThere, stamp, untilSignal } from '../daemon';
import { secretFrom } from '../console';
import type { Query } from '../sql/exchange';
import type { Logins } from '../sql/storage';
import { loginsFile, runScript, storageOf } from './session';

const INITIALIZE_MS = 2500;
const at = (sys: Sys): string => `${stamp(sys.now())}.${String(sys.now() % 1000).padStart(3, '0')} UTC [${sys.pid}]`;
const directoryOf = (sys: Sys, argv: readonly string[]): string =>
  argv.includes('-D') ? argv[argv.indexOf('-D') + 1]! : (sys.env().PGDATA ?? '/var/lib/postgresql/data');

const NEEDS_PASSWORD =
  'Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".\n\n       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about "trust":\n       https://www.postgresql.org/docs/current/auth-trust.html\n';

/** docker-entrypoint.sh: makes the cluster in an empty data directory; a full one is taken as it is. */
export const postgresEntrypoint: Program = function* (sys, argv) {
  const given = argv.slice(1);
  const command = given[0]?.startsWith('-') ? ['postgres', ...given] : given;
  if (command[0] !== 'postgres') return sys.exec({ argv: command });
  const directory = directoryOf(sys, command);
  if (sys.exists(`${directory}/PG_VERSION`)) {
    yield* print(sys, '\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n');
    return sys.exec({ argv: command });
  }
  const password = secretFrom(sys, 'POSTGRES_PASSWORD') ?? secretFrom(sys, 'POSTGRESQL_PASSWORD') ?? '';
  const trust = sys.env().POSTGRES_HOST_AUTH_METHOD === 'trust' || sys.env().ALLOW_EMPTY_PASSWORD === 'yes';
  if (password === '' && !trust) {
    yield* printError(sys, NEEDS_PASSWORD);
    return 1;
  }
  const user = secretFrom(sys, 'POSTGRES_USER') || 'postgres';
  const database = secretFrom(sys, 'POSTGRES_DB') || user;
  yield* print(
    sys,
    `The files belonging to this database system will be owned by user "postgres".\nThis user must also own the server process.\n\nThe database cluster will be initialized with locale "en_US.utf8".\nThe default database encoding has accordingly been set to "UTF8".\nThe default text search configuration will be set to "english".\n\nData page checksums are disabled.\n\n`,
  );
  const problem = make(sys, directory);
  if (problem !== undefined) {
    yield* printError(sys, problem);
    return 1;
  }
  yield* sleep(sys, INITIALIZE_MS);
  sys.writeFile(loginsFile(directory), `${JSON.stringify({ [user]: password })}\n`, { mode: 0o600 });
  sys.writeFile(
    `${directory}/pg_hba.conf`,
    `local   all             all                                     trust\nhost    all             all             127.0.0.1/32            trust\nhost    all             all             ::1/128                 trust\nhost all all all ${trust ? 'trust' : 'scram-sha-256'}\n`,
    { mode: 0o600 },
  );
  if (!sys.exists(`${directory}/base/${database}`) && database !== 'postgres') sys.mkdir(`${directory}/base/${database}`, 0o700);
  yield* print(
    sys,
    `fixing permissions on existing directory ${directory} ... ok\ncreating subdirectories ... ok\nselecting dynamic shared memory implementation ... posix\nselecting default "max_connections" ... 100\nselecting default "shared_buffers" ... 128MB\ncreating configuration files ... ok\nrunning bootstrap script ... ok\nperforming post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n    pg_ctl -D ${directory} -l logfile start\n\n`,
  );
  yield* runInitScripts(sys, directory, user, database);
  yield* print(sys, '\nPostgreSQL init process complete; ready for start up.\n\n');
  return sys.exec({ argv: command });
};

function make(sys: Sys, directory: string): string | undefined {
  try {
    let path = '';
    for (const part of directory.split('/').filter(Boolean)) {
      path += `/${part}`;
      if (!sys.exists(path)) sys.mkdir(path, 0o700);
    }
    const there = sys.readdir(directory);
    if (there.length > 0) {
      const hint = there.includes('lost+found')
        ? 'initdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n'
        : `initdb: hint: If you want to create a new database system, either remove or empty the directory "${directory}" or run initdb with an argument other than "${directory}".\n`;
      return `initdb: error: directory "${directory}" exists but is not empty\n${hint}`;
    }
    for (const name of ['base', 'global', 'pg_wal', 'pg_tblspc']) sys.mkdir(`${directory}/${name}`, 0o700);
    sys.writeFile(`${directory}/PG_VERSION`, `${sys.env().PG_MAJOR ?? '18'}\n`, { mode: 0o600 });
    sys.writeFile(`${directory}/postgresql.conf`, "listen_addresses = '*'\nmax_connections = 100\nshared_buffers = 128MB\n", {
      mode: 0o600,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return error.code === 'EACCES'
      ? `mkdir: cannot create directory '${directory}': Permission denied\n`
      : `initdb: error: could not create directory "${directory}": ${error.message}\n`;
  }
}

function* runInitScripts(sys: Sys, directory: string, user: string, database: string) {
  const scripts = '/docker-entrypoint-initdb.d';
  if (!sys.exists(scripts)) return;
  for (const name of sys.readdir(scripts).filter((each) => !each.startsWith('..'))) {
    const path = `${scripts}/${name}`;
    if (!name.endsWith('.sql')) {
      yield* print(sys, `/usr/local/bin/docker-entrypoint.sh: ignoring ${path} (only .sql files are simulated here)\n`);
      continue;
    }
    yield* print(sys, `/usr/local/bin/docker-entrypoint.sh: running ${path}\n`);
    const { outcomes } = runScript(sys, directory, user, database, sys.readFile(path));
    for (const outcome of outcomes) {
      if (outcome.kind === 'error') yield* printError(sys, `psql:${path}: ${outcome.text}\n`);
      else if (outcome.kind === 'done') yield* print(sys, `${outcome.tag}\n`);
    }
  }
}

/** The server. */
export const postgres: Program = function* (sys, argv) {
  const version = (sys.env().PG_VERSION ?? '18.0').replace(/-.*/, '');
  if (argv.includes('--version') || argv.includes('-V')) {
    yield* print(sys, `postgres (PostgreSQL) ${version}\n`);
    return 0;
  }
  const directory = directoryOf(sys, argv);
  const files = readIfThere(sys, `${directory}/PG_VERSION`)?.trim();
  if (files === undefined) {
    yield* printError(
      sys,
      `postgres: could not access directory "${directory}": No such file or directory\nRun initdb or pg_basebackup to initialize a PostgreSQL data directory.\n`,
    );
    return 2;
  }
  const major = sys.env().PG_MAJOR ?? '18';
  if (files !== major) {
    yield* printError(
      sys,
      `${at(sys)} FATAL:  database files are incompatible with server\n${at(sys)} DETAIL:  The data directory was initialized by PostgreSQL version ${files}, which is not compatible with this version ${version}.\n`,
    );
    return 1;
  }
  yield* printError(
    sys,
    `${at(sys)} LOG:  starting PostgreSQL ${version} (Debian ${version}-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit\n`,
  );
  const port = Number(argv.includes('-p') ? argv[argv.indexOf('-p') + 1] : (flag(argv, 'port') ?? 5432));
  try {
    sys.listen(port, 'postgres', { data: { directory } });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* printError(
      sys,
      `${at(sys)} LOG:  could not bind IPv4 address "0.0.0.0": ${error.message}\n${at(sys)} HINT:  Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.\n${at(sys)} FATAL:  could not create any TCP/IP sockets\n`,
    );
    return 1;
  }
  yield* printError(
    sys,
    `${at(sys)} LOG:  listening on IPv4 address "0.0.0.0", port ${port}\n${at(sys)} LOG:  listening on IPv6 address "::", port ${port}\n${at(sys)} LOG:  listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"\n${at(sys)} LOG:  database system was shut down at ${stamp(sys.now())} UTC\n${at(sys)} LOG:  database system is ready to accept connections\n`,
  );
  const signal = yield* untilSignal(sys, ['TERM', 'INT', 'QUIT']);
  yield* printError(
    sys,
    `${at(sys)} LOG:  received ${signal === 'TERM' ? 'smart' : signal === 'INT' ? 'fast' : 'immediate'} shutdown request\n${at(sys)} LOG:  shutting down\n${at(sys)} LOG:  database system is shut down\n`,
  );
  return 0;
};

/** Its port. */
export const postgresService: Service = ({ sys, data }, request) => {
  if (request.method !== 'SQL') throw new Errno('ECONNRESET', 'Connection reset by peer');
  const { directory } = data as { directory: string };
  const { user, password = '', database, text } = JSON.parse(String(request.body)) as Query;
  const logins = JSON.parse(readIfThere(sys, loginsFile(directory)) ?? '{}') as Logins;
  const trusted = request.peer?.ip === '127.0.0.1' || /^host all all all trust/m.test(readIfThere(sys, `${directory}/pg_hba.conf`) ?? '');
  const answer = (body: unknown) => ({ status: 200, headers: {}, body: JSON.stringify(body) });
  const refuse = (why: string) => {
    sys.write(2, `${at(sys)} FATAL:  ${why}\n`);
    return answer({ refused: `FATAL:  ${why}` });
  };
  if (!trusted && password === '') return answer({ refused: 'fe_sendauth: no password supplied' });
  if (!trusted && logins[user] !== password) return refuse(`password authentication failed for user "${user}"`);
  if (!Object.hasOwn(logins, user)) return refuse(`role "${user}" does not exist`);
  if (!storageOf(sys, directory).has(database)) return refuse(`database "${database}" does not exist`);
  return answer(runScript(sys, directory, user, database, text));
};
