import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Service } from '@/lib/hosts/net/network';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, readIfThere, untilSignal } from '../daemon';
import { secretFrom } from '../console';
import type { Answer, Query } from '../sql/exchange';
import type { Logins } from '../sql/storage';
import { loginsFile, runScript, storageOf, versionOf } from './session';

const INITIALIZE_MS = 5000;
const START_MS = 1500;
const iso = (sys: Sys): string => new Date(sys.now()).toISOString().replace('Z', '000Z');

interface Product {
  readonly name: 'MySQL' | 'MariaDB';
  readonly server: string;
  /** Prefixes of its variables: the first one that is set counts. */
  readonly prefixes: readonly string[];
  readonly need: string;
}

const MYSQL: Product = {
  name: 'MySQL',
  server: 'mysqld',
  prefixes: ['MYSQL'],
  need: '    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n',
};
const MARIADB: Product = {
  name: 'MariaDB',
  server: 'mariadbd',
  prefixes: ['MARIADB', 'MYSQL'],
  need: '\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n',
};

const dataDirectory = (argv: readonly string[]): string => (flag(argv, 'datadir') ?? '/var/lib/mysql').replace(/(.)\/$/, '$1');

/** docker-entrypoint.sh: makes the system tables, databases and users of an empty data directory; leaves a full one alone. */
function entrypoint(product: Product): Program {
  return function* (sys, argv) {
    const given = argv.slice(1);
    const command = given[0]?.startsWith('-') ? [product.server, ...given] : given;
    const name = command[0]?.split('/').pop();
    if (name !== product.server && name !== 'mysqld') return sys.exec({ argv: command });
    const say = (level: string, text: string) => `${iso(sys).replace('T', ' ').slice(0, 19)}+00:00 [${level}] [Entrypoint]: ${text}\n`;
    const version = `${versionOf(sys).replace('-MariaDB', '')}${product.name === 'MySQL' ? '-1.el9' : ''}`;
    yield* print(sys, say('Note', `Entrypoint script for ${product.name} Server ${version} started.`));
    const directory = dataDirectory(command);
    if (!sys.exists(`${directory}/mysql`)) {
      const value = (what: string) =>
        product.prefixes.map((prefix) => secretFrom(sys, `${prefix}_${what}`)).find((text) => text !== undefined && text !== '');
      const root = value('ROOT_PASSWORD');
      const empty = value('ALLOW_EMPTY_PASSWORD') ?? value('ALLOW_EMPTY_ROOT_PASSWORD');
      const random = value('RANDOM_ROOT_PASSWORD');
      if (root === undefined && empty === undefined && random === undefined && value('ROOT_PASSWORD_HASH') === undefined) {
        yield* printError(sys, say('ERROR', 'Database is uninitialized and password option is not specified') + product.need);
        return 1;
      }
      if (product.name === 'MySQL' && value('USER') === 'root') {
        yield* printError(
          sys,
          say(
            'ERROR',
            'MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user\n    Remove MYSQL_USER="root" and use one of the following to control the root user password:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD',
          ),
        );
        return 1;
      }
      yield* print(sys, say('Note', 'Initializing database files'));
      const problem = yield* initialize(sys, directory);
      if (problem !== undefined) {
        yield* printError(sys, problem);
        return 1;
      }
      yield* sleep(sys, INITIALIZE_MS);
      yield* print(sys, say('Note', 'Database files initialized') + say('Note', 'Starting temporary server'));
      const password = root ?? (random ? Array.from({ length: 24 }, () => Math.floor(sys.random() * 36).toString(36)).join('') : '');
      if (random && root === undefined) yield* print(sys, say('Note', `GENERATED ROOT PASSWORD: ${password}`));
      const logins: Record<string, string> = { root: password };
      const database = value('DATABASE');
      if (database !== undefined) {
        yield* print(sys, say('Note', `Creating database ${database}`));
        if (!sys.exists(`${directory}/${database}`)) sys.mkdir(`${directory}/${database}`, 0o750);
      }
      const user = value('USER');
      if (user !== undefined && value('PASSWORD') !== undefined) {
        yield* print(
          sys,
          say('Note', `Creating user ${user}`) +
            (database === undefined ? '' : say('Note', `Giving user ${user} access to schema ${database}`)),
        );
        logins[user] = value('PASSWORD')!;
      }
      writeLogins(sys, directory, logins);
      yield* runInitScripts(sys, directory, database ?? '', say);
      yield* print(
        sys,
        say('Note', 'Stopping temporary server') +
          say('Note', 'Temporary server stopped') +
          `\n${say('Note', `${product.name} init process done. Ready for start up.`)}\n`,
      );
    }
    return sys.exec({ argv: command });
  };
}

