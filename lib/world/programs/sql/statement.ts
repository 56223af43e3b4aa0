import { tokenize, type Dialect, type Token } from './tokens';

export type Cell = string | number | null;

export type Expression =
  | { readonly op: 'value'; readonly value: Cell }
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly op: 'binary'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'null'; readonly of: Expression; readonly not: boolean }
  | { readonly op: 'in'; readonly of: Expression; readonly list: readonly Expression[] }
  | { readonly op: 'star' };

export interface Column {
  readonly name: string;
  /** In lower case: `varchar(20)`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly counts: boolean;
  readonly fallback: Cell;
}

export interface TableName {
  readonly database?: string;
  readonly table: string;
}

export type Statement =
  | { readonly verb: 'create-database' | 'drop-database'; readonly name: string; readonly lenient: boolean }
  | { readonly verb: 'use'; readonly name: string }
  | { readonly verb: 'show'; readonly what: 'databases' | 'tables'; readonly like?: string }
  | { readonly verb: 'describe'; readonly table: TableName }
  | { readonly verb: 'create-table'; readonly table: TableName; readonly columns: readonly Column[]; readonly lenient: boolean }
  | { readonly verb: 'drop-table' | 'truncate'; readonly table: TableName; readonly lenient: boolean }
  | {
      readonly verb: 'insert';
      readonly table: TableName;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Expression[])[];
    }
  | {
      readonly verb: 'select';
      readonly items: readonly { readonly expression: Expression; readonly title: string }[];
      readonly from?: TableName;
      readonly where?: Expression;
      readonly order: readonly { readonly by: Expression; readonly down: boolean }[];
      readonly limit?: number;
    }
  | {
      readonly verb: 'update';
      readonly table: TableName;
      readonly set: readonly (readonly [string, Expression])[];
      readonly where?: Expression;
    }
  | { readonly verb: 'delete'; readonly table: TableName; readonly where?: Expression }
  | { readonly verb: 'create-user' | 'alter-user'; readonly user: string; readonly password?: string }
  /** Accepted without a consequence that anything here shows: BEGIN, COMMIT, GRANT, FLUSH, SET. */
  | { readonly verb: 'nothing'; readonly tag: string };

/** A statement that is wrong, or that this simulation does not know; `near` is where. */
export class SqlSyntaxError extends Error {
  constructor(
    readonly near: string,
    readonly at: number,
    readonly unknown = false,
  ) {
    super(near);
  }
}

/** Parses one statement. Throws SqlSyntaxError. */
export function parse(text: string, dialect: Dialect): Statement {
  return new Parser(text, tokenize(text, dialect)).statement();
}

class Parser {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  statement(): Statement {
    const verb = this.word();
    switch (verb) {
      case 'CREATE':
        return this.end(this.create());
      case 'DROP':
        return this.end(this.drop());
      case 'ALTER':
        return this.alter();
      case 'USE':
        return this.end({ verb: 'use', name: this.name() });
      case 'SHOW':
        return this.end(this.show());
      case 'DESCRIBE':
      case 'DESC':
        return this.end({ verb: 'describe', table: this.tableName() });
      case 'TRUNCATE':
        this.accept('TABLE');
        return this.end({ verb: 'truncate', table: this.tableName(), lenient: false });
      case 'INSERT':
        return this.end(this.insert());
      case 'SELECT':
        return this.end(this.select());
      case 'UPDATE':
        return this.end(this.update());
      case 'DELETE': {
        this.expect('FROM');
        const table = this.tableName();
        return this.end({ verb: 'delete', table, ...this.where() });
      }
      case 'BEGIN':
      case 'START':
      case 'COMMIT':
      case 'GRANT':
      case 'REVOKE':
      case 'FLUSH':
      case 'SET':
        return { verb: 'nothing', tag: verb === 'START' ? 'START TRANSACTION' : verb };
      case 'ROLLBACK':
      case 'EXPLAIN':
      case 'CALL':
      case 'LOAD':
      case 'COPY':
      case 'WITH':
      case 'LOCK':
      case 'VACUUM':
      case 'ANALYZE':
      case 'REPLACE':
      case 'CHANGE':
        throw new SqlSyntaxError(verb, 0, true);
      default:
        throw new SqlSyntaxError(this.source, 0);
    }
  }

  private create(): Statement {
    const what = this.word();
    if (what === 'DATABASE' || what === 'SCHEMA') {
      const lenient = this.ifNotExists();
      const name = this.name();
      this.at = this.tokens.length;
      return { verb: 'create-database', name, lenient };
    }
    if (what === 'USER' || what === 'ROLE') return this.user('create-user');
    if (what !== 'TABLE') throw new SqlSyntaxError(`CREATE ${what}`, 0, true);
    const lenient = this.ifNotExists();
    const table = this.tableName();
    this.expect('(');
    const columns: Column[] = [];
    const keys: string[] = [];
    do {
      if (this.accept('PRIMARY')) {
        this.expect('KEY');
        this.expect('(');
        do keys.push(this.name());
        while (this.accept(','));
        this.expect(')');
      } else if (['UNIQUE', 'KEY', 'INDEX', 'CONSTRAINT', 'FOREIGN', 'CHECK'].includes(this.peekWord()))
        throw new SqlSyntaxError(this.peekWord(), this.peek()?.at ?? 0, true);
      else columns.push(this.column());
    } while (this.accept(','));
    this.expect(')');
    // ENGINE=InnoDB, CHARSET=…: it makes no difference here.
    this.at = this.tokens.length;
    return {
      verb: 'create-table',
      table,
      lenient,
      columns: columns.map((column) => (keys.includes(column.name) ? { ...column, primary: true, notNull: true } : column)),
    };
  }

