import { describePersistentVolumeClaim } from './describe';
import { within } from '../fill';
import { defaultClaimSpec } from '../pod/volume-defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { claimStrategy } from './strategy';
import { statusSubresource } from '../strategy';

export const persistentVolumeClaim: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.PersistentVolumeClaim' }],
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  defaults: (object) => within(object, 'spec', defaultClaimSpec),
  namespaced: true,
  strategy: { ...claimStrategy, returnsDeleted: true },
  columns,
  subresources: [statusSubresource],
  describe: describePersistentVolumeClaim,
};
