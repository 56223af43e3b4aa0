import { validateControllerRevision, validateControllerRevisionUpdate } from './validate';
import type { Kind } from '../kind';
import { columns } from './columns';

export const controllerRevision: Kind = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.ControllerRevision' }],
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  singular: 'controllerrevision',
  namespaced: true,
  strategy: { generation: false, validate: validateControllerRevision, validateUpdate: validateControllerRevisionUpdate },
  columns,
};
