import type { PrismaClient } from './generated/client';

// Pages and the server are separate bundles in one process: what they share hangs on globalThis.
const shared = globalThis as typeof globalThis & { nekalaDatabase?: PrismaClient };

/** Makes an open database known to the whole process. */
export function shareDatabase(client: PrismaClient): void {
  shared.nekalaDatabase = client;
}

/** The process's database. Throws before `shareDatabase`. */
export function db(): PrismaClient {
  if (!shared.nekalaDatabase) throw new Error('the database is not open: start the product with `npm start`');
  return shared.nekalaDatabase;
}
