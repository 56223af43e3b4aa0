import type { KubeObject } from '@/lib/api/object';
import { fill } from '../fill';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';
import { nodeWarnings, validateNode, validateNodeUpdate } from './validate';

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
    const { configSource: _, ...spec } = (object.spec ?? {}) as Record<string, unknown>;
    return { ...object, spec, status } as KubeObject;
  },
  validate: (node) => validateNode(node),
  validateUpdate: validateNodeUpdate,
  validateStatusUpdate: validateNodeUpdate,
  warnings: nodeWarnings,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: (object, old) => ({ ...object, spec: old.spec }) as KubeObject,
};
