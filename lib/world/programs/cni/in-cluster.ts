import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { readIfThere } from '../daemon';
import { dialError } from '../go-errors';

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

export type Asked = { readonly status: number; readonly body: unknown } | { readonly error: string };

/** One request to the API server as rest.InClusterConfig makes it: by the Service's address, with the pod's own token. */
export function askApi(sys: Sys, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Asked {
  const env = sys.env();
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = Number(env.KUBERNETES_SERVICE_PORT ?? 443);
  if (!host)
    return { error: 'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined' };
  const verb = `${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  try {
    const response = sys.http(
      { scheme: 'https', host, port, ca: readIfThere(sys, `${ACCOUNT}/ca.crt`) ?? '' },
      {
        method,
        path,
        query: {},
        headers: {
          accept: 'application/json',
          host,
          ...(body === undefined
            ? {}
            : { 'content-type': method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json' }),
          authorization: `Bearer ${readIfThere(sys, `${ACCOUNT}/token`) ?? ''}`,
        },
        ...(body === undefined ? {} : { body }),
      },
    );
    if (response.status < 400) return { status: response.status, body: response.body };
    const message = (response.body as { message?: string } | undefined)?.message;
    return { error: message ?? `the server responded with the status code ${response.status}` };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { error: `${verb} "https://${host}:${port}${path}": ${dialError(error, host, port)}` };
  }
}

/** The condition that a network's agent sets on its node. */
export function networkCondition(sys: Sys, node: string, up: boolean, reason: string, message: string): Asked {
  const now = new Date(sys.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const condition = {
    type: 'NetworkUnavailable',
    status: up ? 'False' : 'True',
    reason,
    message,
    lastTransitionTime: now,
    lastHeartbeatTime: now,
  };
  return askApi(sys, 'PATCH', `/api/v1/nodes/${node}/status`, { status: { conditions: [condition] } });
}
