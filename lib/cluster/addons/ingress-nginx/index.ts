import type { Addon } from '../addon';
import { ingressNginxObjects } from './manifest';
import { ingressNginx as operator } from './operator';

const deploy = (provider: string) =>
  `https://raw.githubusercontent.com/kubernetes/ingress-nginx/{version}/deploy/static/provider/${provider}/deploy.yaml`;

/** kubernetes/ingress-nginx: HTTP from outside by the rules of Ingresses. */
export const ingressNginx: Addon = {
  name: 'ingress-nginx',
  manifests: [
    ...(['cloud', 'baremetal', 'kind'] as const).map((provider) => ({
      urls: [deploy(provider)],
      objects: () => ingressNginxObjects(provider),
    })),
  ],
  operators: [operator],
};
