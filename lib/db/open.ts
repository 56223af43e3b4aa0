import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { PrismaClient } from './generated/client';
import { lockFolder } from './lock';
import { migrate } from './migrate';

export interface Database {
  readonly client: PrismaClient;
  /** Where the rows are, for a line at start. */
  readonly home: string;
  close(): Promise<void>;
}

/**
 * Opens the database and brings it up to date: the PostgreSQL that `url` names, else one embedded in `folder`, which then
 * belongs to this process alone. Throws DataFolderBusy.
 */
export async function openDatabase(options: { folder: string; url?: string | undefined; migrations?: string }): Promise<Database> {
  const unlock = lockFolder(options.folder);
  try {
    const migrations = options.migrations ?? join(process.cwd(), 'prisma', 'migrations');
    return options.url ? await openServer(options.url, migrations, unlock) : await openEmbedded(options.folder, migrations, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openEmbedded(folder: string, migrations: string, unlock: () => void): Promise<Database> {
  const { PGlite } = await import('@electric-sql/pglite');
  // PGlite starts with fsync off (-F); what a learner was told is saved must be on the disk.
  const startParams = PGlite.defaultStartParams.filter((param) => param !== '-F');
  const pglite = await PGlite.create({ dataDir: join(folder, 'postgres'), startParams });
  await migrate(
    {
      query: (sql, values) => pglite.query<Record<string, unknown>>(sql, values ? [...values] : undefined),
      exec: async (sql) => void (await pglite.exec(sql)),
    },
    migrations,
  );
  const client = new PrismaClient({ adapter: new PrismaPGlite(pglite) });
  return {
    client,
    home: join(folder, 'postgres'),
    close: async () => {
      await client.$disconnect();
      if (!pglite.closed) await pglite.close();
      unlock();
    },
  };
}

async function openServer(url: string, migrations: string, unlock: () => void): Promise<Database> {
  const { default: pg } = await import('pg');
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  try {
    await migrate(
      {
        query: (sql, values) => connection.query(sql, values ? [...values] : undefined),
        exec: async (sql) => void (await connection.query(sql)),
      },
      migrations,
    );
  } finally {
    await connection.end();
  }
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) });
  const { host, pathname } = new URL(url);
  return {
    client,
    home: `postgresql://${host}${pathname}`,
    close: async () => {
      await client.$disconnect();
      unlock();
    },
  };
}