function* initialize(sys: Sys, directory: string) {
  try {
    if (!sys.exists(directory)) sys.mkdir(directory, 0o750);
    const there = sys.readdir(directory);
    if (there.length > 0) {
      return `${iso(sys)} 0 [System] [MY-015017] [Server] MySQL Server Initialization - start.\n${iso(sys)} 0 [ERROR] [MY-010457] [Server] --initialize specified but the data directory has files in it. Aborting.\n${iso(sys)} 0 [ERROR] [MY-013236] [Server] The designated data directory ${directory}/ is unusable. You can remove all files that the server added to it.\n${iso(sys)} 0 [ERROR] [MY-010119] [Server] Aborting\n`;
    }
    for (const name of ['mysql', 'performance_schema', 'sys']) sys.mkdir(`${directory}/${name}`, 0o750);
    sys.writeFile(`${directory}/ibdata1`, '\0'.repeat(64), { mode: 0o640 });
    sys.writeFile(`${directory}/auto.cnf`, '[auto]\nserver-uuid=00000000-0000-4000-8000-000000000000\n', { mode: 0o640 });
    return undefined;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const number = { EACCES: 13, EROFS: 30, ENOSPC: 28 }[error.code as 'EACCES'] ?? 1;
    return `mysqld: Can't create/write to file '${directory}/is_writable' (OS errno ${number} - ${error.message})\n${iso(sys)} 0 [ERROR] [MY-013236] [Server] The designated data directory ${directory}/ is unusable. You can remove all files that the server added to it.\n${iso(sys)} 0 [ERROR] [MY-010119] [Server] Aborting\n`;
  }
}

function* runInitScripts(sys: Sys, directory: string, database: string, say: (level: string, text: string) => string) {
  const scripts = '/docker-entrypoint-initdb.d';
  if (!sys.exists(scripts)) return;
  for (const name of sys.readdir(scripts)) {
    const path = `${scripts}/${name}`;
    if (!name.endsWith('.sql')) {
      if (!name.startsWith('..')) yield* print(sys, say('Warn', `${path} is not simulated here: only .sql files are`));
      continue;
    }
    yield* print(sys, say('Note', `/usr/local/bin/docker-entrypoint.sh: running ${path}`));
    const answer = runScript(sys, directory, 'root', database, sys.readFile(path), (logins) => writeLogins(sys, directory, logins));
    const failed = 'outcomes' in answer ? answer.outcomes.find((outcome) => outcome.kind === 'error') : undefined;
    if (failed?.kind === 'error') yield* printError(sys, `${failed.text}\n`);
  }
}

const writeLogins = (sys: Sys, directory: string, logins: Logins): void =>
  sys.writeFile(loginsFile(directory), `${JSON.stringify(logins)}\n`, { mode: 0o640 });

export const mysqlEntrypoint = entrypoint(MYSQL);
export const mariadbEntrypoint = entrypoint(MARIADB);

