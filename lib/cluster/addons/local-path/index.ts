import type { Addon } from '../addon';
import { localPathObjects } from './manifest';
import { localPathProvisioner } from './provisioner';

/** rancher/local-path-provisioner: a directory of a node for each claim. */
export const localPath: Addon = {
  name: 'local-path-storage',
  manifests: [
    {
      urls: ['https://raw.githubusercontent.com/rancher/local-path-provisioner/{version}/deploy/local-path-storage.yaml'],
      objects: localPathObjects,
    },
  ],
  operators: [localPathProvisioner],
};
