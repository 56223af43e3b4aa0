import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import {
  kubeconfigPaths,
  kubeconfigText,
  kubeconfigValue,
  loadKubeconfig,
  readKubeconfigFile,
  type Kubeconfig,
} from '../client/kubeconfig';
import { Errno } from '@/lib/hosts/process/sys';
import { CommandError } from '../errors';
import { helpFor } from '../help/help';
import type { Handler, Invocation } from '../invocation';
import { outputFormat, structuredPrinter } from '../print/printer';
import { layTable } from '../print/table';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */
const EMPTY = (): Kubeconfig => ({ clusters: [], contexts: [], users: [], currentContext: '' });

/** Changes the file of the chain that holds what `has` looks for (else the first that exists, else the last). */
export function modify(k: Invocation, has: (config: Kubeconfig) => boolean, change: (config: Kubeconfig) => void): string {
  const { paths } = kubeconfigPaths(k.sys, k.flags);
  const files = paths.map((path) => ({ path, config: readKubeconfigFile(k.sys, path) }));
  const target = files.find(({ config }) => config && has(config)) ?? files.find(({ config }) => config) ?? files.at(-1)!;
  const config = target.config ?? EMPTY();
  const before = kubeconfigText(config);
  change(config);
  // What changes nothing leaves the file as it is written.
  if (target.config && kubeconfigText(config) === before) return target.path;
  const directory = target.path.slice(0, target.path.lastIndexOf('/'));
  let made = '';
  for (const part of directory.split('/').filter(Boolean)) {
    made += `/${part}`;
    if (target.path.startsWith('/') && !k.sys.exists(made)) k.sys.mkdir(made, 0o755);
  }
  k.sys.writeFile(target.path, kubeconfigText(config), { mode: 0o600 });
  return target.path;
}

const load = (k: Invocation, resolvePaths = false) => loadKubeconfig(k.sys, k.flags, { resolvePaths, mayBeMissing: true });

/** Where deletions say they happened. */
export const fileName = (k: Invocation): string => kubeconfigPaths(k.sys, k.flags).paths[0] ?? '';

export const currentContext: Handler = (k) => {
  const { currentContext: name } = load(k);
  if (name === '') throw new CommandError('current-context is not set');
  k.out(`${name}\n`);
  return 0;
};

