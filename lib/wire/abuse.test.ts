import { request as httpsRequest, type RequestOptions } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import { serveWorld } from './serve-world';

/** What real clients may put on the wire by mistake or in malice: each is answered, and the next client is served as before. */
const CASES = Math.min(2000, Number(process.env.NEKALA_FUZZ_CASES ?? 300));
const seed = Number(process.env.NEKALA_FUZZ_SEED ?? 20261121);
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MIB = 1024 * 1024;

let served: Awaited<ReturnType<typeof serveWorld>>;
let identity: Pick<RequestOptions, 'cert' | 'key'>;
const faults: unknown[] = [];

beforeAll(async () => {
  const world = World.boot('hollow', { seed: 1, now: Date.now() });
  served = await serveWorld(world, { onFault: (error) => faults.push(error) });
  const admin = world.cluster.pki.users.admin!;
  identity = { cert: admin.certificatePem, key: admin.key.privatePem };
});

afterAll(async () => {
  expect(faults).toEqual([]);
  expect(await send('GET', '/api/v1/namespaces/default')).toMatchObject({ status: 200 });
  await served.close();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly message: string;
}

function send(method: string, path: string, body?: string | Uint8Array, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = { host: served.host, port: served.port, rejectUnauthorized: false, ...identity };
    const made = httpsRequest({ ...to, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        let message = text;
        if (text.startsWith('{')) message = (JSON.parse(text) as { message?: string }).message ?? '';
        resolve({ status: response.statusCode ?? 0, text, message });
      });
    });
    made.on('error', reject);
    made.end(body);
  });
}

/** Bytes as they are, over TLS: the first answer's status line, or '' when the server just hung up. */
function raw(bytes: string | Uint8Array, { wait = 2000 } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: served.host, port: served.port, rejectUnauthorized: false, ...(identity as object) });
    let text = '';
    const done = () => {
      clearTimeout(limit);
      socket.destroy();
      resolve(text.split('\r\n')[0] ?? '');
    };
    const limit = setTimeout(done, wait);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n')) done();
    });
    socket.on('error', done);
    socket.on('close', done);
    socket.write(bytes);
  });
}

const json = { 'content-type': 'application/json' };
const yaml = { 'content-type': 'application/yaml' };
const apply = { 'content-type': 'application/apply-patch+yaml' };
const APPLIED = `${CONFIG_MAPS}/applied?fieldManager=fuzz`;

describe('bodies', () => {
  it('end where they are too deep', async () => {
    const deep = `${'['.repeat(10_002)}${']'.repeat(10_002)}`;
    expect(await send('POST', CONFIG_MAPS, `{"a":${deep}}`, json)).toMatchObject({
      status: 400,
      message: expect.stringContaining('exceeded max depth') as string,
    });
    for (const depth of [990, 5_000]) {
      const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const map = `{"metadata":{"name":"deep-${depth}","x":${nested}},"data":${nested}}`;
      expect(await send('POST', CONFIG_MAPS, map, json)).toMatchObject({ status: 400 });
      expect(await send('POST', CONFIG_MAPS, map, yaml)).toMatchObject({ status: 400 });
      for (const type of ['merge-patch', 'strategic-merge-patch', 'json-patch', 'apply-patch']) {
        const body = type === 'json-patch' ? `[{"op":"add","path":"/data","value":${nested}}]` : map;
        const media = { 'content-type': `application/${type}+${type === 'apply-patch' ? 'yaml' : 'json'}` };
        const { status } = await send('PATCH', `${CONFIG_MAPS}/kube-root-ca.crt?fieldManager=f`, body, media);
        // What does not fit the schema of an applied object is the server's failure upstream, too.
        expect({ type, status }).toEqual({ type, status: type === 'apply-patch' && depth < 1000 ? 500 : status < 500 ? status : 400 });
      }
    }
  });

  it('end where they are too large', async () => {
    const { status, message } = await send('POST', CONFIG_MAPS, `{"data":{"a":"${'x'.repeat(3 * MIB)}"}}`, json);
    expect({ status, message }).toEqual({ status: 413, message: 'Request entity too large: limit is 3145728' });
    const annotated = { metadata: { name: 'a', annotations: { a: 'x'.repeat(256 * 1024) } } };
    expect((await send('POST', CONFIG_MAPS, JSON.stringify(annotated), json)).message).toBe(
      'ConfigMap "a" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes',
    );
    const labelled = { metadata: { name: 'a', labels: { a: 'x'.repeat(64) } } };
    expect((await send('POST', CONFIG_MAPS, JSON.stringify(labelled), json)).message).toMatch(/must be no more than 63 bytes/);
  });

  it('expand no further than aliases may', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const laughs = `apiVersion: v1\nkind: ConfigMap\n${lines.join('\n')}\n`;
    for (const [method, path, headers] of [
      ['POST', CONFIG_MAPS, yaml],
      ['PATCH', APPLIED, apply],
    ] as const) {
      const { status, message } = await send(method, path, laughs, headers);
      expect({ status, message }).toMatchObject({ status: 400, message: expect.stringContaining('excessive aliasing') as string });
    }
    expect((await send('POST', CONFIG_MAPS, 'a: &a\n  b: *a\n', yaml)).status).toBe(400);
  });

  it('of any bytes are answered', async () => {
    const media = fc.constantFrom(
      'application/json',
      'application/yaml',
      'application/vnd.kubernetes.protobuf',
      'application/x',
      '',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
      'application/strategic-merge-patch+json',
    );
    const head = fc.constantFrom(
      '',
      'k8s\0',
      'k8s\0\n\x11\n\x02v1\x12\x09ConfigMap',
      '{',
      '{"metadata":',
      '---\n',
      '\ufeff{}',
      '&a [*a',
      '!!binary ',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(head, fc.uint8Array({ maxLength: 40 })).map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest])),
      fc.constantFrom('1e999999', '-0', '9'.repeat(5000), '"\\ud800"', '{"a":1,"a":2}', 'null', '[]').map((text) => Buffer.from(text)),
    );
    const at = fc.constantFrom<[string, string]>(
      ['POST', CONFIG_MAPS],
      ['PUT', APPLIED],
      ['PATCH', APPLIED],
      ['DELETE', APPLIED],
      ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
    );
    await fc.assert(
      fc.asyncProperty(at, media, bytes, async ([method, path], type, body) => {
        const { status } = await send(method, path, body, { ...(type && { 'content-type': type }) });
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: CASES, seed },
    );
  });
});

