import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from '@/lib/api/protobuf';
import { encodeResponse, streamText, type Reader } from './response-body';

const reader = (headers: Record<string, string> = {}, query = ''): Reader => ({ headers, query: new URLSearchParams(query) });
const answer = (body: unknown, headers: Record<string, string> = {}) => ({ status: 200, headers, body });
const textOf = (body: unknown, from: Reader) => encodeResponse(answer(body), from).bytes.toString();

const object = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  data: { b: '<&>', a: '1' },
  metadata: { uid: 'u', name: 'c', managedFields: [{ time: '2026-01-01T00:00:00Z', apiVersion: 'v1', manager: 'm' }] },
};
const pretty = `{
  "kind": "ConfigMap",
  "apiVersion": "v1",
  "metadata": {
    "name": "c",
    "uid": "u",
    "managedFields": [
      {
        "manager": "m",
        "apiVersion": "v1",
        "time": "2026-01-01T00:00:00Z"
      }
    ]
  },
  "data": {
    "a": "1",
    "b": "\\u003c\\u0026\\u003e"
  }
}`;

describe('answers on the wire', () => {
  it('are indented and in the order of structs for those who read them', () => {
    expect(textOf(object, reader({ 'user-agent': 'curl/8.5.0' }))).toBe(pretty);
    expect(textOf(object, reader({ 'user-agent': 'Mozilla/5.0 (X11)' }))).toBe(pretty);
    expect(textOf(object, reader({ 'user-agent': 'kubectl/v1.35.2' }, 'pretty=true'))).toBe(pretty);
  });

  it('are one line for programs', () => {
    const line = `${JSON.stringify(JSON.parse(pretty)).replace('<&>', '\\u003c\\u0026\\u003e')}\n`;
    expect(textOf(object, reader({ 'user-agent': 'curl/8.5.0' }, 'pretty=0'))).toBe(line);
    expect(textOf(object, reader({ accept: 'application/json, */*' }))).toBe(line);
    expect(JSON.parse(textOf(object, reader({ accept: 'application/json' })))).toEqual(object);
  });

  it('keep the keys of custom resources sorted and the order of what is no definition', () => {
    const custom = { kind: 'Widget', apiVersion: 'example.com/v1', spec: { z: 1, a: [{ y: 1, b: 2 }] }, metadata: { uid: 'u', name: 'w' } };
    expect(textOf(custom, reader())).toBe(
      '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","uid":"u"},"spec":{"a":[{"b":2,"y":1}],"z":1}}\n',
    );
    const list = '{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"apps/v1","resources":[{"name":"x","kind":"X"}]}\n';
    expect(textOf(JSON.parse(list), reader())).toBe(list);
  });

  it('go as protobuf or YAML where that is asked for first and can be', () => {
    const asked = reader({ accept: 'application/vnd.kubernetes.protobuf,application/json' });
    const { bytes, headers } = encodeResponse(answer(object), asked);
    expect(headers['content-type']).toBe('application/vnd.kubernetes.protobuf');
    expect(decodeProtobuf(bytes)).toMatchObject({ kind: 'ConfigMap', data: object.data, metadata: { name: 'c', uid: 'u' } });
    expect(encodeResponse(answer({ ...object, apiVersion: 'example.com/v1' }), asked).headers['content-type']).toBeUndefined();
    const yaml = encodeResponse(answer({ kind: 'A', apiVersion: 'v1' }), reader({ accept: 'application/yaml' }));
    expect(yaml.bytes.toString()).toBe('apiVersion: v1\nkind: A\n');
    expect(yaml.headers['content-type']).toBe('application/yaml');
  });

  it('are compressed beyond 128 KiB for those who take it', () => {
    const large = { kind: 'ConfigMap', apiVersion: 'v1', data: { a: 'x'.repeat(128 * 1024) } };
    const { bytes, headers } = encodeResponse(answer(large), reader({ 'accept-encoding': 'deflate, gzip;q=0.5' }));
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-length': String(bytes.length) });
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(large);
    for (const accepted of ['', 'identity', 'gzip;q=0'])
      expect(encodeResponse(answer(large), reader({ 'accept-encoding': accepted })).headers['content-encoding']).toBeUndefined();
    expect(encodeResponse(answer(object), reader({ 'accept-encoding': 'gzip' })).headers['content-encoding']).toBeUndefined();
  });

  it('that have an ETag are written once for all', () => {
    const document = { openapi: '3.0.0', info: { title: 'x'.repeat(200_000) } };
    const first = encodeResponse(answer(document, { etag: '"1"' }), reader());
    expect(encodeResponse(answer(document, { etag: '"1"' }), reader()).bytes).toBe(first.bytes);
    const zipped = () => encodeResponse(answer(document, { etag: '"1"' }), reader({ 'accept-encoding': 'gzip' })).bytes;
    expect(zipped()).toBe(zipped());
  });

  it('of streams are lines', () => {
    const event = { type: 'ADDED', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a>' } } };
    expect(streamText(event, reader({ 'user-agent': 'curl/8' }))).toBe(
      '{"type":"ADDED","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a\\u003e"}}}\n',
    );
    expect(streamText('log line\n', reader())).toBe('log line\n');
  });
});
