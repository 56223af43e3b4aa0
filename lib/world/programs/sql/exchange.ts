import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Rows } from './execute';

/** What a client sends: the method of the exchange is SQL, this its body as JSON. */
export interface Query {
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  readonly text: string;
}

/** What came of each statement, up to the first that failed. */
export type Outcome =
  | Rows
  | { readonly kind: 'done'; readonly tag: string; readonly affected: number; readonly database?: string }
  | { readonly kind: 'error'; readonly text: string };

export type Answer = { readonly refused: string } | { readonly outcomes: readonly Outcome[]; readonly database: string };

/** Asks a server; its refusal to be dialled is thrown as Errno, and so is an answer that is no SQL server's. */
export function exchange(sys: Sys, host: string, port: number, query: Query): Answer {
  const response = sys.http(
    { scheme: 'http', host, port },
    { method: 'SQL', path: '/', query: {}, headers: {}, body: JSON.stringify(query) },
  );
  if (typeof response.body !== 'string' || !/^\{"(refused|outcomes)"/.test(response.body))
    throw new Errno('ECONNRESET', 'Connection reset by peer');
  return JSON.parse(response.body) as Answer;
}
