import { describe, expect, it } from 'vitest';
import { Reader } from './reader';
import { encodeSwagger } from './swagger';

/** Fields of a message by number, in the order in which they come. */
function fields(bytes: Uint8Array): [number, Uint8Array | bigint][] {
  const reader = new Reader(bytes);
  const found: [number, Uint8Array | bigint][] = [];
  while (!reader.done) {
    const { number, type } = reader.tag();
    found.push([number, type === 0 ? reader.int() : reader.bytes()]);
  }
  return found;
}
const bytesAt = (bytes: Uint8Array, ...path: number[]): Uint8Array =>
  path.reduce((at, number) => fields(at).find(([found]) => found === number)![1] as Uint8Array, bytes);
const textAt = (bytes: Uint8Array, ...path: number[]) => Buffer.from(bytesAt(bytes, ...path)).toString();

describe('OpenAPI v2 as protobuf', () => {
  const bytes = encodeSwagger({
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'v1.36.3' },
    paths: {
      '/api/v1/pods': {
        get: { operationId: 'list', produces: ['a', 'b'], responses: { '200': { description: 'OK' } }, 'x-kubernetes-action': 'list' },
        parameters: [{ $ref: '#/parameters/x' }],
      },
    },
    definitions: {
      A: {
        type: 'object',
        required: ['b'],
        properties: { b: { type: 'array', items: { $ref: '#/definitions/A' } } },
        additionalProperties: true,
      },
    },
    parameters: { x: { name: 'x', in: 'query', type: 'boolean', uniqueItems: true, required: false } },
  });

  it("has gnostic's numbers", () => {
    expect(fields(bytes).map(([number]) => number)).toEqual([1, 2, 8, 9, 10]);
    expect(textAt(bytes, 1)).toBe('2.0');
    expect(textAt(bytes, 2, 2)).toBe('v1.36.3');
    const path = bytesAt(bytes, 8, 2);
    expect(textAt(path, 1)).toBe('/api/v1/pods');
    const operation = bytesAt(path, 2, 2);
    expect(fields(operation).map(([number]) => number)).toEqual([5, 6, 6, 9, 13]);
    expect(textAt(operation, 9, 1, 2, 1, 1)).toBe('OK');
    expect(textAt(operation, 13, 1)).toBe('x-kubernetes-action');
    expect(textAt(operation, 13, 2, 2)).toBe('"list"\n');
    expect(textAt(path, 2, 9, 2, 1)).toBe('#/parameters/x');
  });

  it('wraps what JSON leaves bare', () => {
    const schema = bytesAt(bytes, 9, 1, 2);
    expect(textAt(schema, 22, 1)).toBe('object');
    expect(textAt(schema, 19)).toBe('b');
    expect(fields(bytesAt(schema, 21))).toEqual([[2, 1n]]);
    const property = bytesAt(schema, 25, 1);
    expect(textAt(property, 1)).toBe('b');
    expect(textAt(property, 2, 23, 1, 1)).toBe('#/definitions/A');
    const parameter = bytesAt(bytes, 10, 1, 2, 2, 3);
    expect(fields(parameter).map(([number]) => number)).toEqual([4, 2, 6, 20]);
  });
});
