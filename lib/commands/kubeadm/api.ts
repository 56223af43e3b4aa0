/* eslint-disable @typescript-eslint/no-explicit-any -- bodies are what the server sent */
import { deepFreeze } from '@/lib/api/freeze';
import type { Sys } from '@/lib/hosts/process/sys';
import { readKubeconfigFile } from '../kubectl/client/kubeconfig';

/** Default of `--kubeconfig`. */
export const ADMIN_CONF = '/etc/kubernetes/admin.conf';

/** An answer that is no success. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A cluster as a kubeconfig names it. */
export interface Access {
  readonly server: string;
  readonly ca: string;
}

const decoded = (data: unknown): string => (typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : '');

function fileText(sys: Sys, path: unknown): string {
  return typeof path === 'string' && sys.exists(path) ? sys.readFile(path) : '';
}

/** Where the current context of a kubeconfig leads; undefined without one. Throws what is wrong with the file. */
export function accessOf(sys: Sys, path: string): Access | undefined {
  const config = readKubeconfigFile(sys, path);
  const context = config?.contexts.find(({ name }) => name === config.currentContext)?.context;
  const cluster = config?.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const ca = decoded(cluster?.['certificate-authority-data']) || fileText(sys, cluster?.['certificate-authority']);
  return cluster && { server: String(cluster.server ?? ''), ca };
}

/** One request with the certificate of a kubeconfig. Throws an Error in the words of client-go when it does not succeed. */
export function request(sys: Sys, path: string, method: string, url: string, body?: object): any {
  const config = readKubeconfigFile(sys, path);
  if (!config) throw new Error(`failed to load admin kubeconfig: open ${path}: no such file or directory`);
  const access = accessOf(sys, path);
  const context = config.contexts.find(({ name }) => name === config.currentContext)?.context;
  const user = config.users.find(({ name }) => name === context?.user)?.user ?? {};
  const [, scheme = 'https', host = '', port = '443'] = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(access?.server ?? '') ?? [];
  const target = {
    scheme: scheme as 'http' | 'https',
    host,
    port: Number(port),
    ca: access?.ca ?? '',
    clientCertificate: decoded(user['client-certificate-data']) || fileText(sys, user['client-certificate']),
    clientKey: decoded(user['client-key-data']) || fileText(sys, user['client-key']),
  };
  const [plain = url, search = ''] = url.split('?');
  const query = Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name, [value]]));
  let response;
  try {
    const headers = {
      accept: 'application/json',
      'user-agent': 'kubeadm/v1.36.3',
      ...(typeof user.token === 'string' && { authorization: `Bearer ${user.token}` }),
      ...(body && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
    };
    response = sys.http(target, { method, path: plain, query, headers, ...(body && { body: deepFreeze(body) }) });
  } catch (error) {
    const verb = method[0] + method.slice(1).toLowerCase();
    throw new Error(`${verb} "${access?.server ?? ''}${url}": ${(error as Error).message.toLowerCase()}`, { cause: error });
  }
  if (response.status >= 200 && response.status < 300) return response.body;
  const message = (response.body as { message?: string } | undefined)?.message;
  throw new ApiRefusal(response.status, response.status === 401 ? 'Unauthorized' : (message ?? `the server answered ${response.status}`));
}
