import { columns } from '../event/columns';
import { fill } from '../fill';
import type { Kind } from '../kind';

/** The events.k8s.io view of events. It names the same stored objects as the core group's kind; see `eventsView`. */
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
};
