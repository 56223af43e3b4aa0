import { Agent, request } from 'node:https';
import type { ApiDoor, ApiRequest } from '@/lib/cluster/client/client';
import { World } from '@/lib/world/world';
import { serveWorld } from '@/lib/wire/serve-world';
import type { Bench, Row } from './table';

const ADMIN = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const FEW = 10;
const MANY = 1_000;
const WATCHERS = 100;
/** Each figure is taken over about this long. */
const SPAN_MS = 1_000;

type Ask = (method: string, path: string, query?: Record<string, string>, body?: object, type?: string) => Promise<number>;

const configMap = (name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', labels },
  data: { key: 'value', text: 'x'.repeat(200) },
});

/** Requests a second: GET, LIST, POST, PATCH and watch fan-out, in process and over TLS. */
export const api: Bench = {
  name: 'api',
  what: 'API server: requests a second, in process and over TLS',
  async run() {
    const world = World.boot('hollow', { seed: 1, now: Date.now() });
    const { door } = world.cluster;
    const inside: Ask = async (method, path, query = {}, body, type) => {
      const response = door.handle(toRequest(method, path, query, body, type));
      return response.status;
    };
    for (let i = 0; i < MANY; i++) await inside('POST', CONFIG_MAPS, {}, configMap(`m-${i}`, { set: i < FEW ? 'few' : 'many' }));
    const figures = [...(await measure('in process', inside)), fanOut(door)];
    const served = await serveWorld(world, { rate: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { ca, users } = world.cluster.pki;
    const tls = {
      host: served.host,
      port: served.port,
      agent,
      ca: ca.certificatePem,
      cert: users.admin!.certificatePem,
      key: users.admin!.key.privatePem,
    };
    try {
      figures.push(...(await measure('over TLS', (method, path, query = {}, body, type) => overTls(tls, method, path, query, body, type))));
    } finally {
      agent.destroy();
      await served.close();
    }
    return figures;
  },
};

const toRequest = (method: string, path: string, query: Record<string, string>, body?: object, type = 'application/json'): ApiRequest => ({
  method,
  path,
  query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value]])),
  headers: { accept: 'application/json', 'content-type': type, 'user-agent': 'bench' },
  as: ADMIN,
  ...(body && { body }),
});

async function measure(where: string, ask: Ask): Promise<Row[]> {
  let made = 0;
  const tag = where.toLowerCase().replace(/\W/g, '');
  const cases: readonly (readonly [what: string, call: (i: number) => Promise<number>])[] = [
    ['GET', (i) => ask('GET', `${CONFIG_MAPS}/m-${i % MANY}`)],
    [`LIST ${FEW}`, () => ask('GET', CONFIG_MAPS, { labelSelector: 'set=few' })],
    [`LIST ${MANY}`, () => ask('GET', CONFIG_MAPS, { limit: String(MANY) })],
    ['POST', () => ask('POST', CONFIG_MAPS, {}, configMap(`new-${tag}-${made++}`))],
    ['PATCH', (i) => ask('PATCH', `${CONFIG_MAPS}/m-${i % MANY}`, {}, { data: { key: `${i}` } }, 'application/merge-patch+json')],
  ];
  const figures: Row[] = [];
  for (const [what, call] of cases) {
    const start = performance.now();
    let count = 0;
    let failed = 0;
    while (performance.now() - start < SPAN_MS) if ((await call(count++)) >= 300) failed++;
    figures.push({
      what: `${what}, ${where}`,
      value: (count / (performance.now() - start)) * 1000,
      unit: '/s',
      ...(failed && { note: `${failed} failed` }),
    });
  }
  return figures;
}

/** Events a second that reach watchers of one collection. */
function fanOut(door: ApiDoor): Row {
  const watches = Array.from({ length: WATCHERS }, () =>
    door.handle(toRequest('GET', CONFIG_MAPS, { watch: '1', fieldSelector: 'metadata.namespace=default' })),
  );
  for (const { stream } of watches) door.readStream(stream!.id);
  const start = performance.now();
  let events = 0;
  for (let i = 0; performance.now() - start < SPAN_MS; i++) {
    door.handle(toRequest('PATCH', `${CONFIG_MAPS}/m-${i % MANY}`, {}, { data: { key: `w${i}` } }, 'application/merge-patch+json'));
    for (const { stream } of watches) events += door.readStream(stream!.id).items.length;
  }
  const took = performance.now() - start;
  for (const { stream } of watches) door.closeStream(stream!.id);
  return { what: `watch events to ${WATCHERS} watchers, in process`, value: (events / took) * 1000, unit: '/s' };
}

function overTls(
  tls: object,
  method: string,
  path: string,
  query: Record<string, string>,
  body?: object,
  type = 'application/json',
): Promise<number> {
  return new Promise((resolve, reject) => {
    const search = new URLSearchParams(query).toString();
    const headers = { accept: 'application/json', 'content-type': type, 'user-agent': 'bench' };
    const call = request({ ...tls, method, path: search ? `${path}?${search}` : path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', reject);
    call.end(body ? JSON.stringify(body) : undefined);
  });
}
