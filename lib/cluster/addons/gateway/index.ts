import type { Addon } from '../addon';
import { gatewayClasses, gateways, referenceGrants } from './definitions/gateway';
import { grpcRoutes, httpRoutes } from './definitions/routes';
import { fabricDefinitions, fabricObjects } from './fabric/manifest';
import { fabricCertificates } from './fabric/certificates';
import { fabricController } from './fabric/operator';

const FABRIC = ['nginx', 'nginxinc'].map((owner) => `https://raw.githubusercontent.com/${owner}/nginx-gateway-fabric/{version}/deploy`);
const at = (path: string): string[] => FABRIC.map((root) => `${root}/${path}`);

/** The standard channel of the Gateway API: its kinds; BackendTLSPolicy is not simulated and left out. */
export const gatewayApi: Addon = {
  name: 'gateway-api',
  manifests: [
    {
      urls: ['https://github.com/kubernetes-sigs/gateway-api/releases/download/{version}/standard-install.yaml'],
      objects: () => [gatewayClasses(), gateways(), grpcRoutes(), httpRoutes(), referenceGrants()],
    },
  ],
};

/** NGINX Gateway Fabric: a control plane that keeps an nginx for each Gateway. */
export const nginxGatewayFabric: Addon = {
  name: 'nginx-gateway-fabric',
  manifests: [
    { urls: at('crds.yaml'), objects: fabricDefinitions },
    { urls: at('default/deploy.yaml'), objects: () => fabricObjects('LoadBalancer') },
    { urls: at('nodeport/deploy.yaml'), objects: () => fabricObjects('NodePort') },
  ],
  operators: [fabricController, fabricCertificates],
};