export const useContext: Handler = (k) => {
  if (k.args.length !== 1) {
    k.out(helpFor(k.sys, k.command));
    throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
  }
  const name = k.args[0]!;
  if (!load(k).contexts.some((each) => each.name === name))
    throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`);
  modify(
    k,
    (config) => config.currentContext !== '',
    (config) => void (config.currentContext = name),
  );
  k.out(`Switched to context ${JSON.stringify(name)}.\n`);
  return 0;
};

export const getContexts: Handler = (k) => {
  const config = load(k);
  const output = k.flags.text('output');
  if (output !== '' && output !== 'name')
    throw new CommandError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
  const wanted = k.args.length === 0 ? config.contexts.map(({ name }) => name).sort() : [...k.args];
  const rows: string[][] = [];
  const missing: string[] = [];
  for (const name of wanted) {
    const context = config.contexts.find((each) => each.name === name)?.context;
    if (!context) missing.push(name);
    else if (output === 'name') k.out(`${name}\n`);
    else
      rows.push([
        name === config.currentContext ? '*' : '',
        name,
        context['cluster'] ?? '',
        context['user'] ?? '',
        context['namespace'] ?? '',
      ]);
  }
  if (output === '')
    k.out(layTable([...(k.flags.bool('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']]), ...rows]));
  if (missing.length > 0)
    throw new CommandError(
      missing.length === 1 ? `context ${missing[0]} not found` : `[${missing.map((name) => `context ${name} not found`).join(', ')}]`,
    );
  return 0;
};

const names =
  (section: 'clusters' | 'users'): Handler =>
  (k) => {
    const list = load(k)
      [section].map(({ name }) => name)
      .sort();
    k.out(`NAME\n${list.map((name) => `${name}\n`).join('')}`);
    return 0;
  };
export const getClusters = names('clusters');
export const getUsers = names('users');

function redact(value: any, raw: boolean): any {
  if (raw) return value;
  const hide = (fields: any) =>
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) => {
        if (/-data$/.test(key))
          return [
            key,
            key === 'certificate-authority-data' || key === 'client-certificate-data' || key === 'client-key-data'
              ? key === 'certificate-authority-data'
                ? 'DATA+OMITTED'
                : 'DATA+OMITTED'
              : field,
          ];
        return [key, key === 'token' || key === 'password' ? 'REDACTED' : field];
      }),
    );
  return {
    ...value,
    clusters: value.clusters?.map((each: any) => ({ ...each, cluster: hide(each.cluster) })) ?? null,
    users: value.users?.map((each: any) => ({ ...each, user: hide(each.user) })) ?? null,
  };
}

export const view: Handler = (k) => {
  if (k.args.length > 0) throw k.usageError(`unexpected arguments: [${k.args.join(' ')}]`);
  let config = load(k, k.flags.bool('flatten'));
  const context = k.flags.text('context');
  if (k.flags.bool('minify')) {
    const name = context || config.currentContext;
    if (name === '') throw new CommandError('current-context must exist in order to minify');
    const found = config.contexts.find((each) => each.name === name);
    if (!found) throw new CommandError(`cannot locate context ${name}`);
    const { cluster, user } = found.context;
    if (cluster && !config.clusters.some((each) => each.name === cluster)) throw new CommandError(`cannot locate cluster ${cluster}`);
    if (user && !config.users.some((each) => each.name === user)) throw new CommandError(`cannot locate user ${user}`);
    config = {
      contexts: [found],
      clusters: config.clusters.filter((each) => each.name === found.context['cluster']),
      users: config.users.filter((each) => each.name === found.context['user']),
      currentContext: name,
    };
  }
  const value: any = redact(kubeconfigValue(config), k.flags.bool('raw') || k.flags.bool('flatten'));
  if (k.flags.bool('flatten')) {
    const embed = (fields: any, file: string) => {
      if (!fields[file]) return;
      fields[`${file}-data`] = Buffer.from(k.sys.readFile(fields[file])).toString('base64');
      delete fields[file];
    };
    for (const each of value.clusters ?? []) embed(each.cluster, 'certificate-authority');
    for (const each of value.users ?? []) for (const file of ['client-certificate', 'client-key']) embed(each.user, file);
  }
  const { format } = outputFormat(k);
  if (format === 'yaml' || format === '') k.out(printYaml(value));
  else if (format === 'json') k.out(`${goJson(value, { indent: '    ', sorted: false })}\n`);
  else if (format === 'name') k.out('config/<unknown>\n');
  else k.out(structuredPrinter(k)!(value, { sorted: false }));
  return 0;
};

/** Fields by the flags that were given. */
export const fields = (k: Invocation, map: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([flag]) => k.flags.changed(flag))
      .map(([flag, field]) => [field, k.flags.text(flag)]),
  );

export const setContext: Handler = (k) => {
  const current = k.flags.bool('current');
  if (k.args.length === 0 && !current) throw new CommandError('you must specify a non-empty context name or --current');
  if (k.args.length > 1) {
    k.out(helpFor(k.sys, k.command));
    throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
  }
  if (k.args.length === 1 && current) throw new CommandError('you cannot specify both a context name and --current');
  const config = load(k);
  const name = current ? config.currentContext : k.args[0]!;
  if (name === '') throw new CommandError('no current context is set');
  const exists = config.contexts.some((each) => each.name === name);
  const change = fields(k, { cluster: 'cluster', user: 'user', namespace: 'namespace' });
  modify(
    k,
    (each) => each.contexts.some((context) => context.name === name),
    (each) => {
      const found = each.contexts.find((context) => context.name === name);
      if (found) found.context = merged(found.context, change, ['cluster', 'user']);
      else each.contexts.push({ name, context: { cluster: '', user: '', ...change } });
    },
  );
  k.out(`Context ${JSON.stringify(name)} ${exists ? 'modified' : 'created'}.\n`);
  return 0;
};

/** Fields with others over them; what is empty goes, but for some that are always written. */
export function merged(before: Record<string, any>, change: Record<string, any>, always: readonly string[] = []): Record<string, any> {
  const all = { ...before, ...change };
  return Object.fromEntries(Object.entries(all).filter(([field, value]) => value !== '' || always.includes(field)));
}

/** A flag that names a file: its path, or with `--embed-certs` its text; the other of the two goes. */
export function certificateFlag(k: Invocation, change: Record<string, any>, flag: string): void {
  if (!k.flags.changed(flag)) return;
  const path = k.flags.text(flag);
  if (!k.flags.bool('embed-certs') || path === '') {
    const file = kubeconfigPaths(k.sys, k.flags).paths[0] ?? '';
    Object.assign(change, { [flag]: relativeTo(absolute(k, file), path === '' ? '' : absolute(k, path)), [`${flag}-data`]: '' });
    return;
  }
  try {
    change[`${flag}-data`] = Buffer.from(k.sys.readFile(path)).toString('base64');
    change[flag] = '';
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new CommandError(
      `could not stat ${flag} file ${path}: stat ${path}: ${error.message[0]!.toLowerCase()}${error.message.slice(1)}`,
    );
  }
}

const absolute = (k: Invocation, path: string) => (path.startsWith('/') ? path : `${k.sys.cwd().replace(/\/$/, '')}/${path}`);

/** Paths below the directory of the kubeconfig are written relative to it. Models clientcmd.MakeRelative. */
function relativeTo(file: string, path: string): string {
  const directory = file.slice(0, file.lastIndexOf('/') + 1);
  return path.startsWith(directory) ? path.slice(directory.length) : path;
}

export const setCluster: Handler = (k) => {
  if (k.args.length !== 1) {
    k.out(helpFor(k.sys, k.command));
    throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
  }
  const insecure = k.flags.bool('insecure-skip-tls-verify');
  const authority = k.flags.text('certificate-authority');
  if (insecure && authority !== '') throw new CommandError('you cannot specify a certificate authority and insecure mode at the same time');
  if (k.flags.bool('embed-certs') && authority === '') throw new CommandError('you must specify a --certificate-authority to embed');
  const name = k.args[0]!;
  const change: Record<string, any> = fields(k, {
    server: 'server',
    'tls-server-name': 'tls-server-name',
    'proxy-url': 'proxy-url',
  });
  if (k.flags.changed('insecure-skip-tls-verify')) {
    change['insecure-skip-tls-verify'] = insecure || '';
    if (insecure) Object.assign(change, { 'certificate-authority': '', 'certificate-authority-data': '' });
  }
  if (k.flags.changed('tls-server-name')) change['insecure-skip-tls-verify'] ??= '';
  certificateFlag(k, change, 'certificate-authority');
  if (authority !== '') change['insecure-skip-tls-verify'] = '';
  modify(
    k,
    (each) => each.clusters.some((cluster) => cluster.name === name),
    (each) => {
      const found = each.clusters.find((cluster) => cluster.name === name);
      if (found) found.cluster = merged(found.cluster, change, ['server']);
      else each.clusters.push({ name, cluster: merged({ server: '' }, change, ['server']) });
    },
  );
  k.out(`Cluster ${JSON.stringify(name)} set.\n`);
  return 0;
};

const remove =
  (section: 'clusters' | 'contexts' | 'users', word: string): Handler =>
  (k) => {
    if (k.args.length !== 1) {
      if (section === 'users') throw k.usageError('user to delete is required');
      k.out(helpFor(k.sys, k.command));
      return 0;
    }
    const name = k.args[0]!;
    const config = load(k);
    const path = fileName(k);
    if (!config[section].some((each) => each.name === name)) throw new CommandError(`cannot delete ${word} ${name}, not in ${path}`);
    if (section === 'contexts' && config.currentContext === name)
      k.err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    modify(
      k,
      (each) => each[section].some((item) => item.name === name),
      (each) => void (each[section] = (each[section] as any[]).filter((item) => item.name !== name)),
    );
    k.out(`deleted ${word} ${name} from ${path}\n`);
    return 0;
  };
export const deleteCluster = remove('clusters', 'cluster');
export const deleteContext = remove('contexts', 'context');
export const deleteUser = remove('users', 'user');

export const renameContext: Handler = (k) => {
  if (k.args.length !== 2) {
    k.out(helpFor(k.sys, k.command));
    throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
  }
  const [from, to] = k.args as [string, string];
  const config = load(k);
  if (!config.contexts.some(({ name }) => name === from))
    throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${fileName(k)}`);
  if (config.contexts.some(({ name }) => name === to))
    throw new CommandError(
      `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${fileName(k)}`,
    );
  modify(
    k,
    (each) => each.contexts.some(({ name }) => name === from),
    (each) => {
      each.contexts.find(({ name }) => name === from)!.name = to;
      if (each.currentContext === from) each.currentContext = to;
    },
  );
  k.out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  return 0;
};
