import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import type { KindContext } from '../kind';
import { defaultService } from './defaults';
import { inServiceRange } from './ranges';
import { serviceStrategy } from './strategy';
import { validateService } from './validate';

const service = (spec: object, name = 's'): KubeObject =>
  defaultService({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'd' }, spec });
const contextWith = (...services: KubeObject[]): KindContext => {
  let n = 0;
  return { now: 0, random: () => (n = (n + 0.37) % 1), get: () => undefined, list: () => services };
};
const create = (object: KubeObject, context = contextWith()) => serviceStrategy.prepareForCreate!(object, context);

describe('service addresses', () => {
  it('are taken from the service network and the node-port range', () => {
    const made = create(service({ type: 'NodePort', ports: [{ port: 80 }, { name: 'b', port: 81 }] }));
    expect(inServiceRange(made.spec.clusterIP, contextWith())).toBe(true);
    const ports = made.spec.ports.map((port: { nodePort: number }) => port.nodePort) as number[];
    expect(ports.every((port) => port >= 30000 && port <= 32767)).toBe(true);
    expect(new Set(ports).size).toBe(2);
  });

  it('are refused when another service has them', () => {
    const first = create(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }], clusterIP: '10.96.0.10' }, 'first'));
    const context = contextWith(first);
    const second = create(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }], clusterIP: '10.96.0.10' }), context);
    expect(validateService(second, context).map(fieldErrorText)).toEqual([
      'spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ]);
    const third = create(service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }), context);
    expect(validateService(third, context).map(fieldErrorText)).toEqual([
      'spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    ]);
  });

  it('stay over updates that name none, and go with the type', () => {
    const made = create(service({ type: 'NodePort', ports: [{ port: 80 }] }));
    const update = (spec: object) => serviceStrategy.prepareForUpdate!(service(spec), made, contextWith(made));
    expect(update({ type: 'NodePort', ports: [{ port: 80 }] }).spec).toMatchObject({
      clusterIP: made.spec.clusterIP,
      ports: [{ nodePort: made.spec.ports[0].nodePort }],
    });
    expect(update({ type: 'ClusterIP', ports: made.spec.ports }).spec.ports[0].nodePort).toBeUndefined();
    expect(update({ type: 'ExternalName', externalName: 'a.b' }).spec.clusterIP).toBeUndefined();
  });
});
