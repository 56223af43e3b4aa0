import type { Addon } from '../addon';
import { metallbObjects } from './manifest';
import { metallbController, metallbSpeaker } from './operators';

/** MetalLB in layer 2 mode: addresses for Services of type LoadBalancer where no cloud gives any. */
export const metallb: Addon = {
  name: 'metallb',
  manifests: [
    { urls: ['https://raw.githubusercontent.com/metallb/metallb/{version}/config/manifests/metallb-native.yaml'], objects: metallbObjects },
  ],
  operators: [metallbController, metallbSpeaker],
};