  private column(): Column {
    const name = this.name();
    let type = this.name().toLowerCase();
    if (this.peek()?.text.toLowerCase() === 'varying' || this.peek()?.text.toLowerCase() === 'precision')
      type += ` ${this.name().toLowerCase()}`;
    if (this.accept('(')) {
      const inside: string[] = [];
      while (!this.accept(')')) inside.push(this.take().text);
      type += `(${inside.join('')})`;
    }
    let notNull = false;
    let primary = false;
    let unique = false;
    let counts = /serial$/.test(type);
    let fallback: Cell = null;
    for (;;) {
      if (this.accept('NOT')) {
        this.expect('NULL');
        notNull = true;
      } else if (this.accept('NULL')) notNull = false;
      else if (this.accept('PRIMARY')) {
        this.expect('KEY');
        primary = notNull = true;
      } else if (this.accept('UNIQUE')) unique = true;
      else if (this.accept('AUTO_INCREMENT')) counts = true;
      else if (this.accept('GENERATED')) {
        while (this.peek() && ![',', ')'].includes(this.peek()!.text)) this.at++;
        counts = true;
      } else if (this.accept('DEFAULT')) {
        const value = this.operand();
        fallback = value.op === 'value' ? value.value : value.op === 'column' || value.op === 'call' ? 'CURRENT_TIMESTAMP' : null;
      } else if (this.accept('UNSIGNED')) type += ' unsigned';
      else return { name, type, notNull, primary, unique, counts, fallback };
    }
  }

  private drop(): Statement {
    const what = this.word();
    const lenient = this.accept('IF') ? (this.expect('EXISTS'), true) : false;
    if (what === 'DATABASE' || what === 'SCHEMA') return { verb: 'drop-database', name: this.name(), lenient };
    if (what === 'TABLE') return { verb: 'drop-table', table: this.tableName(), lenient };
    throw new SqlSyntaxError(`DROP ${what}`, 0, true);
  }

  private alter(): Statement {
    const what = this.word();
    if (what === 'USER' || what === 'ROLE') return this.user('alter-user');
    throw new SqlSyntaxError(`ALTER ${what}`, 0, true);
  }

  private user(verb: 'create-user' | 'alter-user'): Statement {
    this.ifNotExists();
    const user = this.take().text;
    let password: string | undefined;
    for (; this.at < this.tokens.length; this.at++) {
      const { kind, text } = this.tokens[this.at]!;
      const before = this.tokens[this.at - 1]!.text.toUpperCase();
      if (kind === 'string' && (before === 'BY' || before === 'PASSWORD')) password = text;
    }
    return { verb, user, ...(password === undefined ? {} : { password }) };
  }

  private show(): Statement {
    const what = this.word();
    if (what !== 'DATABASES' && what !== 'TABLES' && what !== 'SCHEMAS') throw new SqlSyntaxError(`SHOW ${what}`, 0, true);
    const like = this.accept('LIKE') ? this.take().text : undefined;
    return { verb: 'show', what: what === 'TABLES' ? 'tables' : 'databases', ...(like === undefined ? {} : { like }) };
  }

  private insert(): Statement {
    this.expect('INTO');
    const table = this.tableName();
    const columns: string[] = [];
    if (this.accept('(')) {
      do columns.push(this.name());
      while (this.accept(','));
      this.expect(')');
    }
    if (this.peekWord() !== 'VALUES' && this.peekWord() !== 'VALUE')
      throw new SqlSyntaxError(this.rest(), this.peek()?.at ?? 0, this.peekWord() === 'SELECT');
    this.at++;
    const rows: Expression[][] = [];
    do {
      this.expect('(');
      const row: Expression[] = [];
      do row.push(this.expression());
      while (this.accept(','));
      this.expect(')');
      rows.push(row);
    } while (this.accept(','));
    return { verb: 'insert', table, columns, rows };
  }

