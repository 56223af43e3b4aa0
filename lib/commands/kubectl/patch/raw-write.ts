import { objectText } from '@/lib/api/go-order';
import { CommandError, ServerError } from '../errors';
import { statusOf } from '../client/rest';
import type { Invocation, Task } from '../invocation';

/** Throws what kubectl says of a --raw that url.ParseRequestURI does not take. */
export function mustBeUri(uri: string): void {
  if (!/^(\/|[a-z][a-z0-9+.-]*:)/i.test(uri))
    throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(uri)}: invalid URI for request`);
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(uri)?.[0];
  if (escape !== undefined)
    throw new CommandError(`--raw must be a valid URL path: parse ${JSON.stringify(uri)}: invalid URL escape ${JSON.stringify(escape)}`);
}

/** `create --raw`, `replace --raw`, `delete --raw`: one file, or nothing, is sent to a path as it is. Models pkg/rawhttp. */
export function* rawWrite(k: Invocation, method: 'POST' | 'PUT' | 'DELETE'): Task<number> {
  const uri = k.flags.text('raw');
  const files = k.flags.list('filename');
  if (method !== 'DELETE' && files.length === 0) throw new CommandError('must specify one of -f and -k');
  if (k.flags.bool('recursive')) throw new CommandError('--raw and --recursive are mutually exclusive');
  if (k.flags.text('selector') !== '') throw new CommandError('--raw and --selector (-l) are mutually exclusive');
  if (files.length > 1 || (files.length === 0 && method !== 'DELETE'))
    throw new CommandError('--raw can only use a single local file or stdin');
  const [path, search = ''] = uri.split('?', 2) as [string, string?];
  if (k.flags.text('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  mustBeUri(uri);
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  let body: unknown;
  if (files.length > 0) {
    const text = files[0] === '-' ? yield* k.stdin() : yield* k.readFile(files[0]!);
    try {
      body = JSON.parse(text);
    } catch {
      throw new CommandError('the server rejected our request for an unknown reason');
    }
  }
  const headers = { accept: 'application/json, */*' };
  const response = k.rest.exchange(method, path, { query, headers, ...(body !== undefined && { body }) });
  if (response.status >= 400) throw new ServerError(statusOf(response));
  if (response.body !== undefined) k.out(typeof response.body === 'string' ? response.body : objectText(response.body, headers));
  return 0;
}
