import type { Addon } from '../addon';
import { EXAMPLES } from './manifests';

const PLACES = [
  'https://k8s.io/examples',
  'https://kubernetes.io/examples',
  'https://raw.githubusercontent.com/kubernetes/website/{version}/content/en/examples',
];

/** Manifests that the pages of Kubernetes' documentation tell to apply, as far as they are kept here. */
export const examples: Addon = {
  name: 'examples',
  manifests: Object.entries(EXAMPLES).map(([path, objects]) => ({
    urls: PLACES.map((place) => `${place}/${path}`),
    objects: () => objects,
  })),
};
