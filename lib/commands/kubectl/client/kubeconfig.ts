import { parseYaml, printYaml } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { CommandError, Fatal } from '../errors';
import type { FlagValues } from '../flags/flag-values';
import { requestTimeout } from './timeout';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */
export interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, any> }[];
  contexts: { name: string; context: Record<string, any> }[];
  users: { name: string; user: Record<string, any> }[];
  currentContext: string;
}

/** How to reach the server, and as whom. */
export interface RestConfig {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** `https://172.30.1.2:6443`, as error messages show it. */
  readonly server: string;
  /** Path in front of every request path. */
  readonly prefix: string;
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly serverName?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly namespace: string;
  /** What a request may take, a watch among them; 0 for no limit. */
  readonly timeoutMs: number;
  /** The user's name in the kubeconfig; '' when there is none. */
  readonly user: string;
}

/** The kubeconfig files that count, first ones first. */
export function kubeconfigPaths(sys: Sys, flags: FlagValues): { paths: string[]; explicit: boolean } {
  const given = flags.text('kubeconfig');
  if (given !== '') return { paths: [given], explicit: true };
  const env = sys.env()['KUBECONFIG'];
  if (env) return { paths: env.split(':').filter((path) => path !== ''), explicit: false };
  return { paths: [`${sys.env()['HOME'] ?? ''}/.kube/config`], explicit: false };
}

/** One file of the chain; undefined when it is not there. */
export function readKubeconfigFile(sys: Sys, path: string): Kubeconfig | undefined {
  let text: string;
  try {
    text = sys.readFile(path);
  } catch (error) {
    if (error instanceof Errno && error.code === 'ENOENT') return undefined;
    if (error instanceof Errno)
      throw new CommandError(`error loading config file ${JSON.stringify(path)}: open ${path}: ${lower(error.message)}`);
    throw error;
  }
  let value: any;
  try {
    value = parseYaml(text)[0];
  } catch (error) {
    throw new CommandError(`error loading config file ${JSON.stringify(path)}: ${(error as Error).message}`);
  }
  if (value !== null && value !== undefined && (typeof value !== 'object' || Array.isArray(value))) {
    throw new CommandError(
      `error loading config file ${JSON.stringify(path)}: couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  return {
    clusters: (value?.clusters ?? []).map((each: any) => ({ name: each.name ?? '', cluster: { ...each.cluster } })),
    contexts: (value?.contexts ?? []).map((each: any) => ({ name: each.name ?? '', context: { ...each.context } })),
    users: (value?.users ?? []).map((each: any) => ({ name: each.name ?? '', user: { ...each.user } })),
    currentContext: value?.['current-context'] ?? '',
  };
}

const lower = (text: string) => text[0]!.toLowerCase() + text.slice(1);

/** All files of the chain merged: the first to set a thing wins. */
export function loadKubeconfig(
  sys: Sys,
  flags: FlagValues,
  { resolvePaths = true, mayBeMissing = false }: { readonly resolvePaths?: boolean; readonly mayBeMissing?: boolean } = {},
): Kubeconfig {
  const { paths, explicit } = kubeconfigPaths(sys, flags);
  const merged: Kubeconfig = { clusters: [], contexts: [], users: [], currentContext: '' };
  for (const path of paths) {
    const file = readKubeconfigFile(sys, path);
    if (!file) {
      if (explicit && !mayBeMissing) throw new CommandError(`stat ${path}: no such file or directory`);
      continue;
    }
    const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : sys.cwd();
    const resolve = (field: Record<string, any>, name: string) => {
      const value = field[name];
      if (resolvePaths && typeof value === 'string' && value !== '' && !value.startsWith('/'))
        field[name] = `${directory}/${value.replace(/^\.\//, '')}`;
    };
    for (const each of file.clusters) {
      resolve(each.cluster, 'certificate-authority');
      if (!merged.clusters.some(({ name }) => name === each.name)) merged.clusters.push(each);
    }
    for (const each of file.users) {
      for (const name of ['client-certificate', 'client-key', 'tokenFile']) resolve(each.user, name);
      if (!merged.users.some(({ name }) => name === each.name)) merged.users.push(each);
    }
    for (const each of file.contexts) if (!merged.contexts.some(({ name }) => name === each.name)) merged.contexts.push(each);
    if (merged.currentContext === '') merged.currentContext = file.currentContext;
  }
  return merged;
}

/** Fields of a kubeconfig's entries, in the order of clientcmd's structs. */
export const FIELDS = {
  clusters:
    'server tls-server-name insecure-skip-tls-verify certificate-authority certificate-authority-data proxy-url disable-compression extensions'.split(
      ' ',
    ),
  contexts: 'cluster user namespace extensions'.split(' '),
  users:
    'client-certificate client-certificate-data client-key client-key-data token tokenFile as as-uid as-groups as-user-extra username password auth-provider exec extensions'.split(
      ' ',
    ),
} as const;

const EXEC_FIELDS = 'command args env apiVersion installHint provideClusterInfo interactiveMode'.split(' ');

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The value that `config view` prints and that is written to disk. Sections are sorted by name. */
export function kubeconfigValue(config: Kubeconfig): object {
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters:
      config.clusters.length === 0
        ? null
        : [...config.clusters]
            .sort(byName)
            .map(({ name, cluster }) => ({ name, cluster: inOrder(FIELDS.clusters, { server: '', ...cluster }) })),
    users:
      config.users.length === 0
        ? null
        : [...config.users].sort(byName).map(({ name, user }) => ({ name, user: inOrder(FIELDS.users, withPlugin(user)) })),
    contexts:
      config.contexts.length === 0
        ? null
        : [...config.contexts].sort(byName).map(({ name, context }) => ({ name, context: { cluster: '', user: '', ...context } })),
    'current-context': config.currentContext,
  };
}

/** Fields in the order of clientcmd's structs; unknown ones come last. */
function inOrder(order: readonly string[], fields: Record<string, any>): Record<string, any> {
  const place = (field: string) => (order.includes(field) ? order.indexOf(field) : order.length);
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => place(a) - place(b)));
}

