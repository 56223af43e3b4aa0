import { awaitWay } from '@/lib/hosts/net/establish';
import { print, printError } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { askSecret, converse } from '../console';
import { exchange, type Answer, type Outcome } from '../sql/exchange';
import type { Rows } from '../sql/execute';
import type { Cell } from '../sql/statement';

interface Options {
  host?: string;
  port: number;
  user: string;
  password?: string;
  asks: boolean;
  database: string;
  execute?: string;
  table: boolean;
  heads: boolean;
  vertical: boolean;
  words: string[];
  version: boolean;
}

function read(sys: Sys, argv: readonly string[]): Options {
  const options: Options = {
    port: 3306,
    user: 'root',
    asks: false,
    database: '',
    table: false,
    heads: true,
    vertical: false,
    words: [],
    version: false,
    ...(sys.env().MYSQL_HOST ? { host: sys.env().MYSQL_HOST } : {}),
    ...(sys.env().MYSQL_PWD ? { password: sys.env().MYSQL_PWD } : {}),
  };
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i]!;
    const [, name = '', value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(word) ?? /^(-[huPDepNstEVBvCr])(.*)$/s.exec(word) ?? [];
    const take = () => (value !== undefined && value !== '' ? value : (argv[++i] ?? ''));
    if (name === '-h' || name === '--host') options.host = take();
    else if (name === '-P' || name === '--port') options.port = Number(take());
    else if (name === '-u' || name === '--user') options.user = take();
    else if (name === '-D' || name === '--database') options.database = take();
    else if (name === '-e' || name === '--execute') options.execute = take();
    else if (name === '-p' || name === '--password') {
      if (value === undefined || value === '') options.asks = word !== '--password=';
      else options.password = value;
    } else if (name === '-N' || name === '--skip-column-names') options.heads = false;
    else if (name === '-t' || name === '--table') options.table = true;
    else if (name === '-E' || name === '--vertical') options.vertical = true;
    else if (name === '-V' || name === '--version') options.version = true;
    else if (!word.startsWith('-')) options.words.push(word);
  }
  return options;
}

/** The mysql and mariadb clients. */
export const mysqlClient: Program = function* (sys, argv) {
  const options = read(sys, argv);
  const [word] = options.words;
  if (options.version) {
    yield* print(
      sys,
      `mysql  Ver ${(sys.env().MYSQL_VERSION ?? '9.5.0').replace(/-.*/, '')} for Linux on x86_64 (MySQL Community Server - GPL)\n`,
    );
    return 0;
  }
  if (word !== undefined) options.database = word;
  yield* settlePassword(sys, options);
  const shows = options.table || sys.isatty(1);
  if (options.host !== undefined) yield* awaitWay(sys, options.host, options.port);
  const first = connect(sys, options, options.execute ?? '');
  if (typeof first === 'string' || 'refused' in first) {
    yield* printError(sys, `${typeof first === 'string' ? first : first.refused}\n`);
    return 1;
  }
  options.database = first.database;
  if (options.execute !== undefined) return yield* show(sys, first.outcomes, options, shows);
  let pending = '';
  let code = 0;
  if (sys.isatty(0))
    yield* print(
      sys,
      `Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\nServer version: ${sys.env().MYSQL_VERSION ?? '9.5.0'} MySQL Community Server - GPL\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n`,
    );
  yield* converse(
    sys,
    () => (pending === '' ? 'mysql> ' : '    -> '),
    function* (line) {
      if (pending === '' && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line)) {
        if (sys.isatty(0)) yield* print(sys, 'Bye\n');
        return false;
      }
      pending += `${line}\n`;
      const use = /^\s*use\s+\S+\s*$/i.test(pending);
      if (!use && !/;\s*$|\\G\s*$/.test(pending)) {
        if (pending.trim() === '') pending = '';
        return true;
      }
      const text = pending.replace(/\\G\s*$/, ';');
      const answer = connect(sys, options, text);
      const vertical = /\\G\s*$/.test(pending);
      pending = '';
      if (typeof answer === 'string' || 'refused' in answer) {
        yield* printError(sys, `${typeof answer === 'string' ? answer : answer.refused}\n`);
        code = 1;
        return sys.isatty(0);
      }
      options.database = answer.database;
      code = yield* show(sys, answer.outcomes, { ...options, vertical }, shows);
      return code === 0 || sys.isatty(0);
    },
  );
  if (pending.trim() !== '' && code === 0) {
    const answer = connect(sys, options, pending);
    if (typeof answer === 'string' || 'refused' in answer) return 1;
    code = yield* show(sys, answer.outcomes, options, shows);
  }
  return code;
};

function* settlePassword(sys: Sys, options: Options) {
  if (options.asks) options.password = yield* askSecret(sys, 'Enter password: ');
  else if (options.password !== undefined && sys.env().MYSQL_PWD !== options.password)
    yield* printError(sys, 'mysql: [Warning] Using a password on the command line interface can be insecure.\n');
}

