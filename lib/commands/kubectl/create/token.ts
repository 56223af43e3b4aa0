import { CommandError, ServerError, ConnectionError } from '../errors';
import type { Invocation } from '../invocation';
import { outputFormat, structuredPrinter } from '../print/printer';
import { nameArgument } from './generated';

/* eslint-disable @typescript-eslint/no-explicit-any -- the server's answer */
/** A TokenRequest with its fields in the order of Go's structs. */
function inStructOrder({ apiVersion, metadata, spec, status }: any): object {
  const { name, namespace, creationTimestamp, ...more } = metadata ?? {};
  return {
    kind: 'TokenRequest',
    apiVersion,
    metadata: { name, namespace, creationTimestamp, ...more },
    spec: { audiences: spec?.audiences, expirationSeconds: spec?.expirationSeconds, boundObjectRef: spec?.boundObjectRef },
    status: { token: status?.token, expirationTimestamp: status?.expirationTimestamp },
  };
}

/** `kubectl create token`. */
export function createToken(k: Invocation): number {
  const name = nameArgument(k);
  const duration = k.flags.duration('duration');
  if (duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new CommandError('--duration cannot be expressed in units less than seconds');
  const kind = k.flags.text('bound-object-kind');
  const kinds: Readonly<Record<string, string>> = { Pod: 'v1', Secret: 'v1', Node: 'v1' };
  if (kind !== '' && !kinds[kind]) throw new CommandError(`supported --bound-object-kind values are Node, Pod, Secret`);
  if (kind !== '' && k.flags.text('bound-object-name') === '')
    throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  if (kind === '') {
    for (const flag of ['bound-object-name', 'bound-object-uid'])
      if (k.flags.text(flag) !== '') throw new CommandError(`--${flag} can only be set if --bound-object-kind is provided`);
  }
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
  if (outputFormat(k).format === 'name') k.out(`tokenrequest.authentication.k8s.io/${name}\n`);
  else k.out(printer ? printer(inStructOrder(answer), { sorted: false }) : k.sys.isatty(1) ? `${token}\n` : token);
  return 0;
}
