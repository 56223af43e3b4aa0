import { describe, expect, it } from 'vitest';
import { decodeProtobuf, ProtobufError } from './index';

/** A hand-made encoder: fields as [number, value], where a text or a list of fields is length-delimited and a number a varint. */
type Field = readonly [number, number | bigint | string | Uint8Array | readonly Field[]];

function varint(value: bigint): number[] {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest > 0n ? byte | 0x80 : byte);
  } while (rest > 0n);
  return out;
}

function encode(fields: readonly Field[]): number[] {
  return fields.flatMap(([number, value]) => {
    if (typeof value === 'number' || typeof value === 'bigint') return [...varint(BigInt(number << 3)), ...varint(BigInt(value))];
    const bytes =
      typeof value === 'string' ? [...new TextEncoder().encode(value)] : value instanceof Uint8Array ? [...value] : encode(value);
    return [...varint(BigInt((number << 3) | 2)), ...varint(BigInt(bytes.length)), ...bytes];
  });
}

const body = (apiVersion: string, kind: string, fields: readonly Field[]) =>
  Uint8Array.from([
    0x6b,
    0x38,
    0x73,
    0,
    ...encode([
      [
        1,
        [
          [1, apiVersion],
          [2, kind],
        ],
      ],
      [2, Uint8Array.from(encode(fields))],
      [3, ''],
      [4, ''],
    ]),
  ]);

describe('decodeProtobuf', () => {
  it('decodes a deployment with quantities, ports, probes and volumes', () => {
    const container: readonly Field[] = [
      [1, 'web'],
      [2, 'nginx'],
      [
        6,
        [
          [1, ''],
          [2, 0],
          [3, 80],
          [4, 'TCP'],
          [5, ''],
        ],
      ],
      [
        8,
        [
          [
            1,
            [
              [1, 'cpu'],
              [2, [[1, '500m']]],
            ],
          ],
        ],
      ],
      [
        10,
        [
          [
            1,
            [
              [
                2,
                [
                  [1, '/'],
                  [
                    2,
                    [
                      [1, 1],
                      [2, 0],
                      [3, 'http'],
                    ],
                  ],
                ],
              ],
            ],
          ],
          [2, 0],
          [3, 1],
        ],
      ],
    ];
    const object = decodeProtobuf(
      body('apps/v1', 'Deployment', [
        [
          1,
          [
            [1, 'web'],
            [2, ''],
            [8, []],
            [
              11,
              [
                [1, 'app'],
                [2, 'web'],
              ],
            ],
          ],
        ],
        [
          2,
          [
            [1, 0],
            [
              3,
              [
                [1, []],
                [
                  2,
                  [
                    [2, container],
                    [
                      1,
                      [
                        [1, 'data'],
                        [2, [[2, []]]],
                      ],
                    ],
                  ],
                ],
              ],
            ],
          ],
        ],
        [
          3,
          [
            [1, 0],
            [2, 0],
          ],
        ],
      ]),
    );
    expect(object).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: {
        replicas: 0,
        template: {
          metadata: {},
          spec: {
            containers: [
              {
                name: 'web',
                image: 'nginx',
                ports: [{ containerPort: 80, protocol: 'TCP' }],
                resources: { limits: { cpu: '500m' } },
                livenessProbe: { httpGet: { path: '/', port: 'http' }, timeoutSeconds: 1 },
              },
            ],
            volumes: [{ name: 'data', emptyDir: {} }],
          },
        },
      },
      status: {},
    });
  });

  it('decodes bytes, times and meta kinds', () => {
    const secret = decodeProtobuf(
      body('v1', 'Secret', [
        [
          1,
          [
            [1, 's'],
            [
              8,
              [
                [1, 1700000000],
                [2, 0],
              ],
            ],
          ],
        ],
        [
          2,
          [
            [1, 'k'],
            [2, 'pw'],
          ],
        ],
        [3, 'Opaque'],
      ]),
    );
    expect(secret).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', creationTimestamp: '2023-11-14T22:13:20Z' },
      data: { k: 'cHc=' },
      type: 'Opaque',
    });
    const options = decodeProtobuf(
      body('apps/v1', 'DeleteOptions', [
        [1, 0],
        [4, 'Foreground'],
      ]),
    );
    expect(options).toEqual({ apiVersion: 'apps/v1', kind: 'DeleteOptions', gracePeriodSeconds: 0, propagationPolicy: 'Foreground' });
  });

  it('decodes negative numbers and extra values', () => {
    const class_ = decodeProtobuf(
      body('scheduling.k8s.io/v1', 'PriorityClass', [
        [1, [[1, 'low']]],
        [2, -10n],
        [3, 0],
      ]),
    );
    expect(class_).toMatchObject({ value: -10 });
    const review = decodeProtobuf(
      body('authorization.k8s.io/v1', 'SubjectAccessReview', [
        [
          2,
          [
            [3, 'jane'],
            [
              5,
              [
                [1, 'scopes'],
                [
                  2,
                  [
                    [1, 'a'],
                    [1, 'b'],
                  ],
                ],
              ],
            ],
          ],
        ],
      ]),
    );
    expect(review.spec).toEqual({ user: 'jane', extra: { scopes: ['a', 'b'] } });
  });

  it('refuses what is no such body', () => {
    expect(() => decodeProtobuf(Uint8Array.from([1, 2, 3]))).toThrow(ProtobufError);
    expect(() => decodeProtobuf(body('v1', 'Nonsense', []))).toThrow(/no kind "Nonsense"/);
    expect(() => decodeProtobuf(body('v1', 'Pod', [[1, [[1, 'x']]]]).subarray(0, -9))).toThrow(/unexpected EOF/);
  });
});
