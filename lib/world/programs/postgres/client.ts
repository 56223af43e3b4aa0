import { awaitWay } from '@/lib/hosts/net/establish';
import { print, printError } from '@/lib/hosts/process/blocking';
import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { askSecret, converse } from '../console';
import { exchange, type Answer, type Outcome } from '../sql/exchange';
import type { Rows } from '../sql/execute';
import type { Cell } from '../sql/statement';

interface Options {
  host: string;
  port: number;
  user: string;
  database: string;
  password?: string;
  asks: boolean;
  commands: string[];
  tuplesOnly: boolean;
  unaligned: boolean;
  list: boolean;
  file?: string;
}

function read(sys: Sys, argv: readonly string[]): Options {
  const env = sys.env();
  const words: string[] = [];
  const options: Options = {
    host: env.PGHOST ?? '',
    port: Number(env.PGPORT ?? 5432),
    user: env.PGUSER ?? '',
    database: env.PGDATABASE ?? '',
    asks: false,
    commands: [],
    tuplesOnly: false,
    unaligned: false,
    list: false,
    ...(env.PGPASSWORD === undefined ? {} : { password: env.PGPASSWORD }),
  };
  for (let i = 1; i < argv.length; i++) {
    let word = argv[i]!;
    // `-tAc TEXT`: letters without values before one with.
    const together = /^-([tAlqXwW]+)([hpUdcfvF].*)?$/s.exec(word);
    if (together && word.length > 2) {
      for (const letter of together[1]!) set(options, `-${letter}`);
      if (together[2] === undefined) continue;
      word = `-${together[2]}`;
    }
    const [, name = '', value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(word) ?? /^(-[hpUdcfvFtAlqXwW])(.*)$/s.exec(word) ?? [];
    const take = () => (value !== undefined && value !== '' ? value : (argv[++i] ?? ''));
    if (name === '-h' || name === '--host') options.host = take();
    else if (name === '-p' || name === '--port') options.port = Number(take());
    else if (name === '-U' || name === '--username') options.user = take();
    else if (name === '-d' || name === '--dbname') options.database = take();
    else if (name === '-c' || name === '--command') options.commands.push(take());
    else if (name === '-f' || name === '--file') options.file = take();
    else if (name === '-v' || name === '-F') take();
    else if (name === '') words.push(word);
    else set(options, name);
  }
  const url = /^postgres(?:ql)?:\/\/(?:([^:@]*)(?::([^@]*))?@)?([^:/]*)(?::(\d+))?(?:\/([^?]*))?/.exec(
    options.database || (words[0] ?? ''),
  );
  if (url) {
    const [, user, password, host, port, database] = url;
    Object.assign(options, {
      host,
      ...(user ? { user } : {}),
      ...(password ? { password } : {}),
      ...(port ? { port: Number(port) } : {}),
      database: database ?? '',
    });
  } else {
    if (options.database === '') options.database = words[0] ?? '';
    if (options.user === '') options.user = words[1] ?? '';
  }
  if (options.user === '') options.user = 'root';
  if (options.database === '') options.database = options.user;
  return options;
}

function set(options: Options, name: string): void {
  if (name === '-t' || name === '--tuples-only') options.tuplesOnly = true;
  else if (name === '-A' || name === '--no-align') options.unaligned = true;
  else if (name === '-l' || name === '--list') options.list = true;
  else if (name === '-W' || name === '--password') options.asks = true;
}

/** The psql client. */
export const psql: Program = function* (sys, argv) {
  if (argv.includes('--version') || argv.includes('-V')) {
    yield* print(sys, `psql (PostgreSQL) ${(sys.env().PG_VERSION ?? '18.0').replace(/-.*/, '')}\n`);
    return 0;
  }
  const options = read(sys, argv);
  if (options.asks) options.password = yield* askSecret(sys, 'Password: ');
  if (options.host !== '' && !options.host.startsWith('/')) yield* awaitWay(sys, options.host, options.port);
  let first = connect(sys, options, '');
  if ('refused' in first && first.refused.includes('no password supplied') && sys.isatty(0)) {
    options.password = yield* askSecret(sys, `Password for user ${options.user}: `);
    first = connect(sys, options, '');
  }
  if ('refused' in first) {
    yield* printError(sys, `psql: error: ${first.refused}\n`);
    return 2;
  }
  if (options.list) return yield* perform(sys, options, '\\l');
  const commands = options.file === undefined ? options.commands : [sys.readFile(options.file)];
  if (commands.length > 0) {
    for (const command of commands) {
      const code = yield* perform(sys, options, command);
      if (code !== 0) return code;
    }
    return 0;
  }
  if (sys.isatty(0)) yield* print(sys, `psql (${(sys.env().PG_VERSION ?? '18.0').replace(/-1\./, '-1.')})\nType "help" for help.\n\n`);
  let pending = '';
  let code = 0;
  yield* converse(
    sys,
    () => `${options.database}${pending === '' ? '=' : '-'}# `,
    function* (line) {
      if (pending === '' && /^\s*(\\q|exit|quit)\s*;?\s*$/.test(line)) return false;
      pending = pending === '' ? line : `${pending}\n${line}`;
      if (pending.trim() === '') pending = '';
      if (pending === '' || !(pending.startsWith('\\') || /;\s*$/.test(pending))) return true;
      const text = pending;
      pending = '';
      code = yield* perform(sys, options, text);
      return true;
    },
  );
  if (pending !== '') code = yield* perform(sys, options, pending);
  return sys.isatty(0) ? 0 : code === 2 ? 2 : 0;
};

function connect(sys: Sys, options: Options, text: string): Answer {
  const { host, port, user, database, password } = options;
  const local = host === '' || host.startsWith('/');
  const to = local ? `socket "/var/run/postgresql/.s.PGSQL.${port}"` : '';
  try {
    const answer = exchange(sys, local ? '127.0.0.1' : host, port, {
      user,
      database,
      text,
      ...(password === undefined ? {} : { password }),
    });
    if (!('refused' in answer)) return answer;
    return {
      refused: `connection to server ${local ? `on ${to}` : `at "${host}" (${addressOf(sys, host)}), port ${port}`} failed: ${answer.refused}`,
    };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (local)
      return {
        refused: `connection to server on ${to} failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?`,
      };
    if (error.code === 'ENAMENOTFOUND') return { refused: `could not translate host name "${host}" to address: Name or service not known` };
    if (error.code === 'EAGAIN')
      return { refused: `could not translate host name "${host}" to address: Temporary failure in name resolution` };
    const why =
      error.code === 'ETIMEDOUT'
        ? 'Connection timed out'
        : error.code === 'ECONNRESET'
          ? 'server closed the connection unexpectedly'
          : error.message;
    return {
      refused: `connection to server at "${host}" (${addressOf(sys, host)}), port ${port} failed: ${why}\n\tIs the server running on that host and accepting TCP/IP connections?`,
    };
  }
}

const addressOf = (sys: Sys, host: string): string => {
  if (/^[\d.]+$/.test(host)) return host;
  if (host === 'localhost') return '127.0.0.1';
  const search = sys.exists('/etc/resolv.conf') ? (/^search\s+(.*)$/m.exec(sys.readFile('/etc/resolv.conf'))?.[1]?.split(/\s+/) ?? []) : [];
  for (const name of [...search.map((domain) => `${host}.${domain}`), host]) {
    const found = sys.resolve(name, 'A').answers.find(({ type }) => type === 'A');
    if (found) return found.data;
  }
  return host;
};

function* perform(sys: Sys, options: Options, text: string): Generator<{ channels: readonly string[] }, number, void> {
  if (!text.startsWith('\\')) {
    const answer = connect(sys, options, text);
    if ('refused' in answer) {
      yield* printError(sys, `psql: error: ${answer.refused}\n`);
      return 2;
    }
    return yield* show(sys, answer.outcomes, options);
  }
  const [word = '', argument = ''] = text.trim().replace(/;$/, '').split(/\s+/);
  switch (word) {
    case '\\c':
    case '\\connect': {
      const answer = connect(sys, { ...options, database: argument }, '');
      if ('refused' in answer) {
        yield* printError(sys, `${answer.refused}\nPrevious connection kept\n`);
        return 1;
      }
      options.database = argument;
      yield* print(sys, `You are now connected to database "${argument}" as user "${options.user}".\n`);
      return 0;
    }
    case '\\conninfo':
      yield* print(
        sys,
        `You are connected to database "${options.database}" as user "${options.user}" ${options.host ? `on host "${options.host}"` : 'via socket in "/var/run/postgresql"'} at port "${options.port}".\n`,
      );
      return 0;
    case '\\l':
    case '\\list':
    case '\\dt': {
      const listed = list(sys, options, word === '\\dt');
      yield* typeof listed === 'string' ? printError(sys, listed) : print(sys, aligned(listed.rows, options, listed.title));
      return 0;
    }
    default:
      yield* printError(sys, `${word} is not simulated here\n`);
      return 1;
  }
}

/** Databases or tables, from the server's own files: only where the client is in its container. */
function list(sys: Sys, options: Options, tables: boolean): { readonly rows: Rows; readonly title: string } | string {
  const directory = sys.env().PGDATA ?? '/var/lib/postgresql/data';
  if (options.host !== '' && options.host !== 'localhost' && options.host !== '127.0.0.1')
    return '\\l and \\dt over the network are not simulated here\n';
  const names = (path: string) => (sys.exists(path) ? sys.readdir(path) : []);
  const column = (name: string) => ({ name, numeric: false });
  if (!tables) {
    const rows = [...new Set([...names(`${directory}/base`), 'postgres', 'template0', 'template1'])]
      .sort()
      .map((name) => [name, options.user, 'UTF8', 'en_US.utf8', 'en_US.utf8']);
    return {
      title: 'List of databases',
      rows: { kind: 'rows', columns: ['Name', 'Owner', 'Encoding', 'Collate', 'Ctype'].map(column), rows },
    };
  }
  const found = names(`${directory}/base/${options.database}`);
  if (found.length === 0) return 'Did not find any relations.\n';
  return {
    title: 'List of relations',
    rows: {
      kind: 'rows',
      columns: ['Schema', 'Name', 'Type', 'Owner'].map(column),
      rows: found.map((name) => ['public', name, 'table', options.user]),
    },
  };
}

function* show(sys: Sys, outcomes: readonly Outcome[], options: Options) {
  for (const outcome of outcomes) {
    if (outcome.kind === 'error') {
      yield* printError(sys, `${outcome.text}\n`);
      return 1;
    }
    yield* print(
      sys,
      outcome.kind === 'rows' ? (options.unaligned ? unaligned(outcome, options) : aligned(outcome, options)) : `${outcome.tag}\n`,
    );
  }
  return 0;
}

const cell = (value: Cell): string => (value === null ? '' : String(value));
const count = (rows: number): string => `(${rows} row${rows === 1 ? '' : 's'})\n`;

/** A column's title: of an expression, the function's name or `?column?`. */
const heading = (name: string): string =>
  /^(\w+)\(/.exec(name)?.[1]?.toLowerCase() ?? (/^\w+$/.test(name) && !/^\d/.test(name) ? name : '?column?');

function aligned({ columns, rows }: Rows, { tuplesOnly }: Options, title?: string): string {
  const heads = columns.map(({ name }) => heading(name));
  const widths = heads.map((head, i) => Math.max(tuplesOnly ? 0 : head.length, ...rows.map((row) => cell(row[i]!).length)));
  const body = rows
    .map(
      (row) =>
        row
          .map(
            (value, i) =>
              ` ${columns[i]!.numeric ? cell(value).padStart(widths[i]!) : i === row.length - 1 ? cell(value) : cell(value).padEnd(widths[i]!)}${i === row.length - 1 ? '' : ' '}`,
          )
          .join('|') + '\n',
    )
    .join('');
  if (tuplesOnly) return `${body}\n`;
  const centred = (text: string, width: number) => `${' '.repeat(Math.floor((width - text.length) / 2))}${text}`.padEnd(width);
  const head = heads.map((text, i) => ` ${centred(text, widths[i]!)} `).join('|');
  const total = head.length;
  return `${title === undefined ? '' : `${centred(title, total).trimEnd()}\n`}${head}\n${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n${body}${count(rows.length)}\n`;
}

const unaligned = ({ columns, rows }: Rows, { tuplesOnly }: Options): string =>
  `${tuplesOnly ? '' : `${columns.map(({ name }) => heading(name)).join('|')}\n`}${rows.map((row) => `${row.map(cell).join('|')}\n`).join('')}${tuplesOnly ? '' : count(rows.length)}`;

/** pg_isready: whether somebody listens. */
export const pgIsready: Program = function* (sys, argv) {
  const options = read(sys, argv);
  const local = options.host === '';
  const where = `${local ? '/var/run/postgresql' : options.host}:${options.port}`;
  try {
    sys.dial(local ? '127.0.0.1' : options.host, options.port);
    yield* print(sys, `${where} - accepting connections\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* print(sys, `${where} - no response\n`);
    return 2;
  }
};
