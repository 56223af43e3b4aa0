import type { Cell, Column, Expression, Statement, TableName } from './statement';
import type { Storage, Table } from './storage';

export interface Rows {
  readonly kind: 'rows';
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Result = Rows | { readonly kind: 'done'; readonly tag: string; readonly affected: number };

/** What can be wrong with a statement whose words are right; dialects have their own texts for it. */
export type Problem =
  | 'no-database-selected'
  | 'unknown-database'
  | 'database-exists'
  | 'unknown-table'
  | 'table-exists'
  | 'unknown-column'
  | 'wrong-count'
  | 'duplicate-key'
  | 'not-null'
  | 'unknown-function';

export class SqlProblem extends Error {
  constructor(
    readonly problem: Problem,
    readonly subject: string,
    readonly detail = '',
  ) {
    super(problem);
  }
}

/** Where a statement is executed. */
export interface Session {
  readonly storage: Storage;
  readonly database: string;
  readonly user: string;
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  /** Functions and variables that depend on the server: VERSION, HOSTNAME. */
  readonly facts: Readonly<Record<string, Cell>>;
}

const INTEGER = /^(?:int|integer|bigint|smallint|tinyint|mediumint|serial|bigserial|numeric|decimal|float|double|real|year)/;

/** Executes one statement. Throws SqlProblem. `use`, users and settings are the session's business. */
export function execute(session: Session, statement: Statement): Result {
  const { storage } = session;
  switch (statement.verb) {
    case 'create-database':
      if (storage.has(statement.name)) {
        if (!statement.lenient) throw new SqlProblem('database-exists', statement.name);
        return done('CREATE DATABASE', 1);
      }
      storage.create(statement.name);
      return done('CREATE DATABASE', 1);
    case 'drop-database':
      if (!storage.has(statement.name)) {
        if (!statement.lenient) throw new SqlProblem('unknown-database', statement.name);
        return done('DROP DATABASE', 0);
      }
      storage.drop(statement.name);
      return done('DROP DATABASE', 0);
    case 'show':
      return show(session, statement.what, statement.like);
    case 'create-table': {
      const { database, table } = place(session, statement.table);
      if (storage.read(database, table)) {
        if (!statement.lenient) throw new SqlProblem('table-exists', table);
        return done('CREATE TABLE', 0);
      }
      storage.write(database, table, { columns: statement.columns, rows: [], next: 1 });
      return done('CREATE TABLE', 0);
    }
    case 'drop-table': {
      const { database, table } = place(session, statement.table);
      if (!storage.read(database, table)) {
        if (!statement.lenient) throw new SqlProblem('unknown-table', table, database);
        return done('DROP TABLE', 0);
      }
      storage.remove(database, table);
      return done('DROP TABLE', 0);
    }
    case 'truncate': {
      const { database, table, content } = open(session, statement.table);
      storage.write(database, table, { ...content, rows: [], next: 1 });
      return done('TRUNCATE TABLE', 0);
    }
    case 'describe':
      return describe(open(session, statement.table).content);
    case 'insert':
      return insert(session, statement);
    case 'select':
      return select(session, statement);
    case 'update':
    case 'delete':
      return change(session, statement);
    default:
      return done('tag' in statement ? statement.tag : 'OK', 0);
  }
}

const done = (tag: string, affected: number): Result => ({ kind: 'done', tag, affected });

function place({ storage, database: own }: Session, { database = own, table }: TableName): { database: string; table: string } {
  if (database === '') throw new SqlProblem('no-database-selected', table);
  if (!storage.has(database)) throw new SqlProblem('unknown-database', database);
  return { database, table };
}

function open(session: Session, name: TableName): { database: string; table: string; content: Table } {
  const { database, table } = place(session, name);
  const content = session.storage.read(database, table);
  if (!content) throw new SqlProblem('unknown-table', table, database);
  return { database, table, content };
}

const likeness = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/%/g, '.*')
      .replace(/_/g, '.')}$`,
    'is',
  ).test(text);

function show(session: Session, what: 'databases' | 'tables', like?: string): Result {
  const { storage, database } = session;
  if (what === 'tables' && database === '') throw new SqlProblem('no-database-selected', '');
  const names = (what === 'databases' ? storage.databases() : storage.tables(database)).filter(
    (name) => like === undefined || likeness(like, name),
  );
  const title = what === 'databases' ? 'Database' : `Tables_in_${database}`;
  return { kind: 'rows', columns: [{ name: title, numeric: false }], rows: names.map((name) => [name]) };
}

function describe({ columns }: Table): Result {
  const titles = ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'];
  return {
    kind: 'rows',
    columns: titles.map((name) => ({ name, numeric: false })),
    rows: columns.map((column) => [
      column.name,
      typeName(column),
      column.notNull ? 'NO' : 'YES',
      column.primary ? 'PRI' : column.unique ? 'UNI' : '',
      column.fallback,
      column.counts ? 'auto_increment' : '',
    ]),
  };
}

const typeName = ({ type }: Column): string => (type === 'integer' ? 'int' : type === 'boolean' || type === 'bool' ? 'tinyint(1)' : type);

function insert(session: Session, statement: Extract<Statement, { verb: 'insert' }>): Result {
  const { database, table, content } = open(session, statement.table);
  const { columns } = content;
  const names = statement.columns.length > 0 ? statement.columns : columns.map(({ name }) => name);
  for (const name of names) if (!columns.some((column) => same(column.name, name))) throw new SqlProblem('unknown-column', name, table);
  let { next } = content;
  const rows = [...content.rows];
  for (const [number, values] of statement.rows.entries()) {
    if (values.length > names.length || (statement.columns.length > 0 && values.length !== names.length))
      throw new SqlProblem('wrong-count', String(number + 1));
    const row = columns.map((column): Cell => {
      const index = names.findIndex((name) => same(name, column.name));
      const given = index >= 0 && index < values.length ? evaluate(session, values[index]!, undefined, columns) : undefined;
      if (column.counts && (given === undefined || given === null)) return next++;
      const value = given === undefined ? (column.fallback === 'CURRENT_TIMESTAMP' ? stampOf(session.now) : column.fallback) : given;
      if (column.counts && typeof value === 'number') next = Math.max(next, value + 1);
      if (value === null && column.notNull) throw new SqlProblem('not-null', column.name, table);
      return cast(value, column);
    });
    for (const [i, column] of columns.entries()) {
      if ((column.primary || column.unique) && row[i] !== null && rows.some((other) => other[i] === row[i]))
        throw new SqlProblem('duplicate-key', String(row[i]), `${table}.${column.primary ? 'PRIMARY' : column.name}`);
    }
    rows.push(row);
  }
  session.storage.write(database, table, { columns, rows, next });
  return done(`INSERT 0 ${statement.rows.length}`, statement.rows.length);
}

const cast = (value: Cell, { type }: Column): Cell => {
  if (value === null) return null;
  if (INTEGER.test(type)) return Number.isNaN(Number(value)) ? 0 : Number(value);
  if (/^bool/.test(type)) return value === 1 || value === 'true' || value === 't' ? 1 : 0;
  return String(value);
};

function select(session: Session, statement: Extract<Statement, { verb: 'select' }>): Result {
  const source = statement.from ? open(session, statement.from).content : undefined;
  const columns = source?.columns ?? [];
  let rows = (source?.rows ?? [[]]).filter((row) => !statement.where || truth(evaluate(session, statement.where, row, columns)));
  const whole = statement.items.some(({ expression }) => expression.op === 'call' && AGGREGATES.has(expression.name));
  for (const { by, down } of [...statement.order].reverse()) {
    const index = by.op === 'value' && typeof by.value === 'number' ? by.value - 1 : undefined;
    const of = (row: readonly Cell[]) => (index === undefined ? evaluate(session, by, row, columns) : row[index]!);
    rows = [...rows].sort((a, b) => compare(of(a), of(b)) * (down ? -1 : 1));
  }
  if (statement.limit !== undefined && !whole) rows = rows.slice(0, statement.limit);
  const items = statement.items.flatMap(({ expression, title }) =>
    expression.op === 'star'
      ? columns.map(({ name }) => ({ expression: { op: 'column', name } as Expression, title: name }))
      : [{ expression, title }],
  );
  const out = whole
    ? [items.map(({ expression }) => aggregate(session, expression, rows, columns))]
    : rows.map((row) => items.map(({ expression }) => evaluate(session, expression, row, columns)));
  return {
    kind: 'rows',
    columns: items.map(({ expression, title }, i) => {
      const column = expression.op === 'column' ? columns.find(({ name }) => same(name, expression.name)) : undefined;
      return {
        name: column && same(title, column.name) ? column.name : title,
        numeric: column ? INTEGER.test(column.type) : out.length > 0 && out.every((row) => typeof row[i] === 'number'),
      };
    }),
    rows: out,
  };
}

const AGGREGATES = new Set(['COUNT', 'SUM', 'MIN', 'MAX', 'AVG']);

function aggregate(session: Session, expression: Expression, rows: readonly (readonly Cell[])[], columns: readonly Column[]): Cell {
  if (expression.op !== 'call' || !AGGREGATES.has(expression.name)) return rows[0] ? evaluate(session, expression, rows[0], columns) : null;
  const [of] = expression.args;
  if (expression.name === 'COUNT' && (!of || of.op === 'star')) return rows.length;
  const values = rows.map((row) => evaluate(session, of!, row, columns)).filter((value) => value !== null);
  if (expression.name === 'COUNT') return values.length;
  if (values.length === 0) return null;
  if (expression.name === 'MIN' || expression.name === 'MAX')
    return [...values].sort(compare)[expression.name === 'MIN' ? 0 : values.length - 1]!;
  const sum = values.reduce<number>((total, value) => total + Number(value), 0);
  return expression.name === 'SUM' ? sum : sum / values.length;
}

function change(session: Session, statement: Extract<Statement, { verb: 'update' | 'delete' }>): Result {
  const { database, table, content } = open(session, statement.table);
  const { columns } = content;
  let affected = 0;
  const rows = content.rows.flatMap((row): (readonly Cell[])[] => {
    if (statement.where && !truth(evaluate(session, statement.where, row, columns))) return [row];
    affected++;
    if (statement.verb === 'delete') return [];
    const after = [...row];
    for (const [name, expression] of statement.set) {
      const index = columns.findIndex((column) => same(column.name, name));
      if (index < 0) throw new SqlProblem('unknown-column', name, table);
      after[index] = cast(evaluate(session, expression, row, columns), columns[index]!);
    }
    return [after];
  });
  session.storage.write(database, table, { ...content, rows });
  return done(`${statement.verb.toUpperCase()} ${affected}`, affected);
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const truth = (value: Cell): boolean => value !== null && value !== 0 && value !== '';
const compare = (a: Cell, b: Cell): number =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : typeof a === 'number' || typeof b === 'number' ? Number(a) - Number(b) : a < b ? -1 : 1;
const stampOf = (now: number): string => new Date(now).toISOString().slice(0, 19).replace('T', ' ');

function evaluate(session: Session, expression: Expression, row: readonly Cell[] | undefined, columns: readonly Column[]): Cell {
  const of = (inner: Expression) => evaluate(session, inner, row, columns);
  switch (expression.op) {
    case 'value':
      return expression.value;
    case 'column': {
      const index = columns.findIndex(({ name }) => same(name, expression.name));
      if (index >= 0 && row) return row[index] ?? null;
      return fact(session, expression.name) ?? unknown(expression.name);
    }
    case 'call':
      return call(session, expression.name, expression.args.map(of));
    case 'null':
      return (of(expression.of) === null) !== expression.not ? 1 : 0;
    case 'in': {
      const value = of(expression.of);
      return expression.list.some((item) => compare(of(item), value) === 0) ? 1 : 0;
    }
    case 'star':
      return null;
    case 'binary':
      return binary(expression.sign, of(expression.left), of(expression.right));
  }
}

const unknown = (name: string): never => {
  throw new SqlProblem('unknown-column', name, 'field list');
};

function fact(session: Session, name: string): Cell | undefined {
  const upper = name.toUpperCase().replace(/^@@(GLOBAL\.|SESSION\.)?/, '@@');
  if (upper === 'CURRENT_TIMESTAMP' || upper === 'NOW') return stampOf(session.now);
  if (upper === 'CURRENT_DATE') return stampOf(session.now).slice(0, 10);
  if (upper === 'CURRENT_USER') return session.user;
  return Object.hasOwn(session.facts, upper) ? session.facts[upper] : undefined;
}

function call(session: Session, name: string, args: readonly Cell[]): Cell {
  switch (name) {
    case 'CONCAT':
      return args.includes(null) ? null : args.join('');
    case 'UPPER':
      return args[0] === null ? null : String(args[0]).toUpperCase();
    case 'LOWER':
      return args[0] === null ? null : String(args[0]).toLowerCase();
    case 'LENGTH':
      return args[0] === null ? null : String(args[0]).length;
    case 'COALESCE':
    case 'IFNULL':
      return args.find((value) => value !== null) ?? null;
    case 'SLEEP':
      return 0;
    case 'DATABASE':
    case 'CURRENT_DATABASE':
      return session.database || null;
    case 'USER':
    case 'CURDATE':
    default: {
      const value = fact(session, name === 'USER' ? 'CURRENT_USER' : name === 'CURDATE' ? 'CURRENT_DATE' : name);
      if (value === undefined) throw new SqlProblem('unknown-function', name.toLowerCase());
      return value;
    }
  }
}

function binary(sign: string, left: Cell, right: Cell): Cell {
  if (sign === 'AND') return truth(left) && truth(right) ? 1 : 0;
  if (sign === 'OR') return truth(left) || truth(right) ? 1 : 0;
  if (left === null || right === null) return null;
  const order = compare(left, right);
  switch (sign) {
    case '=':
      return order === 0 ? 1 : 0;
    case '<>':
    case '!=':
      return order === 0 ? 0 : 1;
    case '<':
      return order < 0 ? 1 : 0;
    case '>':
      return order > 0 ? 1 : 0;
    case '<=':
      return order <= 0 ? 1 : 0;
    case '>=':
      return order >= 0 ? 1 : 0;
    case 'LIKE':
      return likeness(String(right), String(left)) ? 1 : 0;
    case '||':
      return `${left}${right}`;
    case '+':
      return Number(left) + Number(right);
    case '-':
      return Number(left) - Number(right);
    case '*':
      return Number(left) * Number(right);
    case '/':
      return Number(right) === 0 ? null : Number(left) / Number(right);
    default:
      return Number(right) === 0 ? null : Number(left) % Number(right);
  }
}
