import { executable, type Image } from '../image';
import { tags } from '../tags';

const metallb = (name: string): Image => ({
  repository: `quay.io/metallb/${name}`,
  tags: tags('0.13.12 0.14.9 0.15.2', { prefix: 'v', noLatest: true }),
  base: 'distroless',
  entrypoint: [`/${name}`],
  files: [executable(`/${name}`, `metallb-${name}`)],
  megabytes: 30,
});

const FABRIC = 'ghcr.io/nginx/nginx-gateway-fabric';
const fabricTags = tags('2.0.2 2.1.4 2.2.1 2.3.0 2.4.0', { noLatest: true });

const gatewayFabric: readonly Image[] = [
  {
    repository: FABRIC,
    tags: fabricTags,
    base: 'distroless',
    entrypoint: ['/usr/bin/gateway'],
    user: '101:1001',
    files: [executable('/usr/bin/gateway', 'nginx-gateway')],
    megabytes: 52,
  },
  {
    repository: `${FABRIC}/nginx`,
    tags: fabricTags,
    base: 'alpine',
    entrypoint: ['/agent/entrypoint.sh'],
    user: '101:1001',
    files: [executable('/agent/entrypoint.sh', 'nginx-gateway-proxy')],
    megabytes: 78,
  },
];

/** Load balancers and their like. */
export const NETWORK_IMAGES: readonly Image[] = [metallb('controller'), metallb('speaker'), ...gatewayFabric];
