import { invalid, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { eachOf } from '../devices/collections';
import { validateDeviceConfig, type DeviceConfig } from '../devices/claim';
import { validateSelectors, type Selector } from '../devices/selector';
import { isExtended } from '../resource-name';

const MOST_CONFIG = 32;

/** Models resource validation.ValidateDeviceClass. */
export function validateDeviceClass(object: KubeObject): FieldError[] {
  const {
    selectors,
    config,
    extendedResourceName: name,
  } = (object.spec ?? {}) as {
    selectors?: readonly Selector[];
    config?: readonly DeviceConfig[];
    extendedResourceName?: string;
  };
  const found = [...validateSelectors(selectors, 'spec.selectors'), ...eachOf(config, MOST_CONFIG, 'spec.config', validateDeviceConfig)];
  if (name !== undefined && !isExtended(name))
    found.push(invalid('spec.extendedResourceName', name, 'must be a valid extended resource name'));
  return found;
}