  private select(): Statement {
    const items: { expression: Expression; title: string }[] = [];
    do {
      const from = this.peek()?.at ?? 0;
      const expression: Expression = this.accept('*') ? { op: 'star' } : this.expression();
      const until = this.peek()?.at ?? this.source.length;
      const title = this.source.slice(from, until).trim();
      items.push({ expression, title: this.accept('AS') ? this.take().text : title });
    } while (this.accept(','));
    const from = this.accept('FROM') ? this.tableName() : undefined;
    const where = this.where();
    const order: { by: Expression; down: boolean }[] = [];
    if (this.accept('ORDER')) {
      this.expect('BY');
      do {
        const by = this.operand();
        const down = this.accept('DESC');
        if (!down) this.accept('ASC');
        order.push({ by, down });
      } while (this.accept(','));
    }
    const limit = this.accept('LIMIT') ? Number(this.take().text) : undefined;
    if (['JOIN', 'GROUP', 'INNER', 'LEFT', 'UNION', 'HAVING', 'OFFSET'].includes(this.peekWord()) || this.peek()?.text === ',')
      throw new SqlSyntaxError(this.peekWord(), this.peek()?.at ?? 0, true);
    return { verb: 'select', items, ...(from ? { from } : {}), ...where, order, ...(limit === undefined ? {} : { limit }) };
  }

  private update(): Statement {
    const table = this.tableName();
    this.expect('SET');
    const set: [string, Expression][] = [];
    do {
      const name = this.name();
      this.expect('=');
      set.push([name, this.expression()]);
    } while (this.accept(','));
    return { verb: 'update', table, set, ...this.where() };
  }

  private where(): { where?: Expression } {
    return this.accept('WHERE') ? { where: this.expression() } : {};
  }

  private expression(): Expression {
    let left = this.conjunction();
    while (this.accept('OR')) left = { op: 'binary', sign: 'OR', left, right: this.conjunction() };
    return left;
  }

  private conjunction(): Expression {
    let left = this.comparison();
    while (this.accept('AND')) left = { op: 'binary', sign: 'AND', left, right: this.comparison() };
    return left;
  }

  private comparison(): Expression {
    const left = this.sum();
    const sign = this.peek()?.text.toUpperCase();
    if (sign !== undefined && ['=', '<', '>', '<=', '>=', '<>', '!=', 'LIKE'].includes(sign)) {
      this.at++;
      return { op: 'binary', sign, left, right: this.sum() };
    }
    if (this.accept('IS')) {
      const not = this.accept('NOT');
      this.expect('NULL');
      return { op: 'null', of: left, not };
    }
    if (this.accept('IN')) {
      this.expect('(');
      const list: Expression[] = [];
      do list.push(this.sum());
      while (this.accept(','));
      this.expect(')');
      return { op: 'in', of: left, list };
    }
    return left;
  }

  private sum(): Expression {
    let left = this.operand();
    for (let text = this.peek()?.text; text !== undefined && ['+', '-', '*', '/', '%', '||'].includes(text); text = this.peek()?.text) {
      this.at++;
      left = { op: 'binary', sign: text, left, right: this.operand() };
    }
    return left;
  }

  private operand(): Expression {
    if (this.accept('(')) {
      const inside = this.expression();
      this.expect(')');
      return inside;
    }
    const minus = this.accept('-');
    const token = this.take();
    if (token.kind === 'number') return { op: 'value', value: Number(token.text) * (minus ? -1 : 1) };
    if (token.kind === 'string') return { op: 'value', value: token.text };
    if (token.kind === 'symbol') throw new SqlSyntaxError(this.source.slice(token.at), token.at);
    const upper = token.text.toUpperCase();
    if (upper === 'NULL') return { op: 'value', value: null };
    if (upper === 'TRUE') return { op: 'value', value: 1 };
    if (upper === 'FALSE') return { op: 'value', value: 0 };
    if (this.accept('(')) {
      const args: Expression[] = [];
      if (!this.accept(')')) {
        do args.push(this.accept('*') ? { op: 'star' } : this.expression());
        while (this.accept(','));
        this.expect(')');
      }
      return { op: 'call', name: upper, args };
    }
    if (this.accept('.')) return { op: 'column', name: this.name() };
    return { op: 'column', name: token.text };
  }

  private tableName(): TableName {
    const first = this.name();
    return this.accept('.') ? { database: first, table: this.name() } : { table: first };
  }

  private ifNotExists(): boolean {
    if (!this.accept('IF')) return false;
    this.expect('NOT');
    this.expect('EXISTS');
    return true;
  }

  private name(): string {
    const token = this.take();
    if (token.kind !== 'word' && token.kind !== 'name') throw new SqlSyntaxError(this.source.slice(token.at), token.at);
    return token.text;
  }

  private word(): string {
    return this.take().text.toUpperCase();
  }

  private peek(): Token | undefined {
    return this.tokens[this.at];
  }

  private peekWord(): string {
    return this.peek()?.text.toUpperCase() ?? '';
  }

  private take(): Token {
    const token = this.tokens[this.at];
    if (!token) throw new SqlSyntaxError('', this.source.length);
    this.at++;
    return token;
  }

  private accept(text: string): boolean {
    const token = this.peek();
    if (!token || token.kind === 'string' || token.kind === 'name' || token.text.toUpperCase() !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw new SqlSyntaxError(this.rest(), this.peek()?.at ?? this.source.length);
  }

  private rest(): string {
    return this.source.slice(this.peek()?.at ?? this.source.length);
  }

  private end(statement: Statement): Statement {
    if (this.at < this.tokens.length) throw new SqlSyntaxError(this.rest(), this.peek()!.at);
    return statement;
  }
}
