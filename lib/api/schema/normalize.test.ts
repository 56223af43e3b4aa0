import { expect, it } from 'vitest';
import { normalizeObject } from './index';

it('leaves zero values where lists and maps hold null, as Go does', () => {
  expect(
    normalizeObject(
      {
        metadata: { labels: { a: null } },
        spec: { containers: [null, { name: 'c', args: [null], resources: { limits: { cpu: null } } }] },
      },
      'io.k8s.api.core.v1.Pod',
    ),
  ).toEqual({
    metadata: { labels: { a: '' } },
    spec: { containers: [{}, { name: 'c', args: [''], resources: { limits: { cpu: '0' } } }] },
  });
});

it('shares what is normal already', () => {
  const pod = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', args: ['x'] }] } };
  expect(normalizeObject(pod, 'io.k8s.api.core.v1.Pod')).toBe(pod);
});
