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
import { CommandError, Fatal } from '../errors';
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
  change(config);
  const directory = target.path.slice(0, target.path.lastIndexOf('/'));
  let made = '';
  for (const part of directory.split('/').filter(Boolean)) {
    made += `/${part}`;
    if (target.path.startsWith('/') && !k.sys.exists(made)) k.sys.mkdir(made, 0o755);
  }
  k.sys.writeFile(target.path, kubeconfigText(config), { mode: 0o600 });
  return target.path;
}

const load = (k: Invocation) => loadKubeconfig(k.sys, k.flags);

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
  if (output !== '' && output !== 'name') throw new CommandError(`output must be one of '' or 'name': ${output}`);
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
  let config = load(k);
  const context = k.flags.text('context');
  if (k.flags.bool('minify')) {
    const name = context || config.currentContext;
    if (name === '') throw new CommandError('current-context must exist in order to minify');
    const found = config.contexts.find((each) => each.name === name);
    if (!found) throw new CommandError(`cannot locate context ${name}`);
    config = {
      contexts: [found],
      clusters: config.clusters.filter((each) => each.name === found.context['cluster']),
      users: config.users.filter((each) => each.name === found.context['user']),
      currentContext: name,
    };
  }
  let value: any = kubeconfigValue(config);
  if (k.flags.bool('flatten')) {
    const embed = (fields: any, file: string) => {
      if (!fields[file]) return;
      fields[`${file}-data`] = Buffer.from(k.sys.readFile(fields[file])).toString('base64');
      delete fields[file];
    };
    for (const each of value.clusters ?? []) embed(each.cluster, 'certificate-authority');
    for (const each of value.users ?? []) for (const file of ['client-certificate', 'client-key']) embed(each.user, file);
  }
  value = redact(value, k.flags.bool('raw'));
  const { format } = outputFormat(k);
  if (format === 'yaml' || format === '') k.out(printYaml(value));
  else if (format === 'json') k.out(`${goJson(value, { indent: '    ', sorted: false })}\n`);
  else k.out(structuredPrinter(k)!(value));
  return 0;
};

const fields = (k: Invocation, map: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([flag]) => k.flags.changed(flag))
      .map(([flag, field]) => [field, k.flags.text(flag)]),
  );

export const setContext: Handler = (k) => {
  const current = k.flags.bool('current');
  if (k.args.length === 0 && !current) throw new CommandError('you must specify a non-empty context name or --current');
  if (k.args.length > 1) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
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
      if (found) Object.assign(found.context, change);
      else each.contexts.push({ name, context: { cluster: '', user: '', ...change } });
    },
  );
  k.out(`Context ${JSON.stringify(name)} ${exists ? 'modified' : 'created'}.\n`);
  return 0;
};

function embedded(k: Invocation, change: Record<string, any>, flag: string): void {
  const path = change[flag];
  if (path === undefined) return;
  if (k.flags.bool('embed-certs')) {
    change[`${flag}-data`] = Buffer.from(k.sys.readFile(path)).toString('base64');
    delete change[flag];
  } else if (!path.startsWith('/')) change[flag] = `${k.sys.cwd()}/${path}`;
}

export const setCluster: Handler = (k) => {
  if (k.args.length !== 1) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  const name = k.args[0]!;
  const change: Record<string, any> = fields(k, {
    server: 'server',
    'certificate-authority': 'certificate-authority',
    'tls-server-name': 'tls-server-name',
    'proxy-url': 'proxy-url',
  });
  if (k.flags.changed('insecure-skip-tls-verify')) change['insecure-skip-tls-verify'] = k.flags.bool('insecure-skip-tls-verify');
  embedded(k, change, 'certificate-authority');
  modify(
    k,
    (each) => each.clusters.some((cluster) => cluster.name === name),
    (each) => {
      const found = each.clusters.find((cluster) => cluster.name === name);
      if (found) Object.assign(found.cluster, change);
      else each.clusters.push({ name, cluster: { server: '', ...change } });
    },
  );
  k.out(`Cluster ${JSON.stringify(name)} set.\n`);
  return 0;
};

export const setCredentials: Handler = (k) => {
  if (k.args.length !== 1) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  const name = k.args[0]!;
  const change: Record<string, any> = fields(k, {
    'client-certificate': 'client-certificate',
    'client-key': 'client-key',
    token: 'token',
    username: 'username',
    password: 'password',
  });
  embedded(k, change, 'client-certificate');
  embedded(k, change, 'client-key');
  modify(
    k,
    (each) => each.users.some((user) => user.name === name),
    (each) => {
      const found = each.users.find((user) => user.name === name);
      if (found) Object.assign(found.user, change);
      else each.users.push({ name, user: change });
    },
  );
  k.out(`User ${JSON.stringify(name)} set.\n`);
  return 0;
};

const remove =
  (section: 'clusters' | 'contexts' | 'users', word: string): Handler =>
  (k) => {
    if (k.args.length !== 1) {
      k.out(helpFor(k.sys, k.command));
      throw new Fatal(`error: Unexpected args: [${k.args.join(' ')}]`);
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
  if (k.args.length !== 2) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
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

/** `config set` and `config unset` on a dotted path (`clusters.c1.server`). */
function setProperty(k: Invocation, path: string, value: string | undefined): void {
  const [section, ...rest] = path.split('.');
  if (section === 'current-context') {
    modify(
      k,
      (each) => each.currentContext !== '',
      (each) => void (each.currentContext = value ?? ''),
    );
    return;
  }
  if (section !== 'clusters' && section !== 'contexts' && section !== 'users')
    throw new CommandError(`unknown property ${JSON.stringify(path)}`);
  const inner = { clusters: 'cluster', contexts: 'context', users: 'user' }[section];
  const field = rest.length > 1 ? rest.at(-1)! : '';
  const name = rest.length > 1 ? rest.slice(0, -1).join('.') : (rest[0] ?? '');
  modify(
    k,
    (each) => each[section].some((item) => item.name === name),
    (each) => {
      const list = each[section] as any[];
      let item = list.find((candidate) => candidate.name === name);
      if (value === undefined) {
        if (field === '' || !item)
          each[section] = list.filter((candidate) => candidate.name !== (field === '' ? name : path.slice(section.length + 1))) as any;
        else delete item[inner][field];
        return;
      }
      if (!item) list.push((item = { name, [inner]: {} }));
      const bytes = /-data$/.test(field) && k.flags.bool('set-raw-bytes');
      item[inner][field] = value === 'true' || value === 'false' ? value === 'true' : bytes ? Buffer.from(value).toString('base64') : value;
    },
  );
}

export const set: Handler = (k) => {
  if (k.args.length !== 2) throw k.usageError(`Unexpected args: [${k.args.join(' ')}]`);
  setProperty(k, k.args[0]!, k.args[1]!);
  k.out(`Property ${JSON.stringify(k.args[0])} set.\n`);
  return 0;
};

export const unset: Handler = (k) => {
  if (k.args.length !== 1) {
    k.out(helpFor(k.sys, k.command));
    throw new CommandError(`Unexpected args: [${k.args.join(' ')}]`);
  }
  setProperty(k, k.args[0]!, undefined);
  k.out(`Property ${JSON.stringify(k.args[0])} unset.\n`);
  return 0;
};