/** A credential plugin's fields that are always written. */
function withPlugin(user: Record<string, any>): Record<string, any> {
  return user['exec'] ? { ...user, exec: inOrder(EXEC_FIELDS, { provideClusterInfo: false, ...user['exec'] }) } : user;
}

export const kubeconfigText = (config: Kubeconfig): string => printYaml(kubeconfigValue(config));

/** Commands that ask for their namespace before anything else, and so are told of a missing context in other words. */
const NAMESPACE_FIRST =
  /^(get|describe|delete|label|annotate|logs|attach|edit|scale|patch|rollout .*|set (image|resources)|events|create token|top pod|taint|port-forward|cp|auth reconcile|apply (view|set)-last-applied)$/;

/** Commands whose first look at a bad configuration, with a namespace given, is the resource builder's, which says the matter otherwise. */
const BUILDER_FIRST =
  /^(get|describe|delete|label|annotate|edit|patch|rollout (history|undo|restart)|set (image|resources|serviceaccount|selector|subject)|apply view-last-applied)$/;

function invalid(problem: string, flags: FlagValues, command: string): Error {
  return flags.text('namespace') !== '' && BUILDER_FIRST.test(command)
    ? new Fatal(`Error in configuration: ${problem}`)
    : new CommandError(problem);
}

