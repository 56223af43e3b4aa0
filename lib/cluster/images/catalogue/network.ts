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

/** Load balancers and their like. */
export const NETWORK_IMAGES: readonly Image[] = [metallb('controller'), metallb('speaker')];
