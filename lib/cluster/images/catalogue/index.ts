import type { Image } from '../image';
import { CONTROL_PLANE_IMAGES } from './control-plane';
import { DATABASE_IMAGES } from './databases';
import { TOOL_IMAGES } from './tools';
import { WEB_IMAGES } from './web';

/** Every image that the registries have. */
export const CATALOGUE: readonly Image[] = [...WEB_IMAGES, ...TOOL_IMAGES, ...DATABASE_IMAGES, ...CONTROL_PLANE_IMAGES];
