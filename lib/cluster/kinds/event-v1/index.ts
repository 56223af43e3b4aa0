import { eventFields } from '../event/selectable-fields';
import { columns } from '../event/columns';
import { fill } from '../fill';
import type { Kind } from '../kind';

/** Events as events.k8s.io has them. The API server stores both groups' events as core ones (see its storage of events). */
export const eventV1: Kind = {
  group: 'events.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.events.v1.Event' }],
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  defaults: (object) => fill(object, { deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null, deprecatedSource: {} }),
  namespaced: true,
  strategy: { generation: false, createOnUpdate: true },
  columns,
  selectableFields: eventFields('regarding'),
};
