/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */
import { createHmac } from 'node:crypto';
import { parseDocument } from '@/lib/api/yaml';
import { Errno } from '@/lib/hosts/process/sys';
import type { Task } from '../command/stdio';
import type { Access } from './api';
import { pinOf } from './init';
import { Refusal, type Session } from './session';

const PATH = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
/** How long a joining machine looks for its cluster (timeouts.discovery). */
const DISCOVERY_MS = 300_000;
const TOKEN = /^([a-z0-9]{6})\.([a-z0-9]{16})$/;

/** What `kubeadm join` was told of the cluster. */
export interface Discovery {
  readonly endpoint: string;
  readonly token: string;
}

const refused = (why: string) => new Refusal(`error execution phase preflight: couldn't validate the identity of the API Server: ${why}`);

/** The flags that say where the cluster is. Throws Refusal. */
export function discoveryFlags(session: Session, operands: readonly string[]): Discovery {
  const { value } = session;
  const token = value('token') ?? value('discovery-token') ?? value('tls-bootstrap-token');
  const [endpoint] = operands;
  const wrong: string[] = [];
  if (token === undefined) wrong.push('discovery: Invalid value: "": bootstrapToken or file must be set');
  else if (!TOKEN.test(token)) wrong.push(`discovery.bootstrapToken.token: Invalid value: "": the bootstrap token is invalid`);
  if (token !== undefined && endpoint === undefined)
    wrong.push('discovery.bootstrapToken.apiServerEndpoint: Required value: APIServerEndpoint is not set');
  else if (endpoint !== undefined && !/^[^:]+:\d+$/.test(endpoint))
    wrong.push(
      `discovery.bootstrapToken.apiServerEndpoint: Invalid value: ${JSON.stringify(endpoint)}: address ${endpoint}: missing port in address`,
    );
  const pins = pinsOf(session);
  if (token !== undefined && pins.length === 0 && !session.has('discovery-token-unsafe-skip-ca-verification'))
    wrong.push(
      'discovery.bootstrapToken.caCertHashes: Invalid value: "": using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue',
    );
  if (wrong.length > 0) throw new Refusal(wrong.length === 1 ? wrong[0]! : `[${wrong.join(', ')}]`);
  for (const pin of pins)
    if (!/^sha256:[0-9a-f]{64}$/i.test(pin))
      throw refused(`invalid discovery token CA certificate hash: invalid hash ${JSON.stringify(pin)}, expected "format:hex-value"`);
  return { endpoint: endpoint!, token: token! };
}

const pinsOf = (session: Session): string[] => (session.value('discovery-token-ca-cert-hash') ?? '').split(',').filter(Boolean);

/** Finds the cluster and whether to trust it. Models cmd/kubeadm/app/discovery/token. */
export function* discover(session: Session, { endpoint, token }: Discovery): Task<Access> {
  const [, id = '', secret = ''] = TOKEN.exec(token)!;
  const [host = '', port = '6443'] = endpoint.split(':');
  const { sys } = session;
  const url = `https://${endpoint}${PATH}?timeout=10s`;
  let complaint = '';
  const fetch = (ca?: string): Readonly<Record<string, string>> | undefined => {
    try {
      const answer = sys.http(
        { scheme: 'https', host, port: Number(port), ...(ca && { ca }) },
        { method: 'GET', path: PATH, query: { timeout: ['10s'] }, headers: { accept: 'application/json' } },
      );
      if (answer.status === 200) return ((answer.body as any).data ?? {}) as Readonly<Record<string, string>>;
      complaint = `failed to request the cluster-info ConfigMap: ${(answer.body as any)?.message ?? answer.status}`;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why =
        error.code === 'ECONNREFUSED'
          ? `dial tcp ${endpoint}: connect: connection refused`
          : error.code === 'ENAMENOTFOUND'
            ? `dial tcp: lookup ${host} on 127.0.0.53:53: no such host`
            : error.code === 'ETIMEDOUT'
              ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
              : error.code === 'ETLS'
                ? error.message
                : `dial tcp ${endpoint}: connect: ${error.message.toLowerCase()}`;
      complaint = `failed to request the cluster-info ConfigMap: Get ${JSON.stringify(url)}: ${why}`;
    }
    return undefined;
  };
  const end = sys.now() + DISCOVERY_MS;
  let info: Readonly<Record<string, string>> | undefined;
  for (;;) {
    info = fetch();
    if (info && info[`jws-kubeconfig-${id}`] === undefined) {
      complaint = `could not find a JWS signature in the cluster-info ConfigMap for token ID ${JSON.stringify(id)}`;
      info = undefined;
    }
    if (info) break;
    if (sys.now() >= end) throw refused(complaint);
    yield* session.io.sleep(5000);
  }
  const kubeconfig = info.kubeconfig ?? '';
  const [head = '', , signature = ''] = (info[`jws-kubeconfig-${id}`] ?? '').split('.');
  const body = Buffer.from(kubeconfig).toString('base64url');
  if (createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url') !== signature)
    throw refused("failed to verify JWS signature of received cluster info object, can't trust this API Server");
  const cluster = (parseDocument(kubeconfig) as any)?.clusters?.[0]?.cluster ?? {};
  const ca = Buffer.from(String(cluster['certificate-authority-data'] ?? ''), 'base64').toString('utf8');
  const pins = pinsOf(session);
  const own = pinOf(ca);
  if (pins.length > 0 && !pins.some((pin) => pin.toLowerCase() === own))
    throw refused(`cluster CA found in cluster-info ConfigMap is invalid: none of the public keys ${JSON.stringify(own)} are pinned`);
  if (pins.length > 0 && !fetch(ca)) throw refused(complaint);
  return { server: String(cluster.server ?? ''), ca };
}
