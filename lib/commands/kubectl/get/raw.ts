import { objectText, streamText } from '@/lib/api/go-order';
import { CommandError, ServerError } from '../errors';
import { statusOf } from '../client/rest';
import { mustBeUri } from '../patch/raw-write';
import type { Invocation, Task } from '../invocation';

/** `get --raw PATH`: the answer's body as it is. */
export function* raw(k: Invocation): Task<number> {
  if (k.args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
  const uri = k.flags.text('raw');
  if (k.flags.bool('watch') || k.flags.bool('watch-only') || k.flags.text('selector') !== '')
    throw new CommandError('--raw may not be specified with other flags that filter the server request or alter the output');
  if (k.flags.text('output') !== '') throw new CommandError('--raw and --output are mutually exclusive');
  mustBeUri(uri);
  const [path, search = ''] = uri.split('?', 2) as [string, string?];
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  const headers = { accept: 'application/json, */*' };
  const response = k.rest.exchange('GET', path, { query, headers });
  if (response.status >= 400) throw new ServerError(statusOf(response));
  const { body, stream } = response;
  if (stream) {
    yield* k.rest.follow(response, (item) => {
      k.out(streamText(item, headers));
      return false;
    });
    return 0;
  }
  if (body !== undefined) k.out(typeof body === 'string' ? body : objectText(body, headers, query['pretty']?.[0]));
  return 0;
}
