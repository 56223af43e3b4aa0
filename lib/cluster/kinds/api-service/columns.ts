import type { KubeObject } from '@/lib/api/object';
import { availableText } from './available';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Service', 'The reference to the service that hosts this API endpoint.', (o) =>
    o.spec?.service ? `${o.spec.service.namespace}/${o.spec.service.name}` : 'Local',
  ),
  text('Available', 'Whether this service is available.', (o) => availableText(o)),
  ageColumn,
];
