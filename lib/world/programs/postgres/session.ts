import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Outcome } from '../sql/exchange';
import { execute, SqlProblem, type Session } from '../sql/execute';
import { parse, SqlSyntaxError } from '../sql/statement';
import { Storage } from '../sql/storage';
import { statementsOf } from '../sql/tokens';

const MOST_STATEMENTS = 500;

/** The databases of a cluster, below its data directory. */
export const storageOf = (sys: Sys, directory: string): Storage =>
  new Storage(sys, `${directory}/base`, '', ['postgres', 'template0', 'template1']);
export const loginsFile = (directory: string): string => `${directory}/global/pg_authid`;

/** Executes a script; the outcomes end with the first error. */
export function runScript(
  sys: Sys,
  directory: string,
  user: string,
  database: string,
  text: string,
): { readonly outcomes: readonly Outcome[]; readonly database: string } {
  const outcomes: Outcome[] = [];
  const storage = storageOf(sys, directory);
  const version = (sys.env().PG_VERSION ?? '18.0').replace(/-.*/, '');
  const session: Session = {
    storage,
    database,
    user,
    now: sys.now(),
    facts: {
      VERSION: `PostgreSQL ${version} (Debian ${version}-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit`,
      INET_SERVER_ADDR: sys.addresses()[0] ?? null,
      PG_IS_IN_RECOVERY: 'f',
      PG_BACKEND_PID: sys.pid,
    },
  };
  for (const source of statementsOf(text).slice(0, MOST_STATEMENTS)) {
    try {
      const statement = parse(source, 'postgres');
      if (statement.verb === 'create-user' || statement.verb === 'alter-user') {
        sys.writeFile(
          loginsFile(directory),
          `${JSON.stringify({ ...storage.logins(loginsFile(directory)), [statement.user]: statement.password ?? '' })}\n`,
          { mode: 0o600 },
        );
        outcomes.push({ kind: 'done', tag: `${statement.verb === 'create-user' ? 'CREATE' : 'ALTER'} ROLE`, affected: 0 });
      } else if (statement.verb === 'use' || statement.verb === 'show' || statement.verb === 'describe')
        throw new SqlSyntaxError(source, 0);
      else outcomes.push(execute(session, statement));
    } catch (error) {
      outcomes.push({ kind: 'error', text: errorText(error, source) });
      break;
    }
  }
  return { outcomes, database };
}

function errorText(error: unknown, source: string): string {
  const pointer = (at: number) => `\nLINE 1: ${source.split('\n')[0]}\n        ${' '.repeat(Math.max(0, at))}^`;
  if (error instanceof SqlSyntaxError) {
    if (error.unknown) return `ERROR:  ${error.near} is not simulated here`;
    if (error.near === '') return `ERROR:  syntax error at end of input${pointer(source.length)}`;
    return `ERROR:  syntax error at or near "${/^\S+?(?=[\s,;(]|$)/.exec(error.near)?.[0] ?? error.near}"${pointer(error.at)}`;
  }
  if (error instanceof Errno) return `ERROR:  could not write to file: ${error.message}`;
  if (!(error instanceof SqlProblem)) throw error;
  const { problem, subject, detail } = error;
  switch (problem) {
    case 'no-database-selected':
    case 'unknown-database':
      return `ERROR:  database "${subject}" does not exist`;
    case 'database-exists':
      return `ERROR:  database "${subject}" already exists`;
    case 'unknown-table':
      return source.toUpperCase().startsWith('DROP')
        ? `ERROR:  table "${subject}" does not exist`
        : `ERROR:  relation "${subject}" does not exist${pointer(source.toLowerCase().indexOf(subject.toLowerCase()))}`;
    case 'table-exists':
      return `ERROR:  relation "${subject}" already exists`;
    case 'unknown-column':
      return `ERROR:  column "${subject}"${detail && detail !== 'field list' ? ` of relation "${detail}"` : ''} does not exist${pointer(source.indexOf(subject))}`;
    case 'wrong-count':
      return 'ERROR:  INSERT has more expressions than target columns';
    case 'duplicate-key':
      return `ERROR:  duplicate key value violates unique constraint "${detail.replace('.PRIMARY', '_pkey').replace('.', '_')}${detail.endsWith('.PRIMARY') ? '' : '_key'}"\nDETAIL:  Key already exists.`;
    case 'not-null':
      return `ERROR:  null value in column "${subject}" of relation "${detail}" violates not-null constraint`;
    case 'unknown-function':
      return `ERROR:  function ${subject}() does not exist`;
  }
}