/** Asks the server; text of the client's own error when it cannot. */
function connect(sys: Sys, options: Options, text: string): Answer | string {
  const { host, port, user, password, database } = options;
  try {
    return exchange(sys, host ?? '127.0.0.1', port, { user, ...(password === undefined ? {} : { password }), database, text });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (host === undefined || host === 'localhost')
      return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)";
    if (error.code === 'ENAMENOTFOUND') return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`;
    if (error.code === 'EAGAIN') return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-3)`;
    if (error.code === 'ECONNRESET')
      return "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 104";
    return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (${error.code === 'ETIMEDOUT' ? 110 : error.code === 'ECONNREFUSED' ? 111 : 113})`;
  }
}

function* show(sys: Sys, outcomes: readonly Outcome[], options: Options, tables: boolean) {
  for (const outcome of outcomes) {
    if (outcome.kind === 'error') {
      yield* printError(
        sys,
        `${sys.isatty(0) && options.execute === undefined ? outcome.text.replace(' at line 1:', ':') : outcome.text}\n`,
      );
      return 1;
    }
    if (outcome.kind === 'rows')
      yield* print(sys, options.vertical ? vertical(outcome) : tables ? table(outcome, options) : batch(outcome, options));
    else if (tables && options.execute === undefined && sys.isatty(0))
      yield* print(
        sys,
        outcome.tag === 'USE'
          ? 'Database changed\n'
          : `Query OK, ${outcome.affected} row${outcome.affected === 1 ? '' : 's'} affected (0.01 sec)\n\n`,
      );
  }
  return 0;
}

const cell = (value: Cell): string => (value === null ? 'NULL' : String(value));

const batch = ({ columns, rows }: Rows, { heads }: Options): string =>
  rows.length === 0
    ? ''
    : [...(heads ? [columns.map(({ name }) => name)] : []), ...rows.map((row) => row.map(cell))]
        .map((row) => `${row.join('\t')}\n`)
        .join('');

function table({ columns, rows }: Rows, { heads, execute }: Options): string {
  const seconds =
    execute === undefined
      ? `${rows.length === 0 ? 'Empty set' : `${rows.length} row${rows.length === 1 ? '' : 's'} in set`} (0.00 sec)\n\n`
      : '';
  if (rows.length === 0) return seconds;
  const widths = columns.map(({ name }, i) => Math.max(heads ? name.length : 0, ...rows.map((row) => cell(row[i]!).length)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (texts: readonly string[], right: (i: number) => boolean) =>
    `|${texts.map((text, i) => ` ${right(i) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)} `).join('|')}|\n`;
  const body = rows.map((row) => line(row.map(cell), (i) => columns[i]!.numeric && row[i] !== null)).join('');
  return `${rule}${
    heads
      ? line(
          columns.map(({ name }) => name),
          () => false,
        ) + rule
      : ''
  }${body}${rule}${seconds}`;
}

function vertical({ columns, rows }: Rows): string {
  const width = Math.max(0, ...columns.map(({ name }) => name.length));
  return rows
    .map(
      (row, i) =>
        `${'*'.repeat(27)} ${i + 1}. row ${'*'.repeat(27)}\n${columns.map(({ name }, j) => `${name.padStart(width)}: ${cell(row[j]!)}\n`).join('')}`,
    )
    .join('');
}

/** mysqladmin: what probes ask it. */
export const mysqladmin: Program = function* (sys, argv) {
  const options = read(sys, argv);
  const verb = argv[0]!.endsWith('healthcheck.sh') ? 'ping' : options.words[0];
  if (options.asks) options.password = yield* askSecret(sys, 'Enter password: ');
  const answer = connect(sys, options, verb === 'status' ? 'SELECT VERSION()' : '');
  if (verb === 'ping' || verb === 'status' || verb === 'version') {
    if (typeof answer === 'string') {
      const socket = options.host === undefined || options.host === 'localhost';
      yield* printError(
        sys,
        `mysqladmin: connect to server at '${options.host ?? 'localhost'}' failed\nerror: '${answer.replace(/^ERROR \d+ \(\w+\): /, '')}'\n${socket ? "Check that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n" : ''}`,
      );
      return 1;
    }
    if ('refused' in answer && verb !== 'ping') {
      yield* printError(
        sys,
        `mysqladmin: connect to server at '${options.host ?? 'localhost'}' failed\nerror: '${answer.refused.replace(/^ERROR \d+ \(\w+\): /, '')}'\n`,
      );
      return 1;
    }
    // A ping that is denied has found somebody.
    if ('refused' in answer)
      yield* printError(
        sys,
        `mysqladmin: connect to server at '${options.host ?? 'localhost'}' failed\nerror: '${answer.refused.replace(/^ERROR \d+ \(\w+\): /, '')}'\n`,
      );
    else
      yield* print(
        sys,
        verb === 'ping'
          ? 'mysqld is alive\n'
          : 'Uptime: 60  Threads: 2  Questions: 2  Slow queries: 0  Opens: 119  Flush tables: 3  Open tables: 38  Queries per second avg: 0.033\n',
      );
    return 0;
  }
  yield* printError(sys, `mysqladmin ${verb ?? ''}: not simulated here\n`);
  return 1;
};
