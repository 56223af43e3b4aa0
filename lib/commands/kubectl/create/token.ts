import { CommandError, ServerError, ConnectionError } from '../errors';
import type { Invocation } from '../invocation';
import { structuredPrinter } from '../print/printer';
import { nameArgument } from './generated';

/** `kubectl create token`. */
export function createToken(k: Invocation): number {
  const name = nameArgument(k);
  const duration = k.flags.duration('duration');
  if (k.flags.changed('duration') && duration <= 0)
    throw new CommandError(`--duration must be greater than or equal to 0`.replace('or equal to ', ''));
  if (duration % 1000 !== 0) throw new CommandError('--duration cannot be expressed in units less than seconds');
  const kind = k.flags.text('bound-object-kind');
  const kinds: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1', Node: 'v1' };
  if (kind !== '' && !kinds[kind]) throw new CommandError(`supported --bound-object-kind values are Node, Pod, Secret`);
  if (kind !== '' && k.flags.text('bound-object-name') === '')
    throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  const audiences = k.flags.list('audience');
  const uid = k.flags.text('bound-object-uid');
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: {
      audiences: audiences.length > 0 ? audiences : null,
      expirationSeconds: duration > 0 ? duration / 1000 : null,
      boundObjectRef: kind === '' ? null : { kind, apiVersion: kinds[kind], name: k.flags.text('bound-object-name'), ...(uid && { uid }) },
    },
    status: { token: '', expirationTimestamp: null },
  };
  const printer = structuredPrinter(k);
  let answer;
  try {
    answer = k.rest.send('POST', `/api/v1/namespaces/${k.namespace}/serviceaccounts/${name}/token`, { body }).body as {
      status?: { token?: string };
    };
  } catch (error) {
    if (error instanceof ServerError || error instanceof ConnectionError)
      throw new CommandError(`failed to create token: ${error.message}`);
    throw error;
  }
  const token = answer.status?.token ?? '';
  if (token === '') throw new CommandError('failed to create token: no token in server response');
  k.out(printer ? printer(answer) : k.sys.isatty(1) ? `${token}\n` : token);
  return 0;
}
