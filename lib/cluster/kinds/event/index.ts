import { eventFields } from './selectable-fields';
import { fill } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateEvent } from './validate';

export const event: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Event' }],
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  defaults: (object) =>
    fill(object, { eventTime: null, firstTimestamp: null, lastTimestamp: null, reportingComponent: '', reportingInstance: '', source: {} }),
  namespaced: true,
  strategy: { generation: false, createOnUpdate: true, validate: validateEvent, validateUpdate: validateEvent },
  columns,
  selectableFields: eventFields('involvedObject'),
};
