/* eslint-disable @typescript-eslint/no-explicit-any -- bodies are what the server sent */
import { createHash, createPublicKey } from 'node:crypto';
import type { Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { accessOf, ADMIN_CONF, request } from './api';
import { columns, shortDuration } from './certificates';

const SECRETS = '/api/v1/namespaces/kube-system/secrets';
const TYPE = 'bootstrap.kubernetes.io/token';
const PREFIX = 'bootstrap-token-';
const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;
const DEFAULT_GROUP = 'system:bootstrappers:kubeadm:default-node-token';
const STACK = 'To see the stack trace of this error execute with --v=5 or higher\n';

type Value = (flag: string) => string | undefined;

/** `kubeadm token list|create|delete|generate`. Models cmd/kubeadm/app/cmd/token.go. */
export function* token(io: Io, words: readonly string[], value: Value): Task<number> {
  const [verb, ...args] = words;
  try {
    if (verb === 'list') return yield* list(io, value);
    if (verb === 'create') return yield* create(io, args[0], value);
    if (verb === 'delete') return yield* remove(io, args, value);
    if (verb === 'generate') {
      yield* io.print(`${generate(io.sys)}\n`);
      return 0;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    yield* io.stderr(`${error.message}\n${STACK}`);
    return 1;
  }
  yield* io.stderr(
    `${verb === undefined ? 'missing subcommand; "kubeadm token" is not meant to be run on its own' : `invalid subcommand ${JSON.stringify(verb)}`}\n${STACK}`,
  );
  return 1;
}

const config = (value: Value) => value('kubeconfig') ?? ADMIN_CONF;

/** Draws a token. */
export function newToken(sys: Sys): string {
  return generate(sys);
}

/** Creates a token as `kubeadm init` does. */
export function createToken(
  sys: Sys,
  kubeconfig: string,
  made: string,
  options: { readonly ttl: string; readonly description: string },
): void {
  const [, id, secret] = TOKEN.exec(made) ?? [];
  if (!id || !secret)
    throw new Error(`the bootstrap token ${JSON.stringify(made)} was not of the form "\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z"`);
  const ms = duration(options.ttl);
  const stringData = {
    'token-id': id,
    'token-secret': secret,
    ...(ms && { expiration: new Date(sys.now() + ms).toISOString().replace(/\.\d+Z$/, 'Z') }),
    'usage-bootstrap-signing': 'true',
    'usage-bootstrap-authentication': 'true',
    description: options.description,
    'auth-extra-groups': DEFAULT_GROUP,
  };
  request(sys, kubeconfig, 'POST', SECRETS, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${PREFIX}${id}`, namespace: 'kube-system' },
    type: TYPE,
    stringData,
  });
}

function generate(sys: Sys): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const draw = (length: number) => Array.from({ length }, () => letters[Math.floor(sys.random() * letters.length)]).join('');
  return `${draw(6)}.${draw(16)}`;
}

function* list(io: Io, value: Value): Task<number> {
  const found = request(io.sys, config(value), 'GET', `${SECRETS}?fieldSelector=type%3D${encodeURIComponent(TYPE)}`) as { items?: any[] };
  const rows = (found.items ?? []).map(({ data = {} }) => {
    const text = (key: string) => Buffer.from(data[key] ?? '', 'base64').toString('utf8');
    const until = text('expiration');
    const usages = ['authentication', 'signing'].filter((usage) => text(`usage-bootstrap-${usage}`) === 'true');
    return [
      `${text('token-id')}.${text('token-secret')}`,
      until === '' ? '<forever>' : shortDuration(Date.parse(until) - io.sys.now()),
      until === '' ? '<never>' : until,
      usages.join(',') || '<none>',
      text('description') || '<none>',
      text('auth-extra-groups') || '<none>',
    ];
  });
  if (rows.length === 0) return 0;
  yield* io.print(columns([['TOKEN', 'TTL', 'EXPIRES', 'USAGES', 'DESCRIPTION', 'EXTRA GROUPS'], ...rows]));
  return 0;
}

function* create(io: Io, given: string | undefined, value: Value): Task<number> {
  const made = given ?? generate(io.sys);
  const [, id, secret] = TOKEN.exec(made) ?? [];
  if (!id || !secret)
    throw new Error(`the bootstrap token ${JSON.stringify(made)} was not of the form "\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z"`);
  const ttl = value('ttl') ?? '24h0m0s';
  const ms = ttl === '0' ? 0 : duration(ttl);
  if (ms === undefined)
    throw new Error(`invalid argument ${JSON.stringify(ttl)} for "--ttl" flag: time: invalid duration ${JSON.stringify(ttl)}`);
  const usages = (value('usages') ?? 'signing,authentication').split(',').filter(Boolean);
  const description = value('description');
  const stringData = {
    'token-id': id,
    'token-secret': secret,
    ...(ms > 0 && { expiration: new Date(io.sys.now() + ms).toISOString().replace(/\.\d+Z$/, 'Z') }),
    ...Object.fromEntries(usages.map((usage) => [`usage-bootstrap-${usage}`, 'true'])),
    ...(description && { description }),
    'auth-extra-groups': value('groups') ?? DEFAULT_GROUP,
  };
  const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${PREFIX}${id}`, namespace: 'kube-system' }, type: TYPE, stringData };
  try {
    request(io.sys, config(value), 'POST', SECRETS, body);
  } catch (error) {
    if (!(error as Error).message.includes('already exists')) throw error;
    throw new Error(`a token with id ${JSON.stringify(id)} already exists`, { cause: error });
  }
  if (value('print-join-command') === undefined) {
    yield* io.print(`${made}\n`);
    return 0;
  }
  const access = accessOf(io.sys, config(value))!;
  const key = createPublicKey(access.ca).export({ format: 'der', type: 'spki' });
  const pin = createHash('sha256').update(key).digest('hex');
  yield* io.print(
    `kubeadm join ${access.server.replace(/^https:\/\//, '')} --token ${made} --discovery-token-ca-cert-hash sha256:${pin} \n`,
  );
  return 0;
}

function* remove(io: Io, args: readonly string[], value: Value): Task<number> {
  if (args.length === 0)
    throw new Error(
      'missing argument; \'token delete\' is missing token of form "[\\"\\\\A([a-z0-9]{6})\\\\z\\" or \\"\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z\\"]"'.replaceAll(
        '\\"',
        '"',
      ),
    );
  for (const given of args) {
    const id = given.split('.')[0]!;
    if (!/^[a-z0-9]{6}$/.test(id))
      throw new Error(`given token didn't match pattern "\\\\A([a-z0-9]{6})\\\\z" or "\\\\A([a-z0-9]{6})\\\\.([a-z0-9]{16})\\\\z"`);
    try {
      request(io.sys, config(value), 'DELETE', `${SECRETS}/${PREFIX}${id}`);
    } catch (error) {
      throw new Error(`failed to delete bootstrap token ${JSON.stringify(id)}: ${(error as Error).message}`, { cause: error });
    }
    yield* io.print(`bootstrap token ${JSON.stringify(id)} deleted\n`);
  }
  return 0;
}

function duration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|m|s))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };
  return [...text.matchAll(/([\d.]+)(h|m|s)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!, 0);
}
