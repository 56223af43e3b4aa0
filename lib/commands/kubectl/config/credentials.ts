import { CommandError } from '../errors';
import { helpFor } from '../help/help';
import type { Handler, Invocation } from '../invocation';
import { certificateFlag, fields, merged, modify } from './config';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */
/** Shows the command's help, and fails. */
function misused(k: Invocation, message: string): never {
  k.out(helpFor(k.sys, k.command));
  throw new CommandError(message);
}

/** `kubectl config set-credentials`. */
export const setCredentials: Handler = (k) => {
  const { flags } = k;
  if (k.args.length !== 1) misused(k, `unexpected args: [${k.args.join(' ')}]`);
  const name = k.args[0]!;
  const providerArgs = pairs(k, 'auth-provider-arg');
  const environment = pairs(k, 'exec-env');
  const methods = [
    ...(flags.text('token') !== '' ? ['--token'] : []),
    ...(flags.text('username') !== '' || flags.text('password') !== '' ? ['--username/--password'] : []),
  ];
  if (methods.length > 1)
    throw new CommandError(`you cannot specify more than one authentication method at the same time: ${methods.join(', ')}`);
  if (flags.bool('embed-certs') && flags.text('client-certificate') === '' && flags.text('client-key') === '')
    throw new CommandError('you must specify a --client-certificate or --client-key to embed');
  const mode = flags.text('exec-interactive-mode');
  if (flags.changed('exec-interactive-mode') && !['IfAvailable', 'Never', 'Always'].includes(mode))
    throw new CommandError('invalid interactive mode type, can be only IfAvailable, Never, Always');
  const change: Record<string, any> = fields(k, { token: 'token', username: 'username', password: 'password' });
  for (const flag of ['client-certificate', 'client-key']) certificateFlag(k, change, flag);
  // One way of telling who one is replaces another.
  if (flags.changed('token')) Object.assign(change, { tokenFile: '', ...(methods[0] === '--token' && { username: '', password: '' }) });
  if (flags.text('username') !== '' || flags.text('password') !== '') Object.assign(change, { token: '', tokenFile: '' });
  modify(
    k,
    (each) => each.users.some((user) => user.name === name),
    (each) => {
      let found = each.users.find((user) => user.name === name);
      if (!found) each.users.push((found = { name, user: {} }));
      const user: Record<string, any> = merged(found.user, change);
      provider(k, user, providerArgs);
      plugin(k, user, environment);
      found.user = user;
    },
  );
  k.out(`User ${JSON.stringify(name)} set.\n`);
  return 0;
};

/** `key=value` sets, `key-` takes away. */
function pairs(k: Invocation, flag: string): { key: string; value?: string }[] {
  return k.flags.list(flag).map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return { key: text.slice(0, at), value: text.slice(at + 1) };
    if (at < 0 && text.endsWith('-')) return { key: text.slice(0, -1) };
    return misused(k, `invalid ${flag} format: ${text}`);
  });
}

function provider(k: Invocation, user: Record<string, any>, args: readonly { key: string; value?: string }[]): void {
  if (k.flags.changed('auth-provider')) {
    const name = k.flags.text('auth-provider');
    if (user['auth-provider']?.name !== name) user['auth-provider'] = { config: {}, name };
  }
  if (args.length === 0 || !user['auth-provider']) return;
  const config = { ...user['auth-provider'].config };
  for (const { key, value } of args) {
    if (value === undefined) delete config[key];
    else config[key] = value;
  }
  user['auth-provider'] = { ...user['auth-provider'], config };
}

function plugin(k: Invocation, user: Record<string, any>, environment: readonly { key: string; value?: string }[]): void {
  const { flags } = k;
  if (flags.changed('exec-command')) user['exec'] = { ...(user['exec'] ?? { args: null, env: null }), command: flags.text('exec-command') };
  if (!user['exec']) return;
  const exec = { ...user['exec'] };
  if (flags.changed('exec-api-version')) exec.apiVersion = flags.text('exec-api-version');
  if (flags.changed('exec-arg')) exec.args = [...flags.list('exec-arg')];
  if (flags.changed('exec-interactive-mode')) exec.interactiveMode = flags.text('exec-interactive-mode');
  if (flags.changed('exec-provide-cluster-info')) exec.provideClusterInfo = flags.bool('exec-provide-cluster-info');
  if (environment.length > 0) {
    const kept = (exec.env ?? []).filter(({ name }: any) => !environment.some(({ key }) => key === name));
    exec.env = [...kept, ...environment.filter(({ value }) => value !== undefined).map(({ key, value }) => ({ name: key, value }))];
  }
  user['exec'] = exec;
}
