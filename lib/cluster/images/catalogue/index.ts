import type { Image } from '../image';
import { CONTENT_IMAGES } from './content';
import { CONTROL_PLANE_IMAGES } from './control-plane';
import { LANGUAGE_IMAGES } from './languages';
import { NETWORK_IMAGES } from './network';
import { NGINX_IMAGES } from './nginx';
import { OBSERVABILITY_IMAGES } from './observability';
import { PLATFORM_IMAGES } from './platform';
import { POD_NETWORK_IMAGES } from './pod-networks';
import { SAMPLE_IMAGES } from './samples';
import { SIDECAR_IMAGES } from './sidecars';
import { SQL_IMAGES } from './sql';
import { STORAGE_IMAGES } from './storage';
import { STORE_IMAGES } from './stores';
import { SYSTEM_IMAGES } from './systems';
import { TOOL_IMAGES } from './tools';
import { WEB_SERVER_IMAGES } from './web-servers';

/** Every image that the registries have. */
export const CATALOGUE: readonly Image[] = [
  ...SYSTEM_IMAGES,
  ...NGINX_IMAGES,
  ...WEB_SERVER_IMAGES,
  ...LANGUAGE_IMAGES,
  ...SQL_IMAGES,
  ...STORE_IMAGES,
  ...CONTENT_IMAGES,
  ...OBSERVABILITY_IMAGES,
  ...PLATFORM_IMAGES,
  ...SAMPLE_IMAGES,
  ...TOOL_IMAGES,
  ...SIDECAR_IMAGES,
  ...STORAGE_IMAGES,
  ...NETWORK_IMAGES,
  ...CONTROL_PLANE_IMAGES,
  ...POD_NETWORK_IMAGES,
];
