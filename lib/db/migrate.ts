import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One connection to a PostgreSQL, embedded or not. */
export interface Connection {
  query(sql: string, values?: readonly unknown[]): Promise<{ rows: readonly Record<string, unknown>[] }>;
  /** Several statements, without values. */
  exec(sql: string): Promise<void>;
}

/** Any number, the same in every process of ours. */
const LOCK = 6235_2601;

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Applies the committed migrations that the database does not have yet, in order, each in a transaction of its own, and
 * records them as `prisma migrate deploy` does. Throws when a file was edited after it had been applied. Returns the
 * names of those applied now.
 */
export async function migrate(connection: Connection, folder: string): Promise<string[]> {
  const names = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'migration.sql')))
    .sort();
  await connection.query(`SELECT pg_advisory_lock(${LOCK})`);
  try {
    await connection.exec(TABLE);
    const { rows } = await connection.query(
      `SELECT "migration_name" AS name, "checksum" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
    );
    const applied = new Map(rows.map((row) => [String(row.name), String(row.checksum)]));
    const missing = [...applied.keys()].find((name) => !names.includes(name));
    if (missing) throw new Error(`the database has migration ${missing}, which this version does not know: it is from a newer version`);
    const now: string[] = [];
    for (const name of names) {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const known = applied.get(name);
      if (known === checksum) continue;
      if (known !== undefined) throw new Error(`migration ${name} was edited after it had been applied`);
      await apply(connection, name, sql, checksum);
      now.push(name);
    }
    return now;
  } finally {
    await connection.query(`SELECT pg_advisory_unlock(${LOCK})`);
  }
}

async function apply(connection: Connection, name: string, sql: string, checksum: string): Promise<void> {
  await connection.exec('BEGIN');
  try {
    await connection.exec(sql);
    await connection.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
  }
}
