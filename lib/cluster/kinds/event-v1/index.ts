import { event } from '../event';
import { eventFields } from '../event/selectable-fields';
import { columns } from '../event/columns';
import { validateStrictEvent, validateStrictEventUpdate } from '../event/validate';
import type { Kind } from '../kind';
import { fromCore, toCore } from './conversion';

/** Events as events.k8s.io has them: another face of the core group's, which are what is stored. */
export const eventV1: Kind = {
  group: 'events.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.events.v1.Event', toStored: toCore, fromStored: fromCore }],
  storedAs: { group: '', resource: 'events', apiVersion: 'v1', schema: 'io.k8s.api.core.v1.Event' },
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  ...(event.defaults && { defaults: event.defaults }),
  namespaced: true,
  strategy: { ...event.strategy, validate: validateStrictEvent, validateUpdate: validateStrictEventUpdate },
  columns,
  selectableFields: eventFields('regarding'),
};
