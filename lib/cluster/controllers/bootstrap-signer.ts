import { createHmac } from 'node:crypto';
import type { KubeObject } from '@/lib/api/object';
import { deepEqual } from '@/lib/api/freeze';
import { BOOTSTRAP_TOKEN_TYPE, bootstrapTokenOf } from '../bootstrap-token';
import { bindQueue, type ControllerContext } from './context';
import { CONFIG_MAPS, SECRETS } from '../client/resources';

const PREFIX = 'jws-kubeconfig-';

/** Signs kube-public/cluster-info with every bootstrap token that may. Models pkg/controller/bootstrap.Signer. */
export function bootstrapSignerController(context: ControllerContext): void {
  const { informers, client, sim } = context;
  const secrets = informers.informer(SECRETS);
  const enqueue = bindQueue(context, 'bootstrap-signer', () => {
    const map = client.get(CONFIG_MAPS, 'kube-public', 'cluster-info');
    const kubeconfig = (map?.data as Readonly<Record<string, string>> | undefined)?.kubeconfig;
    if (!map || kubeconfig === undefined) return;
    const data: Record<string, string> = {};
    for (const [key, value] of Object.entries((map.data ?? {}) as Record<string, string>)) if (!key.startsWith(PREFIX)) data[key] = value;
    for (const secret of secrets.list('kube-system')) {
      const token = bootstrapTokenOf(secret);
      if (!token?.forSigning || (token.expires !== undefined && token.expires < sim.now())) continue;
      data[`${PREFIX}${token.id}`] = detached(kubeconfig, token.id, token.secret);
    }
    if (!deepEqual(data, map.data)) client.update(CONFIG_MAPS, { ...map, data } as KubeObject);
  });
  informers.informer(CONFIG_MAPS).onChange(({ object: { metadata } }) => {
    if (metadata.namespace === 'kube-public' && metadata.name === 'cluster-info') enqueue('cluster-info');
  });
  secrets.onChange(({ object }) => {
    if (object.type === BOOTSTRAP_TOKEN_TYPE) enqueue('cluster-info');
  });
}

/** A JWS without its payload. Models bootstrap/jws.ComputeDetachedSignature. */
function detached(content: string, id: string, secret: string): string {
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', kid: id })).toString('base64url');
  const body = Buffer.from(content).toString('base64url');
  return `${head}..${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}
