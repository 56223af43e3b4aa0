import { deepFreeze } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { readKubeconfigFile } from '@/lib/commands/kubectl/client/kubeconfig';
import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';

/** How a component reaches the API server, from its kubeconfig. Plain data. */
export interface ApiAccess {
  readonly server: string;
  readonly target: HttpTarget;
  readonly token?: string;
}

/** Status 0: no connection. `error` is set unless the request succeeded. */
export interface Answered {
  readonly status: number;
  readonly body?: KubeObject;
  readonly error?: string;
}

const unbase = (text: unknown): string | undefined => (typeof text === 'string' ? Buffer.from(text, 'base64').toString('utf8') : undefined);

/** Reads a kubeconfig. Errors are client-go's. Models clientcmd.BuildConfigFromFlags. */
export function readAccess(sys: Sys, path: string): ApiAccess | { readonly error: string } {
  let config: ReturnType<typeof readKubeconfigFile>;
  try {
    config = readKubeconfigFile(sys, path);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
  if (!config) return { error: `stat ${path}: no such file or directory` };
  const context = config.contexts.find(({ name }) => name === config.currentContext)?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user ?? {};
  if (config.clusters.length === 0 && config.contexts.length === 0) {
    return { error: 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable' };
  }
  if (!context) return { error: `invalid configuration: context was not found for specified context: ${config.currentContext}` };
  if (!cluster) return { error: `invalid configuration: cluster ${JSON.stringify(context.cluster ?? '')} does not exist` };
  const problems: string[] = [];
  const read = (data: unknown, file: unknown, what: string, whose: unknown): string | undefined => {
    const embedded = unbase(data);
    if (embedded || typeof file !== 'string' || file === '') return embedded;
    const full = file.startsWith('/') ? file : `${path.slice(0, path.lastIndexOf('/'))}/${file}`;
    try {
      return sys.readFile(full);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      problems.push(`unable to read ${what} ${full} for ${String(whose)} due to open ${full}: ${error.message.toLowerCase()}`);
      return undefined;
    }
  };
  const ca = read(cluster['certificate-authority-data'], cluster['certificate-authority'], 'certificate-authority', context.cluster);
  const certificate = read(user['client-certificate-data'], user['client-certificate'], 'client-cert', context.user);
  const key = read(user['client-key-data'], user['client-key'], 'client-key', context.user);
  if (problems.length > 0) return { error: `invalid configuration: ${problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`}` };
  if (ca !== undefined && !ca.includes('BEGIN CERTIFICATE')) {
    return { error: 'unable to load root certificates: unable to parse bytes as PEM block' };
  }
  if (certificate !== undefined && !certificate.includes('BEGIN CERTIFICATE')) {
    return { error: 'tls: failed to find any PEM data in certificate input' };
  }
  const server = String(cluster.server ?? '') || 'http://localhost:8080';
  let url: URL;
  try {
    url = new URL(server.includes('://') ? server : `http://${server}`);
  } catch {
    return { error: `host must be a URL or a host:port pair: ${JSON.stringify(server)}` };
  }
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const token = typeof user.token === 'string' ? user.token : undefined;
  return {
    server: server.replace(/\/$/, ''),
    target: {
      scheme,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (scheme === 'http' ? 80 : 443),
      ...(ca !== undefined && cluster['insecure-skip-tls-verify'] !== true && { ca }),
      ...(certificate !== undefined && { clientCertificate: certificate }),
      ...(key !== undefined && { clientKey: key }),
      ...(typeof cluster['tls-server-name'] === 'string' && { serverName: cluster['tls-server-name'] }),
    },
    ...(token !== undefined && { token }),
  };
}

/** One request; a failed connection is told in Go's words: `Get "https://…": dial tcp 172.30.1.2:6443: connect: connection refused`. */
export function ask(sys: Sys, access: ApiAccess, method: string, path: string, body?: object, agent = 'Go-http-client/1.1'): Answered {
  const [plain = path, query = ''] = path.split('?');
  const parsed: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) (parsed[name] ??= []).push(value);
  try {
    const response = sys.http(access.target, {
      method,
      path: plain,
      query: parsed,
      headers: {
        accept: 'application/json',
        'user-agent': agent,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(access.token !== undefined && { authorization: `Bearer ${access.token}` }),
      },
      ...(body !== undefined && { body: deepFreeze(body) }),
    });
    const answered = response.body as KubeObject;
    if (response.status >= 200 && response.status < 300) return { status: response.status, body: answered };
    const message = (answered as { message?: unknown } | undefined)?.message;
    const error =
      typeof message === 'string' && message !== 'Unauthorized'
        ? message
        : response.status === 401
          ? 'Unauthorized'
          : String(response.body);
    return { status: response.status, body: answered, error };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const verb = method[0] + method.slice(1).toLowerCase();
    return { status: 0, error: `${verb} ${JSON.stringify(access.server + path)}: ${connectionError(error, access.target)}` };
  }
}

/** What Go says of a connection that failed. */
export function connectionError(error: Errno, target: Pick<HttpTarget, 'host' | 'port'>): string {
  const address = `${target.host === 'localhost' ? '127.0.0.1' : target.host}:${target.port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `dial tcp ${address}: connect: connection refused`;
    case 'ETIMEDOUT':
      return `dial tcp ${address}: i/o timeout`;
    case 'EHOSTUNREACH':
      return `dial tcp ${address}: connect: no route to host`;
    case 'ENETUNREACH':
      return `dial tcp ${address}: connect: network is unreachable`;
    case 'ENAMENOTFOUND':
      return `dial tcp: lookup ${target.host}: no such host`;
    default:
      return error.message;
  }
}
