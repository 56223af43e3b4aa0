import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Cell, Column } from './statement';

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The next number of a column that counts. */
  readonly next: number;
}

/** Logins: name → password. */
export type Logins = Readonly<Record<string, string>>;

const MOST_ROWS = 20_000;

/** What a database server keeps: files under its data directory, one a table, so that they outlive it on a volume. */
export class Storage {
  constructor(
    private readonly sys: Sys,
    /** Where databases are. */
    private readonly root: string,
    private readonly extension: string,
    /** Databases that are there from the start and shown as such. */
    readonly builtIn: readonly string[],
  ) {}

  databases(): string[] {
    const own = this.list(this.root).filter((name) => this.isDirectory(`${this.root}/${name}`) && !name.startsWith('#'));
    return [...new Set([...own, ...this.builtIn])].sort();
  }

  has(database: string): boolean {
    return this.builtIn.includes(database) || this.isDirectory(`${this.root}/${database}`);
  }

  create(database: string): void {
    this.sys.mkdir(`${this.root}/${database}`, 0o750);
  }

  drop(database: string): void {
    for (const name of this.list(`${this.root}/${database}`)) this.sys.unlink(`${this.root}/${database}/${name}`);
    this.sys.rmdir(`${this.root}/${database}`);
  }

  tables(database: string): string[] {
    return this.list(`${this.root}/${database}`)
      .filter((name) => name.endsWith(this.extension))
      .map((name) => name.slice(0, name.length - this.extension.length))
      .sort();
  }

  read(database: string, table: string): Table | undefined {
    const path = this.path(database, table);
    return this.sys.exists(path) ? (JSON.parse(this.sys.readFile(path)) as Table) : undefined;
  }

  /** Throws EFBIG past the rows this simulation keeps. */
  write(database: string, table: string, content: Table): void {
    if (content.rows.length > MOST_ROWS) throw new Errno('EFBIG', `more than ${MOST_ROWS} rows are not simulated here`);
    if (!this.isDirectory(`${this.root}/${database}`)) this.create(database);
    this.sys.writeFile(this.path(database, table), `${JSON.stringify(content)}\n`, { mode: 0o640 });
  }

  remove(database: string, table: string): void {
    this.sys.unlink(this.path(database, table));
  }

  logins(file: string): Logins {
    return this.sys.exists(file) ? (JSON.parse(this.sys.readFile(file)) as Logins) : {};
  }

  private path(database: string, table: string): string {
    return `${this.root}/${database}/${table}${this.extension}`;
  }

  private list(path: string): readonly string[] {
    return this.isDirectory(path) ? this.sys.readdir(path) : [];
  }

  private isDirectory(path: string): boolean {
    return this.sys.exists(path) && this.sys.stat(path).type === 'dir';
  }
}