/** mysqld and mariadbd. */
export const mysqld: Program = function* (sys, argv) {
  const version = versionOf(sys);
  const name = argv[0]!.split('/').pop()!;
  if (argv.includes('--version') || argv.includes('-V')) {
    yield* print(sys, `/usr/sbin/${name}  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`);
    return 0;
  }
  const directory = dataDirectory(argv);
  const line = (level: string, code: string, text: string) => `${iso(sys)} 0 [${level}] [${code}] [Server] ${text}\n`;
  yield* printError(
    sys,
    line('System', 'MY-015015', 'MySQL Server - start.') +
      line('System', 'MY-010116', `/usr/sbin/${name} (mysqld ${version}) starting as process ${sys.pid}`),
  );
  const unknown = argv.slice(1).find((word) => word.startsWith('--') && !KNOWN.test(word));
  if (unknown !== undefined) {
    yield* printError(sys, line('ERROR', 'MY-000067', `unknown variable '${unknown.slice(2)}'.`) + line('ERROR', 'MY-010119', 'Aborting'));
    return 1;
  }
  if (!sys.exists(`${directory}/mysql`)) {
    yield* printError(
      sys,
      line('ERROR', 'MY-010946', 'Failed to start mysqld daemon. Check mysqld error log.') + line('ERROR', 'MY-010119', 'Aborting'),
    );
    return 1;
  }
  yield* sleep(sys, START_MS);
  const port = Number(flag(argv, 'port') ?? 3306);
  for (const each of [port, 33060]) {
    try {
      sys.listen(each, each === port ? 'mysql' : 'mute', { data: { directory } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (each !== port) continue;
      yield* printError(
        sys,
        line('ERROR', 'MY-010262', `Can't start server: Bind on TCP/IP port: ${error.message}`) +
          line('ERROR', 'MY-010257', `Do you already have another mysqld server running on port: ${port} ?`) +
          line('ERROR', 'MY-010119', 'Aborting'),
      );
      return 1;
    }
  }
  yield* printError(
    sys,
    line(
      'System',
      'MY-010931',
      `/usr/sbin/${name}: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  MySQL Community Server - GPL.`,
    ),
  );
  yield* untilSignal(sys, ['TERM', 'INT', 'QUIT']);
  yield* printError(
    sys,
    line('System', 'MY-013172', 'Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ' + version + ').') +
      line('System', 'MY-010910', `/usr/sbin/${name}: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`),
  );
  return 0;
};

const KNOWN =
  /^--(?:user|datadir|port|socket|bind[-_]address|character[-_]set|collation|default|max|innodb|log|server[-_]id|skip|sql[-_]mode|secure|ignore|gtid|enforce|binlog|general|slow|wait|interactive|lower|explicit|performance|tls|ssl|mysqlx|require|transaction|join|key|table|thread|tmp|query|read|sort|net|console|plugin|authentication|early|init|lc|pid|report|relay|replica|slave|wsrep|event|loose|symbolic|basedir|verbose|help|initialize)/;

/** Its port. */
export const mysqlService: Service = ({ sys, data }, request) => {
  if (request.method !== 'SQL') throw new Errno('ECONNRESET', 'Connection reset by peer');
  const { directory } = data as { directory: string };
  const { user, password = '', database, text } = JSON.parse(String(request.body)) as Query;
  const logins = JSON.parse(readIfThere(sys, loginsFile(directory)) ?? '{}') as Logins;
  const from = request.peer?.ip === '127.0.0.1' ? 'localhost' : (request.peer?.ip ?? 'localhost');
  const answer = (body: Answer) => ({ status: 200, headers: {}, body: JSON.stringify(body) });
  if (!Object.hasOwn(logins, user) || logins[user] !== password) {
    return answer({
      refused: `ERROR 1045 (28000): Access denied for user '${user}'@'${from}' (using password: ${password === '' ? 'NO' : 'YES'})`,
    });
  }
  if (database !== '' && !storageOf(sys, directory).has(database))
    return answer({ refused: `ERROR 1049 (42000): Unknown database '${database}'` });
  return answer(runScript(sys, directory, user, database, text, (all) => writeLogins(sys, directory, all)));
};