describe('requests', () => {
  it('of any target are answered', async () => {
    const targets = [
      '//',
      '//x/api',
      '/%',
      '/%ff%fe',
      '/api/v1/namespaces/%2e%2e',
      'http://[',
      'http://h/api/v1',
      '*',
      '/?%=%&watch=%ff',
      '/\\',
      '/api/v1/pods#x',
      '/..',
    ];
    for (const target of targets) expect(await raw(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`), target).toMatch(/^HTTP\/1\.1 [2-4]\d\d/);
  });

  it('may be long', async () => {
    expect((await send('GET', `${CONFIG_MAPS}?labelSelector=${'a'.repeat(200_000)}`)).status).toBe(400);
    expect((await send('GET', `/${'a/'.repeat(50_000)}`)).status).toBe(404);
    expect((await send('GET', CONFIG_MAPS, undefined, { 'x-long': 'a'.repeat(500_000) })).status).toBe(200);
    expect((await send('GET', CONFIG_MAPS, undefined, { accept: 'a/b;q=1,'.repeat(20_000) })).status).toBe(406);
    expect(await raw(`GET / HTTP/1.1\r\nx: ${'a'.repeat(2 * MIB)}\r\n\r\n`)).toMatch(/^(HTTP\/1\.1 431.*)?$/);
  });

  it('may be no HTTP at all, or break off', async () => {
    for (const bytes of [
      '\0\0\0',
      'GET\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      `POST ${CONFIG_MAPS} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ])
      expect(await raw(bytes, { wait: 300 })).toMatch(/^(HTTP\/1\.1 4\d\d.*)?$/);
    await raw(`POST ${CONFIG_MAPS} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a"`, { wait: 50 });
    await raw('GET /api/v1/pods?watch=1 HTTP/1.1\r\nHost: x\r\n\r\n', { wait: 50 });
  });

  it('to upgrade may be garbage', async () => {
    const exec = '/api/v1/namespaces/default/pods/nobody/exec?command=x&stdout=true';
    const watch = '/api/v1/pods?watch=1';
    for (const path of [exec, watch, '/', '//']) {
      for (const more of [
        'websocket',
        'websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        'SPDY/3.1',
        'h2c',
      ]) {
        const line = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${more}\r\n\r\n\x81\xff\xff\xff\xff`, {
          wait: 500,
        });
        expect(line, `${path} ${more}`).toMatch(/^HTTP\/1\.1 [1-4]\d\d/);
      }
    }
  });
});
