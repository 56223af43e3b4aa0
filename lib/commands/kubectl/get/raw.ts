import { CommandError, ServerError } from '../errors';
import { statusOf } from '../client/rest';
import type { Invocation } from '../invocation';

/** `get --raw PATH`: the answer's body as it is. */
export function raw(k: Invocation): number {
  if (k.args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  const uri = k.flags.text('raw');
  const [path, search = ''] = uri.split('?', 2) as [string, string?];
  if (!path.startsWith('/')) throw new CommandError(`unable to handle --raw ${JSON.stringify(uri)}: a path starting with / is needed`);
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  const response = k.rest.exchange('GET', path, { query });
  if (response.status >= 400) throw new ServerError(statusOf(response));
  const { body } = response;
  k.out(typeof body === 'string' ? body : rawText(path, body));
  return 0;
}

/** Servers write documents about themselves indented, objects compact. */
function rawText(path: string, body: unknown): string {
  if (path === '/version' || path === '/' || path === '/version/') return JSON.stringify(body, null, 2);
  return `${JSON.stringify(body)}\n`;
}
