import type { Addon } from '../addon';
import { ingressNginxObjects } from './manifest';
import { ingressNginx as operator } from './operator';

const deploy = (provider: string) =>
  `https://raw.githubusercontent.com/kubernetes/ingress-nginx/{version}/deploy/static/provider/${provider}/deploy.yaml`;

/** kubernetes/ingress-nginx: HTTP from outside by the rules of Ingresses. */
export const ingressNginx: Addon = {
  name: 'ingress-nginx',
  manifests: [
    { urls: [deploy('cloud')], objects: () => ingressNginxObjects('LoadBalancer') },
    { urls: [deploy('baremetal')], objects: () => ingressNginxObjects('NodePort') },
  ],
  operators: [operator],
};