/** Resolves flags and kubeconfig into a way to the server. Throws with kubectl's complaints. */
export function loadConfig(sys: Sys, flags: FlagValues, command = ''): RestConfig {
  const config = loadKubeconfig(sys, flags);
  const timeoutMs = requestTimeout(flags);
  const contextName = flags.text('context') || config.currentContext;
  const context = config.contexts.find(({ name }) => name === contextName)?.context;
  if (contextName !== '' && !context) {
    if (flags.text('namespace') !== '' || !NAMESPACE_FIRST.test(command))
      throw new CommandError(`context ${JSON.stringify(contextName)} does not exist`);
    throw new Fatal(`Error in configuration: context was not found for specified context: ${contextName}`);
  }
  const clusterName = flags.text('cluster') || context?.['cluster'] || '';
  const cluster = config.clusters.find(({ name }) => name === clusterName)?.cluster;
  if (flags.text('cluster') && !cluster) throw new CommandError(`no server found for cluster ${JSON.stringify(clusterName)}`);
  // Commands with a --user of their own (create rolebinding) hide the global one.
  const chosenUser = flags.isList('user') ? '' : flags.text('user');
  const userName = chosenUser || context?.['user'] || '';
  const user = config.users.find(({ name }) => name === userName)?.user ?? {};
  if (chosenUser && !config.users.some(({ name }) => name === userName))
    throw new CommandError(`auth info ${JSON.stringify(userName)} does not exist`);

  const server: string = flags.text('server') || cluster?.['server'] || 'http://localhost:8080';
  const url = /^(?:(https?):\/\/)?(\[[^\]]+\]|[^/:]+)(?::(\d+))?(\/.*)?$/.exec(server);
  if (!url) throw new CommandError(`parse ${JSON.stringify(server)}: invalid URL`);
  const tls = Boolean(flags.text('certificate-authority') || cluster?.['certificate-authority'] || cluster?.['certificate-authority-data']);
  const scheme = (url[1] ?? (tls ? 'https' : 'http')) as 'http' | 'https';
  const read = (label: string, owner: string, file: string | undefined, data: string | undefined): string | undefined => {
    if (data) return Buffer.from(data, 'base64').toString('utf8');
    if (!file) return undefined;
    try {
      return sys.readFile(file);
    } catch (error) {
      const why = error instanceof Errno ? lower(error.message) : String(error);
      throw invalid(`unable to read ${label} ${file} for ${owner} due to open ${file}: ${why}`, flags, command);
    }
  };
  const insecure = flags.changed('insecure-skip-tls-verify')
    ? flags.bool('insecure-skip-tls-verify')
    : Boolean(cluster?.['insecure-skip-tls-verify']);
  const ca = insecure
    ? undefined
    : read(
        'certificate-authority',
        clusterName,
        flags.text('certificate-authority') || cluster?.['certificate-authority'],
        flags.text('certificate-authority') ? undefined : cluster?.['certificate-authority-data'],
      );
  const clientCertificate = read(
    'client-cert',
    userName,
    flags.text('client-certificate') || user['client-certificate'],
    flags.text('client-certificate') ? undefined : user['client-certificate-data'],
  );
  const clientKey = read(
    'client-key',
    userName,
    flags.text('client-key') || user['client-key'],
    flags.text('client-key') ? undefined : user['client-key-data'],
  );
  const serverName = flags.text('tls-server-name') || cluster?.['tls-server-name'];
  return {
    scheme,
    host: url[2]!.replace(/^\[|\]$/g, ''),
    port: url[3] ? Number(url[3]) : scheme === 'https' ? 443 : 80,
    server: `${scheme}://${url[2]}${url[3] ? `:${url[3]}` : ''}`,
    prefix: (url[4] ?? '').replace(/\/$/, ''),
    ...(ca !== undefined && { ca }),
    ...(clientCertificate !== undefined && { clientCertificate }),
    ...(clientKey !== undefined && { clientKey }),
    ...(serverName && { serverName }),
    headers: identityHeaders(sys, flags, command, user, userName),
    namespace: flags.text('namespace') || context?.['namespace'] || (contextName === '' ? inClusterNamespace(sys) : 'default'),
    timeoutMs,
    user: userName,
  };
}

const inClusterNamespace = (_sys: Sys) => 'default';

function identityHeaders(
  sys: Sys,
  flags: FlagValues,
  command: string,
  user: Record<string, any>,
  userName: string,
): Record<string, string> {
  const headers: Record<string, string> = {};
  let token = flags.text('token') || user['token'];
  if (!token && user['tokenFile']) {
    try {
      token = sys.readFile(user['tokenFile']).trim();
    } catch {
      token = undefined;
    }
  }
  if (
    flags.text('as') === '' &&
    !user['as'] &&
    (flags.changed('as-group') || flags.changed('as-user-extra') || flags.text('as-uid') !== '')
  ) {
    throw invalid(`requesting uid, groups or user-extra for ${userName} without impersonating a user`, flags, command);
  }
  const as = flags.text('as') || user['as'];
  const groups = flags.changed('as-group') ? flags.list('as-group') : (user['as-groups'] ?? []);
  if (token) headers['authorization'] = `Bearer ${token}`;
  else if (user['username'])
    headers['authorization'] = `Basic ${Buffer.from(`${user['username']}:${user['password'] ?? ''}`).toString('base64')}`;
  if (as) headers['impersonate-user'] = as;
  if (groups.length > 0) headers['impersonate-group'] = groups.join(',');
  const uid = flags.text('as-uid') || user['as-uid'];
  if (uid) headers['impersonate-uid'] = uid;
  for (const extra of flags.list('as-user-extra')) {
    const name = `impersonate-extra-${encodeURIComponent(extra.slice(0, extra.indexOf('='))).toLowerCase()}`;
    const value = extra.slice(extra.indexOf('=') + 1);
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
