import type { KubeObject } from '@/lib/api/object';
import { fill } from '../fill';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';

const emptyInfo = {
  architecture: '',
  bootID: '',
  containerRuntimeVersion: '',
  kernelVersion: '',
  kubeProxyVersion: '',
  kubeletVersion: '',
  machineID: '',
  operatingSystem: '',
  osImage: '',
  systemUUID: '',
};

/** A node's status may be given on create (kubelets register with it). Models registry/core/node. */
export const nodeStrategy: Strategy = {
  generation: false,
  createOnUpdate: false,
  prepareForCreate(object) {
    const status = fill(object.status as object | undefined, { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, nodeInfo: emptyInfo });
    return { ...object, spec: object.spec ?? {}, status } as KubeObject;
  },
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: (object, old) => ({ ...object, spec: old.spec }) as KubeObject,
};
