import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Answer, Outcome } from '../sql/exchange';
import { execute, SqlProblem, type Session } from '../sql/execute';
import { parse, SqlSyntaxError, type Statement } from '../sql/statement';
import { Storage, type Logins } from '../sql/storage';
import { statementsOf } from '../sql/tokens';

const BUILT_IN = ['information_schema', 'mysql', 'performance_schema', 'sys'];
const MOST_STATEMENTS = 500;

/** The data of a server, below its data directory. */
export const storageOf = (sys: Sys, directory: string): Storage => new Storage(sys, directory, '.ibd', BUILT_IN);
export const loginsFile = (directory: string): string => `${directory}/mysql.ibd`;

export const versionOf = (sys: Sys): string =>
  (sys.env().MYSQL_VERSION ?? sys.env().MARIADB_VERSION ?? '9.5.0')
    .replace(/^1:/, '')
    .replace(/-1\.el\d+$/, '')
    .replace(/\+maria.*/, '-MariaDB');

/** Executes a script as a user; the outcomes end with the first error. */
export function runScript(
  sys: Sys,
  directory: string,
  user: string,
  database: string,
  text: string,
  saveLogins: (logins: Logins) => void,
): Answer {
  const outcomes: Outcome[] = [];
  let current = database;
  for (const source of statementsOf(text).slice(0, MOST_STATEMENTS)) {
    try {
      const statement = parse(source, 'mysql');
      if (statement.verb === 'use') {
        if (!storageOf(sys, directory).has(statement.name)) throw new SqlProblem('unknown-database', statement.name);
        current = statement.name;
        outcomes.push({ kind: 'done', tag: 'USE', affected: 0, database: current });
      } else outcomes.push(one(sys, directory, user, current, statement, saveLogins));
    } catch (error) {
      outcomes.push({ kind: 'error', text: errorText(error, source) });
      break;
    }
  }
  return { outcomes, database: current };
}

function one(
  sys: Sys,
  directory: string,
  user: string,
  database: string,
  statement: Statement,
  saveLogins: (logins: Logins) => void,
): Outcome {
  const storage = storageOf(sys, directory);
  if (statement.verb === 'create-user' || statement.verb === 'alter-user') {
    saveLogins({ ...storage.logins(loginsFile(directory)), [statement.user]: statement.password ?? '' });
    return { kind: 'done', tag: 'OK', affected: 0 };
  }
  const session: Session = {
    storage,
    database,
    user: `${user}@localhost`,
    now: sys.now(),
    facts: {
      VERSION: versionOf(sys),
      '@@VERSION': versionOf(sys),
      '@@HOSTNAME': sys.hostname(),
      '@@PORT': 3306,
      '@@SERVER_ID': serverId(sys),
      '@@DATADIR': `${directory}/`,
      CONNECTION_ID: 8,
    },
  };
  return execute(session, statement);
}

/** `server-id` of the configuration files that a StatefulSet's init container writes. */
function serverId(sys: Sys): number {
  for (const directory of ['/etc/mysql/conf.d', '/etc/my.cnf.d']) {
    if (!sys.exists(directory)) continue;
    for (const name of sys.readdir(directory)) {
      const id = name.endsWith('.cnf') ? /^\s*server[-_]id\s*=\s*(\d+)/m.exec(sys.readFile(`${directory}/${name}`))?.[1] : undefined;
      if (id !== undefined) return Number(id);
    }
  }
  return 1;
}

function errorText(error: unknown, source: string): string {
  if (error instanceof SqlSyntaxError) {
    if (error.unknown) return `ERROR 1235 (42000) at line 1: '${error.near}' is not simulated here`;
    return `ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${error.near.slice(0, 80)}' at line 1`;
  }
  if (error instanceof Errno)
    return `ERROR 3 (HY000) at line 1: Error writing file (OS errno ${error.code === 'ENOSPC' ? '28 - No space left on device' : error.message})`;
  if (!(error instanceof SqlProblem)) throw error;
  const { problem, subject, detail } = error;
  const at = (head: string, text: string) => `ERROR ${head} at line 1: ${text}`;
  switch (problem) {
    case 'no-database-selected':
      return at('1046 (3D000)', 'No database selected');
    case 'unknown-database':
      return source.toUpperCase().startsWith('DROP')
        ? at('1008 (HY000)', `Can't drop database '${subject}'; database doesn't exist`)
        : at('1049 (42000)', `Unknown database '${subject}'`);
    case 'database-exists':
      return at('1007 (HY000)', `Can't create database '${subject}'; database exists`);
    case 'unknown-table':
      return source.toUpperCase().startsWith('DROP')
        ? at('1051 (42S02)', `Unknown table '${detail}.${subject}'`)
        : at('1146 (42S02)', `Table '${detail}.${subject}' doesn't exist`);
    case 'table-exists':
      return at('1050 (42S01)', `Table '${subject}' already exists`);
    case 'unknown-column':
      return at('1054 (42S22)', `Unknown column '${subject}' in 'field list'`);
    case 'wrong-count':
      return at('1136 (21S01)', `Column count doesn't match value count at row ${subject}`);
    case 'duplicate-key':
      return at('1062 (23000)', `Duplicate entry '${subject}' for key '${detail}'`);
    case 'not-null':
      return at('1048 (23000)', `Column '${subject}' cannot be null`);
    case 'unknown-function':
      return at('1305 (42000)', `FUNCTION ${subject} does not exist`);
  }
}
